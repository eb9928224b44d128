package referral

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/cosell"
)

// publicCatalog and testCatalog read their catalogs once. The catalogs are
// immutable.
var (
	publicCatalog = sync.OnceValues(catalog.Public)
	testCatalog   = sync.OnceValues(func() (*catalog.Catalog, error) {
		data, err := os.ReadFile(filepath.Join("testdata", "referral.catalog.json"))
		if err != nil {
			return nil, err
		}
		return catalog.Read(data, catalog.ReadOptions{})
	})
)

// engagement finds an engagement in the public catalog or in the test catalog.
func engagement(id mci.EngagementID) *catalog.Engagement {
	for _, read := range []func() (*catalog.Catalog, error){publicCatalog, testCatalog} {
		card, err := read()
		if err != nil {
			panic(err)
		}
		if found, ok := card.Find(id, mci.Date{}); ok {
			return found
		}
	}
	panic("no engagement " + id)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

// opening returns the instant at which the tests open claims of an engagement.
// The engagement is offered on that day.
func opening(e *catalog.Engagement) time.Time {
	if e.PayKind() == catalog.VariablePay {
		return time.Date(2025, time.October, 1, 12, 0, 0, 0, time.UTC)
	}
	return time.Date(2023, time.March, 1, 12, 0, 0, 0, time.UTC)
}

// opened returns a claim just after its opening.
func opened(id mci.EngagementID) *claims.Claim {
	e := engagement(id)
	q := eligibility.Question{
		Engagement: e, Way: eligibility.Add, At: opening(e),
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID:      must(mci.ParseCustomerID(mci.TopParentID, "659410")),
			Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
		},
	}
	if e.PayKind() == catalog.VariablePay {
		q.Customer.ID = must(mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU"))
		q.Hours = must(mci.ParseHours("60"))
		q.Opportunity = mci.Opportunity{ContractValue: usd("120000"), Status: "open"}
	}
	nomination, decision, err := eligibility.Nominate(q, eligibility.Details{
		ClaimName:       "Contoso",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	})
	if err != nil || nomination == nil {
		panic("no nomination: " + decision.Outcome().String())
	}
	return must(claims.Open(nomination, "C-1", meta(claims.Partner, q.At))).Claim
}

func meta(actor claims.Actor, at time.Time) claims.Meta {
	m := claims.Meta{Actor: actor, At: at}
	if actor == claims.Partner {
		m.User, m.Role = "maria", mci.IncentivesUser
	}
	return m
}

// A step is a command with its actor and its day, counted from the opening.
type step struct {
	day     int
	actor   claims.Actor
	command claims.Command
}

// The lives of the claims in these tests consist of these steps.
var (
	asks     = step{1, claims.Partner, claims.SendConsent{DealSize: usd("25000")}}
	accepts  = step{5, claims.Customer, claims.Accept{}}
	declines = step{5, claims.Customer, claims.Decline{}}
	executes = step{10, claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution}}
	surveys  = step{10, claims.Partner, claims.GiveEvidence{Part: mci.PartnerSurvey}}
	submits  = step{11, claims.Partner, claims.Submit{}}
	reviews  = step{12, claims.Microsoft, claims.BeginReview{}}
	requests = step{13, claims.Microsoft, claims.RequestAction{}}
	approves = step{14, claims.Microsoft, claims.Approve{}}
	rejects  = step{14, claims.Microsoft, claims.Reject{}}
	disputes = step{20, claims.Partner, claims.Dispute{}}
	insists  = step{25, claims.Partner, claims.Submit{Comment: "the survey is attached"}}
	again    = step{26, claims.Microsoft, claims.BeginReview{}}
	refuses  = step{27, claims.Microsoft, claims.Reject{}}
)

func expires(day int) step { return step{day, claims.System, claims.Expire{}} }
func cancels(day int) step { return step{day, claims.Partner, claims.Cancel{}} }

// lives holds, for each status, the steps that bring a claim of the
// illustrative engagement there.
var lives = map[claims.Status][]step{
	claims.CustomerClaimed:       {},
	claims.AwaitingConsent:       {asks},
	claims.ConsentReceived:       {asks, accepts},
	claims.ConsentDeclined:       {asks, declines},
	claims.ConsentExpired:        {asks, expires(31)},
	claims.NotSubmittedExpired:   {asks, accepts, expires(126)},
	claims.Submitted:             {asks, accepts, executes, surveys, submits},
	claims.UnderReview:           {asks, accepts, executes, surveys, submits, reviews},
	claims.ActionRequired:        {asks, accepts, executes, surveys, submits, reviews, requests},
	claims.PostSubmissionExpired: {asks, accepts, executes, surveys, submits, reviews, requests, expires(156)},
	claims.Approved:              {asks, accepts, executes, surveys, submits, reviews, approves},
	claims.Rejected:              {asks, accepts, executes, surveys, submits, reviews, rejects},
	claims.Disputed:              {asks, accepts, executes, surveys, submits, reviews, rejects, disputes},
	claims.DisputedExpired:       {asks, accepts, executes, surveys, submits, reviews, rejects, disputes, expires(45)},
	claims.RejectedFinal:         {asks, accepts, executes, surveys, submits, reviews, rejects, disputes, insists, again, refuses},
	claims.Canceled:              {asks, accepts, cancels(6)},
}

const illustrative mci.EngagementID = "illustrative-variable-pay"

// after applies steps to a claim and returns the result.
func after(claim *claims.Claim, steps ...step) *claims.Claim {
	for _, s := range steps {
		at := claim.Record().Created.AddDate(0, 0, s.day)
		claim = must(claims.Apply(claim, s.command, meta(s.actor, at))).Claim
	}
	return claim
}

// in returns a claim of the illustrative engagement in a status.
// Claims do not change, so that tests share them.
func in(status claims.Status) *claims.Claim {
	if claim, made := lived.Load(status); made {
		return claim.(*claims.Claim)
	}
	claim := after(opened(illustrative), lives[status]...)
	lived.Store(status, claim)
	return claim
}

// lived holds the claim of each status that a test asked for.
var lived sync.Map

// now is an instant after every step of the tests.
var now = time.Date(2026, time.May, 4, 9, 30, 0, 0, time.UTC)

// managed contains the fact that the illustrative engagement requires for an
// upgrade.
var managed = Facts{ManagedByMicrosoft: mci.Yes}

func TestTheLivesOfTheTestsReachEveryStatus(t *testing.T) {
	for _, status := range claims.Statuses() {
		if _, ok := lives[status]; !ok {
			t.Errorf("no life leads to %v", status)
		} else if got := in(status).State().Status; got != status {
			t.Errorf("the life to %v leads to %v", status, got)
		}
	}
}

func TestADealIsStoredAndReadBackUnchanged(t *testing.T) {
	led := Deal{Claim: "C-1", Version: 1, Type: cosell.PartnerLed, DealSize: usd("25000"), Created: now}
	sold := led
	sold.Version, sold.Type, sold.Upgraded = 2, cosell.CoSell, now.AddDate(0, 0, 4)
	for _, c := range []struct {
		value Deal
		want  string
	}{
		{Deal{}, `{"claim":"","version":0,"type":"none"}`},
		{led, `{"claim":"C-1","version":1,"type":"partner-led","dealSize":{"amount":"25000.00","currency":"USD"},"created":"2026-05-04T09:30:00Z"}`},
		{sold, `{"claim":"C-1","version":2,"type":"co-sell","dealSize":{"amount":"25000.00","currency":"USD"},"created":"2026-05-04T09:30:00Z","upgraded":"2026-05-08T09:30:00Z"}`},
	} {
		written, err := json.Marshal(c.value)
		if err != nil || string(written) != c.want {
			t.Errorf("the referral is written as %s, %v, want %s", written, err, c.want)
		}
		var read Deal
		if err := json.Unmarshal(written, &read); err != nil || !cmp.Equal(read, c.value) {
			t.Errorf("%s is read as %+v, %v, want %+v", written, read, err, c.value)
		}
	}
}

func FuzzDealJSON(f *testing.F) {
	f.Add(`{"claim":"","version":0,"type":"none"}`)
	f.Add(`{"claim":"C-1","version":2,"type":"co-sell","dealSize":{"amount":"25000.00","currency":"USD"},"created":"2026-05-04T09:30:00Z","upgraded":"2026-05-08T09:30:00+02:00"}`)
	f.Add(`{"claim":"C-1","version":18446744073709551615,"type":"private","dealSize":null}`)
	f.Fuzz(func(t *testing.T, data string) {
		var read Deal
		if json.Unmarshal([]byte(data), &read) != nil {
			return
		}
		written, err := json.Marshal(read)
		if err != nil {
			t.Fatalf("%s is read and cannot be written: %v", data, err)
		}
		var again Deal
		if err := json.Unmarshal(written, &again); err != nil || !cmp.Equal(read, again) {
			t.Fatalf("%s is read as %+v and, written as %s, as %+v, %v", data, read, written, again, err)
		}
	})
}

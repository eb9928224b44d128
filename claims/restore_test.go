package claims_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestARecordOfEveryStateIsRestoredFromItsJSON(t *testing.T) {
	for _, state := range reached() {
		want := reach(t, state).claim
		got, err := claims.Restore(throughJSON(t, want.Record()), public())
		if err != nil {
			t.Errorf("%s: %v", state, err)
			continue
		}
		wantSame(t, "the record of "+state.String(), got.Record(), want.Record())
		wantSame(t, "the deadlines of "+state.String(), got.Deadlines(), want.Deadlines())
		if got.Engagement() != want.Engagement() {
			t.Errorf("%s: the engagement is %v", state, got.Engagement().Ref())
		}
	}
}

// A new claim cannot have such an ID, but an earlier version of the library
// opened some.
func TestAStoredClaimMayHaveBlanksAtTheEndsOfItsID(t *testing.T) {
	record := reach(t, plain(claims.Submitted)).claim.Record()
	record.ID = " a "
	claim := must(claims.Restore(throughJSON(t, record), public()))
	change := must(claims.Apply(claim, claims.BeginReview{}, by(claims.ReviewBegins, record.Updated)))
	if got := change.Claim.ID(); got != " a " {
		t.Errorf("the ID is %q", got)
	}
}

func TestRestoreTakesACopyOfTheRecord(t *testing.T) {
	record := reach(t, plain(claims.Submitted)).claim.Record()
	claim := must(claims.Restore(record, public()))
	want := claim.Record()
	clear(record.Evidence)
	wantSame(t, "the record", claim.Record(), want)
}

// A database may return instants in the time zone of its connection.
func TestRestoreTakesInstantsInAnyZone(t *testing.T) {
	want := reach(t, disputed(claims.Approved)).claim.Record()
	record, zone := want, time.FixedZone("", -7*60*60)
	for _, instant := range []*time.Time{
		&record.Created, &record.FirstSubmitted, &record.RejectedAt, &record.DisputeSubmitted, &record.Updated,
		&record.Consent.Asked, &record.Consent.Answered,
	} {
		*instant = instant.In(zone)
	}
	got := must(claims.Restore(record, public())).Record()
	for name, instants := range map[string][2]time.Time{
		"created": {got.Created, want.Created}, "firstSubmitted": {got.FirstSubmitted, want.FirstSubmitted},
		"rejectedAt": {got.RejectedAt, want.RejectedAt}, "disputeSubmitted": {got.DisputeSubmitted, want.DisputeSubmitted},
		"updated": {got.Updated, want.Updated}, "asked": {got.Consent.Asked, want.Consent.Asked}, "answered": {got.Consent.Answered, want.Consent.Answered},
	} {
		if instants[0] != instants[1] { // not only Equal, because a record's instants are in UTC
			t.Errorf("%s: got %s, want %s", name, instants[0], instants[1])
		}
	}
}

func TestRestoreNeedsTheEngagementOfTheRecord(t *testing.T) {
	for _, ref := range []mci.EngagementRef{
		{},
		{Edition: "FY23-2022-11", Engagement: "no such engagement"},
		{Edition: "no such edition", Engagement: viva},
		{Edition: "illustrative-FY26", Engagement: viva},
	} {
		record := reach(t, plain(claims.Submitted)).claim.Record()
		record.Engagement = ref
		claim, err := claims.Restore(record, public())
		wantInvalid(t, err, "engagement")
		if claim != nil {
			t.Errorf("%v: there is a claim beside the error", ref)
		}
	}
}

func TestRestoreAndReplayNeedACatalog(t *testing.T) {
	defer func() {
		if problem := recover(); problem != nil {
			t.Errorf("panic: %v", problem)
		}
	}()
	l := reach(t, plain(claims.Submitted))
	_, err := claims.Restore(l.claim.Record(), nil)
	wantInvalid(t, err, "catalog")
	_, err = claims.Replay(l.history, nil)
	wantInvalid(t, err, "history[0].opening.catalog")
}

func TestAClaimByADomainIsRestoredWithTheTenantThatWasChecked(t *testing.T) {
	record := reach(t, plain(claims.Submitted)).claim.Record()
	record.CustomerID = must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	wantSame(t, "the record", must(claims.Restore(record, public())).Record(), record)
	record.CheckedID = record.CustomerID
	_, err := claims.Restore(record, public())
	wantInvalid(t, err, "checkedId")
}

// restoreCases change a record so that it contradicts itself. path is the path
// of the error.
var restoreCases = []struct {
	name   string
	state  claims.State
	change func(*claims.Record)
	path   string
}{
	{"no ID", plain(claims.Submitted), func(r *claims.Record) { r.ID = "" }, "id"},
	{"an ID too long", plain(claims.Submitted), func(r *claims.Record) { r.ID = claims.ID(strings.Repeat("i", 201)) }, "id"},
	{"no customer", plain(claims.Submitted), func(r *claims.Record) { r.CustomerID = mci.CustomerID{} }, "customerId"},
	{"a customer by an ID that the engagement does not take", plain(claims.Submitted), func(r *claims.Record) { r.CustomerID = opportunity }, "customerId"},

	{"no status", plain(claims.Submitted), func(r *claims.Record) { r.Status = 0 }, "status"},
	{"a status beyond all", plain(claims.Submitted), func(r *claims.Record) { r.Status = claims.Canceled + 1 }, "status"},
	{"a status far beyond all", plain(claims.Submitted), func(r *claims.Record) { r.Status = 255 }, "status"},
	{"disputed before the first rejection", plain(claims.ConsentReceived), func(r *claims.Record) { r.Disputed = true }, "status"},
	{"Disputed and yet not disputed", disputed(claims.Disputed), func(r *claims.Record) { r.Disputed = false }, "status"},
	{"finally rejected without a dispute", disputed(claims.RejectedFinal), func(r *claims.Record) { r.Disputed = false }, "status"},

	{"no version", plain(claims.Submitted), func(r *claims.Record) { r.Version = 0 }, "version"},

	{"no creation", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Created = time.Time{} }, "created"},
	{"created after the latest entry", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Created = r.Updated.Add(time.Nanosecond) }, "created"},
	{"no latest entry", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Updated = time.Time{} }, "created"},

	{"no ID that was checked", plain(claims.Submitted), func(r *claims.Record) { r.CheckedID = mci.CustomerID{} }, "checkedId"},

	{"asked before asking", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Consent.Asked = r.Created }, "consent.asked"},
	{"awaiting without having asked", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Asked = time.Time{} }, "consent.asked"},
	{"declined without having asked", plain(claims.ConsentDeclined), func(r *claims.Record) { r.Consent.Asked = time.Time{} }, "consent.asked"},
	{"received without having asked", plain(claims.ConsentReceived), func(r *claims.Record) { r.Consent.Asked = time.Time{} }, "consent.asked"},
	{"approved without having asked", plain(claims.Approved), func(r *claims.Record) { r.Consent.Asked = time.Time{} }, "consent.asked"},

	{"a language that is none", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Language = "?" }, "consent.language"},

	{"an answer while awaiting one", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Answer = consent.Accepted }, "consent.answer"},
	{"an answer before asking", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Consent.Answer = consent.Declined }, "consent.answer"},
	{"an answer and yet expired", plain(claims.ConsentExpired), func(r *claims.Record) { r.Consent.Answer = consent.Accepted }, "consent.answer"},
	{"declined by a yes", plain(claims.ConsentDeclined), func(r *claims.Record) { r.Consent.Answer = consent.Accepted }, "consent.answer"},
	{"received by a no", plain(claims.ConsentReceived), func(r *claims.Record) { r.Consent.Answer = consent.Declined }, "consent.answer"},
	{"not submitted after no answer", plain(claims.NotSubmittedExpired), func(r *claims.Record) { r.Consent.Answer = consent.NoAnswer }, "consent.answer"},
	{"submitted after no answer", plain(claims.Submitted), func(r *claims.Record) { r.Consent.Answer = consent.NoAnswer }, "consent.answer"},

	{"an answer without its instant", plain(claims.ConsentReceived), func(r *claims.Record) { r.Consent.Answered = time.Time{} }, "consent.answered"},
	{"an instant without an answer", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Answered = r.Updated }, "consent.answered"},
	{"canceled, an instant without an answer", plain(claims.Canceled), func(r *claims.Record) { r.Consent.Answer = consent.NoAnswer }, "consent.answered"},

	{"submitted without the instant", plain(claims.Submitted), func(r *claims.Record) { r.FirstSubmitted = time.Time{} }, "firstSubmitted"},
	{"approved without the instant of submission", disputed(claims.Approved), func(r *claims.Record) { r.FirstSubmitted = time.Time{} }, "firstSubmitted"},
	{"submitted before the submission", plain(claims.ConsentReceived), func(r *claims.Record) { r.FirstSubmitted = r.Updated }, "firstSubmitted"},
	{"submitted and yet not submitted in time", plain(claims.NotSubmittedExpired), func(r *claims.Record) { r.FirstSubmitted = r.Updated }, "firstSubmitted"},
	{"submitted and yet canceled", plain(claims.Canceled), func(r *claims.Record) { r.FirstSubmitted = r.Updated }, "firstSubmitted"},

	{"rejected without the instant", plain(claims.Rejected), func(r *claims.Record) { r.RejectedAt = time.Time{} }, "rejectedAt"},
	{"expired after a rejection without the instant", plain(claims.DisputedExpired), func(r *claims.Record) { r.RejectedAt = time.Time{} }, "rejectedAt"},
	{"disputed without the instant of the rejection", disputed(claims.Disputed), func(r *claims.Record) { r.RejectedAt = time.Time{} }, "rejectedAt"},
	{"rejected before the rejection", plain(claims.UnderReview), func(r *claims.Record) { r.RejectedAt = r.Updated }, "rejectedAt"},

	{"dispute submitted without the instant", disputed(claims.Submitted), func(r *claims.Record) { r.DisputeSubmitted = time.Time{} }, "disputeSubmitted"},
	{"dispute submitted before it was", disputed(claims.Disputed), func(r *claims.Record) { r.DisputeSubmitted = r.Updated }, "disputeSubmitted"},
	{"dispute submitted and yet expired", disputed(claims.DisputedExpired), func(r *claims.Record) { r.DisputeSubmitted = r.Updated }, "disputeSubmitted"},
	{"dispute submitted without a dispute", plain(claims.Rejected), func(r *claims.Record) { r.DisputeSubmitted = r.Updated }, "disputeSubmitted"},

	{"asked after the latest entry", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Asked = r.Updated.Add(1) }, "updated"},
	{"answered after the latest entry", plain(claims.ConsentReceived), func(r *claims.Record) { r.Consent.Answered = r.Updated.Add(1) }, "updated"},
	{"submitted after the latest entry", plain(claims.Submitted), func(r *claims.Record) { r.FirstSubmitted = r.Updated.Add(1) }, "updated"},
	{"rejected after the latest entry", plain(claims.Rejected), func(r *claims.Record) { r.RejectedAt = r.Updated.Add(1) }, "updated"},
	{"dispute submitted after the latest entry", disputed(claims.Submitted), func(r *claims.Record) { r.DisputeSubmitted = r.Updated.Add(1) }, "updated"},
}

func TestRestoreRefusesARecordThatContradictsItself(t *testing.T) {
	for _, test := range restoreCases {
		t.Run(test.name, func(t *testing.T) {
			record := reach(t, test.state).claim.Record()
			test.change(&record)
			claim, err := claims.Restore(record, public())
			wantInvalid(t, err, test.path)
			if claim != nil {
				t.Error("there is a claim beside the error")
			}
		})
	}
}

// moreRestoreCases are other records that no sequence of commands can make.
var moreRestoreCases = []struct {
	name   string
	state  claims.State
	change func(*claims.Record)
}{
	{"a number of Partner Center from before the creation", plain(claims.Submitted), func(r *claims.Record) {
		r.PortalNumber = claims.PortalNumber{Number: "P-1", At: r.Created.Add(-time.Hour)}
		r.Version = 9
	}},
	{"a number of Partner Center without an entry of its own", plain(claims.CustomerClaimed), func(r *claims.Record) {
		r.PortalNumber = claims.PortalNumber{Number: "P-1", At: r.Created}
	}},
	{"no name", plain(claims.Submitted), func(r *claims.Record) { r.Name = "" }},
	{"neither added nor claimed", plain(claims.Submitted), func(r *claims.Record) { r.Way = 0 }},
	{"no customer contact", plain(claims.Submitted), func(r *claims.Record) { r.CustomerContact = mci.Contact{} }},
	{"no partner contact", plain(claims.Submitted), func(r *claims.Record) { r.PartnerContact = mci.Contact{} }},
	{"another ID checked than the tenant that was given", plain(claims.Submitted), func(r *claims.Record) { r.CheckedID = opportunity }},
	{"hours for fixed pay", plain(claims.Submitted), func(r *claims.Record) { r.Hours = must(mci.ParseHours("80")) }},
	{"not submitted, and consent never asked for", plain(claims.NotSubmittedExpired), func(r *claims.Record) { r.Consent.Asked = time.Time{} }},
	{"canceled after a yes that nobody asked for", plain(claims.Canceled), func(r *claims.Record) { r.Consent.Asked = time.Time{} }},
	{"canceled after a no", plain(claims.Canceled), func(r *claims.Record) { r.Consent.Answer = consent.Declined }},
	{"a language in which nobody wrote", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Consent.Language = "de" }},
	{"a deal size that nobody sent", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Consent.DealSize = usd("1") }},
	{"asked before the creation", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Asked = r.Created.Add(-1) }},
	{"answered before asking", plain(claims.ConsentReceived), func(r *claims.Record) { r.Consent.Answered = r.Consent.Asked.Add(-1) }},
	{"submitted before consent", plain(claims.Submitted), func(r *claims.Record) { r.FirstSubmitted = r.Consent.Answered.Add(-1) }},
	{"evidence after the approval", plain(claims.Approved), func(r *claims.Record) {
		factsLater(r)
		r.Evidence[0].Updated = r.ApprovedAt.Add(time.Second)
	}},
	{"an amount that was requested after the approval", plain(claims.Approved), func(r *claims.Record) {
		factsLater(r)
		r.Amounts.Requested.At = r.ApprovedAt.Add(time.Second)
	}},
	{"evidence after the rejection", plain(claims.Rejected), func(r *claims.Record) {
		factsLater(r)
		r.Evidence[0].Updated = r.RejectedAt.Add(time.Second)
	}},
	{"terms that were accepted before the claim was", plain(claims.Submitted), func(r *claims.Record) { r.TermsAccepted = acceptedAt(r.Created.Add(-1)) }},
	{"terms that were accepted, and that nobody knows", plain(claims.Submitted), func(r *claims.Record) { r.TermsAccepted, r.Terms = acceptedAt(r.Updated), catalog.Digest{} }},
	{"terms that were accepted after the latest entry", plain(claims.Submitted), func(r *claims.Record) { r.TermsAccepted = acceptedAt(r.Updated.Add(1)) }},
	{"terms that were accepted without an entry", plain(claims.CustomerClaimed), func(r *claims.Record) { r.TermsAccepted = acceptedAt(r.Updated) }},
	{"terms that were accepted at no instant", plain(claims.Submitted), func(r *claims.Record) { r.TermsAccepted = acceptedAt(time.Time{}) }},
	{"a key of an acceptance without an entry", plain(claims.CustomerClaimed), key(claims.TermsAccepted)},
	{"a key of an observation without an entry", plain(claims.CustomerClaimed), key(claims.StatusObserved)},
	{"a version that the next entry would wrap", plain(claims.Submitted), func(r *claims.Record) { r.Version = math.MaxUint64 }},
	{"an entry after the rejection that leaves it rejected", plain(claims.Rejected), func(r *claims.Record) { r.Updated, r.Version = r.Updated.Add(25*time.Hour), 20 }},
	{"rejected before the submission", plain(claims.Rejected), func(r *claims.Record) { r.RejectedAt = r.FirstSubmitted.Add(-1) }},
	{"dispute submitted before the rejection", disputed(claims.Submitted), func(r *claims.Record) { r.DisputeSubmitted = r.RejectedAt.Add(-1) }},
	{"a part of the evidence that is none", plain(claims.Submitted), func(r *claims.Record) { r.Evidence[0].Part = 0 }},
	{"a part of the evidence twice", plain(claims.Submitted), func(r *claims.Record) { r.Evidence[1] = r.Evidence[0] }},
	{"an invoice whose link is void", plain(claims.Submitted), func(r *claims.Record) { r.Evidence[0].State = claims.SurveyVoid }},
	{"evidence before consent", plain(claims.AwaitingConsent), func(r *claims.Record) {
		r.Evidence = []claims.Evidence{{Part: mci.Invoice, State: claims.EvidenceDone, Updated: r.Updated}}
	}},
	{"approved before the approval", plain(claims.UnderReview), func(r *claims.Record) { r.Amounts.Approved = r.Amounts.Requested }},
	{"paid before the approval", plain(claims.UnderReview), func(r *claims.Record) {
		r.Amounts.Payments = []claims.Payment{{Money: usd("1"), At: r.Amounts.Requested.At}}
	}},
	{"approved, without the instant of the approval", plain(claims.Approved), func(r *claims.Record) { r.ApprovedAt = time.Time{} }},
	{"an instant of an approval that was not given", plain(claims.UnderReview), func(r *claims.Record) { r.ApprovedAt = r.Updated }},
	{"approved before the submission", plain(claims.Approved), func(r *claims.Record) { r.ApprovedAt = r.FirstSubmitted.Add(-1) }},
	{"a quantity that the engagement does not ask for", plain(claims.UnderReview), func(r *claims.Record) { r.Quantities = mci.Quantities{"seats": {}} }},
	{"disputed, rejected before the submission", disputed(claims.UnderReview), func(r *claims.Record) { r.RejectedAt = r.FirstSubmitted.Add(-1) }},
	{"paid, approved before the submission", plain(claims.Approved), func(r *claims.Record) {
		r.Version++
		r.Amounts.Payments = []claims.Payment{{Money: usd("1"), At: r.Updated}}
		r.ApprovedAt, r.Amounts.Approved = r.FirstSubmitted.Add(-1), claims.Amount{}
	}},
	{"a reminder fewer than none", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Resent = -1 }},
	{"a corrected address of nobody", plain(claims.CustomerClaimed), func(r *claims.Record) { r.Consent.Generation = 1 }},
	{"a correction without an entry", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Generation = 1 }},
	{"a reminder without an entry", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Resent = 1 }},
	{"more corrections than entries", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Generation = 3 }},
	{"reminders before a correction that was not", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Resent, r.Consent.Earlier, r.Version = 1, 1, 3 }},
	{"more reminders before the correction than in all", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.Generation, r.Consent.Earlier, r.Version = 1, 1, 4 }},
	{"a deal size of nothing", plain(claims.AwaitingConsent), func(r *claims.Record) { r.Consent.DealSize = usd("0") }},
	{"an estimate of another instant", plain(claims.Submitted), func(r *claims.Record) { r.Amounts.Estimated.At = r.Created.Add(1) }},
	{"requested before the submission", plain(claims.ConsentReceived), func(r *claims.Record) { r.Amounts.Requested = claims.Amount{Money: usd("1"), At: r.Updated} }},
	{"a version that is too low for the status", plain(claims.Submitted), func(r *claims.Record) { r.Version = 7 }},
	{"a version that is too low for a survey whose link died", plain(claims.ConsentReceived), func(r *claims.Record) {
		r.Version = 4
		r.Evidence = []claims.Evidence{{Part: mci.PartnerSurvey, State: claims.SurveyVoid, Updated: r.Updated}}
	}},
	{"a part of the evidence twice", plain(claims.Submitted), func(r *claims.Record) {
		r.Version++
		r.Evidence = append([]claims.Evidence{r.Evidence[0]}, r.Evidence...)
	}},
	{"a key of an approval to come", plain(claims.UnderReview), key(claims.ReviewerApproves)},
	{"a key of a dispute that was not", plain(claims.Approved), key(claims.PartnerDisputes)},
	{"a key of another opening", plain(claims.UnderReview), key(claims.ClaimCustomer)},
	{"a key of a reminder that was not", plain(claims.AwaitingConsent), key(claims.ConsentResent)},
	{"a key of a payment that was not", plain(claims.Approved), key(claims.PaymentRecorded)},
	{"a key of a divergence that was not", plain(claims.Submitted), key(claims.DivergenceResolved)},
	{"a key of an adoption that was not", plain(claims.Submitted), key(claims.ClaimAdopted)},
	{"the key of the opening after another", plain(claims.Submitted), func(r *claims.Record) {
		r.Keys = []claims.UsedKey{{Key: "b", Event: claims.CustomerAccepts}, {Key: "a", Event: claims.AddCustomer}}
	}},
	{"more keys than entries", plain(claims.CustomerClaimed), func(r *claims.Record) {
		r.Keys = []claims.UsedKey{{Key: "a", Event: claims.AddCustomer}, {Key: "b", Event: claims.ContactUpdated}}
	}},
	{"a key twice", plain(claims.Submitted), func(r *claims.Record) {
		r.Keys = []claims.UsedKey{{Key: "a", Event: claims.CustomerAccepts}, {Key: "a", Event: claims.EvidenceGiven}}
	}},
	{"an answer pending that nobody asked for", plain(claims.ConsentReceived), func(r *claims.Record) { r.AnswerPending = true }},
}

func acceptedAt(at time.Time) *time.Time { return &at }

// factsLater adds a latest entry, an hour after the others, that records the
// claim's number in Partner Center.
func factsLater(r *claims.Record) {
	r.Updated = r.Updated.Add(time.Hour)
	r.PortalNumber = claims.PortalNumber{Number: "P-1", At: r.Updated}
	r.Version++
}

// key returns a change that adds a used key for an event.
func key(event claims.Event) func(*claims.Record) {
	return func(r *claims.Record) { r.Keys = []claims.UsedKey{{Key: "key", Event: event}} }
}

// According to the comment of Restore, it refuses a record that is incomplete
// or contradicts itself.
func TestRestoreRefusesARecordThatNoCommandsMake(t *testing.T) {
	for _, test := range moreRestoreCases {
		t.Run(test.name, func(t *testing.T) {
			record := reach(t, test.state).claim.Record()
			test.change(&record)
			if claim, err := claims.Restore(record, public()); !errors.Is(err, mci.ErrInvalid) || claim != nil {
				t.Errorf("got error %v, want a field error", err)
			}
		})
	}
}

func TestEveryContradictionHasACase(t *testing.T) {
	paths := claims.Contradictions()
	hit := make([]bool, len(paths))
	try := func(state claims.State, change func(*claims.Record)) {
		record := reach(t, state).claim.Record()
		change(&record)
		if claims.ContradictsLife(&record) != nil {
			return
		}
		for row := range paths {
			if claims.Contradicts(row, &record) {
				hit[row] = true
				return // only the first contradiction is reported
			}
		}
	}
	for _, test := range restoreCases {
		try(test.state, test.change)
	}
	for _, test := range moreRestoreCases {
		try(test.state, test.change)
	}
	for row, path := range paths {
		if !hit[row] {
			t.Errorf("row %d, %s: no case shows this contradiction first", row, path)
		}
	}
}

// breachCases are records that contradict only the engagement that they name.
var breachCases = []struct {
	name   string
	state  claims.State
	change func(*claims.Record)
	path   string
}{
	{"asked after the consent window", plain(claims.ConsentReceived), func(r *claims.Record) {
		move(at("2022-12-11"), &r.Consent.Asked, &r.Consent.Answered, &r.Updated)
	}, "consent.asked"},
	{"answered after the consent window", plain(claims.ConsentReceived), func(r *claims.Record) { move(at("2022-12-11"), &r.Consent.Answered, &r.Updated) }, "consent.answered"},
	{"submitted after its window", plain(claims.Submitted), func(r *claims.Record) {
		move(at("2023-02-19"), &r.FirstSubmitted, &r.Updated, &r.Amounts.Requested.At)
	}, "firstSubmitted"},
	{"a dispute submitted after its window", disputed(claims.Submitted), func(r *claims.Record) { move(at("2023-01-12"), &r.DisputeSubmitted, &r.Updated) }, "disputeSubmitted"},
	{"consent expired before the end", plain(claims.ConsentExpired), func(r *claims.Record) { move(at("2022-12-10"), &r.Updated) }, "updated"},
	{"not submitted, and expired before the end", plain(claims.NotSubmittedExpired), func(r *claims.Record) { move(at("2023-02-18"), &r.Updated) }, "updated"},
	{"a request not answered, and expired before the end", plain(claims.PostSubmissionExpired), func(r *claims.Record) { move(at("2023-03-20"), &r.Updated) }, "updated"},
	{"a dispute not submitted, and expired before the end", disputed(claims.DisputedExpired), func(r *claims.Record) { move(at("2023-01-11"), &r.Updated) }, "updated"},
	{"a rejection not disputed, and expired before the end", plain(claims.DisputedExpired), func(r *claims.Record) { move(at("2023-01-11"), &r.Updated) }, "updated"},
	{"a request of a dispute not answered, and expired before the end", disputed(claims.PostSubmissionExpired), func(r *claims.Record) { move(at("2023-01-21"), &r.Updated) }, "updated"},
	{"asked again after the window", plain(claims.AwaitingConsent), func(r *claims.Record) { move(at("2022-12-12"), &r.Updated) }, "updated"},
	{"asked again after the window, of a claim whose number is known from before", plain(claims.AwaitingConsent), func(r *claims.Record) {
		r.PortalNumber, r.Version = claims.PortalNumber{Number: "P-1", At: r.Updated}, r.Version+1
		move(at("2022-12-12"), &r.Updated)
	}, "updated"},
	{"evidence after the window", plain(claims.ConsentReceived), func(r *claims.Record) { move(at("2023-02-20"), &r.Updated) }, "updated"},
	{"disputed after the window", disputed(claims.Disputed), func(r *claims.Record) { move(at("2023-01-13"), &r.Updated) }, "updated"},
	{"canceled after the window for the submission", plain(claims.Canceled), func(r *claims.Record) { move(at("2023-02-20"), &r.Updated) }, "updated"},
	{"canceled after the window for consent", plain(claims.Canceled), func(r *claims.Record) {
		r.Consent.Answer, r.Consent.Answered = consent.NoAnswer, time.Time{}
		move(at("2022-12-12"), &r.Updated)
	}, "updated"},
	{"submitted without the invoice", plain(claims.Submitted), func(r *claims.Record) { r.Evidence = r.Evidence[1:] }, "evidence"},
	{"approved with a survey that was only sent", plain(claims.Approved), func(r *claims.Record) { r.Evidence[3].State = claims.SurveySent }, "evidence"},
	{"action required of a claim without its invoice", plain(claims.ActionRequired), func(r *claims.Record) { r.Evidence = r.Evidence[1:] }, "evidence"},
	{"action required of a claim without a survey", plain(claims.ActionRequired), func(r *claims.Record) { r.Evidence = r.Evidence[:3] }, "evidence"},
	{"a dispute of a claim without its invoice", disputed(claims.Disputed), func(r *claims.Record) { r.Evidence = r.Evidence[1:] }, "evidence"},
	{"approved on a template that is lost", plain(claims.Approved), func(r *claims.Record) { r.Evidence[1].Template = mci.Date{} }, "evidence"},
	{"submitted without the amount that it requested", plain(claims.Submitted), func(r *claims.Record) { r.Amounts.Requested = claims.Amount{} }, "amounts.requested"},
	{"approved without the amount that was approved", plain(claims.Approved), func(r *claims.Record) { r.Amounts.Approved = claims.Amount{} }, "amounts.approved"},
	{"approved after a dispute without the amount", disputed(claims.Approved), func(r *claims.Record) { r.Amounts.Approved = claims.Amount{} }, "amounts.approved"},
	{"rejected for good without evidence", disputed(claims.RejectedFinal), func(r *claims.Record) { r.Evidence = nil }, "evidence"},
}

// move sets the instants to a new value.
func move(to time.Time, instants ...*time.Time) {
	for _, instant := range instants {
		*instant = to
	}
}

// Invariant 6: no command succeeds after its deadline, and no claim expires
// before it.
func TestRestoreRefusesARecordOfWhatTheEngagementDidNotAllow(t *testing.T) {
	for _, test := range breachCases {
		t.Run(test.name, func(t *testing.T) {
			record := reach(t, test.state).claim.Record()
			test.change(&record)
			_, err := claims.Restore(record, public())
			wantInvalid(t, err, test.path)
		})
	}
	t.Run("asked without the deal size that the edition requires", func(t *testing.T) {
		record := open(t, public(), variable, "2025-08-01").do("2025-08-02", claims.SendConsent{DealSize: usd("1")}).claim.Record()
		record.Consent.DealSize = mci.Money{}
		_, err := claims.Restore(record, public())
		wantInvalid(t, err, "consent.dealSize")
	})
}

// The windows that a claim has behind it do not count.
func TestACanceledClaimWasCanceledInTheWindowThatWasOpenLast(t *testing.T) {
	card := adapted(t, shortClocks[0], strings.Replace(shortClocks[0], `"firstSubmission": 90`, `"firstSubmission": 1`, 1))
	l := open(t, card, viva, "2022-11-10T09:00Z").do("2022-11-11", claims.SendConsent{}, claims.Accept{}, claims.Cancel{})
	l.checkStored()
	record := l.claim.Record()
	move(at("2022-11-20"), &record.Updated) // the window for consent would be open until December 10
	_, err := claims.Restore(record, card)
	wantInvalid(t, err, "updated")
}

// The instant of a late command counts for the latest entry.
func TestTheLatestEntryOfARecordIsWithinTheGreatestToleranceOfItsLastStep(t *testing.T) {
	for after, ok := range map[time.Duration]bool{claims.MostTolerance: true, claims.MostTolerance + 1: false} {
		record := reach(t, plain(claims.Rejected)).claim.Record()
		record.Updated = record.RejectedAt.Add(after)
		if _, err := claims.Restore(record, public()); (err == nil) != ok {
			t.Errorf("%s after the rejection: %v", after, err)
		}
	}
}

func TestASubmissionFromBeforeATemplateWasRequiredIsRestored(t *testing.T) {
	poe := claims.GiveEvidence{Part: mci.ProofOfExecution}
	l := open(t, public(), viva, "2022-10-01").do("2022-10-05", claims.SendConsent{}, claims.Accept{}).do("2022-10-05", evidence()...).
		do("2022-10-05", poe).do("2022-10-31", claims.Submit{})
	l.checkStored()
	l.do("2022-11-02", claims.BeginReview{})
	l.checkStored()
}

// A payment that is recorded already keeps the key of its command in an entry of
// its own.
func TestARecordWithTwoKeysOfOnePaymentHasAnEntryForEach(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	for _, used := range []string{"a", "b"} {
		l.apply(claims.RecordPayment{Amount: usd("100"), Reference: "pay-1", Earning: "e-1"}, underKey(claims.PaymentRecorded, "2023-01-15", used))
	}
	record := l.claim.Record()
	fewest := uint64(6 + 4 + 2) // the way, the evidence and the keys
	for version, ok := range map[uint64]bool{l.claim.Version(): true, fewest: true, fewest - 1: false} {
		record.Version = version
		if _, err := claims.Restore(record, public()); (err == nil) != ok {
			t.Errorf("version %d: %v", version, err)
		}
	}
}

// If the reviewer is slow, the request comes after the window. The answer is
// then overdue at once.
func TestARequestAfterTheReviewWindowIsRestored(t *testing.T) {
	late := reach(t, plain(claims.UnderReview)).do("2023-06-01", claims.RequestAction{}).claim
	wantSame(t, "the record", must(claims.Restore(late.Record(), public())).Record(), late.Record())
}

// formCases change one field of a record to a malformed value.
var formCases = []struct {
	path   string
	change func(*claims.Record)
}{
	{"id", func(r *claims.Record) { r.ID = claims.ID(long(201)) }},
	{"name", func(r *claims.Record) { r.Name = long(201) }},
	{"mismatchReason", func(r *claims.Record) { r.MismatchReason = long(4001) }},
	{"location", func(r *claims.Record) { r.Location = "\x00" }},
	{"segment", func(r *claims.Record) { r.Segment = mci.Segment(long(201)) }},
	{"opportunity.status", func(r *claims.Record) { r.Opportunity.Status = long(201) }},
	{"opportunity.stage", func(r *claims.Record) { r.Opportunity.Stage = long(201) }},
	{"customerCountry", func(r *claims.Record) { r.CustomerCountry = "Switzerland" }},
	{"locationCountry", func(r *claims.Record) { r.LocationCountry = "ch" }},
	{"customerContact.email", func(r *claims.Record) { r.CustomerContact.Email = "alex" }},
	{"partnerContact.name", func(r *claims.Record) { r.PartnerContact.Name = "" }},
	{"created", func(r *claims.Record) { r.Created = at("1999-12-31") }},
	{"updated", func(r *claims.Record) { r.Updated = at("9001-01-01") }},
	{"evidence[1].updated", func(r *claims.Record) { r.Evidence[1].Updated = at("1999-12-31") }},
	{"evidence[1].updated", func(r *claims.Record) { r.Evidence[1].Updated = time.Time{} }},
	{"evidence[2].part", func(r *claims.Record) { r.Evidence[2].Part = mci.Invoice }},
	{"evidence[0].state", func(r *claims.Record) { r.Evidence[0].State = claims.SurveySent }},
	{"evidence[2].state", func(r *claims.Record) { r.Evidence[2].State = 9 }},
	{"evidence[0].template", func(r *claims.Record) { r.Evidence[0].Template = date(vivaTemplate) }},
	{"evidence[0].reference", func(r *claims.Record) { r.Evidence[0].Reference = long(501) }},
	{"amounts.requested.at", func(r *claims.Record) { r.Amounts.Requested.At = time.Time{} }},
	{"amounts.approved.at", func(r *claims.Record) { r.Amounts.Approved.Money = mci.Money{} }},
	{"amounts.approved.money", func(r *claims.Record) { r.Amounts.Approved.Money = usd("-1") }},
	{"amounts.payments[0].money", func(r *claims.Record) { r.Amounts.Payments[0].Money = usd("0") }},
	{"amounts.payments[0].money", func(r *claims.Record) { r.Amounts.Payments[0].Money = mci.Money{} }},
	{"amounts.payments[0].at", func(r *claims.Record) { r.Amounts.Payments[0].At = time.Time{} }},
	{"amounts.payments[1].at", func(r *claims.Record) {
		r.Amounts.Payments = append(r.Amounts.Payments, claims.Payment{Money: usd("1"), At: at("9001-01-01")})
	}},
	{"portalNumber.at", func(r *claims.Record) { r.PortalNumber = claims.PortalNumber{Number: "P-1"} }},
	{"portalNumber.at", func(r *claims.Record) { r.PortalNumber.At = r.Created }},
	{"portalNumber.number", func(r *claims.Record) { r.PortalNumber = claims.PortalNumber{Number: "P\n1", At: r.Created} }},
	{"amounts.payments[0].reference", func(r *claims.Record) { r.Amounts.Payments[0].Reference = long(501) }},
	{"keys[0].key", func(r *claims.Record) { r.Keys[0].Key = "" }},
	{"keys[0].event", func(r *claims.Record) { r.Keys[0].Event = 0 }},
	{"keys[0].event", func(r *claims.Record) { r.Keys[0].Event = 99 }},
}

func long(bytes int) string { return strings.Repeat("x", bytes) }

func TestRestoreRefusesAFieldThatIsMalformedByItself(t *testing.T) {
	for _, test := range formCases {
		record := eventful(t).claim.Record()
		test.change(&record)
		_, err := claims.Restore(record, public())
		wantInvalid(t, err, test.path)
	}
}

// Restore accepts every record that Open makes, so a nomination must have the
// same form.
func TestACustomerIsNotNominatedWithATextThatCouldNotBeStored(t *testing.T) {
	q := question(engagement(public(), viva), at("2022-11-10"))
	q.Location.ID = mci.LocationID(long(201))
	nomination, _, err := eligibility.Nominate(q, eligibility.Details{ClaimName: "Contoso", CustomerContact: customerContact, PartnerContact: partnerContact})
	wantInvalid(t, err, "location.id")
	if nomination != nil {
		t.Error("a nomination was made all the same")
	}
}

func TestARecordThatCommandsMakeHasNoContradiction(t *testing.T) {
	for _, state := range reached() {
		record := reach(t, state).claim.Record()
		for row, path := range claims.Contradictions() {
			if claims.Contradicts(row, &record) {
				t.Errorf("%s: %s", state, path)
			}
		}
	}
}

func FuzzRestore(f *testing.F) {
	for _, state := range reached() {
		data, err := json.Marshal(reach(f, state).claim.Record())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"engagement":{"edition":"illustrative-FY26","engagement":"illustrative-variable-pay"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var record claims.Record
		if json.Unmarshal(data, &record) != nil {
			return
		}
		claim, err := claims.Restore(record, public())
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("got error %v, want a field error", err)
			}
			return
		}
		now := claim.Record().Updated
		_ = fmt.Sprint(claim.Deadlines(), claim.MissingEvidence(now), claim.Payout(), claim.Estimate(now), claim.OverdueAtMicrosoft(now), claim.PermittedAt(now))
		for _, command := range commands() {
			_, _ = claims.Apply(claim, command, by(command.Event(), now))
		}
		again, err := claims.Restore(throughJSON(t, claim.Record()), public())
		if err != nil {
			t.Fatalf("restored once, but not twice: %v", err)
		}
		wantSame(t, "the record", again.Record(), claim.Record())
	})
}

package referral

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/resource"
)

var sought = Search{Customer: "Contoso", Organization: "own", Within: 7 * 24 * time.Hour}

// fitting returns a referral for which every reason speaks.
func fitting(claim *claims.Claim) resource.Referral {
	record := claim.Record()
	return resource.Referral{
		ID: "R-1", Name: "MCI: " + strings.ToUpper(record.Name), OrganizationID: "OWN", Status: progress.StatusActive, Substatus: progress.Accepted,
		TrackingInfo: resource.TrackingInfo{MicrosoftMsxID: record.CustomerID.Value()}, CreatedDateTime: resource.InstantOf(record.Consent.Asked.Add(time.Hour)),
		CustomerProfile: resource.CustomerProfile{
			Name: "contoso", Address: resource.Address{Country: "ch"}, Team: []resource.Member{{Email: record.CustomerContact.Email}},
		},
	}
}

// unfit are edits after which one rule no longer passes.
var unfit = []struct {
	rule mci.RuleID
	want mci.Outcome
	edit func(*resource.Referral)
}{
	{"candidate.opportunity", mci.Fail, func(r *resource.Referral) { r.TrackingInfo.MicrosoftMsxID = "7-ANOTHERONE" }},
	{"candidate.opportunity", mci.Unknown, func(r *resource.Referral) { r.TrackingInfo.MicrosoftMsxID = "" }},
	{"candidate.customer", mci.Fail, func(r *resource.Referral) { r.CustomerProfile.Name = "Fabrikam" }},
	{"candidate.contact", mci.Unknown, func(r *resource.Referral) { r.CustomerProfile.Team = nil }},
	{"candidate.name", mci.Unknown, func(r *resource.Referral) { r.Name = "another" }},
	{"candidate.country", mci.Fail, func(r *resource.Referral) { r.CustomerProfile.Address.Country = "DE" }},
	{"candidate.created", mci.Fail, func(r *resource.Referral) { r.CreatedDateTime = "2020-01-01T00:00:00Z" }},
	{"candidate.created", mci.Fail, func(r *resource.Referral) { r.CreatedDateTime = "2027-01-01T00:00:00Z" }},
	{"candidate.created", mci.Unknown, func(r *resource.Referral) { r.CreatedDateTime = "soon" }},
	{"candidate.organization", mci.Fail, func(r *resource.Referral) { r.OrganizationID = "another" }},
	{"candidate.own", mci.Fail, func(r *resource.Referral) {
		r.Target = []resource.Target{{Type: resource.BusinessProfileLocation, ID: "msft"}}
	}},
	{"candidate.free", mci.Fail, func(r *resource.Referral) { r.ExternalReferenceID = LinkOf("C-2") }},
	{"candidate.free", mci.Fail, func(r *resource.Referral) { r.ExternalReferenceID = ConnectedLinkOf("C-1") }},
	{"candidate.open", mci.Fail, func(r *resource.Referral) { r.Status = progress.StatusClosed }},
}

func TestACandidateHasItsReasonsForAndAgainst(t *testing.T) {
	claim := in(claims.ConsentReceived)
	record := claim.Record()
	check := func(rows []ruling.Row[possible, bool]) error {
		whole := fitting(claim)
		if got := conditions.Judge(rows, possible{&record, &whole, sought}); got.Outcome != mci.Pass {
			return &mci.FieldError{Path: "fitting", Found: got.Findings[0].Found}
		}
		for _, c := range unfit {
			r := fitting(claim)
			c.edit(&r)
			spoke := mci.RuleID("")
			for _, f := range conditions.Judge(rows, possible{&record, &r, sought}).Findings {
				if f.Outcome != mci.Pass {
					if spoke != "" || f.Rule != c.rule || f.Outcome != c.want {
						return &mci.FieldError{Path: string(c.rule), Found: string(f.Rule) + " " + f.Outcome.String()}
					}
					spoke = f.Rule
				}
			}
			if spoke != c.rule {
				return &mci.FieldError{Path: string(c.rule), Found: "pass"}
			}
		}
		return nil
	}
	name := func(r ruling.Row[possible, bool]) string { return string(r.ID) }
	mutants := tabletest.Edit(candidateRows, "pass always", name, func(r *ruling.Row[possible, bool]) bool {
		r.Check = func(possible) mci.Outcome { return mci.Pass }
		return true
	})
	if err := tabletest.Survivors(candidateRows, append(tabletest.Drop(candidateRows, name), mutants...), check); err != nil {
		t.Error(err)
	}
}

func TestACandidateWasMadeWithinTheTimeAfterConsentWasAskedFor(t *testing.T) {
	claim := in(claims.ConsentReceived)
	record := claim.Record()
	for late, want := range map[time.Duration]mci.Outcome{0: mci.Pass, sought.Within: mci.Pass, sought.Within + time.Second: mci.Fail} {
		r := fitting(claim)
		r.CreatedDateTime = resource.InstantOf(record.Consent.Asked.Add(late))
		if got, _ := checkMade(possible{&record, &r, sought}); got != want {
			t.Errorf("%v after consent was asked for: %v, want %v", late, got, want)
		}
	}
}

func TestTheBestCandidateComesFirstAndStrangersAreLeftOut(t *testing.T) {
	claim := in(claims.ConsentReceived)
	best, worse, barred, stranger := fitting(claim), fitting(claim), fitting(claim), fitting(claim)
	worse.ID, worse.TrackingInfo.MicrosoftMsxID = "R-2", ""
	barred.ID, barred.OrganizationID = "R-3", "another"
	stranger.ID, stranger.Name, stranger.TrackingInfo.MicrosoftMsxID, stranger.CustomerProfile.Team = "R-4", "", "7-ANOTHERONE", nil
	stranger.CustomerProfile.Name = "Fabrikam"
	got := Candidates(claim, []resource.Referral{stranger, barred, worse, best}, Search{Customer: "Contoso", Organization: "own"})
	if len(got) != 3 || got[0].Referral.ID != "R-1" || got[0].Outcome != mci.Pass || got[0].For != len(candidateRows) ||
		got[1].Referral.ID != "R-2" || got[1].Outcome != mci.Unknown || got[2].Referral.ID != "R-3" || got[2].Against != 1 || got[2].Outcome != mci.Fail {
		t.Errorf("%+v", got)
	}
	unasked := in(claims.CustomerClaimed)
	if got := Candidates(unasked, []resource.Referral{best}, sought); len(got) != 1 || got[0].Outcome != mci.Unknown {
		t.Errorf("before consent is asked for: %+v", got)
	}
	other := opened("fy23-microsoft-viva")
	if got := Candidates(other, []resource.Referral{best}, Search{Customer: "Contoso"}); len(got) != 1 || got[0].Findings[0].Outcome != mci.Unknown {
		t.Errorf("without an opportunity ID: %+v", got)
	}
}

// halfRead is a feed that cannot read an element of its first page.
type halfRead struct{ *MemoryGateway }

func (h halfRead) Query(ctx context.Context, q Query) (Page, error) {
	page, err := h.MemoryGateway.Query(ctx, q)
	if q.Next == "" && err == nil {
		err = &UnreadError{Elements: []error{errLost}}
	}
	return page, err
}

func TestTheDeskListsTheCandidatesOfAClaim(t *testing.T) {
	claim := in(claims.ConsentReceived)
	at := claim.Record().Created
	gateway := &MemoryGateway{Now: func() time.Time { return at }}
	at = at.AddDate(0, 0, -1)
	partnerCenterMakes(gateway, mci.Yes) // changed before the claim was created
	at = at.AddDate(0, 0, 3)
	for range 3 {
		stranger := full()
		stranger.CustomerProfile.Name = "Fabrikam"
		must(gateway.Create(t.Context(), stranger))
	}
	own := partnerCenterMakes(gateway, mci.Yes)
	desk := NewDesk(&MemoryStore{}, Options{Gateway: gateway, Organization: "own"})
	got, err := desk.Candidates(t.Context(), claim, Search{Customer: "Contoso"})
	if err != nil || len(got) != 1 || got[0].Referral.ID != own.ID || got[0].Against != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	for organization, against := range map[string]int{"": 0, "another": 1} { // the desk's own, unless the search has one
		if got, err := desk.Candidates(t.Context(), claim, Search{Customer: "Contoso", Organization: organization}); err != nil || got[0].Against != against || got[0].Findings[6].Outcome == mci.Unknown {
			t.Errorf("%q: %+v, %v", organization, got, err)
		}
	}
	if got, err := NewDesk(nil, Options{Gateway: halfRead{gateway}}).Candidates(t.Context(), claim, Search{}); !errors.Is(err, ErrUnread) || len(got) != 1 {
		t.Errorf("with an unread element: %v, %v", got, err)
	}
	if _, err := NewDesk(nil, Options{}).Candidates(t.Context(), claim, Search{}); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := desk.Candidates(ctx, claim, Search{}); !errors.Is(err, context.Canceled) || got != nil {
		t.Error(err)
	}
}

package referral

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral/internal/conditions"
	"github.com/mci-go/incentives/referral/resource"
)

// A Search holds the host's knowledge that helps to find the referral of a
// claim. Zero fields are unknown.
type Search struct {
	// Customer is the customer's name as Partner Center has it.
	Customer string `json:"customer,omitempty"`
	// Organization is the partner's own organization ID.
	Organization string `json:"organization,omitempty"`
	// Within is how long after the request for consent a referral of the claim
	// is expected. Zero means 7 days, which is inferred.
	Within time.Duration `json:"within,omitzero"`
}

// A Candidate is a referral that may be the one of a claim, with the reasons
// for and against. Nothing is linked by itself: a person decides.
type Candidate struct {
	// Referral is the referral as it was listed.
	Referral resource.Referral `json:"referral,omitzero"`
	// For is the number of findings that pass.
	For int `json:"for,omitempty"`
	// Against is the number of findings that fail.
	Against int `json:"against,omitempty"`
	// Verdict is Pass if every reason speaks for the referral, Fail if any
	// speaks against it, and else Unknown.
	resource.Verdict
}

// possible is a claim's record with a referral that may be its own.
type possible struct {
	record   *claims.Record
	referral *resource.Referral
	search   Search
}

// identity marks the rows that connect a referral with one customer or claim. A
// referral for which none of them speaks is no candidate.
const identity = true

var candidateRows = []ruling.Row[possible, bool]{
	suits("candidate.opportunity", "trackingInfo.microsoftMsxId", "the claim's opportunity", identity, func(p possible) (mci.Outcome, string) {
		id := p.record.CustomerID
		if id.Type() != mci.OpportunityID {
			return mci.Unknown, "a claim without an opportunity ID"
		}
		return sameText(p.referral.TrackingInfo.MicrosoftMsxID, id.Value())
	}),
	suits("candidate.customer", "customerProfile.name", "the customer's name", identity, func(p possible) (mci.Outcome, string) {
		return sameText(p.referral.CustomerProfile.Name, p.search.Customer)
	}),
	suits("candidate.contact", "customerProfile.team", "the customer's contact", identity, checkContact),
	suits("candidate.name", "name", "the claim's name", identity, func(p possible) (mci.Outcome, string) {
		// Partner Center may name its referral in any way, so another name does
		// not speak against it.
		if p.record.Name != "" && strings.Contains(strings.ToLower(p.referral.Name), strings.ToLower(p.record.Name)) {
			return mci.Pass, "a name with the claim's name"
		}
		return mci.Unknown, "another name"
	}),
	suits("candidate.country", "customerProfile.address.country", "the customer's country", !identity, func(p possible) (mci.Outcome, string) {
		return sameText(p.referral.CustomerProfile.Address.Country, string(p.record.CustomerCountry))
	}),
	suits("candidate.created", "createdDateTime", "made within days after consent was asked for", !identity, checkMade),
	suits("candidate.organization", "organizationId", "the partner's own organization", !identity, func(p possible) (mci.Outcome, string) {
		return sameText(p.referral.OrganizationID, p.search.Organization)
	}),
	suits("candidate.own", "target", "the partner's own referral, not the one for Microsoft", !identity, func(p possible) (mci.Outcome, string) {
		if p.referral.IsForMicrosoft() {
			return mci.Fail, "a referral for Microsoft"
		}
		return mci.Pass, "a referral of the partner's"
	}),
	suits("candidate.free", "externalReferenceId", "a referral that no desk made for a claim", !identity, func(p possible) (mci.Outcome, string) {
		for _, prefix := range []string{LinkOf(""), ConnectedLinkOf("")} {
			if strings.HasPrefix(p.referral.ExternalReferenceID, prefix) {
				return mci.Fail, "a referral that a desk made"
			}
		}
		return mci.Pass, "another referral"
	}),
	suits("candidate.open", "status", "a referral that is not closed", !identity, func(p possible) (mci.Outcome, string) {
		state := p.referral.State()
		return mci.FactOf(!state.Terminal()).Outcome(), state.String()
	}),
}

func suits(id mci.RuleID, path, want string, identity bool, look func(possible) (mci.Outcome, string)) ruling.Row[possible, bool] {
	return conditions.Row(id, path, want, "the referral that Partner Center made for a claim has this: "+want, mci.LibraryReading.Source(), identity, look)
}

// sameText compares two texts without case. If either is empty, it is unknown
// whether they are the same. The found text shows nothing personal.
func sameText(found, want string) (mci.Outcome, string) {
	switch {
	case found == "":
		return mci.Unknown, "nothing"
	case want == "":
		return mci.Unknown, "nothing to compare it with"
	case strings.EqualFold(found, want):
		return mci.Pass, "the same"
	default:
		return mci.Fail, "another one"
	}
}

func checkContact(p possible) (mci.Outcome, string) {
	team := p.referral.CustomerProfile.Team
	for i := range team {
		if strings.EqualFold(team[i].Email, p.record.CustomerContact.Email) {
			return mci.Pass, "the same"
		}
	}
	return mci.Unknown, fmt.Sprintf("%d other contacts", len(team))
}

func checkMade(p possible) (mci.Outcome, string) {
	made, ok := p.referral.CreatedDateTime.Time()
	asked := p.record.Consent.Asked
	switch {
	case !ok:
		return mci.Unknown, "an unknown instant"
	case made.Before(p.record.Created):
		return mci.Fail, "before the claim was created"
	case asked.IsZero():
		return mci.Unknown, "consent was not asked for"
	case made.Sub(asked) > p.search.Within:
		return mci.Fail, made.Sub(asked).Round(time.Hour).String() + " after consent was asked for"
	default:
		return mci.Pass, "in time"
	}
}

// Candidates compares listed referrals with a claim. It returns those for which
// at least one of customer, contact, opportunity and name speaks. The best come
// first: those with the fewest reasons against them, then with the most reasons
// for them, then the oldest. It is pure, and never chooses.
func Candidates(claim *claims.Claim, listed []resource.Referral, search Search) []Candidate {
	if search.Within == 0 {
		search.Within = 7 * 24 * time.Hour
	}
	record := claim.Record()
	var all []Candidate
	for i := range listed {
		subject := possible{&record, &listed[i], search}
		candidate := Candidate{Referral: listed[i].Clone(), Verdict: conditions.Judge(candidateRows, subject)}
		known := false
		for row, finding := range candidate.Findings {
			switch finding.Outcome {
			case mci.Pass:
				candidate.For++
				known = known || candidateRows[row].Own
			case mci.Fail:
				candidate.Against++
			case mci.Unknown:
			}
		}
		if known {
			all = append(all, candidate)
		}
	}
	slices.SortStableFunc(all, func(a, b Candidate) int {
		return cmp.Or(
			cmp.Compare(a.Against, b.Against), cmp.Compare(b.For, a.For),
			compareInstants(a.Referral.CreatedDateTime, b.Referral.CreatedDateTime), cmp.Compare(a.Referral.ID, b.Referral.ID),
		)
	})
	return all
}

// Candidates lists the referrals that were changed since the claim was created,
// and returns those that may be the one of the claim; see [Candidates]. The
// gateway must be a [Feed]. If it is not, the error matches
// [errors.ErrUnsupported]. If an element of the list could not be read, the
// other candidates are returned with an UnreadError, because that element may
// be the referral.
func (d *Desk) Candidates(ctx context.Context, claim *claims.Claim, search Search) ([]Candidate, error) {
	feed, ok := d.options.Gateway.(Feed)
	if !ok {
		return nil, fmt.Errorf("the gateway lists no referrals: %w", errors.ErrUnsupported)
	}
	if search.Organization == "" {
		search.Organization = d.options.Organization
	}
	listed, err := All(ctx, feed, Query{UpdatedSince: claim.Record().Created})
	if err != nil && !errors.Is(err, ErrUnread) {
		return nil, err
	}
	return Candidates(claim, listed, search), err
}

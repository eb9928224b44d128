package change

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

// full returns a new referral with every field that can be required.
func full() resource.Referral {
	return resource.Referral{
		Type: resource.Shared, CustomerProfile: resource.CustomerProfile{Name: "Contoso"}, Consent: resource.Consent{ToContact: mci.No}, Details: resource.Details{DealValue: "1"},
		SolutionArea: "Infrastructure", SolutionPlay: "Migrate", PartnerRole: resource.SolutionDesign,
	}
}

var (
	june2025 = mci.DateOf(time.Date(2025, time.June, 30, 0, 0, 0, 0, time.UTC))
	july2025 = mci.DateOf(time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC))
)

// checkNeeds removes each field in turn and checks under which terms this
// fails, is unknown or passes.
func checkNeeds(rows []need) error {
	always := func(Creation, resource.Type) mci.Outcome { return mci.Fail }
	dated := func(asked func(Creation) mci.Outcome) func(Creation, resource.Type) mci.Outcome {
		return func(c Creation, kind resource.Type) mci.Outcome {
			outcome := asked(c)
			switch {
			case kind == resource.Independent || c.Day == june2025:
				return mci.Pass
			case c.Day.IsZero() && outcome == mci.Fail:
				return mci.Unknown
			default:
				return outcome
			}
		}
	}
	services := func(c Creation, byPortal bool) mci.Outcome {
		switch {
		case c.Offer == UnknownOffer:
			return mci.Unknown
		case c.Offer == Services || byPortal && c.ByPortal:
			return mci.Fail
		default:
			return mci.Pass
		}
	}
	area := dated(func(c Creation) mci.Outcome { return services(c, true) })
	role := dated(func(c Creation) mci.Outcome { return services(c, false) })
	for path, c := range map[string]struct {
		without func(*resource.Referral)
		want    func(Creation, resource.Type) mci.Outcome
	}{
		"type":            {func(r *resource.Referral) { r.Type = "" }, always},
		"customerProfile": {func(r *resource.Referral) { r.CustomerProfile = resource.CustomerProfile{} }, always},
		"consent":         {func(r *resource.Referral) { r.Consent = resource.Consent{} }, always},
		"details":         {func(r *resource.Referral) { r.Details = resource.Details{} }, always},
		"solutionArea":    {func(r *resource.Referral) { r.SolutionArea = "" }, area},
		"solutionPlay":    {func(r *resource.Referral) { r.SolutionPlay = "" }, area},
		"partnerRole":     {func(r *resource.Referral) { r.PartnerRole = "" }, role},
	} {
		for _, kind := range []resource.Type{resource.Independent, resource.Shared} {
			for _, day := range []mci.Date{{}, june2025, july2025} {
				for _, offer := range []Offer{UnknownOffer, Services, IntellectualProperty} {
					for _, portal := range []bool{false, true} {
						r, terms := full(), Creation{day, offer, portal}
						r.Type = kind
						if complete := checkCreation(rows, &r, terms); complete.Outcome != mci.Pass || len(complete.Findings) == 0 {
							return fmt.Errorf("a full referral is refused: %+v", complete)
						}
						c.without(&r)
						got := checkCreation(rows, &r, terms)
						if want := c.want(terms, kind); got.Outcome != want {
							return fmt.Errorf("%s without %s under %+v: %v, want %v", kind, path, terms, got.Outcome, want)
						}
						for _, f := range got.Findings {
							if f.Outcome != mci.Pass && f.Path != path || f.Source.Title == "" {
								return fmt.Errorf("without %s: %+v", path, f)
							}
						}
					}
				}
			}
		}
	}
	return nil
}

func TestANewReferralHasWhatPartnerCenterAsksFor(t *testing.T) {
	name := func(n need) string { return string(n.rule) }
	mutants := tabletest.Drop(needs, name)
	mutants = append(mutants, tabletest.Edit(needs, "one day later", name, func(n *need) bool { had := !n.since.IsZero(); n.since = n.since.AddDays(1); return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "one day earlier", name, func(n *need) bool { had := !n.since.IsZero(); n.since = n.since.AddDays(-1); return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "no portal", name, func(n *need) bool { had := n.portal != nil; n.portal = nil; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "for all", name, func(n *need) bool { had := n.offers != nil; n.offers = nil; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "for IP", name, func(n *need) bool { had := n.offers != nil; n.offers = []Offer{IntellectualProperty}; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "portal too", name, func(n *need) bool {
		had := n.portal == nil
		n.portal = []Offer{IntellectualProperty}
		return had && n.offers != nil
	})...)
	if err := tabletest.Survivors(needs, mutants, checkNeeds); err != nil {
		t.Error(err)
	}
	bad := full()
	bad.Direction = "up"
	if got := CheckCreation(&bad, Creation{}); got.Outcome == mci.Fail {
		t.Errorf("what cannot be written is taken for missing: %+v", got)
	}
}

func TestOffersAreWrittenInWordsAndReadBack(t *testing.T) {
	for offer := UnknownOffer; offer <= IntellectualProperty; offer++ {
		text, err := offer.MarshalText()
		var read Offer
		if err != nil || string(text) != offer.String() || read.UnmarshalText(text) != nil || read != offer {
			t.Errorf("%d is written as %q, %v, and read as %d", offer, text, err, read)
		}
	}
	undeclared := IntellectualProperty + 1
	if _, err := undeclared.MarshalText(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%d is written", undeclared)
	}
	var read Offer
	if !errors.Is(read.UnmarshalText([]byte("nonsense")), mci.ErrInvalid) {
		t.Errorf("nonsense is read as %d", read)
	}
}

package resource

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestAConnectedReferralHoldsTheDealAndNothingThatNoDocumentNames(t *testing.T) {
	own := decoded(t, published(t))
	own.InviteContext = InviteContext{}
	connected, err := Connected(&own, InviteContext{Notes: "please", AssistanceRequestCode: HelpGeneral, InvitedBy: Organization{OrganizationID: "o"}})
	if err != nil {
		t.Fatal(err)
	}
	text := encoded(t, connected)
	if strings.Contains(text, `"x-`) || strings.Contains(text, "invitedBy") || connected.ID != "" || connected.ETag != "" || connected.ExternalReferenceID != "" {
		t.Errorf("%s", text)
	}
	if connected.CustomerProfile.Address.City != "Zürich" || connected.CustomerProfile.Team[0].Email != "alex@contoso.com" || connected.CustomerProfile.IDs[0].ID != "123456789" ||
		connected.Details.DealValue != "25000.10" || connected.Details.Requirements.Solutions[0].ID != "SOL-1" || len(connected.Team) != 2 || connected.SolutionPlay != "Migrate" {
		t.Errorf("something of the deal is missing: %s", text)
	}
	if verdict := CheckCreation(&connected, Creation{}); verdict.Outcome == mci.Fail {
		t.Errorf("%+v", verdict)
	}
	if deal, known := DealTypeOf(&own, Related{true, []Referral{connected}}); deal != CoSell || !known {
		t.Errorf("the deal is %v, %t", deal, known)
	}
	if _, err := Connected(&Referral{}, InviteContext{}); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestAPatchNamesPublishedPathsAlone(t *testing.T) {
	paths := PatchPaths()
	if !slices.IsSorted(paths) || len(slices.Compact(slices.Clone(paths))) != 31 {
		t.Errorf("%d paths, sorted %t", len(paths), slices.IsSorted(paths))
	}
	for _, path := range paths {
		if err := (Patch{{Replace, path, "1"}}).Refused(); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"/type", "/target", "/target/-", "/inviteContext", "/inviteContext/assistanceRequestCode", "/name", "/team/0/title", "/details", "", "/", "status", "/Status", "/status/"} {
		err := (Patch{{Replace, "/status", "1"}, {Replace, path, "1"}}).Refused()
		var refusal *Refusal
		if !errors.As(err, &refusal) || len(refusal.Findings) != 1 || refusal.Findings[0].Path != path || refusal.Findings[0].Rule != pathRule {
			t.Errorf("%q: %v", path, err)
		}
		if err := (Patch{{Replace, path, "1"}}).Refused("/x", path); err != nil {
			t.Errorf("%q is refused though it is open: %v", path, err)
		}
	}
}

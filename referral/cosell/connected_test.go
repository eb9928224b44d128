package cosell

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAConnectedReferralHoldsTheDealAndNothingThatNoDocumentNames(t *testing.T) {
	own := decoded(t, published(t))
	own.InviteContext = resource.InviteContext{}
	connected, err := Connected(&own, resource.InviteContext{Notes: "please", AssistanceRequestCode: resource.HelpGeneral, InvitedBy: resource.Organization{OrganizationID: "o"}})
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
	if verdict := change.CheckCreation(&connected, change.Creation{}); verdict.Outcome == mci.Fail {
		t.Errorf("%+v", verdict)
	}
	if deal, known := DealTypeOf(&own, Related{true, []resource.Referral{connected}}); deal != CoSell || !known {
		t.Errorf("the deal is %v, %t", deal, known)
	}
	if _, err := Connected(&resource.Referral{}, resource.InviteContext{}); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func encoded(t *testing.T, r resource.Referral) string {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func decoded(t *testing.T, text string) resource.Referral {
	t.Helper()
	r, err := resource.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// published returns the resource with every published member.
func published(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "resource", "testdata", "resource.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

package mci_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
)

func TestAnOpportunityIsEncodedWithWhatIsKnownOfIt(t *testing.T) {
	for _, c := range []struct {
		opportunity mci.Opportunity
		want        string
	}{
		{mci.Opportunity{}, `{"contractValue":null,"status":"","stage":""}`},
		{
			mci.Opportunity{ContractValue: usd("120000"), Status: "open", Stage: "develop"},
			`{"contractValue":{"amount":"120000.00","currency":"USD"},"status":"open","stage":"develop"}`,
		},
	} {
		encoded := must(json.Marshal(c.opportunity))
		if string(encoded) != c.want {
			t.Errorf("got %s, want %s", encoded, c.want)
		}
		var decoded mci.Opportunity
		if err := json.Unmarshal(encoded, &decoded); err != nil || !cmp.Equal(decoded, c.opportunity) {
			t.Errorf("decoded as %+v (%v)", decoded, err)
		}
	}
}

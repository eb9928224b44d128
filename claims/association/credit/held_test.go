package credit_test

import (
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/mci"
)

func TestAnAssociationHoldsUntilTheDayBeforeItsEnd(t *testing.T) {
	for given, want := range map[string]string{
		"2023-01-02": "until 2023-01-01", // it never held, as far as is known
		"2023-01-03": "from 2023-01-02 until 2023-01-02",
		"2023-01-09": "from 2023-01-02 until 2023-01-08",
	} {
		at, err := time.Parse(time.DateOnly, given)
		if err != nil {
			t.Fatal(err)
		}
		change, err := association.Apply(adopted("claim-1", "Approved"), association.Disassociate{Reason: "the customer has another partner"}, claims.Meta{
			Actor: claims.Partner, Role: mci.IncentivesAdmin, At: at.Add(10 * time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		if held := credit.Associations(mci.DateOf(at).AddDays(30), change.Claim)[0].Held; held.String() != want {
			t.Errorf("disassociated on %s: it holds %s, want %s", given, held, want)
		}
	}
}

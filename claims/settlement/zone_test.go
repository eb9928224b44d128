package settlement_test

import (
	"bytes"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheDaysOfAClaimThatIsSettledAreThoseOfTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		text := bytes.ReplaceAll(must(must(catalog.Public()).MarshalJSON()), []byte(`"UTC"`), []byte(`"`+zone+`"`))
		e, _ := must(catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})).Find("fy23-microsoft-viva", mci.Date{})
		first := day("2022-12-01").Start(e.Edition().Calendar().Zone()).UTC()
		for at, want := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): day("2022-11-30"), first: day("2022-12-01")} {
			claim := must(claims.Adopt(claims.Adoption{
				Name: "Contoso", Engagement: e, CustomerID: must(mci.ParseCustomerID(mci.TenantID, tenant)),
				Shown: claims.ReadStatus("Approved"), Created: at,
			}, "claim-1", claims.Meta{Actor: claims.PartnerCenter, At: at})).Claim
			got := settlement.Of(claim)
			if got.Created != want || got.ApprovedOn != want || got.ExpectedBy != want.AddDays(45) {
				t.Errorf("%s, at %s: created on %s, approved on %s, expected by %s", zone, at, got.Created, got.ApprovedOn, got.ExpectedBy)
			}
		}
	}
}

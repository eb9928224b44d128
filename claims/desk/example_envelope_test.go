package desk_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// A store that keeps claims of every kind in one table has the columns of an
// envelope, and the claim itself in one column more. A column that was changed
// by hand does not go unnoticed.
func ExampleEncode() {
	opened, err := claims.Open(contosoNomination("2022-11-10"), "claim-1", claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesUser, At: day("2022-11-10"), Key: "request-1",
	})
	if err != nil {
		log.Fatal(err)
	}
	record := opened.Claim.Record()
	row, err := desk.Encode(&record)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(row.Kind, row.ID, row.Version, row.Status, row.Area, row.Engagement, row.Keys)
	fmt.Println("expires", row.Expires.Format("2006-01-02"))

	loaded, err := desk.Decode(row)
	fmt.Println(loaded.Name, err)

	row.Status = "Approved"
	_, err = desk.Decode(row)
	fmt.Println(err)
	// Output:
	// partner activity claim-1 1 Customer claimed Modern Work fy23-microsoft-viva [request-1]
	// expires 2022-12-11
	// Contoso: Viva workshop <nil>
	// status: found "Approved", want the same as in the body, which has "Customer claimed"
}

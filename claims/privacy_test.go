package claims_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

func TestAClaimIsPrintedWithoutItsCustomer(t *testing.T) {
	claim := reach(t, plain(claims.Submitted)).claim
	record := claim.Record()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		printed := fmt.Sprintf(verb, claim)
		if want := "claim " + string(record.ID) + ", Submitted"; printed != want {
			t.Errorf("%s prints %q, want %q", verb, printed, want)
		}
		for _, hidden := range []string{record.CustomerID.Value(), record.CustomerContact.Email} {
			if strings.Contains(printed, hidden) {
				t.Errorf("%s prints the customer: %s", verb, printed)
			}
		}
	}
}

package eligibility

import (
	"fmt"
	"strings"
	"testing"
)

func TestANominationIsPrintedWithoutItsCustomer(t *testing.T) {
	nomination, _, err := Nominate(workshop(), details())
	if nomination == nil || err != nil {
		t.Fatal("no nomination", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		printed := fmt.Sprintf(verb, nomination)
		for _, hidden := range []string{nomination.Question().Customer.ID.Value(), details().CustomerContact.Email} {
			if strings.Contains(printed, hidden) {
				t.Errorf("%s prints %s", verb, printed)
			}
		}
	}
}

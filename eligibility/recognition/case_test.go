package recognition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestWhatIsMalformedAboutACaseIsReportedByItsPath(t *testing.T) {
	long := strings.Repeat("x", 1001)
	many := slices.Repeat([]Association{tpor("A")}, 1001)
	for _, c := range []struct {
		name, path string
		change     func(*Case)
	}{
		{"as it is", "", func(*Case) {}},
		{"nothing but what is required", "", func(c *Case) { *c = Case{Product: Azure, Subject: "x"} }},
		{"no product", "product", func(c *Case) { c.Product = 0 }},
		{"an undeclared product", "product", func(c *Case) { c.Product = 9 }},
		{"no subject", "subject", func(c *Case) { c.Subject = "" }},
		{"a long subject", "subject", func(c *Case) { c.Subject = Subject(long) }},
		{"the longest subject", "", func(c *Case) { c.Subject = Subject(long[1:]) }},
		{"a subject on two lines", "subject", func(c *Case) { c.Subject = "a\nb" }},
		{"a subject with a control character", "subject", func(c *Case) { c.Subject = "a\x00b" }},
		{"an undeclared channel", "channel", func(c *Case) { c.Channel = 9 }},
		{"no seats", "", func(c *Case) { c.Seats = SeatsOf(0) }},
		{"less than no seats", "seats", func(c *Case) { c.Seats = SeatsOf(-1) }},
		{"an undeclared fact of the subscription", "subscriptionActive", func(c *Case) { c.SubscriptionActive = 9 }},
		{"an undeclared fact of the list", "complete", func(c *Case) { c.Complete = 9 }},
		{"an undeclared opting out", "associations[1].optedOut", func(c *Case) { c.Associations[1].OptedOut = 9 }},
		{"an undeclared declining", "associations[1].payDeclined", func(c *Case) { c.Associations[1].PayDeclined = 9 }},
		{"the most associations", "", func(c *Case) { c.Associations = many[1:] }},
		{"too many associations", "associations", func(c *Case) { c.Associations = many }},
		{"a partner without an ID", "associations[1].partner", func(c *Case) { c.Associations[1].Partner = "" }},
		{"a partner with a long ID", "associations[1].partner", func(c *Case) { c.Associations[1].Partner = PartnerID(long[:101]) }},
		{"a partner with the longest ID", "", func(c *Case) { c.Associations[1].Partner = PartnerID(long[:100]) }},
		{"a partner on two lines", "associations[1].partner", func(c *Case) { c.Associations[1].Partner = "A\nB" }},
		{"no mechanism", "associations[1].mechanism", func(c *Case) { c.Associations[1].Mechanism = 0 }},
		{"an undeclared mechanism", "associations[1].mechanism", func(c *Case) { c.Associations[1].Mechanism = 9 }},
		{"an association with an unknown subject", "", func(c *Case) { c.Associations[1].Subject = "" }},
		{"an association with a malformed subject", "associations[1].subject", func(c *Case) { c.Associations[1].Subject = "a\tb" }},
		{"two ends", "associations[1].held", func(c *Case) { c.Associations[1].Held = period("2020-01-01", "2024-01-01", "2023-01-01") }},
		{"an end before the beginning", "associations[1].held", func(c *Case) { c.Associations[1].Held = period("2020-01-02", "2020-01-01", "") }},
		{"seen before the beginning", "associations[1].held", func(c *Case) { c.Associations[1].Held = period("2020-01-02", "", "2020-01-01") }},
		{"one day", "", func(c *Case) { c.Associations[1].Held = period("2020-01-01", "2020-01-01", "") }},
		{"seen on the first day", "", func(c *Case) { c.Associations[1].Held = period("2020-01-01", "", "2020-01-01") }},
		{"no day", "", func(c *Case) { c.Associations[1].Held = mci.Period{} }},
		{"an undeclared partner role", "associations[1].partnerRole", func(c *Case) { c.Associations[1].PartnerRole = 9 }},
		{"a partner role of a TPOR", "associations[0].partnerRole", func(c *Case) { c.Associations[0].PartnerRole = UseOrConsume }},
		{"a PAL role of a CPOR", "associations[1].palRole", func(c *Case) { c.Associations[1].PALRole = Owner }},
		{"an undeclared PAL role", "associations[2].palRole", func(c *Case) { c.Associations[2].PALRole = 9 }},
		{"an undeclared status", "associations[1].status", func(c *Case) { c.Associations[1].Status = 9 }},
		{"a status of a PAL", "associations[2].status", func(c *Case) { c.Associations[2].Status = Approved }},
	} {
		malformed := known(ModernWork, CSP, tpor("A"), cpor("B", UseOrConsume), pal("C", Owner))
		c.change(&malformed)
		err := malformed.Check()
		if c.path == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if field := wantFieldError(t, err); field.Path != c.path || field.Want == "" || field.Found == "" {
			t.Errorf("%s: %v, want the path %s", c.name, err, c.path)
		}
	}
}

func TestSeatsAreUnknownUntilTheyAreGivenAndZeroIsKnown(t *testing.T) {
	if number, known := (Seats{}).Value(); known || number != 0 || (Seats{}).String() != "unknown" {
		t.Errorf("the zero Seats are %d, known %t, want unknown", number, known)
	}
	for _, want := range []int{0, 1, 300} {
		if number, known := SeatsOf(want).Value(); !known || number != want || SeatsOf(want).String() != fmt.Sprint(want) {
			t.Errorf("SeatsOf(%d) is %d, known %t", want, number, known)
		}
	}
}

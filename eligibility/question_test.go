package eligibility

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// publicCatalog and testCatalog read their catalogs once. The catalogs are
// immutable.
var (
	publicCatalog = sync.OnceValues(catalog.Public)
	testCatalog   = sync.OnceValues(func() (*catalog.Catalog, error) {
		data, err := os.ReadFile(filepath.Join("testdata", "rules.catalog.json"))
		if err != nil {
			return nil, err
		}
		return catalog.Read(data, catalog.ReadOptions{})
	})
)

// engagement finds an engagement in the public catalog or in the test catalog.
func engagement(id mci.EngagementID) *catalog.Engagement {
	for _, read := range []func() (*catalog.Catalog, error){publicCatalog, testCatalog} {
		card, err := read()
		if err != nil {
			panic(err)
		}
		if found, ok := card.Find(id, mci.Date{}); ok {
			return found
		}
	}
	panic("no engagement " + id)
}

// customerID returns a well-formed ID.
func customerID(kind mci.IDType, value string) mci.CustomerID {
	id, err := mci.ParseCustomerID(kind, value)
	if err != nil {
		panic(err)
	}
	return id
}

func money(amount string, currency mci.Currency) mci.Money {
	m, err := mci.ParseMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return m
}

func hours(text string) mci.Hours {
	h, err := mci.ParseHours(text)
	if err != nil {
		panic(err)
	}
	return h
}

func at(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// Contoso has one ID of each type. Another tenant belongs to Fabrikam.
var (
	contoso         = customerID(mci.DomainName, "contoso.com")
	contosoTenant   = customerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	contosoTPID     = customerID(mci.TopParentID, "659410")
	contosoAzure    = customerID(mci.AzureSubscriptionID, "7b1d2c3e-4f50-4617-8283-94a5b6c7d8e9")
	contosoDeal     = customerID(mci.OpportunityID, "7-3CVDESBISU")
	fabrikamTenant  = customerID(mci.TenantID, "9c8b7a69-5847-4635-8241-302f1e0d9c8b")
	contosoIDOfKind = map[mci.IDType]mci.CustomerID{
		mci.DomainName: contoso, mci.TenantID: contosoTenant, mci.TopParentID: contosoTPID,
		mci.AzureSubscriptionID: contosoAzure, mci.OpportunityID: contosoDeal,
	}
)

// workshop returns a question about a public workshop, by tenant ID. Every rule
// passes.
func workshop() Question {
	return Question{
		Engagement:      engagement("fy23-endpoint-management"),
		Way:             Add,
		At:              at(2023, time.March, 1),
		User:            mci.User{ID: "u-1", Name: "Maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "L-1"}}},
		Location:        mci.Location{ID: "L-1", Name: "Bern", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Customer: Customer{
			ID: contosoTenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: CountOf(0), MailMatches: mci.Yes,
		},
	}
}

// workshopByDomain asks about the same customer by domain name.
func workshopByDomain() Question {
	q := workshop()
	q.Customer.ID, q.Customer.Resolution, q.Customer.MailMatches = contoso, Resolution{Tenant: contosoTenant}, mci.NotSupplied
	return q
}

// opportunity returns a question about the illustrative engagement with
// variable pay. Every rule passes.
func opportunity() Question {
	q := workshop()
	q.Engagement, q.At = engagement("illustrative-variable-pay"), at(2025, time.October, 1)
	q.Customer.ID, q.Customer.MailMatches = contosoDeal, mci.NotSupplied
	q.Hours = hours("60")
	q.Opportunity = mci.Opportunity{ContractValue: money("120000", mci.USD), Status: "open", Stage: "Develop"}
	return q
}

// known asks about the workshop's customer as one that consented to an earlier
// claim and is now claimed.
func known() Question {
	q := workshop()
	q.Way, q.Customer.ConsentedBefore = Claim, mci.Yes
	return q
}

// regional asks about the workshop's customer for the made-up engagement that
// asks for a shared region, hours and a most of the contract value.
func regional() Question {
	q := workshop()
	q.Engagement, q.Hours, q.Opportunity.ContractValue = engagement("regional"), hours("80"), money("120000", mci.USD)
	return q
}

// demanding asks about the workshop's customer with every fact that the made-up
// engagements require.
func demanding(id mci.EngagementID) func() Question {
	return func() Question {
		q := workshop()
		q.Engagement = engagement(id)
		q.Qualifications = []string{"specialization B", "agreement"}
		q.Customer.Segment, q.Customer.OpenClaims, q.Customer.Nominated = "commercial", CountOf(0), mci.No
		q.Customer.Quantities = mci.Quantities{"seats": quantity("1200"), "users": quantity("800")}
		q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}
		return q
	}
}

func quantity(text string) mci.Quantity {
	q, err := mci.ParseQuantity(text)
	if err != nil {
		panic(err)
	}
	return q
}

func TestTheIDThatIsCheckedIsTheTenantForADomainAndElseTheIDItself(t *testing.T) {
	derived := Resolution{Tenant: contosoTenant}
	for _, c := range []struct {
		name     string
		customer Customer
		want     mci.CustomerID
	}{
		{"no ID", Customer{Resolution: derived}, mci.CustomerID{}},
		{"domain that was not looked for", Customer{ID: contoso}, mci.CustomerID{}},
		{"domain without a tenant", Customer{ID: contoso, Resolution: Resolution{Failure: ErrTenantNotFound}}, mci.CustomerID{}},
		{"domain with a tenant", Customer{ID: contoso, Resolution: derived}, contosoTenant},
		{"tenant", Customer{ID: fabrikamTenant, Resolution: derived}, fabrikamTenant},
		{"TPID", Customer{ID: contosoTPID, Resolution: derived}, contosoTPID},
		{"Azure subscription", Customer{ID: contosoAzure, Resolution: derived}, contosoAzure},
		{"opportunity", Customer{ID: contosoDeal, Resolution: derived}, contosoDeal},
	} {
		if got := c.customer.Checked(); got != c.want {
			t.Errorf("%s: Checked() = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestACountIsUnknownUntilItIsGivenAndZeroIsKnown(t *testing.T) {
	if number, known := (Count{}).Value(); known || number != 0 {
		t.Errorf("the zero Count is %d, known %t, want unknown", number, known)
	}
	for _, want := range []int{0, 1, 7} {
		if number, known := CountOf(want).Value(); !known || number != want {
			t.Errorf("CountOf(%d) is %d, known %t", want, number, known)
		}
	}
}

func TestACountIsWrittenAsItsNumberOrUnknown(t *testing.T) {
	if zero, seven := (Count{}).String(), CountOf(7).String(); zero != "unknown" || seven != "7" {
		t.Errorf("got %q and %q", zero, seven)
	}
}

func TestAWayIsWrittenAndReadInWords(t *testing.T) {
	for way, text := range map[Way]string{Add: "add", Claim: "claim"} {
		written, err := way.MarshalText()
		if err != nil || string(written) != text || way.String() != text {
			t.Errorf("way %d is written as %q and %q, %v, want %q", way, written, way.String(), err, text)
		}
		var read Way
		if err := read.UnmarshalText([]byte(text)); err != nil || read != way {
			t.Errorf("%q is read as %d, %v, want %d", text, read, err, way)
		}
	}
	if Way(0).String() != "" || Way(3).String() != "invalid way" {
		t.Errorf("the zero Way is %q and an undeclared one %q", Way(0).String(), Way(3).String())
	}
}

func TestATextThatIsNoWayIsRefusedAndChangesNothing(t *testing.T) {
	for _, text := range []string{"Add", " add", "both", "invalid way"} {
		way := Claim
		err := way.UnmarshalText([]byte(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) || field.Want != "one of add, claim" {
			t.Errorf("%q: error %v, want a FieldError that names what is allowed", text, err)
		}
		if way != Claim {
			t.Errorf("%q changed the way to %v", text, way)
		}
	}
}

// If a host stores a Way, it must be able to read it back. The enumerations of
// package mci follow the same rule.
func TestEveryWayThatIsWrittenCanBeReadBack(t *testing.T) {
	for _, way := range []Way{0, Add, Claim, 3, 255} {
		written, err := json.Marshal(way)
		if err != nil {
			continue // it may refuse to write the value
		}
		var read Way
		if err := json.Unmarshal(written, &read); err != nil || read != way {
			t.Errorf("Way(%d) is written as %s, which is read as %d, %v", uint8(way), written, uint8(read), err)
		}
	}
}

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/eligibilitytest"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/xuri/excelize/v2"
)

// The facts of a request, in the parts that the kinds of requests share.
const (
	wholePartner  = `"way": "add", "user": {"id": "pat", "name": "Pat", "role": "Incentives user"}, "location": {"id": "Zurich", "name": "Head office", "country": "CH", "enrollment": "enrolled", "payeeProfile": "yes", "eligible": "yes"}, "partnerEligible": "yes", "qualifications": ["Security"]`
	wholeCustomer = `"customer": {"id": {"type": "domain name", "value": "contoso.com"}, "tenant": {"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}, "country": "CH", "meetsCriteria": "yes", "consentedBefore": "no", "claims": 1, "openClaims": 0, "nominated": "no", "segment": "commercial", "quantities": {"seats": "300"}, "requirements": {"bona-fide": "yes"}, "mailMatches": "no", "mismatchReason": "another domain"}, "hours": "40", "opportunity": {"contractValue": {"amount": "120000", "currency": "USD"}, "status": "open", "stage": "Develop"}`
)

// asked returns the question of a request in a year.
func asked(t *testing.T, card *catalog.Catalog, text []byte, year int) eligibility.Question {
	t.Helper()
	var r request
	if err := readStrictly(text, &r); err != nil {
		t.Fatal(err)
	}
	question, err := r.question(card, time.Date(year, 11, 10, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return question
}

func TestARequestHasAFieldForEveryFact(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	text := `{"engagement": "fy23-microsoft-viva", ` + wholePartner + ", " + wholeCustomer + `,
		"waivers": [{"rule": "customer.criteria", "reason": "agreed", "approver": "ana", "until": "2023-01-01"}]}`
	eligibilitytest.TestFacts(t, asked(t, card, []byte(text), 2022), nil)
}

func TestAListOfOpportunitiesHasAFieldForEveryFact(t *testing.T) {
	var list opportunityList
	var one listedOpportunity
	if err := readStrictly([]byte("{"+wholePartner+`, "opportunities": []}`), &list); err != nil {
		t.Fatal(err)
	}
	if err := readStrictly([]byte("{"+wholeCustomer+"}"), &one); err != nil {
		t.Fatal(err)
	}
	opportunity := one.opportunity()
	question := (&tracker{at: time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)}).asking(&list)
	question.Customer, question.Opportunity, question.Hours = opportunity.Customer, opportunity.Terms, opportunity.Hours
	eligibilitytest.TestFacts(t, question, map[string]string{
		"waivers": "a person waives a rule for one nomination, not for a list",
	})
}

// The columns are those of the catalog that uses every shape.
func TestAWorkbookOfRequestsHasAColumnForEveryFact(t *testing.T) {
	const name = "requests.xlsx"
	madeUp, err := filepath.Abs("../../mci/catalog/testdata/made-up.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	card, err := catalogfile.Load(madeUp)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("TRACKER_CATALOG", madeUp)
	row := contosoRow("contoso").with(
		"Engagement", "by-market", "Customer ID type", "domain name", "Customer ID", "contoso.com", "Tenant ID of a domain", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
		"Open claims", 0, "Nominated this year", "no", "Mismatch reason", "another domain", "Location eligible", "yes", "Qualifications", "Security", "Hours", "40",
		"Contract value", "120000", "Contract currency", "USD", "Opportunity status", "open", "Opportunity stage", "Develop",
		"Segment", "commercial", "Quantity: seats", "300", "Fact: bona-fide", "yes")
	requested(t, name, row)
	edited(t, name, func(f *excelize.File) error {
		return errors.Join(f.SetCellValue("Locations", "B2", "Head office"), f.SetCellValue("Locations", "E2", "yes"))
	})
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	book, err := workbook.Open(file, info.Size(), workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for request, err := range requests.Read(book, card, requests.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		eligibilitytest.TestFacts(t, asked(t, card, request.JSON, 2025), map[string]string{
			"user.name": "the user is known to the partner by the ID",
			"waivers":   "a person waives a rule for one nomination, not in a list",
		})
	}
}

func TestAWrongFieldOfARequestIsNamedByItsPathAndPlace(t *testing.T) {
	contoso, err := os.ReadFile("testdata/contoso.json")
	if err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		`"way": "add"|"way": "Sideways"`:              "way: found \"Sideways\", want one of add, claim (line 4, column 10)",
		`"role": "Incentives user"|"role": "boss"`:    `user.role: found "boss"`,
		`"tenant ID"|"tpid"`:                          `customer.id.type: found "tpid"`,
		`"meetsCriteria": "yes"|"meetsCriteria": "y"`: `customer.meetsCriteria: found "y"`,
		`"claims": 0|"claims": "0"`:                   `customer.claims: found "0"`,
		`"claims": 0|"claims": -1`:                    `customer.claims: found -1`,
		`"name": "Noa"|"Name": "Noa"`:                 `customerContact.Name: found an unknown field, want the name as the format writes it: name`,
		`"way": "add"|"way": "add", "way": "claim"`:   `way: found the field twice`,
	} {
		before, after, _ := strings.Cut(change, "|")
		text := strings.Replace(string(contoso), before, after, 1)
		if text == string(contoso) {
			t.Fatalf("%s is not in the request", before)
		}
		folder := t.TempDir()
		file := filepath.Join(folder, "request.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := track(t, "--db", filepath.Join(folder, "t.db"), "--at", "2022-11-10", "open", "c", file)
		if got.status != invalid || !strings.Contains(got.err, want) {
			t.Errorf("%s: status %d, %s\nwant %s", change, got.status, got.err, want)
		}
	}
}

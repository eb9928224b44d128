package cosell

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/resource"
)

// The pages that the payloads are from, with the heading above each payload.
const (
	createPage  = `Microsoft Learn, "Create a referral", 2019-05-17, `
	listPage    = `Microsoft Learn, "Get the list of leads and opportunities", 2020-09-30, `
	getPage     = `Microsoft Learn, "Get a lead or opportunity by ID", 2020-09-30, `
	rest2019    = `partner-rest, 2019, `
	create2024  = `Microsoft Learn, "Create a referral", 2024, `
	connectors  = `payloads that a connector got in 2022, `
	requestPart = "request example"
	answerPart  = "response example"
)

// A publishedPayload is a whole referral that Microsoft or a partner published.
// The names and the texts are made up, and the rest is as published.
type publishedPayload struct {
	file  string
	from  string
	class Category
	// alone is the deal type if the referrals of the engagement were read and
	// there are no others. NoDeal means that it is unknown.
	alone DealType
	// unread is the deal type if they were not read.
	unread DealType
	odd    []string // paths of the odd members
}

var publishedPayloads = []publishedPayload{
	{file: "create-request", from: createPage + requestPart, class: CoSellOpportunity},
	{file: "create-response", from: createPage + answerPart, class: CoSellOpportunity},
	{file: "create-connected", from: createPage + "create a connected referral", class: CoSellOpportunity, alone: CoSell, unread: CoSell},
	{file: "get-2020", from: getPage + answerPart, class: MarketplaceLead},
	{file: "create-request-2019", from: rest2019 + "create, " + requestPart, class: QualifiedLead},
	{file: "create-response-2019", from: rest2019 + "create and update, " + answerPart, class: QualifiedLead},
	{file: "put-request-2019", from: rest2019 + "update, " + requestPart, class: QualifiedLead},
	{file: "get-2019", from: rest2019 + "get, " + answerPart, class: QualifiedLead},
	{
		file: "create-private-2024", from: create2024 + requestPart, alone: Private,
		odd: []string{"consent.ConsentToToShareInfoWithOthers", "consent.ConsentToContact", "consent.ConsentToMicrosoftToContactSpecificPartners"},
	},
	{file: "connector-2022-open", from: connectors + "the first one", class: CoSellOpportunity, alone: PartnerLed, odd: []string{"customerProfile.team", "team"}},
	{file: "connector-2022-won", from: connectors + "the second one", class: CoSellOpportunity, alone: PartnerLed, odd: []string{"customerProfile.team", "team"}},
	{file: "connector-2022-workshop", from: connectors + "the fifth one, of a workshop", class: CoSellOpportunity, alone: PartnerLed},
}

// storedPayload returns a payload without the white space between its parts.
func storedPayload(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "published", file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Compact(&out, data); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// check compares a referral with what is expected of it.
func (p *publishedPayload) check(t *testing.T, r *resource.Referral) {
	t.Helper()
	if got := Classify(r); got.Category != p.class {
		t.Errorf("%s (%s) is %v, want %v", p.file, p.from, got.Category, p.class)
	}
	for related, want := range map[bool]DealType{true: p.alone, false: p.unread} {
		if got, known := DealTypeOf(r, Related{Read: related}); got != want || known != (want != NoDeal) {
			t.Errorf("%s (%s), related read %t: %v, want %v", p.file, p.from, related, got, want)
		}
	}
	var odd []string
	for _, o := range r.Odd() {
		odd = append(odd, o.Path)
	}
	if !slices.Equal(odd, p.odd) {
		t.Errorf("%s (%s): odd is %q, want %q", p.file, p.from, odd, p.odd)
	}
}

func TestEachPublishedPayloadIsClassifiedAndWrittenAsItWasRead(t *testing.T) {
	for _, p := range publishedPayloads {
		text := storedPayload(t, p.file)
		r := decoded(t, text)
		p.check(t, &r)
		if got := encoded(t, r); got != text {
			t.Errorf("%s is written as\n%s, want\n%s", p.file, got, text)
		}
	}
}

func TestEachPublishedPageIsReadElementByElement(t *testing.T) {
	ids := []string{"customerProfile.ids"}
	for file, want := range map[string][]publishedPayload{
		"list-2020": {{from: listPage + answerPart, class: MarketplaceLead}},
		"list-2019": {
			{from: rest2019 + "list, first element", class: MarketplaceLead, odd: ids},
			{from: rest2019 + "list, second element", class: QualifiedLead, odd: ids},
		},
	} {
		text := storedPayload(t, file)
		page, err := resource.DecodePage([]byte(text))
		if err != nil || len(page.Elements) != len(want) || !strings.HasPrefix(page.Next, "http://api.partner.microsoft.com/v1.0/referrals?$skiptoken=") {
			t.Fatalf("%s: %d elements, next %q, %v", file, len(page.Elements), page.Next, err)
		}
		for i, e := range page.Elements {
			if e.Err != nil {
				t.Fatalf("%s: %v", file, e.Err)
			}
			want[i].file = file
			want[i].check(t, &e.Referral)
			if got := encoded(t, e.Referral); got != string(e.Raw) {
				t.Errorf("%s: element %d is written as\n%s, want\n%s", file, i, got, e.Raw)
			}
		}
	}
	// The page of 2019 lacks a comma where it is published. Such a page is
	// refused as a whole, because it may hide elements.
	torn := strings.Replace(storedPayload(t, "list-2019"), `},"links"`, `}"links"`, 1)
	if page, err := resource.DecodePage([]byte(torn)); err == nil || page.Elements != nil {
		t.Errorf("%+v, %v", page, err)
	}
}

// Two of the payloads are the halves of the documented co-sell deal.
func TestThePublishedHalvesOfADealAreOneCoSellDeal(t *testing.T) {
	own, connected := decoded(t, storedPayload(t, "create-response")), decoded(t, storedPayload(t, "create-connected"))
	if got, known := DealTypeOf(&own, Related{Read: true, Referrals: []resource.Referral{own, connected}}); got != CoSell || !known {
		t.Errorf("%v, %t", got, known)
	}
}

func TestEveryStoredPayloadHasARow(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "published", "*.json"))
	if err != nil || len(files) != len(publishedPayloads)+2 { // and two pages
		t.Errorf("%d files, %v", len(files), err)
	}
}

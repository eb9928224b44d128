package catalog_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// engagement returns an engagement of the public catalog.
func engagement(t testing.TB, id mci.EngagementID) *catalog.Engagement {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	e, ok := card.Find(id, mci.Date{})
	if !ok {
		t.Fatalf("the public catalog lacks %s", id)
	}
	return e
}

// The expected content of the embedded catalog is written down a second time
// here. It comes from the published rate card (testdata/fy23-rates.csv), the
// announcement's market list and the published claim expiration timelines. The
// types below hold everything that a host can read from a catalog.

type catalogTerms struct {
	Name     string
	Editions []editionTerms
}

type editionTerms struct {
	ID, Name, Published, Year, Zone, ConsentBy, DealSize string
	Engagements                                          []engagementTerms
}

type engagementTerms struct {
	Ref                                             mci.EngagementRef
	Title, SolutionArea, PartnerRole, Offered, Kind string
	Source, EvidenceSource, TemplateSource          mci.Source
	IDTypes                                         []mci.IDType
	Clocks                                          string
	// OfferedIn lists the countries of customers to whom the engagement is
	// offered.
	OfferedIn []mci.Country
	Parts     []mci.EvidencePart
	// TemplateBefore is the template for a submission on 2022-10-31, and
	// Template is the one from 2022-11-01 on.
	TemplateBefore, Template string
	Limit                    catalog.ClaimLimit
	Opportunity              catalog.OpportunityTerms
	Referral                 catalog.ReferralTerms
	// Payouts holds the payout of each claim in claims, by its name.
	Payouts     map[string]string
	StepSources map[string]mci.Source
}

// claims holds the facts of the claims whose payouts are compared, with a
// customer of each market.
var claims = func() map[string]catalog.PayInputs {
	all := map[string]catalog.PayInputs{}
	for market, country := range map[string]mci.Country{"A": "US", "B": "SG", "C": "PL"} {
		for _, day := range []string{"2022-10-31", "2022-11-01", "2022-12-01", "2023-06-30", "2023-07-01"} {
			all[market+" "+day] = consent(country, day)
		}
		all[market+" 500.01 of value"] = variable(country, "500.01", "80")
		all[market+" 2.01 hours"] = variable(country, "500000", "2.01")
		all[market+" cap"] = variable(country, "500000", "999")
	}
	all["A too"] = consent("CH", "2022-12-01")
	all["no country"] = catalog.PayInputs{Dates: mci.AnchorDates{Consent: date("2022-12-01")}, Hours: hours("80"), ContractValue: usd("1000")}
	return all
}()

// payoutText returns the parts of a payout that are compared: the result, the
// term that decides, and the base if the total is unknown.
func payoutText(sheet catalog.Worksheet) string {
	texts := []string{sheet.Summary()}
	for _, step := range sheet.Steps {
		if step.Limiting && step.Name != "amount" {
			texts = append(texts, step.Name+" decides with "+step.Value)
		}
		if step.Name == "base" {
			texts = append(texts, "base "+step.Value)
		}
	}
	if sheet.Rounding.Mode != mci.HalfAwayFromZero {
		texts = append(texts, "rounded "+sheet.Rounding.Mode.String())
	}
	return strings.Join(texts, ", ")
}

func termsOf(catalog *catalog.Catalog) catalogTerms {
	terms := catalogTerms{Name: catalog.Name()}
	for edition := range catalog.Editions() {
		e := editionTerms{
			ID: string(edition.ID()), Name: edition.Name(), Published: edition.Published().String(), Year: edition.ProgramYear().String(),
			Zone: edition.Calendar().Zone().String(), ConsentBy: edition.Calendar().LastDay(instant("2026-01-05T12:00:00Z"), 30).String(),
			DealSize: edition.DealSizeRules(),
		}
		for engagement := range edition.Engagements() {
			e.Engagements = append(e.Engagements, termsOfEngagement(engagement))
		}
		terms.Editions = append(terms.Editions, e)
	}
	return terms
}

func first[A, B any](a A, _ B) A { return a }

func termsOfEngagement(e *catalog.Engagement) engagementTerms {
	evidence := e.Evidence()
	terms := engagementTerms{
		Ref: e.Ref(), Title: e.Title(), SolutionArea: e.SolutionArea(), PartnerRole: e.PartnerRole(), Offered: e.Offered().String(), Kind: e.PayKind().String(),
		Source: e.Source(), EvidenceSource: evidence.Source(mci.AnchorDates{}), IDTypes: e.IDTypes(), Clocks: e.Windows().Category, Limit: first(e.ClaimLimit(mci.Date{})),
		Opportunity: e.OpportunityTerms(), Referral: e.ReferralTerms(), Payouts: map[string]string{}, StepSources: map[string]mci.Source{},
	}
	for _, part := range mci.EvidenceParts() {
		if evidence.Requires(part, mci.AnchorDates{}) == mci.Pass {
			terms.Parts = append(terms.Parts, part)
		}
	}
	before, _ := evidence.Template(date("2022-10-31"))
	template, source := evidence.Template(date("2022-11-01"))
	terms.TemplateBefore, terms.Template, terms.TemplateSource = before.String(), template.String(), source
	for _, country := range []mci.Country{"US", "CH", "SG", "PL"} {
		if e.OfferedIn(country) {
			terms.OfferedIn = append(terms.OfferedIn, country)
		}
	}
	for name, inputs := range claims {
		sheet := e.Payout(inputs).Worksheet()
		terms.Payouts[name] = payoutText(sheet)
		for _, step := range sheet.Steps {
			key := step.Name
			if step.Name == "rate" && inputs.Dates.Consent.Compare(date("2022-11-01")) < 0 {
				key = "earlier rate"
			}
			terms.StepSources[key] = step.Source
		}
	}
	return terms
}

var (
	announcement = mci.Source{Title: "Microsoft Partner Center announcement, MCI communication (item 5), with its payout matrix", Published: "2022-11-02", Grade: mci.MicrosoftPublic}
	timelines    = mci.Source{Title: "Microsoft Learn, Submit a workshop claim, claim expiration timelines", Published: "2023-10-01", Grade: mci.MicrosoftPublic}
	workshopPage = mci.Source{Title: "Microsoft Learn, Submit a workshop claim (earlier wording)", Published: "about 2022 to 2023", Grade: mci.MicrosoftPublic}
	oneClaim     = mci.Source{Title: "Microsoft Learn, Customers page for MCI engagements (earlier wording): one claim by one partner, read from its reasons for ineligibility", Published: "about 2022 to mid 2023", Grade: mci.Inferred}
	madeUp       = mci.Source{Title: "Made up for this library; no figure is Microsoft's", Published: "2026-11", Grade: mci.Illustrative}
)

// rateCard returns the rows of the published rate card, each as a map from
// column name to cell.
func rateCard(t testing.TB) []map[string]string {
	t.Helper()
	file, err := os.Open("testdata/fy23-rates.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// wantWorkshop returns the expected terms for one row of the rate card.
func wantWorkshop(row map[string]string) engagementTerms {
	title, words := row["name"], row["name"]
	if row["variant"] != "" {
		title, words = title+" ("+row["variant"]+")", words+" "+row["variant"]
	}
	id := mci.EngagementID("fy23-" + strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(words), "&", "and"), " ", "-"))
	want := engagementTerms{
		Ref: mci.EngagementRef{Edition: "FY23-2022-11", Engagement: id}, Title: title, SolutionArea: row["solution_area"], PartnerRole: "Build Intent",
		Offered: "from 2022-07-01, known until 2023-06-30", Kind: "fixed", Source: announcement, EvidenceSource: workshopPage,
		IDTypes: []mci.IDType{mci.DomainName, mci.TenantID, mci.TopParentID}, Clocks: "Workshops", OfferedIn: []mci.Country{"US", "CH", "SG", "PL"}, Parts: mci.EvidenceParts(),
		Limit: catalog.ClaimLimit{Claims: 1, Source: oneClaim}, Payouts: map[string]string{},
		// The announcement requires the template for every workshop of the
		// card. The notes of the rate table name only the five whose template
		// changed.
		Template: "2022-10-01", TemplateSource: announcement,
		StepSources: map[string]mci.Source{
			"earlier rate": announcement, "rate": announcement, "market": announcement, "base": announcement, "amount": announcement,
			"rounding": mci.LibraryReading.Source(),
		},
	}
	if strings.Contains(row["note"], "last day to claim a customer 2022-12-31") {
		want.Offered = "from 2022-07-01 until 2022-12-31"
	}
	if strings.HasPrefix(row["note"], "US only") {
		want.OfferedIn = []mci.Country{"US"}
	}
	for name, inputs := range claims {
		switch country, day := inputs.CustomerCountry, inputs.Dates.Consent.String(); {
		case country == "":
			want.Payouts[name] = "unknown: needs the customer's country"
		case !slices.Contains(want.OfferedIn, country):
			want.Payouts[name] = "not eligible: " + title + " is not offered in " + string(country)
		case day == "":
			want.Payouts[name] = "unknown: needs the consent date"
		default:
			want.Payouts[name] = wantFixedPay(row["market_"+strings.ToLower(name[:1])+"_usd"], day)
		}
	}
	return want
}

// wantFixedPay returns the expected payout for a consent on a day, given the
// amount of the rate card.
func wantFixedPay(amount, day string) string {
	total := usd(amount).String()
	switch day {
	case "2022-10-31":
		return "unknown: needs the true-up of the earlier rate, which is unpublished, base " + total
	case "2023-07-01":
		return "unknown: needs whether the rate is still in force on 2023-07-01, known until 2023-06-30"
	default:
		return total
	}
}

func wantIllustrative() engagementTerms {
	want := engagementTerms{
		Ref:   mci.EngagementRef{Edition: "illustrative-FY26", Engagement: "illustrative-variable-pay"},
		Title: "ILLUSTRATIVE variable-pay engagement, made-up figures", SolutionArea: "Illustrative", PartnerRole: "Build Intent",
		Offered: "from 2025-07-01 until 2026-06-30", Kind: "variable", Source: madeUp, EvidenceSource: madeUp, IDTypes: []mci.IDType{mci.OpportunityID},
		Clocks: "XS, Small projects", OfferedIn: []mci.Country{"US", "CH", "SG", "PL"}, Parts: []mci.EvidencePart{mci.ProofOfExecution, mci.PartnerSurvey}, Limit: catalog.ClaimLimit{Claims: 1, Source: madeUp},
		Opportunity: catalog.OpportunityTerms{MinimumHours: hours("20"), MinimumContractValue: usd("50000"), Status: "open", Source: madeUp},
		Referral: catalog.ReferralTerms{
			Create:  []catalog.ReferralCondition{{Fact: catalog.DealSizeAtLeast, AtLeast: usd("10000")}},
			Upgrade: []catalog.ReferralCondition{{Fact: catalog.ManagedByMicrosoft}},
			Source:  madeUp,
		},
		Payouts: map[string]string{},
		StepSources: map[string]mci.Source{
			"market": announcement, "share of value": madeUp, "hours": madeUp, "cap": madeUp, "rounding": mci.LibraryReading.Source(),
		},
	}
	byHours := map[string]string{
		"A": "USD 301.50, hours decides with USD 301.50", "B": "USD 201.00, hours decides with USD 201.00", "C": "USD 100.50, hours decides with USD 100.50",
	}
	for name := range claims {
		switch what := name[2:]; {
		case name == "no country":
			want.Payouts[name] = "unknown: needs the customer's country"
		case what == "500.01 of value":
			want.Payouts[name] = "USD 50.00, share of value decides with USD 50.001"
		case what == "2.01 hours":
			want.Payouts[name] = byHours[name[:1]]
		case what == "cap":
			want.Payouts[name] = "USD 20,000.00, cap decides with USD 20,000.00"
		default:
			want.Payouts[name] = "unknown: needs the contract value, hours"
		}
	}
	return want
}

func wantPublicCatalog(t testing.TB) catalogTerms {
	workshops := editionTerms{
		ID: "FY23-2022-11", Name: "FY23, announcement of 2 November 2022", Published: "2022-11-02", Year: "FY23", Zone: "UTC", ConsentBy: "2026-02-04", DealSize: "optional",
	}
	for _, row := range rateCard(t) {
		workshops.Engagements = append(workshops.Engagements, wantWorkshop(row))
	}
	return catalogTerms{"Public rate card of November 2022, and one illustrative engagement", []editionTerms{workshops, {
		ID: "illustrative-FY26", Name: "Illustrative: not a guide of Microsoft's", Published: "2025-07-01", Year: "FY26", Zone: "UTC", ConsentBy: "2026-02-04", DealSize: "required",
		Engagements: []engagementTerms{wantIllustrative()},
	}}}
}

// checkTerms returns an error if the document cannot be read, or if it differs
// from the wanted catalog.
func checkTerms(document any, want catalogTerms) error {
	catalog, err := readDocument(document)
	if err != nil {
		return err
	}
	got := termsOf(catalog)
	// DeepEqual can report a difference if equal amounts are stored with
	// different digits.
	if reflect.DeepEqual(want, got) || fmt.Sprint(want) == fmt.Sprint(got) {
		return nil
	}
	return &difference{want, got}
}

// A difference formats itself only when Error is called, because the mutants
// below produce thousands of them.
type difference struct{ want, got catalogTerms }

func (d *difference) Error() string {
	return "the catalog differs (-want +got):\n" + cmp.Diff(d.want, d.got, cmp.Exporter(func(reflect.Type) bool { return true }))
}

// marketA and marketB come from the announcement's market list. Market C is
// every other country.
var (
	marketA = strings.Fields("AU AT BE CA DK FI FR DE IS IE IT JP LU NL NZ NO PT ES SE CH GB US")
	marketB = strings.Fields("BS BH BN KY CL HK IL JM KW MU PR SG AE UY")
)

// wantClocks holds the published claim expiration timelines. The published
// table lost its column for the time after a dispute, but its prose gives 30
// days.
var wantClocks = []struct {
	category                                               string
	consent, firstSubmission, review, dispute, postDispute int
	published                                              int
}{
	{"Assessments", 30, 60, 90, 30, 30, 120},
	{"Workshops", 30, 90, 120, 30, 30, 150},
	{"XS, Small projects", 30, 120, 150, 30, 30, 180},
	{"Medium projects", 30, 200, 230, 30, 30, 260},
	{"Large, XL, XXL projects", 30, 260, 290, 30, 30, 310},
}

// checkTables returns an error if the clocks or the markets of a document
// differ from the published ones.
func checkTables(document any, countries []string) error {
	if n := len(at(document, "clocks").([]any)); n != len(wantClocks) {
		return fmt.Errorf("%d categories of clocks, want %d", n, len(wantClocks))
	}
	card, err := readDocument(document)
	if err != nil {
		return err
	}
	for _, want := range wantClocks {
		got, _ := card.Windows(want.category)
		if got.Category != want.category || got.PublishedMaximum != want.published || got.Source != timelines {
			return fmt.Errorf("the clocks are %+v, want %+v", got, want)
		}
		for i, days := range []int{want.consent, want.firstSubmission, want.review, want.dispute, want.postDispute} {
			if clock := mci.Clocks()[i]; got.Days(clock) != days {
				return fmt.Errorf("the %s clock of %s is %d days, want %d", clock, want.category, got.Days(clock), days)
			}
		}
	}
	one, _ := card.Find("fy23-collaborative-apps", mci.Date{})
	for _, country := range countries {
		want := "C"
		if slices.Contains(marketA, country) {
			want = "A"
		} else if slices.Contains(marketB, country) {
			want = "B"
		}
		for _, step := range one.Payout(consent(mci.Country(country), "2022-12-01")).Worksheet().Steps {
			if step.Name == "market" && step.Value != want {
				return fmt.Errorf("%s is in market %s, want %s", country, step.Value, want)
			}
		}
	}
	return nil
}

func TestPublicCatalogIsThePublishedRateCardRowByRow(t *testing.T) {
	want := wantPublicCatalog(t)
	if n := len(want.Editions[0].Engagements); n != 20 {
		t.Fatalf("the rate card has %d rows, want 20", n)
	}
	if err := checkTerms(publicDocument(t), want); err != nil {
		t.Error(err)
	}
	embedded := termsOf(must(catalog.Public()))
	if read := termsOf(must(readDocument(publicDocument(t)))); !reflect.DeepEqual(embedded, read) {
		t.Error("PublicCatalog is not the catalog of public.catalog.json")
	}
}

func TestPublicCatalogHasThePublishedClocksAndMarkets(t *testing.T) {
	if len(marketA) != 22 || len(marketB) != 14 {
		t.Fatalf("%d countries in A and %d in B, want 22 and 14", len(marketA), len(marketB))
	}
	if err := checkTables(publicDocument(t), codes(t, "../testdata/iso3166-1-alpha2.txt")); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheMaximumOfLargeProjectsDiffersFromWhatIsPublished(t *testing.T) {
	card := must(catalog.Public())
	for _, row := range wantClocks {
		w, _ := card.Windows(row.category)
		want := row.published
		if row.category == "Large, XL, XXL projects" {
			want = 320
		}
		if got := w.ComputedMaximum(); got != want {
			t.Errorf("%s: at most %d days, want %d", row.category, got, want)
		}
	}
}

func TestNoNewClaimForNextGenWindowsAfterItsLastDay(t *testing.T) {
	offered := engagement(t, "fy23-nextgen-windows").Offered()
	for day, want := range map[string]mci.Outcome{"2022-06-30": mci.Fail, "2022-07-01": mci.Pass, "2022-12-31": mci.Pass, "2023-01-01": mci.Fail, "2023-07-01": mci.Fail} {
		if got := offered.Includes(date(day)); got != want {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
	if got := engagement(t, "fy23-nextgen-windows").Payout(consent("CH", "2023-01-15")).Summary(); got != "USD 5,000.00" {
		t.Errorf("a claim that is open on that day runs on, and pays %s", got)
	}
}

// A mutant is one small change to the data of the embedded catalog.
type mutant struct{ change }

func (m mutant) String() string {
	if _, drop := m.Value.(absent); drop {
		return m.Path + " taken away"
	}
	return fmt.Sprintf("%s = %v", m.Path, m.Value)
}

var (
	aDay     = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	anAmount = regexp.MustCompile(`^\d+$`)
	aCountry = regexp.MustCompile(`\.countries\[\d+\]$`)
)

// alternatives are the other values of fields that choose from a list.
var alternatives = map[string][]string{
	"grade":         {"Microsoft public", "third party", "inferred", "illustrative"},
	"source":        {"announcement-2022-11", "learn-workshop-2023", "learn-workshop-2022", "customers-page-2022", "illustrative"},
	"clocks":        {"Assessments", "Workshops", "XS, Small projects", "Medium projects", "Large, XL, XXL projects"},
	"anchor":        {"nomination", "consent", "submission", "creation"},
	"lastDay":       {"included", "excluded"},
	"marketCountry": {"customer", "partner"},
	"rounding":      {"half away from zero", "half even", "toward zero"},
	"dealSize":      {"required", "optional", "may be zero"},
	"fact":          {"deal size at least", "customer managed by Microsoft"},
	"currency":      {"USD", "EUR"},
}

// mutants returns every small change to the value at a path and to the values
// below it. An amount changes by the smallest unit, a window or a date by a
// day, a choice to each other value, and a text to another text. Each value is
// also removed.
func mutants(document any, path string) []mutant {
	var all []mutant
	add := func(value any) { all = append(all, mutant{change{path, value}}) }
	v := at(document, path)
	if path != "" && !strings.HasSuffix(path, "engagements[0]") {
		add(absent{})
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, mutants(document, strings.TrimPrefix(path+"."+name, "."))...)
		}
	case []any:
		for i := range v {
			all = append(all, mutants(document, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case float64:
		add(v + 1)
		add(v - 1)
	case bool:
		add(!v)
	case string:
		name := path[strings.LastIndex(path, ".")+1:]
		switch others, choice := alternatives[name]; {
		case aDay.MatchString(v):
			add(date(v).AddDays(1).String())
			add(date(v).AddDays(-1).String())
		case anAmount.MatchString(v):
			n := must(strconv.Atoi(v))
			fraction, before := ".01", ".99"
			if name == "percent" {
				fraction, before = ".000001", ".999999"
			}
			add(fmt.Sprint(n, fraction))
			add(fmt.Sprint(n-1, before))
		case choice:
			for _, other := range others {
				if other != v {
					add(other)
				}
			}
		default:
			add(v + " changed")
		}
		if aCountry.MatchString(path) {
			add("PL")
		}
	}
	return all
}

// unseen is the only field that a host cannot read. It is a note for editors of
// the file.
const unseen = "$schema"

// only reduces the document and the expected terms to one workshop, so that the
// mutants run fast. The first workshop keeps the illustrative engagement.
func only(document any, want catalogTerms, i int) (any, catalogTerms) {
	document = with(document, change{"editions[0].engagements", []any{at(document, fmt.Sprintf("editions[0].engagements[%d]", i))}})
	editions := slices.Clone(want.Editions)
	editions[0].Engagements = editions[0].Engagements[i : i+1]
	if i > 0 {
		document, editions = with(document, change{"editions[1]", absent{}}), editions[:1]
	}
	return document, catalogTerms{want.Name, editions}
}

func TestEverySmallChangeToThePublicCatalogIsCaught(t *testing.T) {
	t.Parallel()
	document, want := publicDocument(t), wantPublicCatalog(t)
	countries := slices.Concat(marketA, marketB, []string{"PL"})
	tried, refused := 0, 0
	for i := range want.Editions[0].Engagements {
		document, want := only(document, want, i)
		if err := checkTerms(document, want); err != nil {
			t.Fatalf("engagement %d, unchanged: %v", i, err)
		}
		// each rate and each date of each workshop
		paths := []string{fixed + ".pay", fixed + ".offered"}
		if _, ok := at(document, fixed+".evidence").(map[string]any)["templates"]; ok {
			paths = append(paths, fixed+".evidence.templates")
		}
		if i == 0 {
			paths = []string{""} // and everything else once
		}
		for _, path := range paths {
			for _, m := range mutants(document, path) {
				mutated := with(document, m.change)
				err := checkTerms(mutated, want)
				tried++
				if errors.Is(err, mci.ErrInvalid) {
					refused++
					continue
				}
				caught := err != nil
				if !caught && i == 0 {
					caught = checkTables(mutated, countries) != nil
				}
				if caught == (m.Path == unseen) {
					t.Errorf("%s of %s: caught is %v", m, want.Editions[0].Engagements[0].Title, caught)
				}
			}
		}
	}
	if tried < 1000 || tried-refused < tried/3 {
		t.Errorf("only %d changes were tried, and %d of them did not even read", tried, refused)
	}
}

func TestAMissingOrAdditionalEngagementIsCaught(t *testing.T) {
	document, want := publicDocument(t), wantPublicCatalog(t)
	for i := range want.Editions[0].Engagements {
		path := fmt.Sprintf("editions[0].engagements[%d]", i)
		if checkTerms(with(document, change{path, absent{}}), want) == nil {
			t.Errorf("nothing is missing without %s", path)
		}
	}
	extra := with(document, change{"editions[0].engagements[20]", at(document, fixed)}, change{"editions[0].engagements[20].id", "extra"})
	if checkTerms(extra, want) == nil {
		t.Error("an additional engagement is not seen")
	}
}

// editionsOf returns a catalog with the given editions, a map from ID to the
// day of publication. Each has one workshop with the same ID. The first one in
// the order also has a second workshop.
func editionsOf(t *testing.T, published map[string]string, order ...string) *catalog.Catalog {
	t.Helper()
	document := publicDocument(t)
	var editions []any
	for i, id := range order {
		edition := with(at(document, "editions[0]"), change{"id", id}, change{"published", published[id]}, change{"engagements", []any{at(document, fixed)}})
		if i == 0 {
			edition = with(edition, change{"engagements[1]", at(document, "editions[0].engagements[1]")})
		}
		editions = append(editions, edition)
	}
	return must(readDocument(with(document, change{"editions", editions})))
}

func TestFindTakesTheNewestEditionThatWasPublishedByTheDay(t *testing.T) {
	catalog := editionsOf(t, map[string]string{"first": "2022-07-01", "second": "2022-11-02", "third": "2023-02-01"}, "third", "first", "second")
	for _, c := range []struct {
		id      mci.EngagementID
		on      string
		edition mci.EditionID
	}{
		{"fy23-collaborative-apps", "", "first"},
		{"fy23-collaborative-apps", "2022-06-30", "first"},
		{"fy23-collaborative-apps", "2022-07-01", "first"},
		{"fy23-collaborative-apps", "2022-11-01", "first"},
		{"fy23-collaborative-apps", "2022-11-02", "second"},
		{"fy23-collaborative-apps", "2023-01-31", "second"},
		{"fy23-collaborative-apps", "2023-02-01", "third"},
		{"fy23-collaborative-apps", "2026-01-01", "third"},
		{"fy23-enable-frontline", "2022-06-30", "third"}, // only this edition has it
		{"fy23-enable-frontline", "2026-01-01", "third"},
	} {
		e, ok := catalog.Find(c.id, date(c.on))
		if !ok || e.Ref() != (mci.EngagementRef{Edition: c.edition, Engagement: c.id}) {
			t.Errorf("%s on %q: found %v, want it of %s", c.id, c.on, e.Ref(), c.edition)
		}
	}
	if e, ok := catalog.Find("no such engagement", date("2022-11-02")); ok || e != nil {
		t.Errorf("found %v", e)
	}
}

func TestEditionsComeOldestFirst(t *testing.T) {
	catalog := editionsOf(t, map[string]string{"b": "2022-11-02", "a": "2022-11-02", "z": "2022-07-01"}, "b", "a", "z")
	var ids []string
	for edition := range catalog.Editions() {
		ids = append(ids, string(edition.ID()))
	}
	if !slices.Equal(ids, []string{"z", "a", "b"}) {
		t.Errorf("got %q, want those of one day by ID", ids)
	}
}

func TestEngagementOfAReferenceIsThatOfItsEdition(t *testing.T) {
	card := must(catalog.Public())
	for edition := range card.Editions() {
		for want := range edition.Engagements() {
			if got, ok := card.Engagement(want.Ref()); !ok || got != want {
				t.Errorf("%v leads to another engagement", want.Ref())
			}
			if got, ok := edition.Engagement(want.Ref().Engagement); !ok || got != want || got.Edition() != edition {
				t.Errorf("%v: the edition has another engagement", want.Ref())
			}
		}
	}
	for _, ref := range []mci.EngagementRef{
		{},
		{Edition: "illustrative-FY26", Engagement: "fy23-microsoft-viva"},
		{Edition: "FY24", Engagement: "fy23-microsoft-viva"},
		{Edition: "FY23-2022-11", Engagement: "fy23-nothing"},
	} {
		if got, ok := card.Engagement(ref); ok || got != nil {
			t.Errorf("%v leads to %s", ref, got.Title())
		}
	}
}

func TestTheZeroCatalogIsEmpty(t *testing.T) {
	var card catalog.Catalog
	if card.Name() != "" || len(slices.Collect(card.Editions())) != 0 {
		t.Error("it has a name or an edition")
	}
	if _, ok := card.Find("fy23-microsoft-viva", date("2022-12-01")); ok {
		t.Error("it has an engagement")
	}
}

func TestIterationStopsWhenAsked(t *testing.T) {
	count := 0
	for edition := range must(catalog.Public()).Editions() {
		for range edition.Engagements() {
			count++
			break
		}
		break
	}
	if count != 1 {
		t.Errorf("%d engagements, want 1", count)
	}
}

func TestACatalogGivesTheWindowsOfEveryCategory(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	large, ok := card.Windows("Large, XL, XXL projects")
	if !ok || large.ComputedMaximum() != 320 || large.PublishedMaximum != 310 {
		t.Errorf("found %+v, %t", large, ok)
	}
	if _, ok := card.Windows("Giant projects"); ok {
		t.Error("the catalog has a category that it does not declare")
	}
}

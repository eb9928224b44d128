package catalog_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The cases below abbreviate these paths.
const (
	fixed    = "editions[0].engagements[0]" // Collaborative Apps
	variably = "editions[1].engagements[0]" // the illustrative engagement
)

// full replaces the abbreviated paths in a problem.
func full(problem string) string {
	return strings.NewReplacer("FIXED", fixed, "VARIABLE", variably).Replace(problem)
}

// testBroken applies each change to the embedded catalog and compares the
// reported problems with the given ones.
func testBroken(t *testing.T, cases []brokenCatalog) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var changes []change
			for _, one := range c.changes {
				changes = append(changes, change{full(one.Path), one.Value})
			}
			var want []string
			for _, problem := range c.want {
				want = append(want, full(problem))
			}
			got := problems(t, string(must(json.Marshal(with(publicDocument(t), changes...)))), catalog.ReadOptions{})
			// The order is tested below. It differs here because encoding/json
			// sorts fields alphabetically.
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

type brokenCatalog struct {
	name    string
	changes []change
	want    []string
}

func one(name, path string, value any, problems ...string) brokenCatalog {
	return brokenCatalog{name, []change{{path, value}}, problems}
}

func TestReaderReportsUnknownFieldsAtEveryLevel(t *testing.T) {
	var cases []brokenCatalog
	for _, path := range []string{
		"", "sources[1]", "marketLists[0]", "marketLists[0].versions[0].markets[0]", "marketLists[0].versions[0].markets[2]", "clocks[2]", "marketLists[0].versions[0]", "editions[0]",
		"editions[0].settings", "editions[0].settings.calendar", "FIXED", "FIXED.offered", "FIXED.evidence",
		"editions[0].engagements[2].evidence.templates[0]", "FIXED.evidence.required[0]", "FIXED.claimLimit[0]", "FIXED.pay", "FIXED.pay.rates[1]",
		"VARIABLE.opportunity", "VARIABLE.opportunity.minimumContractValue", "VARIABLE.referral", "VARIABLE.referral.create[0]",
		"VARIABLE.referral.create[0].atLeast", "VARIABLE.referral.upgrade[0]", "VARIABLE.pay", "VARIABLE.pay.rates[0]",
	} {
		at := strings.TrimPrefix(path+".remark", ".")
		cases = append(cases, one("in "+path, at, "x", at+": found an unknown field, want only fields of the format"))
	}
	cases = append(cases,
		one("everyOtherCountry with countries", "marketLists[0].versions[0].markets[2].countries", []any{"PL"},
			"marketLists[0].versions[0].markets[2].countries: found an unknown field, want only fields of the format"),
		one("an amount where the condition has none", "VARIABLE.referral.upgrade[0].atLeast", map[string]any{"amount": "1", "currency": "USD"},
			"VARIABLE.referral.upgrade[0].atLeast: found an unknown field, want only fields of the format"),
		one("a cap on fixed pay", "FIXED.pay.cap", "1", "FIXED.pay.cap: found an unknown field, want only fields of the format"),
	)
	testBroken(t, cases)
}

func TestReaderReportsMissingFields(t *testing.T) {
	const (
		array  = "a JSON array of at least 1"
		object = "a JSON object"
		days   = "a whole number from 1 to 3660"
		source = "the ID of one of the catalog's sources"
		list   = "the ID of one of the catalog's market lists"
		day    = "a date as YYYY-MM-DD"
		amount = `an amount above zero in digits, such as "5000"`
		money  = "an ISO 4217 currency code in capitals, such as USD"
	)
	var cases []brokenCatalog
	for _, c := range []struct{ path, want string }{
		{"format", "a whole number from 1 to 1"},
		{"name", "a text"},
		{"sources[4].title", "a text"},
		{"sources[4].published", "a text"},
		{"sources[4].grade", "one of Microsoft public, third party, inferred, illustrative"},
		{"marketLists[0].versions", array},
		{"marketLists[0].versions[0].source", source},
		{"marketLists[0].versions[0].markets", array},
		{"marketLists[0].versions[0].markets[0].countries", array},
		{"clocks[0].consent", days},
		{"clocks[0].firstSubmission", days},
		{"clocks[0].review", days},
		{"clocks[0].dispute", days},
		{"clocks[0].postDispute", days},
		{"clocks[0].source", source},
		{"editions", array},
		{"editions[1].id", "a text"},
		{"editions[1].name", "a text"},
		{"editions[1].published", day},
		{"editions[1].programYear", "a program year such as FY26"},
		{"editions[1].settings", object},
		{"editions[1].settings.calendar", object},
		{"editions[1].settings.calendar.timeZone", "UTC, or a zone that the host can resolve"},
		{"editions[1].settings.calendar.lastDay", "included or excluded"},
		{"editions[1].settings.marketCountry", "one of customer, partner"},
		{"editions[1].settings.rounding", "one of half away from zero, half even, toward zero"},
		{"editions[1].engagements", array},
		{"FIXED.id", "a text"},
		{"FIXED.name", "a text"},
		{"FIXED.solutionArea", "a text"},
		{"FIXED.partnerRole", "a text"},
		{"FIXED.source", source},
		{"FIXED.offered", object},
		{"FIXED.idTypes", array},
		{"FIXED.clocks", "the ID of one of the catalog's clocks"},
		{"FIXED.evidence", object},
		{"FIXED.evidence.required", array},
		{"FIXED.evidence.required[0].source", source},
		{"FIXED.evidence.required[0].parts", array},
		{"editions[0].engagements[2].evidence.templates[0].submittedFrom", day},
		{"editions[0].engagements[2].evidence.templates[0].published", day},
		{"editions[0].engagements[2].evidence.templates[0].source", source},
		{"FIXED.claimLimit[0].source", source},
		{"FIXED.pay", object},
		{"FIXED.pay.kind", "one of fixed by market, fixed by size and market, lowest of three, per unit, share of amount, share by tier, hours by rate, two stages"},
		{"FIXED.pay.anchor", "one of nomination, consent, submission, creation, because its rows depend on the day"},
		{"FIXED.pay.marketList", list},
		{"FIXED.pay.currency", money},
		{"FIXED.pay.rates", array},
		{"FIXED.pay.rates[1].amounts", object},
		{"FIXED.pay.rates[1].source", source},
		{"VARIABLE.opportunity.source", source},
		{"VARIABLE.opportunity.minimumContractValue.amount", amount},
		{"VARIABLE.opportunity.minimumContractValue.currency", money},
		{"VARIABLE.referral.source", source},
		{"VARIABLE.referral.create", array},
		{"VARIABLE.referral.create[0].atLeast", object},
		{"VARIABLE.referral.upgrade[0].fact", "one of deal size at least, customer managed by Microsoft"},
		{"VARIABLE.pay.rates[0].percent", "a percentage such as 15"},
		{"VARIABLE.pay.marketList", list},
		{"VARIABLE.pay.currency", money},
		{"VARIABLE.pay.rates[0].hourlyRates", object},
		{"VARIABLE.pay.rates[0].cap", amount},
		{"VARIABLE.pay.rates[0].source", source},
	} {
		cases = append(cases, one(c.path, c.path, absent{}, c.path+": found nothing, want "+c.want))
	}
	testBroken(t, cases)
}

func TestReaderDoesWithoutTheFieldsThatAreOptional(t *testing.T) {
	for _, path := range []string{
		"$schema", "clocks[0].publishedMaximum", "FIXED.claimLimit", "FIXED.offered.from", "FIXED.offered.knownUntil", "editions[0].engagements[11].variant",
		"editions[0].engagements[2].evidence.templates", "editions[0].engagements[10].countries", "FIXED.pay.rates[0].incomplete", "FIXED.pay.rates[1].knownUntil", "FIXED.pay.rates[1].amounts.B",
		"VARIABLE.opportunity", "VARIABLE.opportunity.minimumHours", "VARIABLE.opportunity.minimumContractValue", "VARIABLE.opportunity.status",
		"VARIABLE.referral", "VARIABLE.referral.upgrade", "VARIABLE.pay.rates[0].hourlyRates.B",
	} {
		if _, err := readDocument(with(publicDocument(t), change{full(path), absent{}})); err != nil {
			t.Errorf("without %s: %v", path, err)
		}
	}
}

func TestReaderReportsValuesOfTheWrongType(t *testing.T) {
	testBroken(t, []brokenCatalog{
		one("a list for a text", "name", []any{"x", "y"}, "name: found an array of 2, want a text"),
		one("an object for a text", "name", map[string]any{}, "name: found an object, want a text"),
		one("null for a text", "name", nil, "name: found null, want a text"),
		one("true for a text", "FIXED.name", true, "FIXED.name: found true, want a text"),
		one("null for an optional text", "FIXED.variant", nil, "FIXED.variant: found null, want a text"),
		one("null for an optional day", "FIXED.offered.until", nil, "FIXED.offered.until: found null, want a date as YYYY-MM-DD"),
		one("a text for a list", "FIXED.idTypes", "TPID", `FIXED.idTypes: found "TPID", want a JSON array of at least 1`),
		one("an empty list", "FIXED.idTypes", []any{}, "FIXED.idTypes: found an array of 0, want a JSON array of at least 1"),
		one("an empty list of markets", "marketLists[0].versions[0].markets[0].countries", []any{},
			"marketLists[0].versions[0].markets[0].countries: found an array of 0, want a JSON array of at least 1"),
		one("an empty list of stages", "VARIABLE.opportunity.stages", []any{},
			"VARIABLE.opportunity.stages: found an array of 0, want a JSON array of at least 1"),
		one("an object for a list", "FIXED.pay.rates", map[string]any{}, "FIXED.pay.rates: found an object, want a JSON array of at least 1"),
		one("an empty list of countries", "FIXED.countries", []any{}, "FIXED.countries: found an array of 0, want a JSON array of at least 1"),
		one("a text for a list of countries", "FIXED.countries", "US", `FIXED.countries: found "US", want a JSON array of at least 1`),
		one("a list for an object", "FIXED.pay", []any{}, "FIXED.pay: found an array of 0, want a JSON object"),
		one("a text for an element", "FIXED.pay.rates[1]", "5000", `FIXED.pay.rates[1]: found "5000", want a JSON object`),
		one("a text for an edition", "editions[1]", "FY26", `editions[1]: found "FY26", want a JSON object`),
		one("a text for an engagement", "editions[0].engagements[19]", "x", `editions[0].engagements[19]: found "x", want a JSON object`),
		one("a text for an optional object", "VARIABLE.opportunity", "1", `VARIABLE.opportunity: found "1", want a JSON object`),
		one("a text for a whole number", "clocks[0].consent", "thirty", `clocks[0].consent: found "thirty", want a whole number from 1 to 3660`),
		one("a text for a switch", "marketLists[0].versions[0].markets[2].everyOtherCountry", "yes",
			`marketLists[0].versions[0].markets[2].everyOtherCountry: found "yes", want true`),
		one("a switch that is off", "marketLists[0].versions[0].markets[2].everyOtherCountry", false,
			"marketLists[0].versions[0].markets[2].everyOtherCountry: found false, want true"),
		one("an object for a country", "marketLists[0].versions[0].markets[0].countries[1]", map[string]any{},
			"marketLists[0].versions[0].markets[0].countries[1]: found an object, want an ISO 3166-1 alpha-2 country code in capitals, such as CH"),
		one("null for an ID type", "FIXED.idTypes[1]", nil,
			"FIXED.idTypes[1]: found null, want one of domain name, tenant ID, TPID, Azure subscription ID, MSX opportunity ID"),
		one("true for a stage", "VARIABLE.opportunity.stages", []any{"develop", true},
			"VARIABLE.opportunity.stages[1]: found true, want a text of 1 to 500 bytes without control, direction or invisible characters"),
		one("null for an amount", "FIXED.pay.rates[1].amounts.A", nil,
			`FIXED.pay.rates[1].amounts.A: found null, want an amount above zero in digits, such as "5000"`),
	})
}

func TestReaderReportsValuesThatAreNotAllowed(t *testing.T) {
	long := strings.Repeat("x", 501)
	testBroken(t, []brokenCatalog{
		one("an empty text", "name", "", "name: found nothing, want a text of 1 to 500 bytes without control, direction or invisible characters"),
		one("a text of 501 bytes", "name", long, `name: found "`+long[:60]+`"…, want a text`),
		one("a control character", "name", "x\x00", `name: found "x\x00", want a text of 1 to 500 bytes without control, direction or invisible characters`),
		one("a replacement character", "name", "\uFFFD", `name: found "`+"\uFFFD"+`", want a text of 1 to 500 bytes without control, direction or invisible characters`),
		one("no such day", "editions[1].published", "2025-02-29", `editions[1].published: found "2025-02-29", want a date as YYYY-MM-DD`),
		one("a grade", "sources[0].grade", "official", `sources[0].grade: found "official", want one of Microsoft public, third party, inferred, illustrative`),
		one("an anchor", "FIXED.pay.anchor", "approval", `FIXED.pay.anchor: found "approval", want one of nomination, consent, submission, creation`),
		one("an empty anchor", "FIXED.pay.anchor", "", `FIXED.pay.anchor: found nothing, want one of nomination, consent, submission, creation`),
		one("a shape of pay", "FIXED.pay.kind", "per head", `FIXED.pay.kind: found "per head", want one of fixed by market, fixed by size and market, lowest of three, per unit, share of amount, share by tier, hours by rate, two stages`),
		one("an evidence part", "FIXED.evidence.required[0].parts[0]", "receipt",
			`FIXED.evidence.required[0].parts[0]: found "receipt", want one of invoice, proof of execution, customer survey, partner survey`),
		one("an ID type", "FIXED.idTypes[0]", "passport",
			`FIXED.idTypes[0]: found "passport", want one of domain name, tenant ID, TPID, Azure subscription ID, MSX opportunity ID`),
		one("rounding", "editions[1].settings.rounding", "up", `editions[1].settings.rounding: found "up", want one of half away from zero, half even, toward zero`),
		one("a market country", "editions[1].settings.marketCountry", "seller", `editions[1].settings.marketCountry: found "seller", want one of customer, partner`),
		one("a deal size rule", "editions[1].settings.dealSize", "always", `editions[1].settings.dealSize: found "always", want one of required, optional, may be zero`),
		one("a last day", "editions[1].settings.calendar.lastDay", "half", `editions[1].settings.calendar.lastDay: found "half", want one of included, excluded`),
		one("no such currency", "FIXED.pay.currency", "EURO", `FIXED.pay.currency: found "EURO", want an ISO 4217 currency code in capitals, such as USD`),
		one("a currency in small letters", "VARIABLE.opportunity.minimumContractValue.currency", "usd",
			`VARIABLE.opportunity.minimumContractValue.currency: found "usd", want an ISO 4217 currency code in capitals, such as USD`),
		one("no such country", "marketLists[0].versions[0].markets[1].countries[0]", "UK",
			`marketLists[0].versions[0].markets[1].countries[0]: found "UK", want an ISO 3166-1 alpha-2 country code in capitals, such as CH`),
		one("no such country where it is offered", "FIXED.countries", []any{"US", "UK"},
			`FIXED.countries[1]: found "UK", want an ISO 3166-1 alpha-2 country code in capitals, such as CH`),
		one("percent above 100", "VARIABLE.pay.rates[0].percent", "101", `VARIABLE.pay.rates[0].percent: found "101", want a percentage above 0 and at most 100`),
		one("no hours", "VARIABLE.opportunity.minimumHours", "0", `VARIABLE.opportunity.minimumHours: found "0", want hours above zero`),
		one("no rates by market", "FIXED.pay.rates[1].amounts", map[string]any{}, "FIXED.pay.rates[1].amounts: found no market, want an amount for at least one market"),
		one("no hourly rates", "VARIABLE.pay.rates[0].hourlyRates", map[string]any{}, "VARIABLE.pay.rates[0].hourlyRates: found no market, want an amount for at least one market"),
		one("a market that the list lacks", "FIXED.pay.rates[1].amounts.D", "10", `FIXED.pay.rates[1].amounts.D: found "D", want a market of the list "M2022": "A", "B", "C"`),
		one("an hourly rate for a market that the list lacks", "VARIABLE.pay.rates[0].hourlyRates.a", "10", `VARIABLE.pay.rates[0].hourlyRates.a: found "a", want a market of the list "M2022": "A", "B", "C"`),
	})
}

func TestReaderReportsAmountsThatAreNotAboveZeroInDigits(t *testing.T) {
	const above = `an amount above zero in digits, such as "5000"`
	const plain = "a plain decimal number, 15 digits at most and at most 2 decimal places"
	var cases []brokenCatalog
	for _, path := range []string{"FIXED.pay.rates[1].amounts.A", "VARIABLE.pay.rates[0].hourlyRates.B", "VARIABLE.pay.rates[0].cap", "VARIABLE.referral.create[0].atLeast.amount"} {
		for _, c := range []struct{ amount, want string }{
			{"0", above},
			{"0.00", above},
			{"-1", above},
			{"5000.001", plain},
			{"5,000", plain},
			{"1e9", plain},
			{"USD 5000", plain},
			{"1000000000000000", plain},
		} {
			cases = append(cases, one(path+" "+c.amount, path, c.amount, fmt.Sprintf("%s: found %q, want %s", path, c.amount, c.want)))
		}
	}
	cases = append(cases, brokenCatalog{
		"cents of a currency without",
		[]change{{"VARIABLE.pay.currency", "JPY"}, {"VARIABLE.pay.rates[0].cap", "20000.5"}, {"VARIABLE.opportunity.minimumContractValue.currency", "JPY"}},
		[]string{`VARIABLE.pay.rates[0].cap: found "20000.5", want a plain decimal number, 15 digits at most and no decimal places`},
	})
	testBroken(t, cases)
}

func TestReaderReportsNamesThatNothingDeclares(t *testing.T) {
	const source = `found "nowhere", want the ID of one of the catalog's sources`
	var cases []brokenCatalog
	for _, path := range []string{
		"marketLists[0].versions[0].source", "clocks[0].source", "FIXED.source", "FIXED.evidence.required[0].source", "editions[0].engagements[2].evidence.templates[0].source",
		"FIXED.claimLimit[0].source", "FIXED.pay.rates[0].source", "VARIABLE.opportunity.source", "VARIABLE.referral.source", "VARIABLE.pay.rates[0].source",
	} {
		cases = append(cases, one(path, path, "nowhere", path+": "+source))
	}
	testBroken(t, append(cases,
		one("clocks", "FIXED.clocks", "Workshop", `FIXED.clocks: found "Workshop", want the ID of one of the catalog's clocks, such as Workshops`),
		one("market list", "FIXED.pay.marketList", "M2023", `FIXED.pay.marketList: found "M2023", want the ID of one of the catalog's market lists, such as M2022`),
		one("market list of variable pay", "VARIABLE.pay.marketList", "", `VARIABLE.pay.marketList: found nothing, want the ID of one of the catalog's market lists`),
	))
}

func TestReaderReportsWhatIsDeclaredTwice(t *testing.T) {
	const want = "again, want an ID that nothing else in the list has"
	document := publicDocument(t)
	testBroken(t, []brokenCatalog{
		one("source", "sources[5]", at(document, "sources[1]"), `sources[5].id: found "learn-workshop-2023" `+want),
		one("market list", "marketLists[1]", at(document, "marketLists[0]"), `marketLists[1].id: found "M2022" `+want),
		one("market", "marketLists[0].versions[0].markets[3]", map[string]any{"id": "B", "countries": []any{"PL"}}, `marketLists[0].versions[0].markets[3].id: found "B" `+want),
		one("rest of the countries", "marketLists[0].versions[0].markets[3]", map[string]any{"id": "D", "everyOtherCountry": true},
			`marketLists[0].versions[0].markets[3].everyOtherCountry: found "C" `+want),
		one("country in two markets", "marketLists[0].versions[0].markets[1].countries[14]", "CH", `marketLists[0].versions[0].markets[1].countries[14]: found "CH" `+want),
		one("country twice in one market", "marketLists[0].versions[0].markets[0].countries[22]", "AU", `marketLists[0].versions[0].markets[0].countries[22]: found "AU" `+want),
		one("clocks", "clocks[5]", at(document, "clocks[1]"), `clocks[5].id: found "Workshops" `+want),
		one("edition", "editions[1].id", "FY23-2022-11", `editions[1].id: found "FY23-2022-11" `+want),
		one("engagement", "editions[0].engagements[20]", at(document, fixed), `editions[0].engagements[20].id: found "fy23-collaborative-apps" `+want),
		one("country where it is offered", "FIXED.countries", []any{"US", "CH", "US"}, `FIXED.countries[2]: found "US" `+want),
		one("evidence part", "FIXED.evidence.required[0].parts[4]", "invoice", `FIXED.evidence.required[0].parts[4]: found "invoice" `+want),
		one("ID type", "FIXED.idTypes[3]", "TPID", `FIXED.idTypes[3]: found "TPID" `+want),
	})
	twoEditions := with(document, change{"editions[1].engagements[1]", at(document, fixed)})
	if _, err := readDocument(twoEditions); err != nil {
		t.Errorf("one engagement in two editions: %v", err)
	}
}

func TestReaderReportsIDTypesThatThePayDoesNotTake(t *testing.T) {
	testBroken(t, []brokenCatalog{
		one("fixed pay by opportunity", "FIXED.idTypes[3]", "MSX opportunity ID", `FIXED.idTypes[3]: found "MSX opportunity ID", want an ID type that fixed pay accepts`),
		one("variable pay by domain", "VARIABLE.idTypes[1]", "domain name", `VARIABLE.idTypes[1]: found "domain name", want an ID type that variable pay accepts`),
		one("variable pay by Azure subscription", "VARIABLE.idTypes[0]", "Azure subscription ID",
			`VARIABLE.idTypes[0]: found "Azure subscription ID", want an ID type that variable pay accepts`),
	})
	if _, err := readDocument(with(publicDocument(t), change{fixed + ".idTypes[3]", "Azure subscription ID"})); err != nil {
		t.Errorf("fixed pay by Azure subscription: %v", err)
	}
}

func TestReaderReportsPeriodsThatEndBeforeTheyBeginOrOverlap(t *testing.T) {
	rate := func(from, until string) map[string]any {
		r := map[string]any{"amounts": map[string]any{"A": "1"}, "source": "illustrative"}
		if from != "" {
			r["from"] = from
		}
		if until != "" {
			r["until"] = until
		}
		return r
	}
	testBroken(t, []brokenCatalog{
		{
			"ends before it begins, and is known for longer",
			[]change{{"FIXED.offered.until", "2022-06-30"}},
			[]string{
				"FIXED.offered.until: found an end on 2022-06-30, want a day not before 2022-07-01",
				"FIXED.offered.knownUntil: found 2023-06-30, want a day within the period and before its end",
			},
		},
		{
			"ends before it begins, without a day until which it is known",
			[]change{{"FIXED.offered.knownUntil", absent{}}, {"FIXED.offered.until", "2022-06-30"}},
			[]string{"FIXED.offered.until: found an end on 2022-06-30, want a day not before 2022-07-01"},
		},
		one("known until before it begins", "FIXED.offered.knownUntil", "2022-06-30", "FIXED.offered.knownUntil: found 2022-06-30, want a day within the period and before its end"),
		one("known until its end", "FIXED.offered.until", "2023-06-30", "FIXED.offered.knownUntil: found 2023-06-30, want a day within the period and before its end"),
		one("overlap by a day", "FIXED.pay.rates[0].until", "2022-11-01",
			"FIXED.pay.rates[1]: found the period from 2022-11-01, known until 2023-06-30, want one that does not overlap the one until 2022-11-01"),
		one("no end before the next", "FIXED.pay.rates[0].until", absent{},
			"FIXED.pay.rates[1]: found the period from 2022-11-01, known until 2023-06-30, want one that does not overlap the one always"),
		one("no beginning after the one before", "FIXED.pay.rates[1].from", absent{},
			"FIXED.pay.rates[1]: found the period always, known until 2023-06-30, want one that does not overlap the one until 2022-10-31"),
		one("within an open one", "FIXED.pay.rates[2]", rate("2023-01-01", "2023-01-01"),
			"FIXED.pay.rates[2]: found the period from 2023-01-01 until 2023-01-01, want one that does not overlap the one from 2022-11-01, known until 2023-06-30"),
		one("a gap of a day", "FIXED.pay.rates[0].until", "2022-10-30",
			"FIXED.pay.rates[1]: found the period from 2022-11-01, known until 2023-06-30, want one from 2022-10-31, or another row for the days between"),
		{
			"a gap, newest first",
			[]change{{"FIXED.pay.rates", []any{rate("2022-11-01", ""), rate("", "2022-09-30")}}},
			[]string{"FIXED.pay.rates[0]: found the period from 2022-11-01, want one from 2022-10-01, or another row for the days between"},
		},
		{
			"known until a day, and followed by another",
			[]change{{"FIXED.pay.rates[0].knownUntil", "2022-10-01"}},
			[]string{"FIXED.pay.rates[0].knownUntil: found 2022-10-01, want it only in the last row: the one from 2022-11-01, known until 2023-06-30 follows"},
		},
		one("two beginnings", "FIXED.pay.rates[1].after", "2022-10-31", "FIXED.pay.rates[1].after: found a second end, want either from or after"),
		one("two ends", "FIXED.pay.rates[0].before", "2022-11-01", "FIXED.pay.rates[0].before: found a second end, want either until or before"),
		{
			"an end that is excluded, before the beginning",
			[]change{{"FIXED.offered.knownUntil", absent{}}, {"FIXED.offered.before", "2022-07-01"}},
			[]string{"FIXED.offered.before: found an end on 2022-06-30, want a day not before 2022-07-01"},
		},
	})
	for name, rates := range map[string][]any{
		"newest first":      {rate("2022-11-01", ""), rate("", "2022-10-31")},
		"one day":           {rate("2022-11-01", "2022-11-01")},
		"next to next":      {rate("", "2022-10-31"), rate("2022-11-01", "2022-11-30"), rate("2022-12-01", "")},
		"open on both ends": {rate("", "")},
	} {
		if _, err := readDocument(with(publicDocument(t), change{fixed + ".pay.rates", rates})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, changes := range map[string][]change{
		"known until the day before its end": {{fixed + ".offered.until", "2023-07-01"}},
		"known on its first day only":        {{fixed + ".offered.knownUntil", "2022-07-01"}},
		"offered on one day":                 {{fixed + ".offered.knownUntil", absent{}}, {fixed + ".offered.until", "2022-07-01"}},
	} {
		if _, err := readDocument(with(publicDocument(t), changes...)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReaderReportsTemplateRulesOutOfOrder(t *testing.T) {
	rule := func(from string) map[string]any {
		return map[string]any{"submittedFrom": from, "published": "2022-10-01", "source": "illustrative"}
	}
	const path = "editions[0].engagements[2].evidence.templates[1]"
	testBroken(t, []brokenCatalog{
		one("older", path, rule("2022-10-31"), path+".submittedFrom: found 2022-10-31, want a day after the one of the rule before it"),
		one("same day", path, rule("2022-11-01"), path+".submittedFrom: found 2022-11-01, want a day after the one of the rule before it"),
	})
	if _, err := readDocument(with(publicDocument(t), change{path, rule("2022-11-02")})); err != nil {
		t.Errorf("in order: %v", err)
	}
}

func TestReaderReportsEachMistakeOnce(t *testing.T) {
	testBroken(t, []brokenCatalog{
		one("a day of a template rule that does not exist", "editions[0].engagements[2].evidence.templates[1]",
			map[string]any{"submittedFrom": "2022-11-31", "published": "2022-10-01", "source": "illustrative"},
			`editions[0].engagements[2].evidence.templates[1].submittedFrom: found "2022-11-31", want a date as YYYY-MM-DD`),
		one("a day of a rate that does not exist", "FIXED.pay.rates[1].from", "2022-11-31", `FIXED.pay.rates[1].from: found "2022-11-31", want a date as YYYY-MM-DD`),
		one("a day of the rate before that does not exist", "FIXED.pay.rates[0].until", "2022-10-32",
			`FIXED.pay.rates[0].until: found "2022-10-32", want a date as YYYY-MM-DD`),
		one("a rate that is none", "FIXED.pay.rates[0]", "5000", `FIXED.pay.rates[0]: found "5000", want a JSON object`),
		one("an ID type of variable pay", "VARIABLE.idTypes[0]", "opportunity",
			`VARIABLE.idTypes[0]: found "opportunity", want one of domain name, tenant ID, TPID, Azure subscription ID, MSX opportunity ID`),
		one("a condition", "VARIABLE.referral.create[0].fact", "deal size",
			`VARIABLE.referral.create[0].fact: found "deal size", want one of deal size at least, customer managed by Microsoft`),
		one("two countries", "marketLists[0].versions[0].markets[0].countries[0]", "UK",
			`marketLists[0].versions[0].markets[0].countries[0]: found "UK", want an ISO 3166-1 alpha-2 country code in capitals, such as CH`),
	})
}

func TestAnOverlapIsReportedOnceForEachRate(t *testing.T) {
	var rates []any
	for range 300 {
		rates = append(rates, map[string]any{"amounts": map[string]any{"A": "1"}, "source": "illustrative"})
	}
	got := problems(t, string(must(json.Marshal(with(publicDocument(t), change{fixed + ".pay.rates", rates})))), catalog.ReadOptions{})
	if len(got) != 299 {
		t.Errorf("300 rates without days make %d problems, want one for each but the first: 299", len(got))
	}
}

func TestReaderRefusesWhatTheHostCannotResolveAsAZone(t *testing.T) {
	const path = "editions[0].settings.calendar.timeZone"
	for _, c := range []struct {
		name, zone string
		resolver   func(string) (*time.Location, error)
		want       string
	}{
		{"no resolver", "Europe/Zurich", nil, `found "Europe/Zurich", want UTC; other zones need ReadOptions.Zone`},
		{"no resolver, small letters", "utc", nil, `found "utc", want UTC; other zones need ReadOptions.Zone`},
		{"unknown to the resolver", "Europe/Zürich", time.LoadLocation, `found "Europe/Zürich", want UTC, or a zone that the host can resolve`},
		{"resolver with an error of its own", "X", func(string) (*time.Location, error) { return nil, errors.New("out of order") }, `found "X", want UTC, or a zone that the host can resolve`},
		{"resolver with a field error", "X", func(string) (*time.Location, error) { return nil, mci.Invalid("", "X", "CET") }, `found "X", want CET`},
	} {
		got := problems(t, string(must(json.Marshal(with(publicDocument(t), change{path, c.zone})))), catalog.ReadOptions{Zone: c.resolver})
		if len(got) != 1 || got[0] != path+": "+c.want {
			t.Errorf("%s: got %q, want %s", c.name, got, c.want)
		}
	}
}

func TestReaderDoesNotTakeNoZoneForUTC(t *testing.T) {
	const path = "editions[0].settings.calendar.timeZone"
	for name, c := range map[string]struct {
		zone     string
		resolver func(string) (*time.Location, error)
	}{
		"an empty name":                        {"", nil},
		"an empty name with a resolver":        {"", time.LoadLocation},
		"a resolver that finds nothing at all": {"Europe/Zurich", func(string) (*time.Location, error) { return nil, nil }},
	} {
		_, err := catalog.Read(must(json.Marshal(with(publicDocument(t), change{path, c.zone}))), catalog.ReadOptions{Zone: c.resolver})
		if err == nil {
			t.Errorf("%s: the catalog reads as if it counted in UTC", name)
		} else if field := wantFieldError(t, err); field.Path != path {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestReaderAsksTheHostOnceForEachEditionOutsideUTC(t *testing.T) {
	var asked []string
	options := catalog.ReadOptions{Zone: func(name string) (*time.Location, error) {
		asked = append(asked, name)
		return time.LoadLocation(name)
	}}
	document := with(publicDocument(t), change{"editions[0].settings.calendar", map[string]any{"timeZone": "Europe/Zurich", "lastDay": "excluded"}})
	card, err := catalog.Read(must(json.Marshal(document)), options)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(asked, []string{"Europe/Zurich"}) {
		t.Errorf("asked for %q", asked)
	}
	editions := slices.Collect(card.Editions())
	if got := editions[0].Calendar(); got.Zone().String() != "Europe/Zurich" || got.LastDay(instant("2026-01-05T23:30:00Z"), 30) != date("2026-02-04") {
		t.Errorf("the first edition counts in %v to %s", got.Zone(), got.LastDay(instant("2026-01-05T23:30:00Z"), 30))
	}
	if got := editions[1].Calendar(); got.Zone() != time.UTC || got.LastDay(instant("2026-01-05T23:30:00Z"), 30) != date("2026-02-04") {
		t.Errorf("the second edition counts in %v", got.Zone())
	}
}

// smallText is a small well-formed catalog.
const smallText = `{
  "format": 1,
  "name": "x",
  "sources": [{"id": "s", "title": "A page", "published": "2023", "grade": "inferred"}],
  "marketLists": [{"id": "L", "versions": [{"source": "s", "markets": [{"id": "A", "countries": ["CH"]}, {"id": "B", "everyOtherCountry": true}]}]}],
  "clocks": [{"id": "W", "consent": 30, "firstSubmission": 90, "review": 120, "dispute": 30, "postDispute": 30, "source": "s"}],
  "editions": [{
    "id": "E", "name": "Edition", "published": "2022-11-30",
    "programYear": "FY23",
    "settings": {"calendar": {"timeZone": "CET", "lastDay": "excluded"}, "marketCountry": "partner", "rounding": "half even", "dealSize": "required"},
    "engagements": [{
      "id": "x", "name": "X", "solutionArea": "Security", "partnerRole": "Build Intent", "source": "s", "idTypes": ["MSX opportunity ID"], "clocks": "W",
      "offered": {"from": "2022-07-01"},
      "evidence": {"required": [{"parts": ["invoice"], "source": "s"}], "templates": [{"submittedFrom": "2022-11-01", "published": "2022-10-01", "source": "s"}]},
      "pay": {"kind": "lowest of three", "marketList": "L", "currency": "USD", "rates": [{"percent": "10", "hourlyRates": {"A": "1.50"}, "cap": "5", "source": "s"}]}
    }]
  }]
}`

// brokenText is a catalog with one mistake in each section, in the order of the
// document.
const brokenText = `{
  "format": 1,
  "name": "",
  "sources": [{"id": "s", "title": "A page", "published": "2023", "grade": "best"}],
  "marketLists": [{"id": "L", "versions": [{"source": "t", "markets": [{"id": "A", "countries": ["CH", "UK", "CH"]}]}]}],
  "clocks": [{"id": "Workshops", "consent": "soon", "firstSubmission": 90, "review": 120, "dispute": 30, "postDispute": 30, "source": "s"}],
  "editions": [{
    "id": "E", "name": "Edition", "published": "2022-11-31",
    "programYear": "FY23",
    "settings": {"calendar": {"timeZone": "CET", "lastDay": "included"}, "marketCountry": "customer", "rounding": "half even", "dealSize": "required"},
    "engagements": [{
      "id": "x", "name": "X", "solutionArea": "Security", "partnerRole": "Build Intent", "source": "s", "idTypes": ["TPID"], "clocks": "Workshops",
      "offered": {"from": "2022-07-01"},
      "evidence": {"required": [{"source": "s", "parts": ["selfie"]}]},
      "pay": {"kind": "fixed by market", "anchor": "consent", "marketList": "L", "currency": "USD",
        "rates": [{"amounts": {"A": "0", "D": "10"}, "source": "s", "comment": "x"}]}
    }]
  }]
}`

func TestReaderReportsEveryProblemAtOnce(t *testing.T) {
	want := []string{
		`name: found nothing, want a text of 1 to 500 bytes without control, direction or invisible characters`,
		`sources[0].grade: found "best", want one of Microsoft public, third party, inferred, illustrative`,
		`marketLists[0].versions[0].source: found "t", want the ID of one of the catalog's sources`,
		`marketLists[0].versions[0].markets[0].countries[1]: found "UK", want an ISO 3166-1 alpha-2 country code in capitals, such as CH`,
		`marketLists[0].versions[0].markets[0].countries[2]: found "CH" again, want an ID that nothing else in the list has`,
		`clocks[0].consent: found "soon", want a whole number from 1 to 3660`,
		`editions[0].published: found "2022-11-31", want a date as YYYY-MM-DD`,
		`editions[0].settings.calendar.timeZone: found "CET", want UTC; other zones need ReadOptions.Zone`,
		`editions[0].engagements[0].evidence.required[0].parts[0]: found "selfie", want one of invoice, proof of execution, customer survey, partner survey`,
		`editions[0].engagements[0].pay.rates[0].amounts.A: found "0", want an amount above zero in digits, such as "5000"`,
		`editions[0].engagements[0].pay.rates[0].amounts.D: found "D", want a market of the list "L": "A"`,
		`editions[0].engagements[0].pay.rates[0].comment: found an unknown field, want only fields of the format`,
	}
	if diff := cmp.Diff(want, problems(t, brokenText, catalog.ReadOptions{})); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestReaderReportsProblemsInTheOrderOfTheDocument(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       []string // the paths
	}{
		{
			"an unknown field first, then a malformed value",
			strings.Replace(strings.Replace(publicJSON(t), `"format": 1,`, `"comment": "x", "format": 1,`, 1), `"grade": "inferred"`, `"grade": ""`, 1),
			[]string{"comment", "sources[3].grade"},
		},
		{
			"ID types before the pay that they do not fit",
			strings.Replace(strings.Replace(publicJSON(t), `["MSX opportunity ID"]`, `["TPID"]`, 1), `"cap": "20000"`, `"cap": "0"`, 1),
			[]string{variably + ".idTypes[0]", variably + ".pay.rates[0].cap"},
		},
		{
			"the sections in another order",
			`{"editions": [], "clocks": [], "marketLists": [], "sources": [], "name": "", "format": 0}`,
			[]string{"editions", "clocks", "marketLists", "sources", "name", "format"},
		},
		{
			"the fields of an object in another order",
			strings.Replace(publicJSON(t), `{"timeZone": "UTC", "lastDay": "included"}`, `{"lastDay": "x", "timeZone": "x"}`, 1),
			[]string{"editions[0].settings.calendar.lastDay", "editions[0].settings.calendar.timeZone"},
		},
	} {
		var got []string
		for _, line := range problems(t, c.data, catalog.ReadOptions{}) {
			path, _, _ := strings.Cut(line, ": ")
			got = append(got, path)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestProblemsOfACatalogAreProblems(t *testing.T) {
	_, err := catalog.Read([]byte(brokenText), catalog.ReadOptions{})
	var all mci.Problems
	if !errors.As(err, &all) || len(all) != 12 || !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %T of %d, want 12 Problems", err, len(all))
	}
	var first *mci.FieldError
	if !errors.As(err, &first) || first.Path != "name" {
		t.Errorf("the first is %v", first)
	}
}

func TestReadingTwiceGivesEqualCatalogs(t *testing.T) {
	a, b := must(catalog.Public()), must(catalog.Public())
	if !reflect.DeepEqual(a, b) {
		t.Error("two catalogs from one document differ")
	}
}

func TestACatalogDoesNotDependOnTheOrderOfFields(t *testing.T) {
	// encoding/json sorts fields alphabetically.
	shuffled := must(readDocument(publicDocument(t)))
	if want, got := termsOf(must(catalog.Public())), termsOf(shuffled); !reflect.DeepEqual(want, got) {
		t.Error("the order of fields changes the catalog")
	}
}

func FuzzReadCatalog(f *testing.F) {
	for _, seed := range []string{smallText, brokenText, madeUpJSON, `{}`, `[]`, ``, `{"a":[{"b":1e999}]}`, `{"a":1,"a":2}`} {
		f.Add([]byte(seed))
	}
	options := catalog.ReadOptions{Zone: func(name string) (*time.Location, error) { return time.FixedZone(name, 3600), nil }}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := slices.Clone(data)
		card, err := catalog.Read(data, options)
		if !slices.Equal(before, data) {
			t.Fatal("reading changed the input")
		}
		if err != nil {
			wantFieldError(t, err)
			if card != nil {
				t.Error("a catalog was returned beside an error")
			}
			return
		}
		if again := must(catalog.Read(data, options)); !reflect.DeepEqual(card, again) {
			t.Error("reading again gives another catalog")
		}
		for edition := range card.Editions() {
			for engagement := range edition.Engagements() {
				payout := engagement.Payout(catalog.PayInputs{CustomerCountry: "CH", PartnerCountry: "CH", Hours: hours("80"), ContractValue: usd("1000")})
				if (payout.Outcome == mci.Pass) == payout.Amount.IsNone() {
					t.Errorf("outcome %v with %s", payout.Outcome, payout.Amount)
				}
			}
		}
	})
}

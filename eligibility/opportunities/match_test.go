package opportunities

import (
	"encoding/json"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func asking() eligibility.Question {
	return eligibility.Question{
		Way: eligibility.Add, At: time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC),
		User:     mci.User{ID: "u-1", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "L-1"}}},
		Location: mci.Location{ID: "L-1", Country: "DE", Enrollment: mci.Enrolled}, PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
	}
}

func opportunity() Opportunity {
	return Opportunity{
		Customer: eligibility.Customer{
			ID: must(mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")), Country: "CH", Segment: "commercial", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Quantities: mci.Quantities{"seats": must(mci.ParseQuantity("1200"))},
		},
		Terms: mci.Opportunity{ContractValue: must(mci.ParseMoney("50000", mci.USD)), Status: "OPEN", Stage: "Commit"},
	}
}

const madeUpFile = "../../mci/catalog/testdata/made-up.catalog.json"

func madeUp(t testing.TB) iter.Seq[*catalog.Engagement] {
	t.Helper()
	return engagementsOf(t, must(os.ReadFile(madeUpFile)))
}

// engagementsOf yields the engagements of the first made-up edition.
func engagementsOf(t testing.TB, document []byte) iter.Seq[*catalog.Engagement] {
	t.Helper()
	edition, ok := must(catalog.Read(document, catalog.ReadOptions{})).Edition("made-up-1")
	if !ok {
		t.Fatal("the made-up edition is not there")
	}
	return edition.Engagements()
}

// lines returns the summaries of the answer for one opportunity.
func lines(t testing.TB, o Opportunity) []string {
	t.Helper()
	return linesOf(t, o, madeUp(t))
}

func linesOf(t testing.TB, o Opportunity, engagements iter.Seq[*catalog.Engagement]) []string {
	t.Helper()
	var texts []string
	for _, line := range must(Match(asking(), []Opportunity{o}, engagements))[0].Lines {
		texts = append(texts, line.Summary())
	}
	return texts
}

func TestEachEngagementWithVariablePayAnswersForAnOpportunity(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Opportunity)
		want   []string
	}{
		"as it is": {func(*Opportunity) {}, []string{
			"MADE UP, lowest of three: pass; USD 210.00 an hour, USD 5,000.00 from 23.81 hours on, at least 10 hours",
			"MADE UP, share of the contract value by tier: pass; the pay needs the contract value in EUR",
			"MADE UP, share of the contract value, by a tier of seats: pass; USD 3,000.00 whatever the hours",
			"MADE UP, hours by rate up to a cap: pass; USD 160.00 an hour, USD 10,000.00 from 62.5 hours on, at most 200 hours",
		}},
		"in another stage, with too many hours and no seats": {func(o *Opportunity) {
			o.Terms.Stage, o.Hours, o.Customer.Quantities = "lost", must(mci.ParseHours("201")), nil
		}, []string{
			"MADE UP, lowest of three: fail; against it: opportunity.stage wants stage develop or commit; USD 210.00 an hour, USD 5,000.00 from 23.81 hours on, at least 10 hours",
			"MADE UP, share of the contract value by tier: pass; the pay needs the contract value in EUR",
			"MADE UP, share of the contract value, by a tier of seats: pass; the pay needs seats",
			"MADE UP, hours by rate up to a cap: fail; against it: opportunity.hours wants at most 200 hours; USD 160.00 an hour, USD 10,000.00 from 62.5 hours on, at most 200 hours",
		}},
		"without a status, in a market of which only some engagements have a rate": {func(o *Opportunity) {
			o.Terms.Status, o.Customer.Country = "", "IN"
		}, []string{
			"MADE UP, lowest of three: fail; against it: customer.market wants a country in which it is offered and whose market has a rate; missing: opportunity.status wants status open; pays nothing: MADE UP, lowest of three is not offered in IN",
			"MADE UP, share of the contract value by tier: pass; the pay needs the contract value in EUR",
			"MADE UP, share of the contract value, by a tier of seats: pass; USD 3,000.00 whatever the hours",
			"MADE UP, hours by rate up to a cap: unknown; missing: opportunity.status wants status Open; USD 50.00 an hour, USD 10,000.00 from 200 hours on, at most 200 hours",
		}},
	} {
		o := opportunity()
		c.change(&o)
		if got := lines(t, o); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// paying yields the made-up engagements, each with another pay, which is given
// the present one.
func paying(t testing.TB, change func(map[string]any) map[string]any) iter.Seq[*catalog.Engagement] {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(must(os.ReadFile(madeUpFile)), &document); err != nil {
		t.Fatal(err)
	}
	for _, edition := range document["editions"].([]any) {
		for _, one := range edition.(map[string]any)["engagements"].([]any) {
			e := one.(map[string]any)
			e["pay"] = change(e["pay"].(map[string]any))
		}
	}
	return engagementsOf(t, must(json.Marshal(document)))
}

// inStages divides a pay into two stages.
func inStages(pay map[string]any) map[string]any {
	if pay["kind"] == "two stages" {
		return pay
	}
	return map[string]any{
		"kind": "two stages", "onApproval": "65", "whole": pay, "source": "guide",
		"target": map[string]any{"measure": "active users", "from": "250", "window": map[string]any{"anchor": "approval", "firstDay": 90, "lastDay": 180}},
	}
}

// A date that has not happened is no fact that a person could supply.
func TestPayThatALaterDateSelectsIsEstimatedAsOfToday(t *testing.T) {
	later := func(pay map[string]any) map[string]any {
		if pay["anchor"] != nil {
			pay["anchor"] = "submission"
		}
		return pay
	}
	o := opportunity()
	o.Hours = must(mci.ParseHours("20"))
	answer := must(Match(asking(), []Opportunity{o}, paying(t, later)))[0]
	for i, want := range []string{
		"MADE UP, lowest of three: pass; USD 210.00 an hour, USD 5,000.00 from 23.81 hours on, at least 10 hours; estimated as of today",
		"MADE UP, share of the contract value by tier: pass; the pay needs the contract value in EUR",
		"MADE UP, share of the contract value, by a tier of seats: pass; USD 3,000.00 whatever the hours",
		"MADE UP, hours by rate up to a cap: pass; USD 160.00 an hour, USD 10,000.00 from 62.5 hours on, at most 200 hours; estimated as of today",
	} {
		line := answer.Lines[i]
		if line.Summary() != want || line.Estimated && line.Payout.Outcome != mci.Pass {
			t.Errorf("got  %s, for 20 hours %s\nwant %s", line.Summary(), line.Payout.Summary(), want)
		}
	}
}

// What a target decides is never told as if the approval paid it.
func TestALineSaysWhatTheApprovalPaysOfPayInTwoStages(t *testing.T) {
	const target = "active users: at least 250 between day 90 and day 180 after the approval"
	want := []string{
		"MADE UP, lowest of three: pass; USD 210.00 an hour, USD 5,000.00 from 23.81 hours on, at least 10 hours; of it 65% on approval (at most USD 3,250.00), the rest if " + target,
		"MADE UP, share of the contract value by tier: pass; the pay needs the contract value in EUR",
		"MADE UP, share of the contract value, by a tier of seats: pass; USD 1,950.00 on approval whatever the hours, and USD 1,050.00 more if " + target,
		"MADE UP, hours by rate up to a cap: pass; USD 160.00 an hour, USD 10,000.00 from 62.5 hours on, at most 200 hours; of it 65% on approval (at most USD 6,500.00), the rest if " + target,
	}
	if got := linesOf(t, opportunity(), paying(t, inStages)); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOneMalformedOpportunityDoesNotStopTheOthers(t *testing.T) {
	tenant, negative := opportunity(), opportunity()
	tenant.Customer.ID = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	negative.Terms.ContractValue = must(mci.ParseMoney("-1", mci.USD))
	answers := must(Match(asking(), []Opportunity{tenant, opportunity(), negative, {}}, madeUp(t)))
	for i, path := range []string{"customer.id.type", "", "opportunity.contractValue", "customer.id.type"} {
		var field *mci.FieldError
		switch answer := answers[i]; {
		case path == "" && (answer.Err != nil || len(answer.Lines) != 4):
			t.Errorf("the well-formed one: %d lines, %v", len(answer.Lines), answer.Err)
		case path != "" && (!errors.As(answer.Err, &field) || field.Path != path || answer.Lines != nil):
			t.Errorf("%d: got %v, want an error at %s", i, answer.Err, path)
		}
	}
	fixed := slices.DeleteFunc(slices.Collect(madeUp(t)), func(e *catalog.Engagement) bool { return e.PayKind() == catalog.VariablePay })
	for i, answer := range must(Match(asking(), []Opportunity{opportunity(), negative}, slices.Values(fixed))) {
		if malformed := i == 1; (answer.Err != nil) != malformed || answer.Lines != nil {
			t.Errorf("without variable pay, %d: got %+v", i, answer)
		}
	}
	for i, answer := range must(Match(asking(), []Opportunity{opportunity(), negative, tenant}, slices.Values([]*catalog.Engagement(nil)))) {
		if named := i < 2; (answer.Err == nil) != named || answer.Lines != nil {
			t.Errorf("without engagements, %d: got %+v", i, answer)
		}
	}
	text := string(must(json.Marshal(answers[2])))
	if !strings.Contains(text, `"lines":[],"error":"opportunity.contractValue`) {
		t.Error(text)
	}
}

func TestAMalformedQuestionIsAnError(t *testing.T) {
	wrong := asking()
	wrong.Location.Country = "XX"
	for name, c := range map[string]struct {
		asking      eligibility.Question
		engagements iter.Seq[*catalog.Engagement]
		path        string
	}{
		"a country":           {wrong, madeUp(t), "location.country"},
		"no engagement":       {asking(), slices.Values([]*catalog.Engagement{nil}), "engagements"},
		"an engagement again": {asking(), slices.Values(slices.AppendSeq(slices.Collect(madeUp(t)), madeUp(t))), "engagements"},
	} {
		var field *mci.FieldError
		if _, err := Match(c.asking, nil, c.engagements); !errors.As(err, &field) || field.Path != c.path {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALineIsReadFromJSONAsItWasWritten(t *testing.T) {
	o := opportunity()
	o.Hours = must(mci.ParseHours("20"))
	for _, line := range must(Match(asking(), []Opportunity{o}, madeUp(t)))[0].Lines {
		text := must(json.Marshal(line))
		var read Line
		if err := json.Unmarshal(text, &read); err != nil || string(must(json.Marshal(read))) != string(text) {
			t.Errorf("%s is read as %+v (%v)", text, read, err)
		}
	}
	if got := (Line{}).Summary(); got != "unknown" {
		t.Errorf("the zero line: %s", got)
	}
}

// Knowing less never turns an opportunity that an engagement refuses into one
// that it takes, or the other way round.
func TestNoLineIsBetterWithLessInformation(t *testing.T) {
	engagements := madeUp(t)
	rapid.Check(t, func(t *rapid.T) {
		more := opportunity()
		more.Hours = must(mci.ParseHours(rapid.SampledFrom([]string{"5", "10", "200", "300"}).Draw(t, "hours")))
		more.Terms.Stage = rapid.SampledFrom([]string{"commit", "lost"}).Draw(t, "stage")
		more.Customer.Country = rapid.SampledFrom([]mci.Country{"CH", "SG", "IN"}).Draw(t, "country")
		less := more
		if rapid.Bool().Draw(t, "no stage") {
			less.Terms.Stage = ""
		}
		if rapid.Bool().Draw(t, "no country") {
			less.Customer.Country = ""
		}
		if rapid.Bool().Draw(t, "no value") {
			less.Terms.ContractValue = mci.Money{}
		}
		answers := must(Match(asking(), []Opportunity{less, more}, engagements))
		for i, poor := range answers[0].Lines {
			rich := answers[1].Lines[i]
			if poor.Outcome != mci.Unknown && poor.Outcome != rich.Outcome {
				t.Fatalf("%s, and with more: %s", poor.Summary(), rich.Summary())
			}
			if poor.Pay.Outcome != mci.Unknown && poor.Pay.Outcome != rich.Pay.Outcome {
				t.Fatalf("%s, and with more: %s", poor.Summary(), rich.Summary())
			}
		}
	})
}

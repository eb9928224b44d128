package recognition

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestFailBeatsUnknownBeatsPassWithinAnAssociation(t *testing.T) {
	unknown := own(func(a *Association) { a.OptedOut = mci.NotSupplied })
	fails := own(func(a *Association) { a.Status = Rejected })
	for _, c := range []struct {
		name    string
		changes []func(*question)
		want    mci.Outcome
		reasons []mci.RuleID
	}{
		{"every rule passes", nil, mci.Pass, nil},
		{"one lacks a fact", []func(*question){unknown}, mci.Unknown, []mci.RuleID{onPartnerRule, "customer.opt-out"}},
		{"one fails", []func(*question){fails}, mci.Fail, []mci.RuleID{onPartnerRule, "association.status"}},
		{"one fails, one lacks a fact", []func(*question){fails, unknown}, mci.Fail, []mci.RuleID{onPartnerRule, "association.status", "customer.opt-out"}},
	} {
		q := claimant()
		for _, change := range c.changes {
			change(&q)
		}
		d := q.decide()
		if d.Outcome() != c.want {
			t.Errorf("%s: the outcome is %v, want %v", c.name, d.Outcome(), c.want)
		}
		var reasons []mci.RuleID
		for _, f := range d.Reasons() {
			reasons = append(reasons, f.Rule)
		}
		if !slices.Equal(reasons, c.reasons) {
			t.Errorf("%s: the reasons are %v, want %v", c.name, reasons, c.reasons)
		}
	}
}

// One association that earns the credit is enough. If one of the others is
// unknown, the answer stays unknown.
func TestPassBeatsUnknownBeatsFailAmongAssociations(t *testing.T) {
	passes, unknown, fails := pal("A", Owner), pal("A", 0), pal("A", Reader)
	for _, c := range []struct {
		name         string
		associations []Association
		want         mci.Outcome
		by           int
	}{
		{"none", nil, mci.Fail, -1},
		{"one that fails", []Association{fails}, mci.Fail, -1},
		{"one that is not known", []Association{fails, unknown, fails}, mci.Unknown, -1},
		{"one that passes, the last", []Association{fails, unknown, passes}, mci.Pass, 2},
		{"one that passes, the first", []Association{passes, unknown, fails}, mci.Pass, 0},
		{"that of another partner", []Association{fails, pal("B", Owner)}, mci.Fail, -1},
	} {
		q := question{known(Azure, CSP, c.associations...), "A", UsageIncentive}
		d := q.decide()
		by, ok := d.Association()
		if d.Outcome() != c.want || ok != (c.by >= 0) || ok != (d.Grant() == "pal.incentive-azure") {
			t.Errorf("%s: %v by %v, %q, want %v", c.name, d.Outcome(), by, d.Grant(), c.want)
		}
		if ok && by != c.associations[c.by] {
			t.Errorf("%s: the partner is credited by %v, want that of place %d", c.name, by, c.by)
		}
	}
}

// If the list may lack an association, a partner without one in the list may
// still have one.
func TestAPartnerWithoutAnAssociationIsCreditedWithNothingOnlyIfTheListIsComplete(t *testing.T) {
	for complete, want := range map[mci.Fact]mci.Outcome{mci.Yes: mci.Fail, mci.No: mci.Unknown, mci.NotSupplied: mci.Unknown} {
		q := linked()
		q.Complete, q.partner = complete, "nobody"
		d := q.decide()
		if d.Outcome() != want || len(d.Findings()) != 1 {
			t.Errorf("complete %v: %v with %v, want %v and one finding", complete, d.Outcome(), d.Findings(), want)
		}
		q.Associations[0].PALRole, q.partner = Reader, "A"
		if d := q.decide(); d.Outcome() != want {
			t.Errorf("complete %v, a reader: %v, want %v", complete, d.Outcome(), want)
		}
		q.credit = PresalesIncentive
		if d := q.decide(); d.Outcome() != mci.Fail {
			t.Errorf("complete %v: a credit that nothing leads to is %v, want fail", complete, d.Outcome())
		}
	}
}

func TestTheZeroDecisionIsUnknownAndHasNoFindings(t *testing.T) {
	var d Decision
	_, ok := d.Association()
	if d.Outcome() != mci.Unknown || d.Findings() != nil || d.Reasons() != nil || ok || d.Grant() != "" || d.Partner() != "" || d.Credit() != 0 || d.String() != "no decision" {
		t.Errorf("the zero Decision is %v with %v", d.Outcome(), d.Findings())
	}
}

func TestADecisionKnowsWhatItIsAbout(t *testing.T) {
	q := seller()
	if d := q.decide(); d.Partner() != "A" || d.Credit() != UsageRecognition || d.String() != "A, usage recognition: pass" {
		t.Errorf("the decision is about %s and %v: %v", d.Partner(), d.Credit(), d)
	}
}

// fold combines the findings. All findings about an association must pass, and
// one such association is enough.
func fold(c *Case, partner PartnerID, findings []mci.Finding) mci.Outcome {
	best := mci.Fail
	if c.Complete != mci.Yes {
		best = mci.Unknown
	}
	better := func(o mci.Outcome) {
		if o == mci.Pass || o == mci.Unknown && best == mci.Fail {
			best = o
		}
	}
	for ; len(findings) > 0; findings = findings[len(rules):] {
		all := mci.Pass
		for _, f := range findings[:len(rules)] {
			all = all.And(f.Outcome)
		}
		better(all)
	}
	return best
}

func TestTheOutcomeIsThatOfTheFindingsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		for _, d := range must(DecideAll(&c)) {
			findings := d.Findings()
			if first := findings[0]; first.Rule != onPartnerRule || first.Outcome != d.Outcome() {
				t.Fatalf("%v: the first finding is %v", d, first)
			}
			if together := fold(&c, d.Partner(), findings[1:]); d.Outcome() != together {
				t.Fatalf("%v: the findings together say %v", d, together)
			}
			for i, f := range findings[1:] {
				if f.Rule != rules[i%len(rules)].ID {
					t.Fatalf("%v: finding %d is of rule %s, want the order of the table", d, i, f.Rule)
				}
			}
			standing := slices.DeleteFunc(slices.Clone(findings), func(f mci.Finding) bool { return f.Outcome == mci.Pass })
			if reasons := d.Reasons(); !slices.Equal(reasons, standing) {
				t.Fatalf("%v: the reasons are %v, want the findings that do not pass, %v", d, reasons, standing)
			}
		}
	})
}

func TestEveryFindingCanBeChecked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		for _, d := range must(DecideAll(&c, "A", "nobody")) {
			for _, f := range d.Findings() {
				if f.Rule == "" || f.Path == "" || f.Want == "" || f.Found == "" {
					t.Fatalf("%+v lacks the rule, the path, or what was wanted or found", f)
				}
				if f.Source.Title == "" || f.Source.Published == "" || f.Source.Grade == 0 {
					t.Fatalf("%s names the source %+v, without a title, a date or a grade", f.Rule, f.Source)
				}
			}
		}
	})
}

func TestThePathOfAFindingNamesTheAssociation(t *testing.T) {
	q := question{known(Azure, CSP, tpor("B"), pal("A", Reader), pal("B", Owner), pal("A", 0)), "A", UsageIncentive}
	var paths []string
	for _, f := range q.decide().Reasons() {
		paths = append(paths, f.Path)
	}
	if want := []string{"associations", "associations[1].palRole", "associations[3].palRole"}; !slices.Equal(paths, want) {
		t.Errorf("the paths are %v, want %v", paths, want)
	}
}

func TestDecidingIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		before, again := copied(c), copied(c)
		for i, d := range must(DecideAll(&c)) {
			second := must(DecideAll(&again))[i]
			findings := d.Findings()
			if d.Outcome() != second.Outcome() || !slices.Equal(findings, second.Findings()) || !slices.Equal(findings, d.Findings()) {
				t.Fatalf("the same case has two answers, %v and %v", findings, second.Findings())
			}
		}
		if !reflect.DeepEqual(c, before) {
			t.Fatalf("the case was changed from %+v to %+v", before, c)
		}
	})
}

// forgettable maps the name of a supplied fact to a function that removes it
// from a case. The index i selects the association.
var forgettable = map[string]func(c *Case, i int){
	"channel":  func(c *Case, _ int) { c.Channel = 0 },
	"day":      func(c *Case, _ int) { c.Day = mci.Date{} },
	"seats":    func(c *Case, _ int) { c.Seats = Seats{} },
	"active":   func(c *Case, _ int) { c.SubscriptionActive = mci.NotSupplied },
	"complete": func(c *Case, _ int) { c.Complete = mci.NotSupplied },
	"an association": func(c *Case, i int) {
		c.Complete, c.Associations = mci.NotSupplied, slices.Delete(c.Associations, i, i+1)
	},
	"subject":          func(c *Case, i int) { c.Associations[i].Subject = "" },
	"held":             func(c *Case, i int) { c.Associations[i].Held = mci.Period{} },
	"held from":        func(c *Case, i int) { c.Associations[i].Held.From = mci.Date{} },
	"held until":       func(c *Case, i int) { c.Associations[i].Held.Until = mci.Date{} },
	"held known until": func(c *Case, i int) { c.Associations[i].Held.KnownUntil = mci.Date{} },
	"partner role":     func(c *Case, i int) { c.Associations[i].PartnerRole = 0 },
	"PAL role":         func(c *Case, i int) { c.Associations[i].PALRole = 0 },
	"status":           func(c *Case, i int) { c.Associations[i].Status = 0 },
	"opted out":        func(c *Case, i int) { c.Associations[i].OptedOut = mci.NotSupplied },
	"pay declined":     func(c *Case, i int) { c.Associations[i].PayDeclined = mci.NotSupplied },
}

// forget removes each removable fact in turn. It fails the test if a decision
// changes to any other outcome than unknown. It returns how many decisions
// stayed the same and how many became unknown.
func forget(t failer, more *Case) (stays, opens int) {
	for _, name := range slices.Sorted(maps.Keys(forgettable)) {
		for i := range more.Associations {
			less := copied(*more)
			forgettable[name](&less, i)
			for _, partner := range []PartnerID{"A", "B", "nobody"} {
				for _, credit := range PublicPolicy().Credits(more.Product) {
					with, without := must(Decide(more, partner, credit)), must(Decide(&less, partner, credit))
					switch without.Outcome() {
					case with.Outcome():
						stays++
					case mci.Unknown:
						opens++
					default:
						t.Fatalf("%v, and %v when the host does not supply the %s", with, without.Outcome(), name)
					}
				}
			}
		}
	}
	return stays, opens
}

// failer is the method that tests and properties share.
type failer interface{ Fatalf(string, ...any) }

// This is stricter than "no decision is better with less information". If a
// decision is made without a fact, the fact cannot change it. A missing fact
// therefore never turns yes into no or no into yes.
func TestNoDecisionIsBetterOrWorseWithLessInformation(t *testing.T) {
	for name, from := range passing {
		q := from()
		if stays, opens := forget(t, &q.Case); stays == 0 || opens == 0 {
			t.Errorf("%s: %d decisions stay and %d become unknown: the test shows little", name, stays, opens)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		forget(t, &c)
	})
}

// If a host supplies only the required fields, the decision is unknown and does
// not fail.
func TestAFactThatIsNotSuppliedIsUnknownAndNeverAFailure(t *testing.T) {
	for _, product := range Products() {
		for _, holder := range holders("A") {
			bare := Association{Partner: "A", Mechanism: holder.Mechanism, PartnerRole: holder.PartnerRole, PALRole: holder.PALRole}
			c := Case{Product: product, Subject: here, Associations: []Association{bare}}
			for _, d := range must(DecideAll(&c)) {
				if d.Outcome() != mci.Unknown {
					t.Errorf("%v, %v: %v, though nothing was supplied", product, holder.Mechanism, d)
				}
			}
		}
	}
}

func TestTheOrderOfAssociationsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		other := copied(c)
		other.Associations = rapid.Permutation(c.Associations).Draw(t, "another order")
		for _, partner := range []PartnerID{"A", "B", "nobody"} {
			for _, credit := range Credits() {
				if a, b := must(Decide(&c, partner, credit)), must(Decide(&other, partner, credit)); a.Outcome() != b.Outcome() {
					t.Fatalf("%v, and %v in another order", a, b.Outcome())
				}
			}
		}
	})
}

// If only one partner can have a credit, the decision never gives it to two.
func TestWhatOnePartnerAloneCanHaveIsNeverGivenToTwo(t *testing.T) {
	sole := map[mci.RuleID]bool{}
	for _, g := range PublicPolicy().Grants() {
		sole[g.ID] = g.Sole
	}
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		holder := map[Mechanism]PartnerID{}
		for _, d := range must(DecideAll(&c)) {
			by, ok := d.Association()
			if !ok || !sole[d.Grant()] {
				continue
			}
			if other, taken := holder[by.Mechanism]; taken && other != d.Partner() {
				t.Fatalf("%s and %s are both credited by %v", other, d.Partner(), by.Mechanism)
			}
			holder[by.Mechanism] = d.Partner()
		}
	})
	for _, holders := range [][]Association{{tpor("A"), tpor("B")}, {dpor("A"), dpor("B")}, {cpor("A", UseOrConsume), cpor("B", UseOrConsume)}} {
		c := known(ModernWork, CSP, holders...)
		for _, d := range must(DecideAll(&c)) {
			if d.Outcome() == mci.Pass {
				t.Errorf("%v, though %s and %s both have a %v", d, holders[0].Partner, holders[1].Partner, holders[0].Mechanism)
			}
		}
	}
}

// If several grants are equally close, the first one explains the decision. The
// explanation is therefore always the same.
func TestOfGrantsThatAreAsCloseTheFirstExplains(t *testing.T) {
	c := known(ModernWork, 0, tpor("A"))
	reasons := must(Decide(&c, "A", SalesRecognition)).Reasons()
	if want := reasons[len(reasons)-1]; want.Rule != "purchase.channel" || want.Want != "CSP" {
		t.Errorf("the last reason is %v, want that of the first grant, CSP", want)
	}
}

func TestDecideAllAnswersForEachPartnerAndEachCreditOfTheProduct(t *testing.T) {
	c := known(Azure, EnterpriseAgreement, pal("B", Owner), tpor("A"), pal("A", Reader))
	credits := []Credit{SalesRecognition, UsageRecognition, UsageIncentive, EnterpriseIncentive}
	for _, test := range []struct{ partners, want []PartnerID }{
		{nil, []PartnerID{"B", "A"}},
		{[]PartnerID{"nobody", "A"}, []PartnerID{"nobody", "A"}},
	} {
		decisions := must(DecideAll(&c, test.partners...))
		if len(decisions) != len(test.want)*len(credits) {
			t.Fatalf("%d decisions, want %d partners and %d credits", len(decisions), len(test.want), len(credits))
		}
		for i, d := range decisions {
			partner, credit := test.want[i/len(credits)], credits[i%len(credits)]
			if d != must(Decide(&c, partner, credit)) || d.Partner() != partner || d.Credit() != credit {
				t.Errorf("decision %d is %v, want that on %s and %v", i, d, partner, credit)
			}
		}
	}
}

func TestWhatIsMalformedIsAnErrorThatNamesTheField(t *testing.T) {
	for _, c := range []struct {
		path   string
		change func(*question)
	}{
		{"partner", func(q *question) { q.partner = "" }},
		{"partner", func(q *question) { q.partner = "A\nB" }},
		{"credit", func(q *question) { q.credit = 0 }},
		{"credit", func(q *question) { q.credit = EnterpriseIncentive + 1 }},
		{"product", func(q *question) { q.Product = 0 }},
		{"product", func(q *question) { q.Product = Azure + 1 }},
		{"subject", func(q *question) { q.Subject = "" }},
		{"associations[0].partner", func(q *question) { q.Associations[0].Partner = "" }},
	} {
		q := seller()
		c.change(&q)
		d, err := Decide(&q.Case, q.partner, q.credit)
		if field := wantFieldError(t, err); field.Path != c.path || d != (Decision{}) {
			t.Errorf("the path is %s, want %s; the decision is %v", field.Path, c.path, d)
		}
	}
	if _, err := Decide(nil, "A", SalesRecognition); wantFieldError(t, err).Path != "case" {
		t.Error("no case is not reported", err)
	}
	if _, err := DecideAll(nil); wantFieldError(t, err).Path != "case" {
		t.Error("no case is not reported", err)
	}
	q := seller()
	if _, err := DecideAll(&q.Case, "A", ""); wantFieldError(t, err).Path != "partners[1]" {
		t.Error("an empty partner is not reported", err)
	}
	q.Subject = ""
	if _, err := DecideAll(&q.Case); wantFieldError(t, err).Path != "subject" {
		t.Error("an empty subject is not reported", err)
	}
}

func TestDecidingDoesNotAllocate(t *testing.T) {
	for name, from := range passing {
		q := from()
		q.Associations = append(q.Associations, holders("B")...)
		decide := func() { _, _ = Decide(&q.Case, q.partner, q.credit) }
		if allocations := testing.AllocsPerRun(100, decide); allocations != 0 {
			t.Errorf("%s: %v allocations, want none", name, allocations)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{1, 5} {
		q := claimant()
		for i := range n - 1 {
			q.Associations = append(q.Associations, tpor(PartnerID(fmt.Sprint("B", i))))
		}
		b.Run(fmt.Sprint(n, " associations"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Decide(&q.Case, q.partner, q.credit)
			}
		})
	}
}

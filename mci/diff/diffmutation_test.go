package diff_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
	"github.com/mci-go/incentives/mci/internal/documenttest"
	"github.com/mci-go/incentives/mci/tabletest"
)

// An edit is a set of changes to the made-up catalog that are made together. It
// is made to change certain leaves.
type edit struct {
	leaves  []string // paths of the leaves with a new value
	changes []change
}

func (e edit) String() string { return fmt.Sprint(e.changes) }

// madeUpChoices maps the name of each field that chooses from a list to its
// possible values.
var madeUpChoices = map[string][]string{
	"idTypes":       {"domain name", "tenant ID", "TPID", "Azure subscription ID"},
	"parts":         {"invoice", "proof of execution", "customer survey", "partner survey"},
	"countries":     {"AE"},
	"anchor":        {"nomination", "consent", "submission", "creation", "approval"},
	"measure":       {"seats", "active users", "high-water mark"},
	"minus":         {"seats", "high-water mark"},
	"highWaterMark": {"seats", "active users"},
	"segment":       {"commercial", "education"},
	"sizes":         {"M"},
	"currency":      {"EUR", "CHF"},
	"of":            {"contract value"},
	"tiersOf":       {"slice", "whole amount"},
	"lastDay":       {"included", "excluded"},
	"timeZone":      {"Europe/Zurich"},
	"marketCountry": {"customer", "partner"},
	"rounding":      {"half away from zero", "half even", "toward zero"},
	"dealSize":      {"required", "optional", "may be zero"},
	"rule":          {"required", "optional", "may be zero"},
	"tierBy":        {"active users"},
	"programYear":   {"FY27"},
	"url":           {"https://example.com/another"},
	"marketList":    {"regions", "two countries"},
	"source":        {"made-up", "guide"},
}

// notCompared maps a pattern of leaves that Editions ignores to the reason.
var notCompared = map[string]string{
	`\.source$`:           "a new guide cites itself; Change.Source says where to look",
	`^editions\[0\]\.id$`: "the ID names the edition, and two editions never have the same",
}

// leaves returns the paths of all values that contain no other values.
func leaves(document any, path string) []string {
	var all []string
	switch v := at(document, path).(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, leaves(document, path+"."+name)...)
		}
	case []any:
		for i := range v {
			all = append(all, leaves(document, fmt.Sprintf("%s[%d]", path, i))...)
		}
	default:
		return []string{path}
	}
	return all
}

var lastName = regexp.MustCompile(`[^.\[\]]+(?:\[\d+\])?$`)

// otherValues returns the edits of one leaf: the next number or day, each other
// choice, or none.
func otherValues(document any, path string) []edit {
	name, _, _ := strings.Cut(lastName.FindString(path), "[")
	values := []any{absent{}}
	switch v := at(document, path).(type) {
	case float64:
		values = append(values, v+1, v-1)
	case string:
		for _, other := range madeUpChoices[name] {
			values = append(values, other)
		}
		number, err := strconv.ParseFloat(v, 64)
		switch {
		case aDay.MatchString(v):
			values = append(values, date(v).AddDays(1).String(), date(v).AddDays(-1).String())
		case err == nil:
			values = append(values, strconv.FormatFloat(number+1, 'f', -1, 64), strconv.FormatFloat(number+0.01, 'f', -1, 64))
		case madeUpChoices[name] == nil:
			values = append(values, v+" changed")
		}
	}
	var all []edit
	for _, value := range values {
		if value != at(document, path) {
			all = append(all, edit{[]string{path}, []change{{path, value}}})
		}
	}
	return all
}

// betweenRows returns the edits that move the day between two consecutive rows.
// The day is written in both rows, so both change.
func betweenRows(document any, path string) []edit {
	var all []edit
	switch v := at(document, path).(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, betweenRows(document, path+"."+name)...)
		}
	case []any:
		for i := range v {
			all = append(all, betweenRows(document, fmt.Sprintf("%s[%d]", path, i))...)
			if _, ok := v[i].(map[string]any); !ok || i+1 == len(v) {
				continue
			}
			var moved edit
			for _, end := range []struct {
				row   int
				names []string
			}{{i, []string{"until", "before"}}, {i + 1, []string{"from", "after"}}} {
				row := v[end.row].(map[string]any)
				for _, name := range end.names {
					if text, ok := row[name].(string); ok && aDay.MatchString(text) {
						leaf := fmt.Sprintf("%s[%d].%s", path, end.row, name)
						moved.leaves = append(moved.leaves, leaf)
						moved.changes = append(moved.changes, change{leaf, date(text).AddDays(10).String()})
					}
				}
			}
			if len(moved.changes) == 2 {
				all = append(all, moved)
			}
		}
	}
	return all
}

// renamed returns a copy of v in which every text and every field name equal to
// text is replaced by other.
func renamed(v any, text, other string) any {
	switch v := v.(type) {
	case map[string]any:
		members := map[string]any{}
		for name, inner := range v {
			if name == text {
				name = other
			}
			members[name] = renamed(inner, text, other)
		}
		return members
	case []any:
		items := make([]any, len(v))
		for i, inner := range v {
			items[i] = renamed(inner, text, other)
		}
		return items
	case string:
		if v == text {
			return other
		}
	}
	return v
}

// renames returns the edits that rename a thing in every place that mentions
// it.
func renames(document any) []edit {
	var all []edit
	for _, name := range []string{"A", "B", "C", "home", "west", "east", "elsewhere", "areas", "S", "M", "L", "XL", "small", "large", "huge", "commercial", "education", "public sector", "regions", "two countries", "Projects"} {
		one := edit{changes: []change{{"", renamed(document, name, name+" renamed")}}}
		for _, top := range []string{"marketLists", "clocks", "editions"} {
			for _, leaf := range leaves(document, top) {
				if at(document, leaf) == name {
					one.leaves = append(one.leaves, leaf)
				}
			}
		}
		all = append(all, one)
	}
	return all
}

// together returns the edits of leaves that cannot change alone.
func together() []edit {
	of := func(leaf string, changes ...change) edit { return edit{[]string{leaf}, changes} }
	managed := map[string]any{"fact": "customer managed by Microsoft"}
	most := map[string]any{"fact": "deal size at least", "atLeast": map[string]any{"amount": "1", "currency": "USD"}}
	return []edit{
		of(byMarket+".pay.kind", change{byMarket + ".pay", madeUpRow(byUnit + ".pay")}),
		of(bySize+".pay.kind", change{bySize + ".pay", madeUpRow(byMarket + ".pay")}, change{bySize + ".barredSegments", absent{}}),
		of(byHours+".pay.kind", change{byHours + ".pay", madeUpRow(byWhole + ".pay")}, change{byHours + ".opportunity", absent{}}),
		of(byUnit+".pay.kind", change{byUnit + ".pay", madeUpRow(byShare + ".pay")}),
		of(byShare+".pay.kind", change{byShare + ".pay", madeUpRow(byUnit + ".pay")}),
		of(byWhole+".pay.kind", change{byWhole + ".pay", madeUpRow(byHours + ".pay")}),
		of(staged+".pay.kind", change{staged + ".pay", madeUpRow(byMarket + ".pay")}),
		of(staged+".pay.whole.kind", change{staged + ".pay.whole", madeUpRow(byShare + ".pay")}),
		of(byUnit+".pay.pays", change{byUnit + ".pay.pays", "variable"}, change{byUnit + ".idTypes", []any{"MSX opportunity ID"}}),
		of(byShare+".pay.pays", change{byShare + ".pay.pays", "variable"}, change{byShare + ".idTypes", []any{"MSX opportunity ID"}}),
		of(byWhole+".pay.pays", change{byWhole + ".pay.pays", "fixed"}, change{byWhole + ".idTypes", []any{"TPID"}}),
		of(byHours+".idTypes[0]", change{byHours + ".idTypes[0]", "TPID"}, change{byHours + ".opportunity.minimumHours", absent{}}, change{byHours + ".pay", madeUpRow(byMarket + ".pay")}),
		of(byWhole+".idTypes[0]", change{byWhole + ".idTypes[0]", "TPID"}, change{byWhole + ".pay.pays", "fixed"}),
		of(byTier+".pay.kind", change{byTier + ".pay", madeUpRow(byWhole + ".pay")}),
		of(byTier+".pay.pays", change{byTier + ".pay.pays", "fixed"}, change{byTier + ".idTypes", []any{"TPID"}}),
		of(byTier+".pay.of", change{byTier + ".pay.of", "first-year consumption"}),
		of(byTier+".idTypes[0]", change{byTier + ".idTypes[0]", "TPID"}, change{byTier + ".pay.pays", "fixed"}),
		of(byWork+".pay.kind", change{byWork + ".pay", madeUpRow(byHours + ".pay")}),
		of(byWork+".pay.pays", change{byWork + ".pay.pays", "fixed"}, change{byWork + ".idTypes", []any{"TPID"}}),
		of(byWork+".idTypes[0]", change{byWork + ".idTypes[0]", "TPID"}, change{byWork + ".pay.pays", "fixed"}),
		of(byWork+".pay.currency", change{byWork + ".pay.currency", "EUR"}, change{byWork + ".opportunity.maximumContractValue", absent{}}),
		of(byWork+".opportunity.maximumContractValue.currency", change{byWork + ".opportunity.maximumContractValue.currency", "EUR"}, change{byWork + ".pay.currency", "EUR"}),
		of(worked+".pay.kind", change{worked + ".pay", madeUpRow(byUnit + ".pay")}),
		of(changing+".pay.kind", change{changing + ".pay", madeUpRow(byMarket + ".pay")}),
		of(byShare+".pay.currency", change{byShare + ".pay.currency", "EUR"}, change{byShare + ".pay.of", "contract value"}),
		of(byWhole+".pay.of", change{byWhole + ".pay.of", "first-year consumption"}, change{byWhole + ".pay.currency", "USD"}),
		of(byHours+".pay.currency", change{byHours + ".pay.currency", "EUR"}, change{byHours + ".opportunity.minimumContractValue", absent{}}),
		of(byHours+".opportunity.minimumContractValue.currency", change{byHours + ".opportunity.minimumContractValue.currency", "EUR"}, change{byHours + ".pay.currency", "EUR"}),
		of(byHours+".referral.create[0].fact", change{byHours + ".referral.create[0]", managed}),
		of(byHours+".referral.upgrade[0].fact", change{byHours + ".referral.upgrade[0]", most}),
		{nil, []change{{"marketLists[0].versions[0].markets[0].countries[3]", "AE"}}},
		of("marketLists[2].versions[0].markets[2].everyOtherCountry", change{"marketLists[2].versions[0].markets[2]", map[string]any{"id": "elsewhere", "countries": []any{"BR"}}}),
		of("marketLists[2].versions[1].markets[2].everyOtherCountry", change{"marketLists[2].versions[1].markets[2]", map[string]any{"id": "elsewhere", "countries": []any{"BR"}}}),
		of("marketLists[0].versions[0].markets[2].everyOtherCountry", change{"marketLists[0].versions[0].markets[2]", map[string]any{"id": "C", "countries": []any{"BR"}}}),
		of("marketLists[0].versions[1].markets[2].everyOtherCountry", change{"marketLists[0].versions[1].markets[2]", map[string]any{"id": "C", "countries": []any{"BR"}}}),
	}
}

// madeUpEdits returns edits of every leaf that an edition of the made-up
// catalog contains or refers to.
func madeUpEdits(document any) []edit {
	all := append(renames(document), together()...)
	for _, top := range []string{"marketLists", "clocks", "editions[0]"} {
		all = append(all, betweenRows(document, top)...)
		for _, leaf := range leaves(document, top) {
			all = append(all, otherValues(document, leaf)...)
		}
		for _, m := range documenttest.Comparators(document, top) {
			all = append(all, edit{nil, []change{change(m)}})
		}
	}
	return all
}

// A readEdit is an edit that reads, and what changes by it.
type readEdit struct {
	edit
	edition *catalog.Edition // with the engagements that the edit touches
	changes []diff.Change    // beside the earlier edition
}

var anEngagement = regexp.MustCompile(`^editions\[0\]\.engagements\[(\d+)\]\.`)

// touched returns the engagements of the made-up edition of which an edit
// changes something, by their place. If it also changes something else, they
// are all.
func (e edit) touched() places {
	var touched places
	for _, c := range e.changes {
		inside := anEngagement.FindStringSubmatch(c.Path)
		if inside == nil {
			return everyPlace
		}
		touched |= 1 << must(strconv.Atoi(inside[1]))
	}
	return touched
}

// readEdits returns the readable edits of the made-up catalog. There are many,
// so the tests share one list, and each is read without the engagements that it
// leaves as they are.
var readEdits = sync.OnceValue(func() []readEdit {
	document := madeUpOnce()
	var all []readEdit
	for _, e := range madeUpEdits(document) {
		touched := e.touched()
		// else the value is not valid there
		if catalog, err := readInAnyZone(touched.of(with(document, e.changes...))); err == nil {
			edition := theEdition(catalog)
			all = append(all, readEdit{e, edition, diff.Editions(unread{touched, true}.edition(), edition)})
		}
	}
	return all
})

// whyNotCompared returns the reason why Editions ignores a leaf, or the empty
// string if it must compare it.
func whyNotCompared(leaf string) string {
	for pattern, reason := range notCompared {
		if regexp.MustCompile(pattern).MatchString(leaf) {
			return reason
		}
	}
	return ""
}

func TestDiffSeesEveryLeafOfAnEditionInAnotherValue(t *testing.T) {
	t.Parallel()
	document := madeUpOnce()
	tried := map[string]bool{}
	for _, e := range readEdits() {
		hidden := slices.ContainsFunc(e.leaves, func(leaf string) bool { return whyNotCompared(leaf) != "" })
		if len(e.changes) == 0 != hidden {
			t.Errorf("%d changes, seen %v: %s", len(e.changes), !hidden, e)
		}
		for _, leaf := range e.leaves {
			tried[leaf] = true
		}
	}
	count := 0
	for _, top := range []string{"marketLists", "clocks", "editions[0]"} {
		for _, leaf := range leaves(document, top) {
			if count++; !tried[leaf] {
				t.Errorf("no other value of %s, %v, reads", leaf, at(document, leaf))
			}
		}
	}
	if count < 300 {
		t.Errorf("there are only %d leaves", count)
	}
}

// The test drops each aspect and each setting of the made-up catalog in turn.
// Then one of the cases must fail, or an edit of some leaf must no longer make
// a difference.
func TestNoAspectOfADiffIsIdle(t *testing.T) {
	t.Parallel()
	type aspect struct {
		kind diff.ChangeKind
		what string
	}
	aspectOf := func(c diff.Change) aspect { return aspect{c.Kind, c.What} }
	edits, cases := readEdits(), caseChanges()
	all := map[aspect]bool{}
	for _, e := range edits {
		for _, c := range e.changes {
			if c.Old != "" { // the made-up catalog has this aspect
				all[aspectOf(c)] = true
			}
		}
	}
	for _, changes := range cases {
		for _, c := range changes {
			all[aspectOf(c)] = true
		}
	}
	var rows []aspect
	for a := range all {
		rows = append(rows, a)
	}
	check := func(rows []aspect) error {
		kept := map[aspect]bool{}
		for _, a := range rows {
			kept[a] = true
		}
		dropped := func(c diff.Change) bool { return !kept[aspectOf(c)] }
		for i, c := range diffCases {
			if got := lines(slices.DeleteFunc(slices.Clone(cases[i]), dropped)); !slices.Equal(got, c.want) {
				return fmt.Errorf("%s: %q", c.name, got)
			}
		}
		for _, e := range edits {
			if len(e.changes) > 0 && !slices.ContainsFunc(e.changes, func(c diff.Change) bool { return !dropped(c) }) {
				return fmt.Errorf("nothing shows %s", e)
			}
		}
		return nil
	}
	mutants := tabletest.Drop(rows, func(a aspect) string { return a.kind.String() + " " + a.what })
	if len(mutants) < 100 {
		t.Errorf("only %d aspects", len(mutants))
	}
	if err := tabletest.Survivors(rows, mutants, check); err != nil {
		t.Error(err)
	}
}

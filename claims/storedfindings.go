package claims

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// Explain returns the findings of the nomination as they were decided, in the
// order of the rule table, with the wanted value and the source of each: the
// table explains them, for the engagement and the facts that the opening froze.
// If a rule has another version today, its retired version explains the
// finding. If the table does not know the rule, the finding is returned as it
// was stored. If the catalog is nil or does not have the engagement, the wanted
// value is the rule's meaning, and the source is the rule's own.
func (e *Entry) Explain(catalog *catalog.Catalog) []mci.Finding {
	question := e.question(catalog)
	return eligibility.ExplainAll(&question, e.Findings)
}

// question returns the part of the nomination's question that its opening
// froze.
func (e *Entry) question(catalog *catalog.Catalog) eligibility.Question {
	if e.Opening == nil || catalog == nil {
		return eligibility.Question{}
	}
	r := e.Opening
	engagement, ok := catalog.Engagement(r.Engagement)
	if !ok {
		return eligibility.Question{}
	}
	return eligibility.Question{
		Engagement: engagement, Way: r.Way, At: r.Created,
		Location: mci.Location{ID: r.Location, Country: r.LocationCountry},
		Customer: eligibility.Customer{ID: r.CustomerID, Country: r.CustomerCountry, Segment: r.Segment, Quantities: r.Quantities},
		Hours:    r.Hours, Opportunity: r.Opportunity,
	}
}

// storedFindings returns findings as an entry keeps them: without what the rule
// table can say again, in the order of their JSON form.
func storedFindings(findings []mci.Finding) []mci.Finding {
	stored := slices.Clone(findings)
	for i := range stored {
		stored[i].Want, stored[i].Source = "", mci.Source{}
	}
	slices.SortStableFunc(stored, func(a, b mci.Finding) int {
		group, name := divided(a.Rule)
		otherGroup, otherName := divided(b.Rule)
		return cmp.Or(cmp.Compare(group, otherGroup), cmp.Compare(name, otherName))
	})
	return stored
}

// divided returns the two parts of a rule's ID, such as customer and criteria.
func divided(id mci.RuleID) (group, name string) {
	group, name, _ = strings.Cut(string(id), ".")
	return group, name
}

// findingsForm is the JSON form of stored findings: an object of groups, each
// of which holds the findings of the rules whose ID begins with its name. A
// finding has the rest of the ID as its name, and the rule's version, unless
// that is 1:
//
//	{"customer": {"criteria": "yes for this tenant ID", "lock@2": {"outcome": "fail", "found": "…"}}}
//
// A text is the found value of a rule that passed. Any other finding is an
// object. The path is left out if it is the one of the rule table, which never
// changes for a version.
type findingsForm []mci.Finding

// findingForm is a finding that is not only a text.
type findingForm struct {
	Outcome mci.Outcome `json:"outcome"`
	Path    *string     `json:"path,omitempty"`
	Found   string      `json:"found"`
	Waived  string      `json:"waived,omitempty"`
}

// MarshalJSON returns the groups. A finding that this form cannot hold is a
// [mci.FieldError].
func (s findingsForm) MarshalJSON() ([]byte, error) {
	groups := map[string]map[string]any{}
	for i := range s {
		f := &s[i]
		group, name := divided(f.Rule)
		key := versioned(name, f.Version)
		if group == "" || name == "" || groups[group][key] != nil || f.Want != "" || f.Source != (mci.Source{}) {
			return nil, mci.Invalid("findings["+strconv.Itoa(i)+"]", string(f.Rule), "a rule such as customer.criteria, once, without wanted value and source")
		}
		if groups[group] == nil {
			groups[group] = map[string]any{}
		}
		groups[group][key] = formOf(f)
	}
	return json.Marshal(groups)
}

func formOf(f *mci.Finding) any {
	form := findingForm{Outcome: f.Outcome, Found: f.Found, Waived: f.Waived}
	if f.Path != pathOf(f.Rule, f.Version) {
		form.Path = &f.Path
	}
	if form == (findingForm{Outcome: mci.Pass, Found: f.Found}) {
		return f.Found
	}
	return form
}

// pathOf returns the path that the rule table has for a version of a rule, or
// the empty text if the table does not know it.
func pathOf(rule mci.RuleID, version int) string {
	return eligibility.Explain(mci.Finding{Rule: rule, Version: version}).Path
}

// versioned returns a name with a version, unless the version is 1.
func versioned(name string, version int) string {
	if same, _ := unversioned(name); version == 1 && same == name {
		return name
	}
	return name + "@" + strconv.Itoa(version)
}

// unversioned is the inverse of versioned.
func unversioned(key string) (name string, version int) {
	at := strings.LastIndexByte(key, '@')
	version, err := strconv.Atoi(key[at+1:])
	if at < 0 || err != nil || version < 0 || strconv.Itoa(version) != key[at+1:] {
		return key, 1
	}
	return key[:at], version
}

func boundFindings(f document.Field) (stored []mci.Finding) {
	f.Members(func(group string, f document.Field) {
		f.Members(func(key string, f document.Field) {
			name, version := unversioned(key)
			if group == "" || strings.Contains(group, ".") || name == "" {
				f.Report("a name that no rule has", "the two parts of a rule's ID, such as customer and criteria")
			}
			found := mci.Finding{Rule: mci.RuleID(group + "." + name), Version: version, Outcome: mci.Pass}
			found.Path = pathOf(found.Rule, version)
			bindFinding(&found, f)
			stored = append(stored, found)
		})
	})
	return stored
}

func bindFinding(found *mci.Finding, f document.Field) {
	if f.Value().Kind() == document.Text {
		found.Found = f.Text(mostStoredText)
		return
	}
	f.Object(func(o document.Object) {
		o.Field("outcome").Into(&found.Outcome)
		if path := o.Optional("path"); path.Present() {
			found.Path = path.Text(mostStoredText)
		}
		found.Found = o.Field("found").Text(mostStoredText)
		found.Waived = o.Optional("waived").Text(mostStoredText)
	})
}

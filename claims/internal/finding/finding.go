// Package finding is the stored form of the findings in an opening entry, for
// claims of any kind. It leaves out the values that the rule table can supply
// again. A kind of claim calls [Stored] before it saves, and [Marshal] for the
// JSON form.
package finding

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A PathOf returns the path that the rule table has for a version of a rule, or
// the empty text if the table does not know it.
type PathOf func(rule mci.RuleID, version int) string

// Stored returns findings in the form that an entry keeps, in the order of
// their JSON form. It leaves out the values that the rule table can supply
// again.
func Stored(findings []mci.Finding) []mci.Finding {
	if findings == nil {
		return nil
	}
	places := make([]place, len(findings)) // which are smaller to sort
	for i := range findings {
		group, name := divided(findings[i].Rule)
		places[i] = place{group, versioned(name, findings[i].Version), i}
	}
	slices.SortFunc(places, place.compare)
	stored := make([]mci.Finding, len(findings))
	for i := range places {
		stored[i] = findings[places[i].at]
		stored[i].Want, stored[i].Source = "", mci.Source{}
	}
	return stored
}

// A place is the place of a finding in the JSON form, and its index in a list.
type place struct {
	group, key string
	at         int
}

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.group, other.group), cmp.Compare(p.key, other.key), cmp.Compare(p.at, other.at))
}

// divided returns the two parts of a rule's ID, such as customer and criteria.
func divided(id mci.RuleID) (group, name string) {
	group, name, _ = strings.Cut(string(id), ".")
	return group, name
}

// form is a finding that is not only a text.
type form struct {
	Outcome mci.Outcome `json:"outcome"`
	Path    *string     `json:"path,omitempty"`
	Found   string      `json:"found"`
	Waived  string      `json:"waived,omitempty"`
}

// Marshal returns the JSON form of stored findings: an object of groups, each
// of which holds the findings of the rules whose ID begins with its name. A
// finding has the rest of the ID as its name, and the rule's version, unless
// that is 1:
//
//	{"customer": {"criteria": "yes for this tenant ID", "lock@2": {"outcome": "fail", "found": "…"}}}
//
// A text is the found value of a rule that passed. Any other finding is an
// object. The path is left out if it is the one of the rule table, which never
// changes for a version. A finding that this form cannot hold is a
// [mci.FieldError].
func Marshal(findings []mci.Finding, pathOf PathOf) ([]byte, error) {
	groups := map[string]map[string]any{}
	for i := range findings {
		f := &findings[i]
		group, name := divided(f.Rule)
		key := versioned(name, f.Version)
		if group == "" || name == "" || groups[group][key] != nil || f.Want != "" || f.Source != (mci.Source{}) {
			return nil, mci.Invalid("findings["+strconv.Itoa(i)+"]", string(f.Rule), "a rule such as customer.criteria, once, without wanted value and source")
		}
		if groups[group] == nil {
			groups[group] = map[string]any{}
		}
		groups[group][key] = formOf(f, pathOf)
	}
	return json.Marshal(groups)
}

func formOf(f *mci.Finding, pathOf PathOf) any {
	written := form{Outcome: f.Outcome, Found: f.Found, Waived: f.Waived}
	if f.Path != pathOf(f.Rule, f.Version) {
		written.Path = &f.Path
	}
	if written == (form{Outcome: mci.Pass, Found: f.Found}) {
		return f.Found
	}
	return written
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
	if at < 0 {
		return key, 1
	}
	version, _ = strconv.Atoi(key[at+1:]) // if it is no number, the text is not written back unchanged
	if version < 0 || strconv.Itoa(version) != key[at+1:] {
		return key, 1
	}
	return key[:at], version
}

// Bound reads the JSON form of stored findings, in whatever order it has them.
func Bound(f document.Field, pathOf PathOf) (stored []mci.Finding) {
	f.Members(func(group string, f document.Field) {
		f.Members(func(key string, f document.Field) {
			name, version := unversioned(key)
			if group == "" || strings.Contains(group, ".") || name == "" {
				f.Report("a name that no rule has", "the two parts of a rule's ID, such as customer and criteria")
			}
			found := mci.Finding{Rule: mci.RuleID(group + "." + name), Version: version, Outcome: mci.Pass}
			found.Path = pathOf(found.Rule, version)
			bind(&found, f)
			stored = append(stored, found)
		})
	})
	return Stored(stored)
}

func bind(found *mci.Finding, f document.Field) {
	if f.Value().Kind() == document.Text {
		found.Found = f.Text(bound.Text)
		return
	}
	f.Object(func(o document.Object) {
		o.Field("outcome").Into(&found.Outcome)
		if path := o.Optional("path"); path.Present() {
			found.Path = path.Text(bound.Text)
		}
		found.Found = o.Field("found").Text(bound.Text)
		found.Waived = o.Optional("waived").Text(bound.Text)
	})
}

package pages

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// asked chooses the lines of a page by asking the rules about every customer.
func (f *fixture) asked(m *customerTabs, e *catalog.Engagement) (n int) {
	all := func(yield func(customers.Entry) bool) {
		for i := range f.partner.Customers {
			c := &f.partner.Customers[i]
			for j := range c.Identities {
				identity := &c.Identities[j]
				if strings.Contains(strings.ToLower(c.Name), strings.ToLower(m.Text)) && e.Takes(identity.Customer.ID.Type()) && !yield(f.entry(e, c, identity)) {
					return
				}
			}
		}
	}
	for line := range m.Count.Counting(customers.Page(all)) {
		if line.Tab != m.Tab {
			continue
		}
		if n >= m.Skip && len(m.Lines) < pageSize {
			m.Lines = append(m.Lines, line)
		}
		n++
	}
	return n
}

// remembered compares the pages that use remembered tabs with those that ask
// the rules about every customer.
func (f *fixture) remembered(t *testing.T, when string) {
	t.Helper()
	if err := f.follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for e := range f.offered() {
		for _, tab := range []customers.Tab{customers.Eligible, customers.Ineligible, customers.Complete, customers.Undecided} {
			for _, c := range []customerTabs{{}, {Text: "TO"}, {Skip: 3}} {
				got, want := c, c
				got.Tab, want.Tab = tab, tab
				n, wanted := f.choose(&got, e), f.asked(&want, e)
				texts := make([]string, 0, 2)
				for _, m := range []*customerTabs{&got, &want} {
					m.Unread = nil
					text, err := json.MarshalIndent(m, "", " ")
					if err != nil {
						t.Fatal(err)
					}
					texts = append(texts, string(text))
				}
				if diff := cmp.Diff(texts[1], texts[0]); n != wanted || diff != "" {
					t.Fatalf("%s: %s, tab %s, %q from %d: %d lines, want %d: %s", when, e.Ref().Engagement, tab, c.Text, c.Skip, n, wanted, diff)
				}
			}
		}
	}
}

func TestTheTabsThatAreRememberedAreThoseOfTheRules(t *testing.T) {
	f := newFixture(t, nil)
	f.remembered(t, "at first")
	f.remembered(t, "again")
	f.give(t, "litware-sales", "cancel", "comment", "a mistake")
	f.remembered(t, "after the end of a claim")
	values := f.nomination(t, "City Power & Light", "fy23-microsoft-viva")
	values.Set("customer", "City Power & Light")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	f.remembered(t, "after a nomination")
	for _, at := range []time.Time{demoStart.AddDate(0, 2, 0), demoStart.AddDate(1, 0, 0), demoStart} {
		f.site.now = func() time.Time { return at }
		if at.After(demoStart) {
			if w := f.post(t, "/due/expire", nil); w.Code != http.StatusSeeOther {
				t.Fatal(w.Code)
			}
		}
		f.remembered(t, at.String())
	}
	known := f.partner.Customers
	f.partner.Customers = append(known[:3:3], known[5])
	f.remembered(t, "with other customers")
}

func TestTheTabsAreAskedAgainIfTheChangesAreForgotten(t *testing.T) {
	l := &ledger{}
	if _, next, ok := l.changedSince(0); next != 0 || !ok {
		t.Errorf("an empty ledger: %d %v", next, ok)
	}
	l.changes = make([]mci.CustomerID, mostChanges-1)
	for range 2 {
		l.found = []found{{note: &note{id: "a", kind: store.PartnerActivity}}}
		l.keep()
	}
	changed, next, ok := l.changedSince(0)
	if ok || changed != nil || next != mostChanges+1 {
		t.Errorf("%d changes, next %d, %v", len(changed), next, ok)
	}
	if changed, _, ok := l.changedSince(next); !ok || len(changed) != 0 {
		t.Errorf("%d changes, %v", len(changed), ok)
	}
}

func TestTheTabsOfACatalogThatWasReplacedAreForgotten(t *testing.T) {
	f := newFixture(t, nil)
	for range mostPlaced + 1 {
		f.placements.placed(&catalog.Engagement{}, f.partner.Customers)
	}
	if n := len(f.placements.of); n > mostPlaced {
		t.Errorf("%d are remembered", n)
	}
}

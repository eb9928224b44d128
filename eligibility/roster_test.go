package eligibility

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// rosterEngagements are those of the public catalog and of the one of the tests.
var rosterEngagements = func() []*mci.Engagement {
	var all []*mci.Engagement
	for _, read := range []func() (*mci.Catalog, error){publicCatalog, testCatalog} {
		catalog, err := read()
		if err != nil {
			panic(err)
		}
		for edition := range catalog.Editions() {
			all = slices.AppendSeq(all, edition.Engagements())
		}
	}
	return all
}()

// rosterOf returns the roster of some engagements.
func rosterOf(t testing.TB, engagements ...*mci.Engagement) *Roster {
	t.Helper()
	r, err := NewRoster(engagements, at(2023, time.March, 1), mci.Location{ID: "L-1", Country: "CH"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rosters draws rosters of up to 20 engagements, on days on which they differ.
func rosters() *rapid.Generator[*Roster] {
	instants := []time.Time{{}, at(2022, time.September, 1), at(2023, time.March, 1), at(2023, time.July, 1), at(2025, time.October, 1)}
	return rapid.Custom(func(t *rapid.T) *Roster {
		list := rapid.SliceOfNDistinct(rapid.SampledFrom(rosterEngagements), 1, 20, rapid.ID[*mci.Engagement]).Draw(t, "engagements")
		country := rapid.SampledFrom([]mci.Country{"CH", "BS", "TH", ""}).Draw(t, "location's country")
		r, err := NewRoster(list, rapid.SampledFrom(instants).Draw(t, "at"), mci.Location{ID: "L-1", Country: country})
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// entries draws entries of all kinds, malformed ones included.
func entries() *rapid.Generator[*RosterEntry] {
	set := rapid.Map(rapid.Uint64(), func(word uint64) EngagementSet { return EngagementSet(word) })
	facts := rapid.Custom(func(t *rapid.T) FactSet { return FactSetOf(set.Draw(t, "yes"), set.Draw(t, "no")) })
	count := rapid.SampledFrom([]Count{{}, CountOf(0), CountOf(1), CountOf(2), CountOf(3), CountOf(13), CountOf(14), CountOf(1 << 40), CountOf(-1)})
	holding := rapid.Custom(func(t *rapid.T) Holding {
		return Holding{rapid.OneOf(rapid.IntRange(0, 19), rapid.IntRange(0, 19), rapid.Int()).Draw(t, "place"), count.Draw(t, "claims"), count.Draw(t, "open")}
	})
	countries := []mci.Country{"CH", "US", "BS", "TH", "DE", "", "ch", "C", "CHE", "ZZ", "\x00\xff", "Ä"}
	resolved := append([]Resolution{{Tenant: contosoTPID}, {Tenant: contosoTenant, Failure: errors.New("another")}}, resolutions...)
	return rapid.Custom(func(t *rapid.T) *RosterEntry {
		q := questions().Draw(t, "question")
		e := &RosterEntry{
			Name: "Contoso", Customer: q.Customer, Opportunity: q.Opportunity,
			MeetsCriteria: facts.Draw(t, "criteria"), Nominated: facts.Draw(t, "nominated"),
			Claims: count.Draw(t, "claims"), OpenClaims: count.Draw(t, "open claims"), Holdings: rapid.SliceOfN(holding, 0, 5).Draw(t, "holdings"),
			OpenClaim: set.Draw(t, "open claim"), Closed: set.Draw(t, "closed"),
		}
		e.Customer.ConsentedBefore = rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied, 9}).Draw(t, "consented before")
		e.Customer.Country = rapid.SampledFrom(countries).Draw(t, "country")
		e.Customer.Resolution = rapid.SampledFrom(resolved).Draw(t, "resolution")
		e.Waivers = rapid.SliceOfN(rapid.Custom(anyWaiver), 0, 2).Draw(t, "waivers")
		if e.Customer.Segment != "" && rapid.Bool().Draw(t, "undeclared") {
			e.Customer.Segment = "undeclared"
		}
		return e
	})
}

// anyWaiver draws a waiver of any rule, often one that counts.
func anyWaiver(t *rapid.T) Waiver {
	return Waiver{
		Rule:     rules[rapid.IntRange(0, len(rules)-1).Draw(t, "rule")].id,
		Reason:   rapid.SampledFrom([]string{"agreed", "agreed", ""}).Draw(t, "reason"),
		Approver: "u-9",
		Until:    rapid.SampledFrom([]mci.Date{{}, mci.DateOf(at(2023, time.March, 1)), mci.DateOf(at(2030, time.January, 1))}).Draw(t, "until"),
	}
}

// single is the entry of one engagement's page.
func (r *Roster) single(e *RosterEntry, place int) Entry {
	one := Entry{Name: e.Name, Question: r.Question(e, place), OpenClaim: e.OpenClaim.Has(place)}
	if e.Closed.Has(place) {
		one.Closed = []ClosedClaim{{ID: "C-1", Status: "Approved"}}
	}
	return one
}

// differs says where a placement is not what the single decision and the page say.
func differs(r *Roster, e *RosterEntry, p *Placement, place int) error {
	one := r.single(e, place)
	d := Decide(&one.Question)
	for i := range rules {
		about := rules[i].reason != NoReason
		for _, is := range []struct {
			what      string
			got, want bool
		}{
			{"fails", p.Failed(rules[i].id).Has(place), about && (d.failed&^d.waived)&(1<<i) != 0},
			{"is unknown", p.Unknown(rules[i].id).Has(place), about && d.unknown&(1<<i) != 0},
			{"is waived", p.Waived(rules[i].id).Has(place), about && d.waived&(1<<i) != 0},
		} {
			if is.got != is.want {
				return fmt.Errorf("engagement %d: the roster says that %s %s: %t, the single decision %t", place, rules[i].id, is.what, is.got, is.want)
			}
		}
	}
	return differsFromPage(p, place, page(one))
}

func differsFromPage(p *Placement, place int, lines []Line) error {
	tab, listed := p.Tab(place)
	wantTab, wantListed := Undecided, false
	var reasons []Reason
	if len(lines) > 0 && lines[0].Tab != Complete {
		wantTab, wantListed, reasons, lines = lines[0].Tab, true, lines[0].Reasons, lines[1:]
	}
	if tab != wantTab || listed != wantListed || !slices.Equal(p.Reasons(place), reasons) {
		return fmt.Errorf("engagement %d: the roster has %v, %t, %v, the page %v, %t, %v", place, tab, listed, p.Reasons(place), wantTab, wantListed, reasons)
	}
	for on := range Complete + 2 {
		if want := listed && on == tab || on == Complete && len(lines) > 0; p.On(on).Has(place) != want {
			return fmt.Errorf("engagement %d: on %v: %t, want %t", place, on, !want, want)
		}
	}
	for reason := range DoneElsewhere + 2 {
		if want := slices.Contains(reasons, reason); p.WithReason(reason).Has(place) != want {
			return fmt.Errorf("engagement %d: with the reason %v: %t, want %t", place, reason, !want, want)
		}
	}
	return nil
}

func TestTheRosterAgreesWithTheSingleDecisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rosters().Draw(t, "roster")
		for _, e := range rapid.SliceOfN(entries(), 1, 5).Draw(t, "entries") {
			p := r.Place(e)
			for place := range r.Engagements() {
				if err := differs(r, e, &p, place); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

var _ = maps.Clone[map[int]int]
var _ iter.Seq[int]

package customers

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// rosterEngagements contains the engagements of three catalogs: the public one,
// the test one and one with every shape of pay.
var rosterEngagements = func() []*catalog.Engagement {
	var all []*catalog.Engagement
	for _, read := range []func() (*catalog.Catalog, error){questiontest.PublicCatalog, questiontest.RulesCatalog, func() (*catalog.Catalog, error) { return everyPay() }} {
		card, err := read()
		if err != nil {
			panic(err)
		}
		for edition := range card.Editions() {
			all = slices.AppendSeq(all, edition.Engagements())
		}
	}
	return all
}()

// everyPay reads the made-up catalog of package mci and adds a rate per unit
// for the missing segment. Every declared segment is then paid. Pairs of an old
// and a new text are replaced.
func everyPay(pairs ...string) (*catalog.Catalog, error) {
	data, err := os.ReadFile(filepath.Join("..", "..", "mci", "catalog", "testdata", "made-up.catalog.json"))
	if err != nil {
		return nil, err
	}
	const paid = `"education": {"home": "1.50"}`
	pairs = append(pairs, paid, paid+`, "public sector": {"home": "2"}`)
	return catalog.Read([]byte(strings.NewReplacer(pairs...).Replace(string(data))), catalog.ReadOptions{})
}

// rosterOf returns the roster of some engagements.
func rosterOf(t testing.TB, engagements ...*catalog.Engagement) *Roster {
	t.Helper()
	r, err := NewRoster(engagements, questiontest.At(2023, time.March, 1), mci.Location{ID: "L-1", Country: "CH"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rosters draws rosters of up to 20 engagements, on days on which their terms
// differ.
func rosters() *rapid.Generator[*Roster] {
	instants := []time.Time{{}, questiontest.At(2022, time.September, 1), questiontest.At(2023, time.March, 1), questiontest.At(2023, time.July, 1), questiontest.At(2025, time.October, 1)}
	return rapid.Custom(func(t *rapid.T) *Roster {
		list := rapid.SliceOfNDistinct(rapid.SampledFrom(rosterEngagements), 1, 20, rapid.ID[*catalog.Engagement]).Draw(t, "engagements")
		country := rapid.SampledFrom([]mci.Country{"CH", "BS", "TH", ""}).Draw(t, "location's country")
		r, err := NewRoster(list, rapid.SampledFrom(instants).Draw(t, "at"), mci.Location{ID: "L-1", Country: country})
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// entries draws entries of all kinds, including malformed ones.
func entries() *rapid.Generator[*RosterEntry] {
	set := rapid.Map(rapid.Uint64(), func(word uint64) EngagementSet { return EngagementSet(word) })
	facts := rapid.Custom(func(t *rapid.T) FactSet { return FactSetOf(set.Draw(t, "yes"), set.Draw(t, "no")) })
	count := rapid.SampledFrom([]eligibility.Count{{}, eligibility.CountOf(0), eligibility.CountOf(1), eligibility.CountOf(2), eligibility.CountOf(3), eligibility.CountOf(13), eligibility.CountOf(14), eligibility.CountOf(1 << 40), eligibility.CountOf(-1)})
	holding := rapid.Custom(func(t *rapid.T) Holding {
		return Holding{rapid.OneOf(rapid.IntRange(0, 19), rapid.IntRange(0, 19), rapid.Int()).Draw(t, "place"), count.Draw(t, "claims"), count.Draw(t, "open")}
	})
	countries := []mci.Country{"CH", "US", "BS", "TH", "DE", "", "ch", "C", "CHE", "ZZ", "\x00\xff", "Ä"}
	resolved := append([]eligibility.Resolution{{Tenant: questiontest.ContosoTPID}, {Tenant: questiontest.ContosoTenant, Failure: errors.New("another")}}, resolutions...)
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

// anyWaiver draws a waiver of any rule. Many of them count.
func anyWaiver(t *rapid.T) eligibility.Waiver {
	return eligibility.Waiver{
		Rule:     rapid.SampledFrom(eligibility.Rules()).Draw(t, "rule").ID,
		Reason:   rapid.SampledFrom([]string{"agreed", "agreed", ""}).Draw(t, "reason"),
		Approver: "u-9",
		Until:    rapid.SampledFrom([]mci.Date{{}, mci.DateOf(questiontest.At(2023, time.March, 1)), mci.DateOf(questiontest.At(2030, time.January, 1))}).Draw(t, "until"),
	}
}

// single returns the entry for the page of one engagement.
func (r *Roster) single(e *RosterEntry, place int) Entry {
	one := Entry{Name: e.Name, Question: r.Question(e, place)}
	if e.OpenClaim.Has(place) {
		one.Open = []OpenClaim{{ID: "C-0", Status: "Customer claimed"}}
	}
	if e.Closed.Has(place) {
		one.Closed = []ClosedClaim{{ID: "C-1", Status: "Approved"}}
	}
	return one
}

// rules is a copy of the rules, which eligibility.Rules makes anew each time.
var rules = eligibility.Rules()

// differs returns an error if a placement differs from the single decision or
// from the page.
func differs(r *Roster, e *RosterEntry, p *Placement, place int) error {
	one := r.single(e, place)
	mended, _ := one.Question.Mended()
	d, err := eligibility.Decide(&mended)
	if err != nil {
		return err
	}
	standing, waived := d.Verdict(), map[mci.RuleID]bool{}
	for _, f := range d.Waived() {
		waived[f.Rule] = true
	}
	for i, rule := range rules {
		if rule.Retired {
			continue // stands behind the others
		}
		about := eligibility.ReasonOf(rule.ID) != eligibility.NoReason
		for _, is := range []struct {
			what      string
			got, want bool
		}{
			{"fails", p.Failed(rule.ID).Has(place), about && standing.Failed.Has(i)},
			{"is unknown", p.Unknown(rule.ID).Has(place), about && standing.Unknown.Has(i)},
			{"is waived", p.Waived(rule.ID).Has(place), about && waived[rule.ID]},
		} {
			if is.got != is.want {
				return fmt.Errorf("engagement %d: the roster says that %s %s: %t, the single decision %t", place, rule.ID, is.what, is.got, is.want)
			}
		}
	}
	return differsFromPage(p, place, page(one))
}

func differsFromPage(p *Placement, place int, page []Line) error {
	lines := page
	tab, listed := p.Tab(place)
	wantTab, wantListed := Undecided, false
	var reasons []eligibility.Reason
	if len(lines) > 0 && lines[0].Tab != Complete {
		wantTab, wantListed, reasons, lines = lines[0].Tab, true, lines[0].Reasons, lines[1:]
	}
	if tab != wantTab || listed != wantListed || !slices.Equal(p.Reasons(place), reasons) {
		return fmt.Errorf("engagement %d: the roster has %v, %t, %v, the page %v, %t, %v", place, tab, listed, p.Reasons(place), wantTab, wantListed, reasons)
	}
	claimable := slices.ContainsFunc(page, func(l Line) bool { return slices.Contains(l.Actions, ClaimKnownCustomer) })
	if p.Claimable().Has(place) != claimable {
		return fmt.Errorf("engagement %d: claimable: %t, the page says %t", place, !claimable, claimable)
	}
	for on := range Complete + 2 {
		if want := listed && on == tab || on == Complete && len(lines) > 0; p.On(on).Has(place) != want {
			return fmt.Errorf("engagement %d: on %v: %t, want %t", place, on, !want, want)
		}
	}
	for reason := range eligibility.DoneElsewhere + 2 {
		if want := slices.Contains(reasons, reason); p.WithReason(reason).Has(place) != want {
			return fmt.Errorf("engagement %d: with the reason %v: %t, want %t", place, reason, !want, want)
		}
	}
	return nil
}

// agrees compares a roster with the single decisions about some entries.
func agrees(t *rapid.T) { agreesOn(t, rosters().Draw(t, "roster")) }

func agreesOn(t *rapid.T, r *Roster) {
	for _, e := range rapid.SliceOfN(entries(), 1, 5).Draw(t, "entries") {
		p := r.Place(e)
		for place := range r.Engagements() {
			if err := differs(r, e, &p, place); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestTheRosterAgreesWithTheSingleDecisions(t *testing.T) { rapid.Check(t, agrees) }

// combinations yields customers with every combination of a few values of the
// facts that rules read together.
func combinations(yield func(*RosterEntry) bool) {
	counted := []mci.Quantities{nil, {}}
	for _, text := range []string{"0", "299", "400", "999999"} {
		all := mci.Quantities{}
		for _, e := range rosterEngagements {
			for _, measure := range e.Measures() {
				all[measure] = questiontest.Quantity(text)
			}
		}
		counted = append(counted, all)
	}
	needs := []map[mci.RequirementID]mci.Fact{nil, {}, {}}
	for _, e := range rosterEngagements {
		for need := range e.Requirements() {
			needs[1][need.ID], needs[2][need.ID] = mci.Yes, mci.No
		}
	}
	for _, country := range []mci.Country{"CH", "LI", "US", "BS", "TH", "", "nowhere"} {
		for _, segment := range []mci.Segment{"", "commercial", "education", "undeclared"} {
			for i := range len(counted) * len(needs) {
				customer := eligibility.Customer{Country: country, Segment: segment, Quantities: counted[i/len(needs)], Requirements: needs[i%len(needs)]}
				if !yield(&RosterEntry{Name: "Contoso", Customer: customer}) {
					return
				}
			}
		}
	}
}

func TestTheRosterAgreesOnEveryCombinationOfFactsThatAreReadTogether(t *testing.T) {
	for _, day := range []time.Time{{}, questiontest.At(2022, time.September, 1), questiontest.At(2023, time.March, 1), questiontest.At(2025, time.October, 1)} {
		for list := range slices.Chunk(rosterEngagements, MostEngagements) {
			r, err := NewRoster(list, day, mci.Location{ID: "L-1", Country: "CH"})
			if err != nil {
				t.Fatal(err)
			}
			for e, p := range r.Stream(combinations) {
				for place := range list {
					if err := differs(r, e, p, place); err != nil {
						t.Fatalf("%s on %v, %+v: %v", list[place].Ref().Engagement, day, e.Customer, err)
					}
				}
			}
		}
	}
}

// A new rule takes effect in the roster at once, even if it does not declare
// the facts that it reads.
func TestARosterAgreesAlsoOnRulesThatDoNotSayWhatTheyRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		criteria := allCriteria()
		for i := range criteria {
			criteria[i].reads = []fact.Set{0, ^fact.Set(0)}[i%2]
		}
		drawn := rosters().Draw(t, "roster")
		r, err := newRoster(drawn.engagements, drawn.at, drawn.location, criteria)
		if err != nil {
			t.Fatal(err)
		}
		agreesOn(t, r)
	})
}

func TestEveryNumberOfAnAttributeStandsForAValueWithThatNumber(t *testing.T) {
	for by, number := range map[attribute]func(c *eligibility.Customer) int{
		byID:         numberOfID,
		byCountry:    func(c *eligibility.Customer) int { return numberOfCountry(c.Country) },
		byClaims:     func(c *eligibility.Customer) int { return numberOfCount(c.Claims) },
		byOpenClaims: func(c *eligibility.Customer) int { return numberOfCount(c.OpenClaims) },
		byCriteria:   func(c *eligibility.Customer) int { return 1 + int(c.MeetsCriteria) },
		byNominated:  func(c *eligibility.Customer) int { return 1 + int(c.Nominated) },
	} {
		for n := 1; n < attributes[by].numbers; n++ {
			var c eligibility.Customer
			attributes[by].put(&c, n)
			if got := number(&c); got != n && (by != byCountry || got != 1 || c.Country != "") {
				t.Errorf("attribute %d: the value of number %d has the number %d", by, n, got)
			}
		}
	}
	if kinds := mci.IDTypes(); int(kinds[len(kinds)-1]) >= idKinds {
		t.Errorf("kind %v of ID has no number", kinds[len(kinds)-1])
	}
}

// So a customer costs nothing by the conditions that no engagement sets.
func TestARuleThatAnswersEveryCustomerAlikeHasNoTable(t *testing.T) {
	tabulated := func(id mci.EngagementID) (rules []mci.RuleID) {
		r := rosterOf(t, questiontest.Engagement(id))
		for i := range r.columns {
			if c := &r.columns[i]; c.by != byNothing {
				rules = append(rules, c.id)
			}
		}
		return rules
	}
	always := []mci.RuleID{"customer.id-type", "customer.domain-resolved", "customer.criteria", "customer.market"}
	for id, more := range map[mci.EngagementID][]mci.RuleID{
		"unlimited": nil, "two-claims": {"customer.claim-limit"}, "limited": {"customer.claim-limit", "customer.open-claims"}, "locked": {"customer.lock"},
	} {
		if got, want := tabulated(id), slices.Concat(always, more); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestPlacingAndStreamingAreTheSameInWhateverOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rosters().Draw(t, "roster")
		list := append(rapid.SliceOfN(entries(), 0, 6).Draw(t, "entries"), nil)
		order := rapid.Permutation(list).Draw(t, "order")
		next := 0
		for e, p := range r.Stream(slices.Values(order)) {
			if e != order[next] {
				t.Fatalf("entry %d comes out of order", next)
			}
			if alone := r.Place(e); !same(p, &alone) {
				t.Fatalf("entry %d is placed otherwise than alone", next)
			}
			*p = Placement{} // a host may change the placement
			next++
		}
		if next != len(order) {
			t.Fatalf("%d of %d entries were placed", next, len(order))
		}
	})
}

// same reports whether two placements give the same answers.
func same(a, b *Placement) bool {
	for _, c := range allCriteria() {
		id := c.id
		if a.Failed(id) != b.Failed(id) || a.Unknown(id) != b.Unknown(id) || a.Waived(id) != b.Waived(id) {
			return false
		}
	}
	return a.tabs == b.tabs && a.byReason() == b.byReason()
}

func TestAStreamThatIsLeftTakesNoFurtherEntry(t *testing.T) {
	r, taken := rosterOf(t, rosterEngagements[0]), 0
	endless := func(yield func(*RosterEntry) bool) {
		for {
			taken++
			if !yield(&RosterEntry{}) {
				return
			}
		}
	}
	var count RosterCount
	for range count.Counting(r.Stream(endless)) {
		if taken == 3 {
			break
		}
	}
	if page := count.Page(0); taken != 3 || page.Lines() != 3 {
		t.Errorf("%d entries were taken and %d counted, want 3", taken, page.Lines())
	}
}

// A stream allocates only when it starts, even if pairs are decided one by one.
// The exceptions are rules that allocate themselves, such as the rules about
// sizes or about a malformed country. Those allocate for each customer.
func TestAStreamTakesNoMemoryForItsCustomers(t *testing.T) {
	segmented := eligibility.Customer{ID: questiontest.ContosoTPID, Country: "CH", Segment: "education", Requirements: map[mci.RequirementID]mci.Fact{"bona-fide": mci.No}}
	list := []*RosterEntry{
		{Customer: eligibility.Customer{ID: questiontest.ContosoTenant, Country: "CH", ConsentedBefore: mci.Yes}, Claims: eligibility.CountOf(0), Holdings: []Holding{{Place: 3, Claims: eligibility.CountOf(1)}}},
		{Customer: segmented, Claims: eligibility.CountOf(99), Waivers: []eligibility.Waiver{{Rule: "customer.claim-limit", Reason: "agreed", Approver: "u-9", Until: mci.DateOf(questiontest.At(2030, time.January, 1))}}},
		{Customer: eligibility.Customer{ID: questiontest.ContosoDomain, Country: "BS"}, OpenClaims: eligibility.CountOf(-1)},
	}
	r := rosterOf(t, append(slices.Clone(rosterEngagements[:20]), questiontest.Engagement("barring"), questiontest.Engagement("demanding"), questiontest.Engagement("limited"), questiontest.Engagement("locked"))...)
	stream := func(customers int) float64 {
		return testing.AllocsPerRun(5, func() {
			var count RosterCount
			for range count.Counting(r.Stream(func(yield func(*RosterEntry) bool) {
				for i := range customers {
					if !yield(list[i%len(list)]) {
						return
					}
				}
			})) {
				continue
			}
		})
	}
	if few, many := stream(len(list)), stream(3000); many != few {
		t.Errorf("%v allocations for %d customers, %v for 3000", few, len(list), many)
	}
	most := 0.0
	if slices.ContainsFunc(allCriteria(), func(c criterion) bool { return c.reads == 0 }) {
		most = 1 // the question that such a rule is asked
	}
	if allocations := testing.AllocsPerRun(10, func() { r.Place(list[0]) }); allocations > most {
		t.Errorf("%v allocations to place one customer", allocations)
	}
}

func TestCountingARosterIsCountingThePages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rosters().Draw(t, "roster")
		list := rapid.SliceOfN(entries(), 0, 6).Draw(t, "entries")
		var count RosterCount
		for range count.Counting(r.Stream(slices.Values(list))) {
			continue
		}
		for place := range r.Engagements() {
			var pages []Entry
			for _, e := range list {
				pages = append(pages, r.single(e, place))
			}
			if got, want := count.Page(place), CountPage(Page(slices.Values(pages))); got != want {
				t.Fatalf("engagement %d: counted %v, want %v", place, got, want)
			}
		}
	})
}

func TestNothingIsCountedForAPlaceThatNoRosterHas(t *testing.T) {
	var count RosterCount
	for range count.Counting(rosterOf(t, rosterEngagements[0]).Stream(slices.Values([]*RosterEntry{nil}))) {
		continue
	}
	for _, place := range []int{-1, 1, MostEngagements, math.MaxInt, math.MinInt} {
		if page := count.Page(place); page != (PageCount{}) {
			t.Errorf("place %d: %v", place, page)
		}
	}
}

func TestARosterHasOneToSixtyFourEngagementsEachOnce(t *testing.T) {
	most := make([]*catalog.Engagement, MostEngagements+1)
	for name, c := range map[string]struct {
		list []*catalog.Engagement
		want string
	}{
		"none":       {nil, "engagements: found 0, want 1 to 64 engagements"},
		"too many":   {most, "engagements: found 65, want 1 to 64 engagements"},
		"nil":        {[]*catalog.Engagement{rosterEngagements[0], nil}, "engagements[1]: found nothing, want an engagement of a catalog"},
		"no edition": {[]*catalog.Engagement{{}}, "engagements[0]: found nothing, want an engagement of a catalog"},
		"twice":      {[]*catalog.Engagement{rosterEngagements[0], rosterEngagements[1], rosterEngagements[0]}, `engagements[2]: found "` + string(rosterEngagements[0].Ref().Engagement) + `", want each engagement once`},
	} {
		r, err := NewRoster(c.list, questiontest.At(2023, time.March, 1), mci.Location{})
		if r != nil || !errors.Is(err, mci.ErrInvalid) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	list := slices.Clone(rosterEngagements[:2])
	r := rosterOf(t, list...)
	list[0] = nil
	if got := r.Engagements(); !slices.Equal(got, rosterEngagements[:2]) {
		t.Errorf("the roster has %v after its list was changed", got)
	}
}

func TestARosterOfSixtyFourEngagementsHasAPlaceForEach(t *testing.T) {
	list := slices.Clone(rosterEngagements)
	for i := 0; len(list) < MostEngagements; i++ {
		another, err := everyPay("made-up-1", fmt.Sprint("another-", i))
		if err != nil {
			t.Fatal(err)
		}
		for edition := range another.Editions() {
			list = slices.AppendSeq(list, edition.Engagements())
		}
	}
	r := rosterOf(t, list[:MostEngagements]...)
	p := r.Place(&RosterEntry{Closed: ^EngagementSet(0)})
	const last = MostEngagements - 1
	if p.On(Complete).Len() != MostEngagements || r.Question(&RosterEntry{}, last).Engagement != list[last] {
		t.Errorf("the last of 64 places is not there: %b", p.On(Complete))
	}
}

// Neither number is believed if more claims are open than there are. A number
// that is unknown or malformed contradicts none.
func TestARosterAgreesOnEveryPairOfCounts(t *testing.T) {
	r := rosterOf(t, questiontest.Engagement("limited"), questiontest.Engagement("two-claims"), questiontest.Engagement("locked"))
	counts := []eligibility.Count{{}, eligibility.CountOf(-1), eligibility.CountOf(0), eligibility.CountOf(1), eligibility.CountOf(2), eligibility.CountOf(3)}
	for _, claims := range counts {
		for _, open := range counts {
			for _, e := range []*RosterEntry{{Claims: claims, OpenClaims: open}, {Holdings: []Holding{{0, claims, open}, {1, claims, open}, {2, claims, open}}}} {
				p := r.Place(e)
				for place := range r.Engagements() {
					if err := differs(r, e, &p, place); err != nil {
						t.Errorf("%v claims, %v of them open: %v", claims, open, err)
					}
				}
			}
		}
	}
}

func TestTheZeroRosterAndTheZeroPlacementAnswerNothing(t *testing.T) {
	var r Roster
	placed := r.Place(&RosterEntry{OpenClaim: 1, Closed: 1})
	for name, p := range map[string]*Placement{"zero roster": &placed, "zero placement": {}} {
		for tab := range Complete + 2 {
			if p.On(tab) != 0 {
				t.Errorf("%s: somebody is on %v", name, tab)
			}
		}
		if _, listed := p.Tab(0); listed || p.Reasons(0) != nil || p.WithReason(eligibility.CriteriaNotMet)|p.Failed("customer.criteria")|p.Unknown("customer.criteria")|p.Waived("customer.criteria") != 0 {
			t.Errorf("%s: it has answers", name)
		}
	}
	if r.Question(&RosterEntry{}, 0).Engagement != nil || rosterOf(t, rosterEngagements[0]).Question(nil, 0).Engagement != nil {
		t.Error("there is a question without an engagement or an entry")
	}
}

func TestARuleThatIsNotAboutTheCustomerIsInNoPlacement(t *testing.T) {
	p := rosterOf(t, rosterEngagements[:3]...).Place(&RosterEntry{Name: "Contoso"})
	for _, rule := range []mci.RuleID{"user.role", "no rule", ""} {
		if p.Failed(rule)|p.Unknown(rule)|p.Waived(rule) != 0 {
			t.Errorf("the placement has answers of %q", rule)
		}
	}
	if p.Unknown("customer.criteria").Len() != 3 {
		t.Error("it has none of a rule about the customer")
	}
}

// Four facts of a customer can differ between engagements. The roster does not
// read them from the Customer.
func TestTheCustomersOwnFactsAboutOneEngagementAreNotRead(t *testing.T) {
	own := eligibility.Customer{MeetsCriteria: mci.Yes, Nominated: mci.No, Claims: eligibility.CountOf(0), OpenClaims: eligibility.CountOf(0)}
	q := rosterOf(t, rosterEngagements[0]).Question(&RosterEntry{Customer: own}, 0)
	if c := q.Customer; c.MeetsCriteria != mci.NotSupplied || c.Nominated != mci.NotSupplied || c.Claims != (eligibility.Count{}) || c.OpenClaims != (eligibility.Count{}) {
		t.Errorf("the question has %+v", c)
	}
}

// FuzzRosterEntry searches for entries that make the roster panic or disagree
// with the single decisions.
func FuzzRosterEntry(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(agrees))
}

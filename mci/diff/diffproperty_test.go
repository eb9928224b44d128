package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// template is the name that a change gives to the template of the proof of
// execution.
const template = "template of the proof of execution, by day of submission"

// editsByKind are edits of the made-up catalog by the kinds of change that they
// make, so that the few that make a rare one are drawn as often as the many
// that change a rate.
var editsByKind = sync.OnceValue(func() [][]edit {
	kinds := map[string][]edit{}
	add := func(e edit, changes []diff.Change) {
		for _, c := range changes {
			kind := c.Kind.String()
			if c.What == template {
				kind = template
			}
			kinds[kind] = append(kinds[kind], e)
		}
	}
	for _, e := range readEdits() {
		if e.edit.changes[0].Path != "" { // not another document
			add(e.edit, e.changes)
		}
	}
	for i, c := range diffCases {
		add(edit{nil, c.edits}, caseChanges()[i])
	}
	var all [][]edit
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		all = append(all, kinds[kind])
	}
	return all
})

// anyEditions draws editions that a few edits make of the made-up one. They
// have the engagements in the places that it returns: those that some edit
// touches, since no edit makes a difference to the others.
func anyEditions(t *rapid.T, n int) (kept places, editions []*catalog.Edition) {
	edits := make([][]edit, n)
	for i := range edits {
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			e := rapid.SampledFrom(rapid.SampledFrom(editsByKind()).Draw(t, "kind")).Draw(t, "edit")
			edits[i] = append(edits[i], e)
			kept |= anyTouched(t, e)
		}
	}
	for _, list := range edits {
		editions = append(editions, editedEdition(kept, list))
	}
	return kept, editions
}

// anyTouched returns the places that an edit touches. If it changes what all
// engagements share, three of them are drawn.
func anyTouched(t *rapid.T, e edit) (touched places) {
	if slices.ContainsFunc(e.changes, func(c change) bool { return c.Path == "editions[0].engagements" }) {
		return everyPlace
	}
	if touched = e.touched(); touched != everyPlace {
		return touched
	}
	touched = 0
	for range 3 {
		touched |= 1 << rapid.IntRange(0, len(at(madeUpOnce(), "editions[0].engagements").([]any))-1).Draw(t, "place")
	}
	return touched
}

// editedEdition returns the made-up edition after some edits, or, if they do not
// read together, after those that do. The first is always one of these.
func editedEdition(kept places, edits []edit) (edition *catalog.Edition) {
	whole := edit{}
	for _, e := range edits {
		whole.changes = append(whole.changes, e.changes...)
	}
	document := madeUpOnce()
	for i, e := range append([]edit{whole}, edits...) {
		next, ok := edited(document, e)
		if !ok {
			continue
		}
		catalog, err := readInAnyZone(kept.of(next))
		if err != nil {
			continue
		}
		if document, edition = next, theEdition(catalog); i == 0 {
			break
		}
	}
	return edition
}

// edited returns a document after an edit. ok is false if an earlier edit has
// removed the target of this one.
func edited(document any, e edit) (next any, ok bool) {
	defer func() { ok = recover() == nil }()
	return with(document, e.changes...), true
}

func TestAnEditionDoesNotDifferFromItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, editions := anyEditions(t, 1)
		if got := diff.Editions(editions[0], editions[0]); len(got) > 0 {
			t.Fatalf("it differs by %s", lines(got))
		}
	})
}

func TestDiffBackwardIsDiffForwardMirrored(t *testing.T) {
	t.Parallel()
	mirrored := map[diff.ChangeKind]diff.ChangeKind{diff.EngagementAdded: diff.EngagementRetired, diff.EngagementRetired: diff.EngagementAdded}
	sorted := func(changes []diff.Change, mirror bool) []string {
		var all []string
		for _, c := range changes {
			if mirror {
				c.Old, c.New = c.New, c.Old
				if kind := mirrored[c.Kind]; kind != 0 {
					c.Kind = kind
				}
			}
			all = append(all, fmt.Sprintln(c.Kind, c.Engagement, c.What, c.Old, c.New, c.Anchor, c.Period))
		}
		slices.Sort(all)
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		_, editions := anyEditions(t, 2)
		old, updated := editions[0], editions[1]
		forward, backward := diff.Editions(old, updated), diff.Editions(updated, old)
		if difference := cmp.Diff(sorted(forward, false), sorted(backward, true)); difference != "" {
			t.Fatalf("(-forward +backward, mirrored):\n%s", difference)
		}
		if difference := cmp.Diff(lines(forward), lines(diff.Editions(old, updated))); difference != "" {
			t.Fatalf("(-once +again):\n%s", difference)
		}
	})
}

// Two changes of one aspect have no day in common. If one begins on the day
// after the other ends, their values differ.
func TestChangesOfOneAspectDoNotOverlap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		last := map[string]diff.Change{}
		_, editions := anyEditions(t, 2)
		for _, c := range diff.Editions(editions[0], editions[1]) {
			if c.Old == c.New || c.Kind == 0 || c.What == "" {
				t.Fatalf("%s is no change", c)
			}
			name := fmt.Sprintln(c.Engagement, c.Kind, c.What)
			before, again := last[name]
			last[name] = c
			if !c.Period.Until.IsZero() && c.Period.Until.Compare(c.Period.From) < 0 {
				t.Fatalf("%s: it ends before it begins", c)
			}
			if !again {
				continue
			}
			next := before.Period.Until.AddDays(1)
			if next.IsZero() || c.Period.From.Compare(next) < 0 || c.Period.From == next && c.Old == before.Old && c.New == before.New {
				t.Fatalf("%s\nfollows\n%s", c, before)
			}
		}
	})
}

// anyOpenClaim draws the facts of a claim that is open today, with a random
// number of dates in the past. It also returns the same claim with all of its
// dates. The dates that had not happened yet are today or later.
func anyOpenClaim(t *rapid.T, today mci.Date) (open, later catalog.PayInputs) {
	open = anyFacts(t, false)
	open.PartnerCountry = rapid.SampledFrom([]mci.Country{"CH", "SG", "BR"}).Draw(t, "partner's country")
	open.Dates = mci.AnchorDates{}
	later = open
	past := max(0, rapid.IntRange(-3, 3).Draw(t, "dates that have happened"))
	for i, dates := range [][2]*mci.Date{
		{&open.Dates.Nomination, &later.Dates.Nomination},
		{&open.Dates.Consent, &later.Dates.Consent},
		{&open.Dates.Submission, &later.Dates.Submission},
		{&open.Dates.Approval, &later.Dates.Approval},
		{&open.Dates.Rejection, &later.Dates.Rejection},
		{&open.Dates.Dispute, &later.Dates.Dispute},
	} {
		if i < past {
			*dates[0] = today.AddDays(-rapid.IntRange(1, 60).Draw(t, "days ago"))
			*dates[1] = *dates[0]
		} else {
			*dates[1] = today.AddDays(rapid.IntRange(0, 150).Draw(t, "days to go"))
		}
	}
	open.Dates.Creation, later.Dates.Creation = open.Dates.Nomination, later.Dates.Nomination
	later.Target.On = later.Dates.Approval.AddDays(rapid.IntRange(80, 190).Draw(t, "days to the measurement"))
	return open, later
}

// A view is one question about an engagement, as a claim sees it. It has the
// dates that select the answer in the old edition, and the kinds of change that
// can explain another answer.
type view struct {
	name     string
	selected []mci.Anchor
	reasons  []diff.ChangeKind
	of       func(*catalog.Engagement, catalog.PayInputs) string
}

// paidBy maps a made-up engagement to the date that selects its rate. It has no
// entry if the rate is the same on all days.
var paidBy = map[mci.EngagementID]mci.Anchor{
	"by-market": mci.ConsentAnchor, "by-size": mci.NominationAnchor, "by-hours": mci.NominationAnchor, "in-two-stages": mci.NominationAnchor,
}

// viewsOf returns the views of a made-up engagement.
func viewsOf(id mci.EngagementID) []view {
	evidenceBy := map[mci.EngagementID]mci.Anchor{"by-market": mci.ConsentAnchor}[id]
	nominated := []mci.Anchor{mci.NominationAnchor}
	all := []view{
		{"payout", []mci.Anchor{paidBy[id], mci.NominationAnchor}, []diff.ChangeKind{diff.RateChange, diff.OfferChange, diff.CustomerChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			p := e.Payout(i)
			return fmt.Sprint(p.Outcome, p.Amount, p.OnApproval, e.PayKind())
		}},
		{"evidence", []mci.Anchor{evidenceBy}, []diff.ChangeKind{diff.EvidenceChange}, func(e *catalog.Engagement, i catalog.PayInputs) (all string) {
			for _, part := range mci.EvidenceParts() {
				all += e.Evidence().Requires(part, i.Dates).String()
			}
			return all
		}},
		{"template", []mci.Anchor{mci.SubmissionAnchor}, []diff.ChangeKind{diff.EvidenceChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			published, _ := e.Evidence().Template(i.Dates.Submission)
			return published.String()
		}},
		{"limit", nominated, []diff.ChangeKind{diff.LimitChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			limit, outcome := e.ClaimLimit(i.Dates.Nomination)
			return fmt.Sprint(limit.Claims, limit.Open, limit.Locked, outcome)
		}},
		{"gates", nominated, []diff.ChangeKind{diff.GateChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			return fmt.Sprint(e.AdmitsPartner([]string{"Modern Work designation"}, i.Dates), e.AdmitsPartner([]string{"Adoption specialization"}, i.Dates), e.AdmitsPartner(nil, i.Dates))
		}},
		{"offer", nominated, []diff.ChangeKind{diff.OfferChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			country := i.CustomerCountry
			if e.Edition().MarketCountry() == catalog.PartnerCountry {
				country = i.PartnerCountry
			}
			return fmt.Sprint(e.Offered().Includes(i.Dates.Nomination), e.OfferedIn(country))
		}},
		{"customer", nominated, []diff.ChangeKind{diff.CustomerChange}, func(e *catalog.Engagement, i catalog.PayInputs) string {
			terms := e.OpportunityTerms()
			return fmt.Sprint(e.Takes(mci.TenantID), e.Takes(mci.TopParentID), e.Takes(mci.OpportunityID), e.MeetsRequirements(i.Quantities, map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}),
				terms.MinimumHours, terms.MinimumContractValue, terms.Status, e.TakesStage("develop"), e.Bars(i.Segment, ""))
		}},
		{"referral", []mci.Anchor{mci.ConsentAnchor}, []diff.ChangeKind{diff.ReferralChange}, func(e *catalog.Engagement, _ catalog.PayInputs) string {
			return fmt.Sprint(e.ReferralTerms().Create, e.ReferralTerms().Upgrade)
		}},
		{"days", nil, []diff.ChangeKind{diff.SettingChange}, func(e *catalog.Engagement, _ catalog.PayInputs) string {
			return fmt.Sprint(e.Edition().Calendar().Zone(), e.Edition().Calendar().LastDay(instant("2026-01-05T12:00:00Z"), 30))
		}},
		{"deal size", []mci.Anchor{mci.ConsentAnchor}, []diff.ChangeKind{diff.SettingChange}, func(e *catalog.Engagement, _ catalog.PayInputs) string {
			return e.Edition().DealSizeRules()
		}},
	}
	for _, clock := range mci.Clocks() {
		all = append(all, view{clock.String() + " window", []mci.Anchor{clock.Trigger()}, []diff.ChangeKind{diff.WindowChange}, func(e *catalog.Engagement, _ catalog.PayInputs) string {
			windows := e.Windows()
			return fmt.Sprint(windows.Days(clock))
		}})
	}
	return all
}

// explains reports whether a change touches an open claim and whether the
// claim's later dates fall into the change's period.
func explains(c diff.Change, open, later catalog.PayInputs, today mci.Date) bool {
	if c.Touches(open, today).Outcome != mci.Pass {
		return false
	}
	day := later.Dates.On(c.Anchor)
	if c.What == template {
		day = later.Dates.Submission
	}
	return c.Period == mci.Period{} || day.IsZero() || c.Period.Includes(day) == mci.Pass
}

// If two editions answer a question about an open claim differently, some
// change must explain it. The exception is an answer that a date has already
// selected before today. The change is of a fitting kind, it touches the claim,
// and its period contains the day that selects it. Therefore, if no change
// touches a claim, both editions pay it the same, on whatever days its later
// dates fall.
func TestWhatAClaimSeesDifferentlyIsExplainedByAChangeThatTouchesIt(t *testing.T) {
	t.Parallel()
	testExplained(t, true, func(v view, open catalog.PayInputs) bool {
		return slices.ContainsFunc(v.selected, func(by mci.Anchor) bool { return !open.Dates.On(by).IsZero() })
	})
}

// A correction holds for the dates that have happened, too. Only a template is
// never asked for again.
func TestWhatACorrectionChangesForAClaimIsExplainedByAChangeThatTouchesIt(t *testing.T) {
	t.Parallel()
	testExplained(t, false, func(v view, open catalog.PayInputs) bool {
		return v.name == "template" && !open.Dates.Submission.IsZero()
	})
}

// testExplained holds edits of the made-up edition against it, or against the
// earlier one. A view is left out if it is settled for an open claim.
func testExplained(t *testing.T, earlier bool, settled func(view, catalog.PayInputs) bool) {
	t.Helper()
	explained := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		kept, editions := anyEditions(t, 1)
		old, updated := unread{kept, earlier}.edition(), editions[0]
		changes := diff.Editions(old, updated)
		for range 20 {
			today := date("2025-06-01").AddDays(rapid.IntRange(0, 420).Draw(t, "today"))
			open, later := anyOpenClaim(t, today)
			for before := range old.Engagements() {
				id := before.Ref().Engagement
				after, ok := updated.Engagement(id)
				if !ok {
					continue
				}
				for _, view := range viewsOf(id) {
					was, is := view.of(before, later), view.of(after, later)
					if was == is || settled(view, open) {
						continue
					}
					explained[view.name]++
					if !slices.ContainsFunc(changes, func(c diff.Change) bool {
						return (c.Engagement == id || c.Engagement == "") && slices.Contains(view.reasons, c.Kind) && explains(c, open, later, today)
					}) {
						t.Fatalf("the %s of %s is %s, then %s, and on %s no change explains that for %+v:\n%s", view.name, id, was, is, today, later, strings.Join(lines(changes), "\n"))
					}
				}
			}
		}
	})
	if !testing.Short() && (explained["payout"] == 0 || len(explained) < 8) {
		t.Errorf("hardly anything was ever different: %v", explained)
	}
}

// If the rate of a claim was selected before today, no change of the pay
// touches the claim.
func TestNoChangeOfThePayTouchesAClaimWhoseRateIsSelected(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := date("2026-01-15")
		open, _ := anyOpenClaim(t, today)
		kept, editions := anyEditions(t, 1)
		for _, c := range diff.Editions(unread{kept, true}.edition(), editions[0]) {
			by := paidBy[c.Engagement]
			if c.Kind == diff.RateChange && by != 0 && !open.Dates.On(by).IsZero() && c.Touches(open, today).Outcome != mci.Fail {
				t.Fatalf("%s touches a claim with a %s on %s: %s", c, by, open.Dates.On(by), c.Touches(open, today).Why)
			}
		}
	})
}

// For a rate that is fixed by market, the answer is exact. A change touches a
// claim if and only if the two editions pay the claim differently for a consent
// on some day from today on.
func TestAChangeOfAFixedRateTouchesAClaimIfAndOnlyIfItIsPaidDifferently(t *testing.T) {
	t.Parallel()
	known := change{byMarket + ".pay.rates[1].knownUntil", absent{}}
	alone := edit{nil, []change{known}}.touched().of(madeUpOnce())
	old := editionOf(t, with(alone, known, earlier))
	first, last := date("2025-06-15"), date("2026-03-01")
	touched, not := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		between := date("2026-01-01").AddDays(rapid.IntRange(-40, 40).Draw(t, "the day between two rows"))
		edits := []change{
			known,
			{byMarket + ".pay.rates[0].before", between.String()},
			{byMarket + ".pay.rates[1]", map[string]any{"from": between.String(), "amounts": map[string]any{"A": "4400", "B": "2200", "C": "1100"}, "source": "guide"}},
		}
		for range rapid.IntRange(0, 2).Draw(t, "amounts") {
			path := fmt.Sprintf("%s.pay.rates[%d].amounts.%s", byMarket, rapid.IntRange(0, 1).Draw(t, "row"), rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "market"))
			edits = append(edits, change{path, rapid.SampledFrom([]any{"4000", "4400", "2200", "1100", "7"}).Draw(t, "amount")})
		}
		updated := theEdition(must(readInAnyZone(with(alone, edits...))))
		changes := diff.Editions(old, updated)
		before, _ := old.Engagement("by-market")
		after, _ := updated.Engagement("by-market")
		today := first.AddDays(rapid.IntRange(0, 250).Draw(t, "today"))
		claim := catalog.PayInputs{CustomerCountry: rapid.SampledFrom([]mci.Country{"CH", "SG", "PL", "BR"}).Draw(t, "country")}
		for _, c := range changes {
			differs := false
			for day := max(0, first.DaysUntil(today)); day <= first.DaysUntil(last); day++ {
				later := claim
				later.Dates.Consent = first.AddDays(day)
				a, b := before.Payout(later), after.Payout(later)
				differs = differs || c.Period.Includes(later.Dates.Consent) == mci.Pass && inMarket(c, before, later) && (a.Outcome != b.Outcome || !a.Amount.Equal(b.Amount))
			}
			if got := c.Touches(claim, today); (got.Outcome == mci.Pass) != differs || got.Outcome == mci.Unknown {
				t.Fatalf("%s touches a claim from %s on %s: %v, %s; paid differently: %v", c, claim.CustomerCountry, today, got.Outcome, got.Why, differs)
			}
			if differs {
				touched++
			} else {
				not++
			}
		}
	})
	if touched == 0 || not == 0 {
		t.Errorf("%d touches and %d others", touched, not)
	}
}

// inMarket reports whether a change is about the market of a claim.
func inMarket(c diff.Change, e *catalog.Engagement, claim catalog.PayInputs) bool {
	for _, step := range e.Payout(claim).Worksheet().Steps {
		if step.Name == "market" {
			return strings.HasSuffix(c.What, "market "+step.Value)
		}
	}
	return false
}

// If a fact is missing, the answer can become unknown, but never a different
// one.
func TestNoTouchIsBetterKnownWithLessInformation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := date("2025-08-01")
		more, _ := anyOpenClaim(t, today)
		more.Dates = mci.AnchorDates{}
		less := more
		forget(t, "country", &less.CustomerCountry)
		forget(t, "partner's country", &less.PartnerCountry)
		forget(t, "segment", &less.Segment)
		less.Quantities = mci.Quantities{}
		for _, measure := range []mci.MeasureID{"seats", "active users", "high-water mark", "first-year consumption"} {
			if rapid.Bool().Draw(t, "keep "+string(measure)) {
				less.Quantities[measure] = more.Quantities[measure]
			}
		}
		_, editions := anyEditions(t, 2)
		for _, c := range diff.Editions(editions[0], editions[1]) {
			poor, rich := c.Touches(less, today), c.Touches(more, today)
			if rich.Outcome == mci.Unknown || poor.Outcome != mci.Unknown && poor.Outcome != rich.Outcome {
				t.Fatalf("%s: %v with less, %v with more", c, poor, rich)
			}
			if poor.Why == "" || rich.Why == "" {
				t.Fatalf("%s: no reason", c)
			}
		}
	})
}

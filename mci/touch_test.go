package mci_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// oneChange returns the only change that an edit of the made-up catalog makes.
func oneChange(t testing.TB, changes ...change) mci.Change {
	t.Helper()
	all := mci.Diff(madeUpEdition(t), madeUpEdition(t, changes...))
	if len(all) != 1 {
		t.Fatalf("%d changes: %s", len(all), texts(all))
	}
	return all[0]
}

// opened returns the facts of a claim that was nominated on a day, and nothing more has happened.
func opened(change func(*mci.PayInputs)) mci.PayInputs {
	return facts(func(i *mci.PayInputs) {
		i.Dates = mci.AnchorDates{Nomination: date("2026-01-05"), Creation: date("2026-01-05")}
		change(i)
	})
}

func asOpened(*mci.PayInputs) {}

func TestAChangeTouchesClaimsWhoseDateIsStillToCome(t *testing.T) {
	rate := oneChange(t, change{byMarket + ".pay.rates[0].amounts.A", "4100"}) // for consent until 2025-12-31
	later := mci.Diff(madeUpEdition(t), madeUpEdition(t, change{byMarket + ".pay.rates[1].amounts.A", "4500"}))[0]
	review := oneChange(t, change{byMarket + ".windows.review", 140.0})
	for _, c := range []struct {
		name   string
		change mci.Change
		claim  mci.PayInputs
		today  string
		want   mci.Outcome
		why    string
	}{
		{"consent is to come", later, opened(asOpened), "2026-01-10", mci.Pass, "with a consent from 2026-01-01 until 2026-06-30, rate in market A is USD 4,500.00 instead of USD 4,400.00"},
		{"consent has selected the rate", later, opened(func(i *mci.PayInputs) { i.Dates.Consent = date("2026-01-08") }), "2026-01-10", mci.Fail, "the consent of 2026-01-08 has selected what holds"},
		{"consent has selected a rate that does not change", rate, opened(func(i *mci.PayInputs) { i.Dates.Consent = date("2026-01-08") }), "2026-01-10", mci.Fail, "the consent of 2026-01-08 has selected what holds"},
		{"no consent can fall into the days any more", rate, opened(asOpened), "2026-01-01", mci.Fail, "only days until 2025-12-31 select it"},
		{"a consent today can", rate, opened(asOpened), "2025-12-31", mci.Pass, "with a consent from 2025-07-01 until 2025-12-31, rate in market A is USD 4,100.00 instead of USD 4,000.00"},
		{"another market", later, opened(func(i *mci.PayInputs) { i.CustomerCountry = "SG" }), "2026-01-10", mci.Fail, "the market is B"},
		{"a country that is not known", later, opened(func(i *mci.PayInputs) { i.CustomerCountry = "" }), "2026-01-10", mci.Unknown, "it depends on the market, which is not known"},
		{"a clock that consent will start", review, opened(asOpened), "2026-01-10", mci.Pass, "with the consent, review window in days is 140 instead of 130"},
		{"a clock that runs", review, opened(func(i *mci.PayInputs) { i.Dates.Consent = date("2026-01-08") }), "2026-01-10", mci.Fail, "the consent of 2026-01-08 has selected what holds"},
	} {
		got := c.change.Touches(c.claim, date(c.today))
		if got.Outcome != c.want || got.Why != c.why {
			t.Errorf("%s: %v, %q; want %v, %q", c.name, got.Outcome, got.Why, c.want, c.why)
		}
	}
}

func TestAChangeTouchesOnlyClaimsThatItIsAbout(t *testing.T) {
	late := func(i *mci.PayInputs) { i.Dates = mci.AnchorDates{} } // as if nothing had been selected yet
	moved := mci.Diff(madeUpEdition(t), madeUpEdition(t, change{"marketLists[0].versions[1].markets[1].countries", []any{"SG", "BR"}}))[0]
	others := mci.Diff(madeUpEdition(t), madeUpEdition(t, change{"marketLists[0].versions[1].markets[2].id", "D"}, change{byMarket + ".pay.rates[1].amounts.D", "1"}))
	for _, c := range []struct {
		name   string
		change mci.Change
		claim  mci.PayInputs
		want   mci.Outcome
		why    string
	}{
		{"the size", oneChange(t, change{bySize + ".pay.rates[0].amounts.S.A", "1"}), opened(late), mci.Pass, "rate of size S in market A is USD 1.00"},
		{"another size", oneChange(t, change{bySize + ".pay.rates[0].amounts.L.A", "1"}), opened(late), mci.Fail, "the size is S"},
		{"a size that is not known", oneChange(t, change{bySize + ".pay.rates[0].amounts.S.A", "1"}), opened(func(i *mci.PayInputs) { late(i); i.Quantities = nil }), mci.Unknown, "the size, which is not known"},
		{"too small for any size", oneChange(t, change{bySize + ".pay.rates[0].amounts.S.A", "1"}), opened(func(i *mci.PayInputs) { late(i); i.Quantities["seats"] = quantity("1") }), mci.Fail, "the size is smaller than S"},
		{"the segment", oneChange(t, change{byUnit + ".pay.rates[0].amounts.commercial.home", "1"}), opened(late), mci.Pass, "rate for commercial in market home"},
		{"another segment", oneChange(t, change{byUnit + ".pay.rates[0].amounts.education.home", "1"}), opened(late), mci.Fail, "the segment is commercial"},
		{"a segment that is not known", oneChange(t, change{byUnit + ".pay.rates[0].amounts.education.home", "1"}), opened(func(i *mci.PayInputs) { late(i); i.Segment = "" }), mci.Unknown, "the segment, which is not known"},
		{"the country", moved, opened(func(i *mci.PayInputs) { late(i); i.CustomerCountry = "BR" }), mci.Pass, "market of BR is B instead of C"},
		{"another country", moved, opened(late), mci.Fail, "the country is CH"},
		{"a country that is not known", moved, opened(func(i *mci.PayInputs) { late(i); i.CustomerCountry = "" }), mci.Unknown, "the country, which is not known"},
	} {
		got := c.change.Touches(c.claim, date("2026-02-01"))
		if got.Outcome != c.want || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: %v, %q; want %v, %q", c.name, got.Outcome, got.Why, c.want, c.why)
		}
	}
	for _, c := range others {
		if c.What == "market of every other country" && c.Engagement == "by-market" {
			in, out := c.Touches(opened(func(i *mci.PayInputs) { late(i); i.CustomerCountry = "BR" }), date("2026-02-01")), c.Touches(opened(late), date("2026-02-01"))
			if in.Outcome != mci.Pass || out.Outcome != mci.Fail || out.Why != "the country is CH" {
				t.Errorf("every other country: %v for Brazil, %v for Switzerland", in, out)
			}
			return
		}
	}
	t.Error("no change is about every other country")
}

func TestSomeChangesTouchNoOpenClaimAndSomeEvery(t *testing.T) {
	for _, c := range []struct {
		name   string
		change mci.Change
		want   mci.Outcome
		why    string
	}{
		{"added", mci.Diff(nil, madeUpEdition(t))[0], mci.Fail, "the engagement is new"},
		{"retired", mci.Diff(madeUpEdition(t), nil)[0], mci.Fail, "claims that are open run on under their own edition"},
		{"a text", oneChange(t, change{byMarket + ".description", "x"}), mci.Fail, "it is only described differently"},
		{"how days are counted", oneChange(t, change{"editions[0].settings.calendar.lastDay", "excluded"}), mci.Pass, "last day of a window is excluded instead of included"},
		{"a template, by each submission", oneChange(t, change{byMarket + ".evidence.templates[1].published", "2026-01-31"}), mci.Pass, "template of the proof of execution, by day of submission is 2026-01-31 instead of 2026-01-15"},
		{"an ID type of those who are nominated", oneChange(t, change{byMarket + ".idTypes[3]", "TPID"}), mci.Fail, "the nomination of 2026-01-05 has selected what holds"},
		{"a limit", oneChange(t, change{bySize + ".claimLimit[0].open", 2.0}), mci.Fail, "the nomination of 2026-01-05 has selected what holds"},
		{"a dispute window, before any rejection", mci.Diff(madeUpEdition(t), madeUpEdition(t, change{"clocks[0].dispute", 25.0}))[0], mci.Pass, "with the rejection, dispute window in days is 25 instead of 20"},
		{"the zero change", mci.Change{}, mci.Pass, " is nothing instead of nothing"},
	} {
		got := c.change.Touches(madeUpFacts(), date("2026-02-01"))
		if got.Outcome != c.want || got.Why != c.why {
			t.Errorf("%s: %v, %q; want %v, %q", c.name, got.Outcome, got.Why, c.want, c.why)
		}
	}
}

// What touches no claim changes no payout: if no change touches a claim that is open today, or may touch it, both
// editions pay the same, whenever from today on its dates come.
func TestAClaimThatNoChangeTouchesIsPaidTheSame(t *testing.T) {
	document := decoded(t, madeUpJSON)
	all, old := valueMutants(document), madeUpEdition(t)
	untouched := 0
	rapid.Check(t, func(t *rapid.T) {
		updated := someChanges(t, document, all)
		today := date("2025-10-01").AddDays(rapid.IntRange(0, 300).Draw(t, "today"))
		claim := anyFacts(t, false)
		claim.Dates = mci.AnchorDates{Nomination: today.AddDays(-20), Creation: today.AddDays(-20)}
		if rapid.Bool().Draw(t, "consented") {
			claim.Dates.Consent = today.AddDays(-10)
		}
		was := mci.Diff(old, updated)
		for before := range old.Engagements() {
			after, ok := updated.Engagement(before.Ref().Engagement)
			if !ok || touchesAny(was, before.Ref().Engagement, claim, today) {
				continue
			}
			// What an earlier date has selected stays with the old edition; only what is to come is compared.
			anchors := paidBy[before.Ref().Engagement]
			if !claim.Dates.On(anchors).IsZero() {
				continue
			}
			untouched++
			later := claim
			later.Dates.Consent, later.Dates.Submission, later.Dates.Approval = today, today.AddDays(40), today.AddDays(60)
			if rapid.Bool().Draw(t, "later") {
				later.Dates.Consent = today.AddDays(rapid.IntRange(0, 30).Draw(t, "days to consent"))
			}
			if a, b := before.Payout(later), after.Payout(later); a.Outcome != b.Outcome || !a.Amount.Equal(b.Amount) || !a.OnApproval.Equal(b.OnApproval) {
				t.Fatalf("%s pays %s, then %s, and no change touches it:\n%s", before.Title(), a.Summary(), b.Summary(), strings.Join(texts(was), "\n"))
			}
		}
	})
	if untouched == 0 {
		t.Error("no claim was compared")
	}
}

// paidBy holds the dates that select the rates of the made-up engagements; none for rates that hold on all days.
var paidBy = map[mci.EngagementID]mci.Anchor{
	"by-market": mci.ConsentAnchor, "by-size": mci.NominationAnchor, "by-hours": mci.NominationAnchor, "in-two-stages": mci.NominationAnchor,
}

func touchesAny(changes []mci.Change, engagement mci.EngagementID, claim mci.PayInputs, today mci.Date) bool {
	for _, c := range changes {
		if (c.Engagement == "" || c.Engagement == engagement) && c.Touches(claim, today).Outcome != mci.Fail {
			return true
		}
	}
	return false
}

// A fact that is missing makes the answer unknown at worst, never another one.
func TestNoTouchIsBetterKnownWithLessInformation(t *testing.T) {
	document := decoded(t, madeUpJSON)
	all, old := valueMutants(document), madeUpEdition(t)
	rapid.Check(t, func(t *rapid.T) {
		updated := someChanges(t, document, all)
		more := anyFacts(t, false)
		more.Dates = mci.AnchorDates{}
		less := more
		forget(t, "country", &less.CustomerCountry)
		forget(t, "segment", &less.Segment)
		forget(t, "quantities", &less.Quantities)
		for _, c := range mci.Diff(old, updated) {
			poor, rich := c.Touches(less, date("2025-08-01")), c.Touches(more, date("2025-08-01"))
			if poor.Outcome != mci.Unknown && poor.Outcome != rich.Outcome {
				t.Fatalf("%s: %v with less, %v with more", c, poor, rich)
			}
		}
	})
}

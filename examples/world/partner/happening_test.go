package partner

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/earnings"
)

// happen are the things that must happen in the worlds of the fixed seeds, by
// group. What the library has in a table is derived from the table.
func happen() map[string][]string {
	want := map[string][]string{
		"step": Kinds(), "fault": {"interrupted"},
		"relay":    {"ran", "died", "again", "stopped"},
		"workflow": {"noted", "died", "restarted", "slept"},
		"customer": {"silent", "previewed", "confirmed", "confirmed twice", "refused link", "expired link"},
		"gateway":  {"lost call", "lost answer"}, "deal": {"partner-led", "co-sell"},
		"impact": {impact.Loads.String(), impact.NeedsAcceptance.String(), impact.Unreadable.String()},
		"open":   {"done", "exists", "limit", "not eligible", "refused", "not offered"},
		"adopt":  {"done", "malformed", "not offered"},

		"take back": {"done", "refused"}, "correct": {"done", "not expired"},
		"repeat": {"done", "malformed"}, "observe": {"done", "not found", "terms changed", "out of order"},
		"boundary": boundaries(),
		"resubmission": {
			"with a comment true, answered true", "with a comment true, answered false", "with a comment false, answered true", "with a comment false, answered false",
		},
		"earn": {"Odd", "not eligible"}, "payment": {"paid", "taken back", "corrected", "known already"},

		"association repeat": {"done", "malformed"}, "association correct": {"done", "refused"},
		"association resolve": {"done", "refused"}, "association record facts": {"done", "refused"},
	}
	add := func(group string, names ...string) { want[group] = append(want[group], names...) }
	for _, kind := range FaultKinds() {
		add("fault", kind.String())
	}
	for _, invariant := range Invariants() {
		add("invariant", strconv.Itoa(invariant.Number))
		if invariant.silent == "" {
			add(bondGroup, strconv.Itoa(invariant.Number))
		}
	}
	for _, class := range desk.ErrorClasses() {
		add("answer", class.String())
	}
	for _, err := range storeErrors {
		add("store", err.Error())
	}
	for _, state := range settlement.States() {
		add("settlement", state.String())
	}
	for _, rule := range settlement.Rules() {
		add("finding", string(rule.ID))
	}
	for _, line := range oddLines {
		add("odd line", line.name)
	}
	add("odd line", "contradicts another", "payment order")
	for _, row := range earnings.StatusTable() {
		add("earn", row.Status.String())
	}
	for outcome := portal.Matched; outcome <= portal.OtherProgram; outcome++ {
		add("import", outcome.String())
	}
	for from := range cardCount {
		add("catalog", strconv.Itoa(from))
		for to := range cardCount {
			add("catalog change", fmt.Sprintf("%d to %d", from, to))
		}
	}
	happenToActivities(add)
	happenToAssociations(add)
	return want
}

func happenToActivities(add func(string, ...string)) {
	for _, status := range claims.Statuses() {
		add("status", store.PartnerActivity.String()+" "+status.String())
	}
	for _, event := range claims.Events() {
		add("event", event.String())
	}
	for _, event := range commandedEvents() {
		add("do "+event.String(), "done", "refused", "not found", "malformed")
		for _, state := range activityWays().states {
			add("command", event.String()+" in "+state.String())
		}
	}
	for _, name := range portalNames() {
		for _, state := range activityWays().states {
			add("observation", name+" in "+state.String())
		}
	}
	for _, rule := range claims.Rules() {
		add("rule or refusal", string(rule.ID))
	}
	for _, row := range transitionsOf() {
		add("rule", string(row.Rule))
		for _, guard := range row.Guards {
			add(guardRules[guard], row.Event.String()+" in "+row.From.String())
		}
	}
}

func happenToAssociations(add func(string, ...string)) {
	for _, state := range bondWays().states {
		add("status", store.PartnerAssociation.String()+" "+state.String())
	}
	for _, event := range lifecycle.Events() {
		add("association event", event.String())
	}
	for _, event := range commandedBondEvents() {
		add("association "+event.String(), "done", "refused", "not found")
		for _, state := range bondWays().states {
			add("association command", event.String()+" in "+state.String())
		}
	}
	for _, name := range bondNames() {
		for _, state := range bondWays().states {
			add("association observation", name+" in "+state.String())
		}
	}
	for _, rule := range association.Rules() {
		add("rule or refusal", string(rule.ID))
	}
	for _, row := range bondRows() {
		add("rule", string(row.Rule))
		for _, guard := range row.Guards {
			add(bondGuardRules[guard], row.Event.String()+" in "+row.From.String())
		}
	}
}

// guardRules and bondGuardRules are the rules by which the guards refuse.
var (
	guardRules = map[claims.Guard]string{
		claims.DealSizeGiven: "claim.guard.deal-size", claims.EvidenceComplete: "claim.guard.evidence", claims.RequestAnswered: "claim.guard.answer",
		claims.SurveyLinkLive: "claim.guard.survey-link", claims.CustomerContactOpen: "claim.guard.contact",
	}
	bondGuardRules = map[lifecycle.Guard]string{
		lifecycle.ProofComplete: "cporclaim.guard.proof-complete", lifecycle.RequestAnswered: "cporclaim.guard.answer",
		lifecycle.DisputeGrounds: "cporclaim.guard.grounds", lifecycle.SameSubscription: "cporclaim.guard.subscription",
		lifecycle.HasSubscription: "cporclaim.guard.scope",
	}
)

// impossible are the things that the tables name and that cannot happen, each
// with the reason.
var impossible = map[string]string{
	"rule or refusal: claim.terms":                    "the error is a claims.TermsError",
	"rule or refusal: claim.time":                     "the error is a claims.OutOfOrderError",
	"rule or refusal: cporclaim.time":                 "the error is a claims.OutOfOrderError",
	"rule or refusal: cporclaim.clock.pick-up":        "the clock only warns",
	"rule or refusal: cporclaim.clock.review":         "the clock only warns",
	"rule or refusal: cporclaim.clock.dispute-review": "the clock only warns",
	"rule or refusal: cporclaim.clock.opt-out":        "the clock only warns",
	"rule or refusal: cporclaim.guard.proof":          "the rule is retired",
}

// playAll plays the worlds of the fixed seeds: whole ones, pure ones, and those
// that have only steps after which rare things happen.
func playAll(t *testing.T, counts *Counts, share int) {
	t.Helper()
	ofBoundaries := func(k *kind) bool {
		return slices.Contains([]string{"open", "adopt", "partner", "customer", "microsoft", "take-back", "boundary", "hurry"}, k.name)
	}
	ofMoney := func(k *kind) bool {
		return slices.Contains([]string{"open", "hurry", "take-back", "earn", "settle"}, k.name)
	}
	for _, one := range []struct {
		seeds, steps int
		pure         bool
		has          func(*kind) bool
	}{
		{4, EraSteps, false, (&Options{}).has},
		{12, EraSteps, true, (&Options{Pure: true}).has},
		{4, EraSteps / 2, false, ofBonds},
		{6, EraSteps / 2, false, ofBoundaries},
		{4, EraSteps / 8, false, ofMoney},
	} {
		for seed := range uint64(one.seeds) { //nolint:gosec // because it is a small number
			options := Options{Seed: 1 + seed, Pure: one.pure, Counts: counts}
			steps := draw(newSchedule(options.Seed, one.has), one.steps/share)
			world, err := play(options, steps)
			var broken *ViolationError
			if errors.As(err, &broken) {
				story := Story{Seed: options.Seed, Violation: broken, Steps: Shrink(options, steps[:world.played], broken)}
				t.Fatalf("%v\n%s", err, story.Text())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// happened returns how often a thing has happened.
func happened(counts *Counts, group, name string) int {
	if group == "rule or refusal" {
		return counts.Of("rule", name) + counts.Of("refusal", name)
	}
	event, state, _ := strings.Cut(name, " in ")
	return max(counts.Of(group, name), counts.in(group, event, state))
}

func checkHappened(t *testing.T, counts *Counts) {
	t.Helper()
	all := 0
	for group, names := range happen() {
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			all++
			times, reason := happened(counts, group, name), impossible[group+": "+name]
			if (times == 0) != (reason != "") {
				t.Errorf("%s: %s happened %d times%s", group, name, times, strings.TrimSuffix(", and cannot, because "+reason, ", and cannot, because "))
			}
		}
	}
	t.Logf("%d things must happen, and %d cannot", all-len(impossible), len(impossible))
}

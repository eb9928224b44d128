package partner

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// boundaries are the boundaries that the fixed worlds must meet: each act on
// each side of each clock.
func boundaries() (names []string) {
	of := func(name string, expires, warns bool) {
		var acts []string
		if expires {
			acts = append(acts, "command", "expiry", "late command", "sweep")
		}
		if warns {
			acts = append(acts, "warning")
		}
		if name == "consent" {
			acts = append(acts, "link")
		}
		for _, act := range acts {
			for _, side := range sides {
				names = append(names, act+" "+side.name+" in "+name)
			}
		}
	}
	for _, c := range activityClocks {
		of(c.name, len(c.expires) > 0, len(c.warns) > 0)
	}
	for _, c := range bondClocks {
		of(c.name, len(c.expires) > 0, len(c.warns) > 0)
	}
	return names
}

func TestTheWorldKnowsEveryClockAndItsStates(t *testing.T) {
	var rules []mci.RuleID
	for _, c := range activityClocks {
		rules = append(rules, c.rule)
	}
	for _, c := range bondClocks {
		rules = append(rules, c.rule)
	}
	for _, rule := range slices.Concat(claims.Rules(), association.Rules()) {
		if clock := strings.Contains(string(rule.ID), "clock."); clock != slices.Contains(rules, rule.ID) {
			t.Errorf("the library has the clock %s: %t", rule.ID, clock)
		}
	}
	if want := len(mci.Clocks()) + len(cpor.Clocks()); len(rules) != want {
		t.Errorf("%d clocks, and the library has %d", len(rules), want)
	}
	for _, row := range transitionsOf() {
		if at := slices.IndexFunc(activityClocks[:], func(c activityClock) bool { return slices.Contains(c.expires, row.From) }); row.Event == claims.WindowEnds && at < 0 {
			t.Errorf("no clock expires %s", row.From)
		}
	}
	for _, row := range bondRows() {
		if at := slices.IndexFunc(bondClocks[:], func(c bondClock) bool { return slices.Contains(c.expires, row.From) }); row.Event == lifecycle.WindowEnds && at < 0 {
			t.Errorf("no clock expires %s", row.From)
		}
	}
}

// crossings are the faults of a clock: one that ends too early, one that takes
// the end itself for a part of the window, and one that ends too late.
var crossings = map[string]func(by time.Duration) bool{
	"ends a second early":   func(by time.Duration) bool { return -time.Second <= by && by < 0 },
	"goes on at its end":    func(by time.Duration) bool { return by == 0 },
	"goes on after its end": func(by time.Duration) bool { return 0 < by && by <= time.Second },
}

// across returns the instant on the other side of the end of a window, if the
// fault moves it there, and the instant itself otherwise.
func across(at, end time.Time, crosses func(time.Duration) bool) time.Time {
	switch by := at.Sub(end); {
	case end.IsZero() || !crosses(by):
		return at
	case by < 0:
		return end
	default:
		return end.Add(-1)
	}
}

// crossed plants a fault into one clock of partner activities.
func crossed(clock *activityClock, seed uint64, crosses func(time.Duration) bool) Options {
	options := Options{Seed: seed, Pure: true, rules: libraryRules()}
	world := &World{options: options}
	move := func(claim *claims.Claim, at time.Time, part part) time.Time {
		if clock.part(claim.State(), nil) != part {
			return at
		}
		record := claim.Record()
		return across(at, clock.end(&record, clock.days.length(world, record.Engagement.Engagement), world.options.zone()), crosses)
	}
	options.rules.act = func(claim *claims.Claim, command claims.Command, meta claims.Meta) (claims.Change, error) {
		meta.At = move(claim, meta.At, expires)
		return claims.Apply(claim, command, meta)
	}
	options.rules.overdue = func(claim *claims.Claim, at time.Time) bool { return claim.OverdueAtMicrosoft(move(claim, at, warns)) }
	return options
}

// crossedBond plants a fault into one clock of associations.
func crossedBond(clock *bondClock, seed uint64, crosses func(time.Duration) bool) Options {
	options := Options{Seed: seed, rules: libraryRules()}
	move := func(claim *association.Claim, at time.Time) time.Time {
		if clock.part(claim.State(), nil) == 0 {
			return at
		}
		record := claim.Record()
		return across(at, clock.end(&record, clock.days.short, time.UTC), crosses)
	}
	options.rules.apply = func(claim *association.Claim, command association.Command, meta claims.Meta) (association.Change, error) {
		meta.At = move(claim, meta.At)
		return association.Apply(claim, command, meta)
	}
	options.rules.overdueBond = func(claim *association.Claim, at time.Time) bool { return claim.OverdueAtMicrosoft(move(claim, at)) }
	return options
}

// finds plays eras of some kinds of steps until the fault is found.
func finds(t *testing.T, plant func(seed uint64) Options, has func(*kind) bool) {
	t.Helper()
	for seed := uint64(2); seed <= 16; seed += 2 { // whose clocks are short
		options := plant(seed)
		world, err := play(options, draw(newSchedule(seed, has), EraSteps))
		var broken *ViolationError
		if errors.As(err, &broken) && broken.Invariant == 6 {
			t.Logf("seed %d: found after %d steps: %v", seed, world.played, err)
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("the fault is not found")
}

// ofBonds are the kinds of steps of associations.
func ofBonds(k *kind) bool { return strings.HasPrefix(k.name, "associat") }

// Under the race detector, each clock has one of the three faults. No goroutine
// is in it, and the step programs of the CI plants all of them without.
func TestAFaultOfAClockIsFoundOnEachSideOfItsEnd(t *testing.T) {
	ofPure := (&Options{Pure: true}).has
	for k, fault := range slices.Sorted(maps.Keys(crossings)) {
		crosses := crossings[fault]
		left := func(clock int) bool { return raceDetector && (clock+k)%len(crossings) != 0 }
		for i := range activityClocks {
			if left(i) {
				continue
			}
			t.Run("the "+activityClocks[i].name+" clock "+fault, func(t *testing.T) {
				finds(t, func(seed uint64) Options { return crossed(&activityClocks[i], seed, crosses) }, ofPure)
			})
		}
		for i := range bondClocks {
			if left(i) {
				continue
			}
			t.Run("the "+bondClocks[i].name+" clock "+fault, func(t *testing.T) {
				finds(t, func(seed uint64) Options { return crossedBond(&bondClocks[i], seed, crosses) }, ofBonds)
			})
		}
	}
}

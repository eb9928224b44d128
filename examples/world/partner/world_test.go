package partner

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// seeds are the fixed seeds of the tests.
var seeds = []uint64{1, 2, 3, 4}

func TestEqualSeedsGiveEqualWorlds(t *testing.T) {
	for _, seed := range seeds {
		var digests []string
		for range 2 {
			report, err := Run(Options{Seed: seed}, 1500, time.Time{})
			if err != nil {
				t.Fatalf("%v\n%s", err, report.Story.Text())
			}
			digests = append(digests, report.Digest)
		}
		if digests[0] != digests[1] {
			t.Errorf("seed %d gives the digests %q", seed, digests)
		}
	}
}

func TestEverythingHappensInTheFixedWorlds(t *testing.T) {
	counts, share := &Counts{}, 1
	if raceDetector {
		share = 10 // too few for everything
	}
	playAll(t, counts, share)
	if !raceDetector {
		checkHappened(t, counts)
	}
	var text bytes.Buffer
	if err := counts.Print(&text); err != nil || !strings.Contains(text.String(), "invariant: ") {
		t.Errorf("printed %q, %v", text.String(), err)
	}
	t.Logf("\n%s", text.String())
}

// TestStories replays the stories that once ended in a violation.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/stories/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		story, err := ReadStory(string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if _, err := Replay(Options{Seed: story.Seed}, story.Steps); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// A careless store saves over a version that it was not given: a lost update.
type careless struct{ *store.Memory }

func (s careless) Save(ctx context.Context, change store.Change) error {
	err := s.Memory.Save(ctx, change)
	if errors.Is(err, store.ErrConflict) {
		return nil // it says that it has saved
	}
	return err
}

// A generous store forgets the limit of claims.
type generous struct{ *store.Memory }

func (s generous) Save(ctx context.Context, change store.Change) error {
	change.Limit = claims.Limit{}
	return s.Memory.Save(ctx, change)
}

// A forgetful store fails, and says that the batch is saved.
type forgetful struct{ *store.Memory }

func (s forgetful) SaveAll(context.Context, []store.Change) error { return nil }

// A panicking store cannot keep an approved claim.
type panicking struct{ *store.Memory }

func (s panicking) Save(ctx context.Context, change store.Change) error {
	if change.Envelope.Status == claims.Approved.String() {
		panic("cannot keep it")
	}
	return s.Memory.Save(ctx, change)
}

// never is an invariant that does not hold: that no claim is ever rejected.
var never = Invariant{Number: 99, Name: "no claim is rejected", Holds: func(claim *claims.Claim, _ []claims.Entry) error {
	if claim.State().Status == claims.Rejected {
		return errors.New("it is rejected")
	}
	return nil
}}

// sleepy takes a resubmission that answers nothing.
func sleepy() *rules {
	all := libraryRules()
	all.act = func(claim *claims.Claim, command claims.Command, meta claims.Meta) (claims.Change, error) {
		if submit, ok := command.(claims.Submit); ok && submit.Comment == "" {
			submit.Comment = "nothing"
			command = submit
		}
		return claims.Apply(claim, command, meta)
	}
	return all
}

// blind does not follow Partner Center.
func blind() *rules {
	all := libraryRules()
	all.observe = func(claim *claims.Claim, _ claims.PortalStatus, _ claims.Meta) (claims.Change, error) {
		return claims.Change{Claim: claim}, nil
	}
	return all
}

// A plant is a fault that is found within so many steps, and its story has at
// most so many.
type plant struct {
	options     Options
	invariant   int
	found, told int
}

// inStore is a world whose store has a fault.
func inStore(fault func(*store.Memory) Store) Options {
	return Options{Store: func() (Store, error) { return fault(&store.Memory{}), nil }}
}

func TestPlantedFaultsAreFoundAndTheirStoriesAreShort(t *testing.T) {
	for name, plant := range map[string]plant{
		"a lost update":       {from(8, inStore(func(m *store.Memory) Store { return careless{m} })), 9, 2500, 6},
		"no limit":            {inStore(func(m *store.Memory) Store { return generous{m} }), 9, 2500, 4},
		"a forgotten batch":   {inStore(func(m *store.Memory) Store { return forgetful{m} }), 6, 2500, 4},
		"a panic":             {inStore(func(m *store.Memory) Store { return panicking{m} }), 0, 10_000, 20},
		"an invariant broken": {Options{Invariants: []Invariant{never}}, 99, 10_000, 20},
		"a guard asleep":      {Options{rules: sleepy()}, 12, 2500, 20},
		"a status not seen":   {Options{rules: blind()}, 1, 2500, 4},
	} {
		t.Run(name, plant.isFound)
	}
}

// isFound plays a world with the fault.
func (p plant) isFound(t *testing.T) {
	if p.options.Seed == 0 {
		p.options.Seed = 5
	}
	report, err := Run(p.options, p.found, time.Time{})
	var broken *ViolationError
	if !errors.As(err, &broken) || broken.Invariant != p.invariant {
		t.Fatalf("after %d steps: %v", report.Steps, err)
	}
	if len(report.Story.Steps) > p.told {
		t.Errorf("the story has %d steps:\n%s", len(report.Story.Steps), report.Story.Text())
	}
	told, err := ReadStory(report.Story.Text())
	if err != nil {
		t.Fatal(err)
	}
	p.options.Seed = told.Seed
	if _, err := Replay(p.options, told.Steps); !errors.As(err, &broken) || broken.Invariant != p.invariant {
		t.Errorf("the story ends in %v", err)
	}
	t.Logf("found after %d steps, told in %d:\n%s", report.Steps, len(told.Steps), report.Story.Text())
}

func TestAStoryIsReadAsItIsWritten(t *testing.T) {
	for _, seed := range seeds {
		story := Story{Seed: seed, Steps: Draw(seed, 2000)}
		read, err := ReadStory(story.Text())
		if err != nil {
			t.Fatal(err)
		}
		if read.Text() != story.Text() {
			t.Fatal("the story changes when it is read")
		}
	}
	for _, bad := range []string{
		"x", "2025-08-01T00:00:00Z fly", "2025-08-01 open claim=1", "2025-08-01T00:00:00Z open claim=x", "2025-08-01T00:00:00Z open desk=9",
		"2025-08-01T00:00:00Z open 1=fire", "seed x", "  @1 2025-08-01T00:00:00Z open", "2025-08-01T00:00:00Z open\n    @1 2025-08-01T00:00:00Z open",
		"2025-08-01T00:00:00Z open\n  @x 2025-08-01T00:00:00Z open", "2025-08-01T00:00:00Z open\n  @1 fly",
	} {
		if _, err := ReadStory(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func TestAStepOfAnUnknownKindIsMalformed(t *testing.T) {
	w, err := NewWorld(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Play(&Step{Kind: "fly"}); err == nil {
		t.Error("it is played")
	}
	if _, err := NewWorld(Options{Store: func() (Store, error) { return nil, errDown }}); !errors.Is(err, errDown) {
		t.Errorf("without a store: %v", err)
	}
}

func TestInvariantsHaveTheNumbersOfTheDesign(t *testing.T) {
	for i, invariant := range Invariants() {
		if invariant.Number != i+1 || invariant.Name == "" {
			t.Errorf("invariant %d is %d, %q", i+1, invariant.Number, invariant.Name)
		}
	}
	if !slices.IsSorted([]int{len(Invariants()), 13}) {
		t.Error("there are more than thirteen")
	}
}

package partner

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
)

// EraSteps is the number of steps of one era. After each era everything is
// checked, and the world begins anew from the next seed.
const EraSteps = 10_000

// A Report is the result of a run. The zero Report is of no run.
type Report struct {
	Seed   uint64  // the seed of the run
	Steps  int     // the steps that were played
	Eras   int     // the eras that were begun
	Digest string  // the digest of everything that happened
	Counts *Counts // how often each thing happened
	// Story is the shortest story of the violation that ended the run, or nil.
	Story *Story
}

// Run plays a number of steps, or until a limit of time, from a seed. A
// violation ends it, and is the error; its story is in the report.
func Run(options Options, steps int, until time.Time) (Report, error) {
	counts := options.Counts
	if counts == nil {
		counts = &Counts{}
	}
	report := Report{Seed: options.Seed, Counts: counts}
	digest := sha256.New()
	for era := uint64(0); report.Steps < steps && (until.IsZero() || time.Now().Before(until)); era++ {
		options.Seed, options.Counts = eraSeed(report.Seed, era), counts
		recorded := draw(newSchedule(options.Seed, options.has), min(EraSteps, steps-report.Steps))
		world, err := play(options, recorded)
		report.Eras++
		if world != nil {
			report.Steps += world.played
			digest.Write([]byte(world.Digest()))
		}
		var broken *ViolationError
		if errors.As(err, &broken) {
			report.Story = &Story{Seed: options.Seed, Violation: broken, Steps: Shrink(options, recorded[:world.played], broken)}
		}
		if err != nil {
			return report, err
		}
	}
	report.Digest = fmt.Sprintf("%x", digest.Sum(nil)[:8])
	return report, nil
}

// eraSeed is the seed of an era. The first era has the seed of the run.
func eraSeed(seed, era uint64) uint64 { return seed + era*0x9e3779b97f4a7c15 }

// Draw draws the steps of a seed.
func Draw(seed uint64, steps int) []Step { return draw(newSchedule(seed, (&Options{}).has), steps) }

func draw(s *schedule, steps int) []Step {
	drawn := make([]Step, steps)
	for i := range drawn {
		drawn[i] = s.step()
	}
	return drawn
}

// Replay plays recorded steps in a new world, and checks everything at the end.
// It returns the world beside a violation, too.
func Replay(options Options, steps []Step) (*World, error) { return play(options, steps) }

func play(options Options, steps []Step) (*World, error) {
	world, err := NewWorld(options)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		if err := world.Play(&steps[i]); err != nil {
			return world, err
		}
	}
	return world, world.End()
}

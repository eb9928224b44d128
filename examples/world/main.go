// Command world plays a whole partner from one number and checks the invariants
// of the library after every step.
//
//	go run -C examples ./world -seed 7 -steps 100000
//	go run -C examples ./world -fresh 3 -steps 20000
//	go run -C examples ./world -for 1h
//	go run -C examples ./world -story story.txt
package main

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/examples/world/partner"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run plays the worlds or the story that the flags name.
func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("world", flag.ContinueOnError)
	seed := flags.Uint64("seed", 1, "the number from which everything is drawn")
	steps := flags.Int("steps", 20_000, "the number of steps for each seed")
	lasts := flags.Duration("for", 0, "play for so long, whatever -steps says")
	fresh := flags.Int("fresh", 0, "play so many fresh seeds, and print them")
	story := flags.String("story", "", "play the story of a file")
	pure := flags.Bool("pure", false, "play commands on decoded claims, without a store")
	counts := flags.Bool("counts", true, "print how often each thing happened")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("world: found the argument %q, want flags alone", flags.Arg(0))
	}
	if *story != "" {
		return playStory(*story, out)
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case *steps < 1 || *fresh < 0 || *lasts < 0:
		return errors.New("world: wanted are at least 1 step, and no number or time below 0")
	case *fresh > 0 && given["seed"]:
		return errors.New("world: -fresh draws the seeds, and -seed names one: give one of both")
	}
	seeds := []uint64{*seed}
	if *fresh > 0 {
		seeds = seeds[:0]
		for range *fresh {
			var drawn [8]byte
			if _, err := rand.Read(drawn[:]); err != nil {
				return err
			}
			seeds = append(seeds, binary.LittleEndian.Uint64(drawn[:])>>16)
		}
	}
	var until time.Time
	if *lasts > 0 {
		until, *steps = time.Now().Add(*lasts), 1<<62
	}
	for _, seed := range seeds {
		if err := playSeed(partner.Options{Seed: seed, Pure: *pure}, *steps, until, *counts, out); err != nil {
			return err
		}
	}
	return nil
}

// playSeed plays one seed and prints its report.
func playSeed(options partner.Options, steps int, until time.Time, counts bool, out io.Writer) error {
	fmt.Fprintf(out, "seed %d\n", options.Seed)
	// A world is small and begins anew with each era, so nothing is collected until
	// there is much of it.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(256 << 20)
	begun := processorTime()
	report, err := partner.Run(options, steps, until)
	spent := processorTime() - begun
	if report.Story != nil {
		fmt.Fprintf(out, "\nThe shortest story, for examples/world/partner/testdata/stories:\n\n%s\n", report.Story.Text())
	}
	if counts {
		if err := report.Counts.Print(out); err != nil {
			return err
		}
	}
	digest := "" // of a run that broke off there is none
	if report.Digest != "" {
		digest = " digest " + report.Digest + ","
	}
	fmt.Fprintf(out, "%d steps in %d eras,%s %.0f steps a second of processor time\n",
		report.Steps, report.Eras, digest, float64(report.Steps)/spent.Seconds())
	return err
}

// playStory plays the story of a file.
func playStory(name string, out io.Writer) error {
	text, err := inputfile.Text(name, inputfile.Most)
	if err != nil {
		return err
	}
	story, err := partner.ReadStory(string(text))
	if err != nil {
		return err
	}
	if len(story.Steps) == 0 {
		return fmt.Errorf("%s: no step: want a story as the world prints it", name)
	}
	world, err := partner.Replay(partner.Options{Seed: story.Seed, Lines: true}, story.Steps)
	if world != nil {
		for _, line := range world.Lines() {
			fmt.Fprintln(out, line)
		}
	}
	var broken *partner.ViolationError
	if errors.As(err, &broken) {
		fmt.Fprintln(out, broken)
	}
	return err
}

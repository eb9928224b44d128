// Benchmark compares the library with peers that do the same work, side by side
// in one run.
//
// Every workload of the design runs on one core, with each contender on the
// same inputs, in several interleaved rounds. Before that, the program checks
// that all contenders give the same answers. It prints one table of medians,
// with the ratio to the library and the targets of the design. The targets are
// only information, so the program does not fail if a time is too long.
// README.md beside this file explains each row.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"testing"
)

// Exit statuses.
const (
	done = 0
	// No workload matches, contenders disagree, or the table could not be
	// written.
	failed = 1
	// A flag is malformed.
	invalid = 2
)

func main() {
	testing.Init()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// options holds the values of the flags.
type options struct {
	plan
	only   *regexp.Regexp // matches the names of workloads
	asJSON bool
}

func run(args []string, stdout, stderr io.Writer) int {
	asked, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return done
	case err != nil:
		fmt.Fprintf(stderr, "benchmark: %v\n", err)
		return invalid
	}
	if err := compare(asked, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "benchmark: %v\n", err)
		return failed
	}
	return done
}

// parse parses the flags.
func parse(args []string, stderr io.Writer) (options, error) {
	asked := options{}
	flags := flag.NewFlagSet("benchmark", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&asked.rounds, "rounds", 5, "how often each contender is measured, at least once")
	flags.StringVar(&asked.time, "time", "100ms", "how long one measurement takes: a `DURATION`, or a number of operations such as 1x")
	only := flags.String("run", "", "only the workloads whose name this `REGEXP` matches")
	flags.BoolVar(&asked.asJSON, "json", false, "print one JSON object instead of the table")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	switch {
	case flags.NArg() > 0:
		return options{}, fmt.Errorf("found the argument %q, want flags only", flags.Arg(0))
	case asked.rounds < 1:
		return options{}, fmt.Errorf("-rounds %d: want 1 or more", asked.rounds)
	}
	if err := flag.Set("test.benchtime", asked.time); err != nil {
		return options{}, fmt.Errorf("-time %s: want a duration such as 100ms or a count such as 1x", asked.time)
	}
	var err error
	asked.only, err = regexp.Compile(*only)
	return asked, err
}

// compare checks, measures and prints the workloads.
func compare(asked options, stdout, stderr io.Writer) error {
	on := thisMachine() // before the program adds to the load
	var taken results
	for _, m := range makers {
		if !asked.only.MatchString(m.name) {
			continue
		}
		w, err := m.workload()
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "measuring: %s\n", w.name)
		if err := w.agree(); err != nil {
			return err
		}
		// The inputs are garbage after this point, so they do not slow down the
		// next workload.
		taken = append(taken, asked.measure(&w)...)
	}
	if len(taken) == 0 {
		return fmt.Errorf("-run %s matches no workload", asked.only)
	}
	r := reportOf(on, asked.plan, taken)
	if asked.asJSON {
		encoder := json.NewEncoder(stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	}
	return r.print(stdout)
}

// Corpus writes and answers the corpus: questions about Microsoft's rules with
// the right answers, for implementations in any language.
//
// README.md beside this file describes the form.
package main

import (
	"bufio"
	"bytes"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
	_ "time/tzdata" // the time zones are the same on every machine

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/corpus/cases"
	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/mci/catalog"
)

// Exit statuses.
const (
	done    = 0
	differs = 1 // the files are not those that the library gives
	failed  = 2
)

//go:embed catalogs/*.json
var shipped embed.FS

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	flags.SetOutput(stderr)
	folder := flags.String("folder", "corpus/data", "read and write the files in `FOLDER`")
	scenarios := flags.String("scenarios", "../claims/testdata/scenarios", "make lives of the scenarios in `FOLDER`")
	write := flags.Bool("write", false, "write the files, in place of comparing them")
	sample := flags.Int("sample", 0, "write `N` fresh lives of each kind of claim, with the library's answers, to the standard output")
	from := flags.Uint64("seed", 1, "draw the fresh lives from `SEED`")
	asked := flags.Bool("answer", false, "read cases from the standard input, one a line, and write each with the library's answer")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return done
	} else if err != nil {
		return failed
	}
	catalogs, err := Catalogs()
	same := true
	switch {
	case err != nil:
	case *asked:
		err = answerAll(catalogs, stdin, stdout)
	case *sample > 0:
		err = writeSample(catalogs, *from, *sample, stdout)
	default:
		same, err = compareAll(catalogs, *scenarios, *folder, *write, stdout)
	}
	if err != nil {
		fmt.Fprintf(stderr, "corpus: %v\n", err)
		return failed
	}
	if !same {
		return differs
	}
	return done
}

// Catalogs reads the catalogs that the cases name. If one cannot be read, the
// error names its file.
func Catalogs() (answer.Catalogs, error) {
	read := answer.Catalogs{}
	for _, name := range []string{"public", "corrected", "zoned", "western", "made-up", "conditions"} {
		text, err := shipped.ReadFile("catalogs/" + name + ".json")
		if err != nil {
			return nil, err
		}
		if read[name], err = catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation}); err != nil {
			return nil, fmt.Errorf("catalogs/%s.json: %w", name, err)
		}
	}
	return read, nil
}

// compareAll makes the corpus anew, and writes its files if that is asked, or
// else compares them.
func compareAll(catalogs answer.Catalogs, scenarios, folder string, write bool, stdout io.Writer) (same bool, err error) {
	lives, err := scenario.Files(scenarios)
	if err != nil {
		return false, err
	}
	files, err := cases.All(catalogs, lives)
	if err != nil {
		return false, err
	}
	return compare(files, folder, write, stdout)
}

// writeSample writes lives that are drawn from a seed.
func writeSample(catalogs answer.Catalogs, seed uint64, number int, stdout io.Writer) error {
	drawn, err := cases.Sample(catalogs, seed, number)
	if err != nil {
		return err
	}
	return (&form.File{Cases: drawn}).WriteCases(stdout)
}

// compare compares files with those of a folder. If write is true, it writes
// them before.
func compare(files map[string][]byte, folder string, write bool, stdout io.Writer) (same bool, err error) {
	same = true
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(folder, name)
		if write {
			if err := os.WriteFile(path, files[name], 0o644); err != nil { //nolint:gosec // because everybody may read the corpus
				return false, err
			}
		}
		stored, err := os.ReadFile(path) //nolint:gosec // because the user names the folder
		if err != nil {
			return false, err
		}
		state := "as the library answers"
		if !bytes.Equal(stored, files[name]) {
			state, same = "DIFFERENT", false
		}
		fmt.Fprintf(stdout, "%-28s %5d cases %8d bytes  %s\n", name, bytes.Count(files[name], []byte("\n"))-1, len(files[name]), state)
	}
	return same, nil
}

// mostBadLines is the number of lines that are told one by one.
const mostBadLines = 20

// answerAll answers cases, one a line. Each needs its ID, its kind and its
// question. If it has an answer, this is replaced. The header of a file is passed
// over. A line that is no case is told at the end, and stops none of the others.
func answerAll(catalogs answer.Catalogs, stdin io.Reader, stdout io.Writer) error {
	lines := bufio.NewScanner(stdin)
	lines.Buffer(make([]byte, 0, 4096), form.MostLine)
	out := bufio.NewWriter(stdout)
	var bad []error
	more := 0
	for number := 1; lines.Scan(); number++ {
		if form.IsHeader(lines.Bytes()) {
			continue
		}
		one, err := form.ReadQuestion(lines.Bytes())
		if err == nil {
			one.Out, err = answer.Of(catalogs, one.Kind, one.In)
		}
		if err != nil {
			if err = fmt.Errorf("line %d: %w", number, err); len(bad) < mostBadLines {
				bad = append(bad, err)
			} else {
				more++
			}
			continue
		}
		file := form.File{Cases: []form.Case{one}}
		if err := file.WriteCases(out); err != nil {
			return err
		}
	}
	if more > 0 {
		bad = append(bad, fmt.Errorf("%d more lines", more))
	}
	return errors.Join(errors.Join(bad...), lines.Err(), out.Flush())
}

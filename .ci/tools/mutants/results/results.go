// Package results reads and writes the file in which the results of mutants are
// kept: sorted lines of four cells, with a tab between them.
//
// A package has one line, with its folder, the date, a key of its files and the
// counts. A mutant that lived, or that no test reaches, has one line with its
// file, its function, the change and the verdict. The verdict "lived" stands
// until somebody reads the mutant. If it does the same as the code, the reader
// replaces the verdict by "equivalent: " and the reason.
package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// What became of a mutant.
const (
	Killed     = "killed"
	Lived      = "lived"
	TimedOut   = "timed out"
	NotCovered = "not covered"
	Equivalent = "equivalent: " // followed by the reason
)

// File is the file's place in the checkout.
const File = ".ci/mutation-results"

// A Mutant is one wrong program: at one place, another operator stands.
type Mutant struct {
	File     string // relative to the checkout
	Function string
	Change   string // the expression, and the operator that replaces its own
}

// A Package is what became of the mutants of one package.
type Package struct {
	Folder, Date, Key string
	Killed, TimedOut  int
	Others            map[Mutant]string // the verdict of each mutant that was not killed
}

// Count returns how many of the others have a verdict that begins with prefix.
func (p Package) Count(prefix string) int {
	n := 0
	for _, verdict := range p.Others {
		if strings.HasPrefix(verdict, prefix) {
			n++
		}
	}
	return n
}

// Score returns the share of killed mutants in percent. Those that are
// equivalent, ran out of time or were not reached do not count.
func (p Package) Score() int {
	if p.Killed+p.Count(Lived) == 0 {
		return 100
	}
	return 100 * p.Killed / (p.Killed + p.Count(Lived))
}

// String returns the counts.
func (p Package) String() string {
	return fmt.Sprintf("%d killed, %d lived, %d equivalent, %d timed out, %d not covered",
		p.Killed, p.Count(Lived), p.Count(Equivalent), p.TimedOut, p.Count(NotCovered))
}

// Read reads a file of results, by folder. A file that does not exist holds
// none.
func Read(name string) (map[string]*Package, error) {
	packages := map[string]*Package{}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return packages, nil
	} else if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 4 {
			return nil, fmt.Errorf("%d cells, not 4: %s", len(cells), line)
		}
		if strings.HasSuffix(cells[0], ".go") {
			err = readMutant(packages, cells)
		} else {
			err = readPackage(packages, cells)
		}
		if err != nil {
			return nil, err
		}
	}
	return packages, nil
}

func readPackage(packages map[string]*Package, cells []string) error {
	p := &Package{Folder: cells[0], Date: cells[1], Key: cells[2], Others: map[Mutant]string{}}
	var counted int
	if _, err := fmt.Sscanf(cells[3], "%d killed, %d lived, %d equivalent, %d timed out", &p.Killed, &counted, &counted, &p.TimedOut); err != nil {
		return fmt.Errorf("%s: no counts: %q", p.Folder, cells[3])
	}
	packages[p.Folder] = p
	return nil
}

func readMutant(packages map[string]*Package, cells []string) error {
	p := packages[path.Dir(cells[0])]
	if p == nil {
		return fmt.Errorf("%s: no line of its package before it", cells[0])
	}
	reason, read := strings.CutPrefix(cells[3], Equivalent)
	if cells[3] != Lived && cells[3] != NotCovered && (!read || reason == "") {
		return fmt.Errorf("%s: %s: neither lived, not covered nor equivalent with a reason: %q", cells[0], cells[1], cells[3])
	}
	p.Others[Mutant{cells[0], cells[1], cells[2]}] = cells[3]
	return nil
}

// Text returns the lines of the file.
func Text(packages map[string]*Package) string {
	var lines []string
	for _, p := range packages {
		lines = append(lines, strings.Join([]string{p.Folder, p.Date, p.Key, p.String()}, "\t"))
		for m, verdict := range p.Others {
			lines = append(lines, strings.Join([]string{m.File, m.Function, m.Change, verdict}, "\t"))
		}
	}
	slices.Sort(lines)
	return strings.Join(append(lines, ""), "\n")
}

// Mutants tries whether the tests of a pure package notice a wrong operator. It
// compiles the package once, with all of its mutants in it, and runs for each
// mutant the tests that reach it, until one fails.
//
//	go run -C .ci/tools ./mutants -root "$PWD" FOLDER…
//
// The results are kept in .ci/mutation-results. A package whose code and tests
// did not change is not tried again. A mutant that somebody found to be equivalent
// does not count, until it does not live anymore.
//
// It exits with 1 if a package scores less than .ci/mutation-threshold, and with 2
// if a package cannot be tried.
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/ci/tools/mutants/results"
)

func main() {
	root := flag.String("root", ".", "the checkout")
	workers := flag.Int("workers", 2, "how many mutants are tried at once")
	flag.Parse()
	job := &job{root: *root, workers: *workers}
	bad, err := job.run(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if bad {
		os.Exit(1)
	}
}

// A job tries packages one after the other.
type job struct {
	root    string
	workers int
}

// run tries the packages, and reports whether one scores too little.
func (j *job) run(folders []string) (bad bool, err error) {
	text, err := os.ReadFile(filepath.Join(j.root, ".ci/mutation-threshold"))
	if err != nil {
		return false, err
	}
	threshold, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return false, err
	}
	var failed error
	for _, folder := range folders {
		started := time.Now()
		p, err := j.bring(folder)
		if err != nil {
			fmt.Printf("%s: not tried: %v\n", folder, err)
			failed = errors.New("a package was not tried")
			continue
		}
		tell(p)
		fmt.Printf("%s: %s: %d %%, threshold %d %%, %.0f s\n", folder, p, p.Score(), threshold, time.Since(started).Seconds())
		bad = bad || p.Score() < threshold
	}
	return bad, failed
}

// tell prints the mutants that nobody found to be equivalent.
func tell(p *results.Package) {
	var lines []string
	for m, verdict := range p.Others {
		if !strings.HasPrefix(verdict, results.Equivalent) {
			lines = append(lines, fmt.Sprintf("  %s: %s: %s: %s", verdict, m.File, m.Function, m.Change))
		}
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}

// bring returns the result of a package. It tries the package, unless the file
// has a result for the package's files.
func (j *job) bring(folder string) (*results.Package, error) {
	key, err := contentKey(j.root, folder)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(j.root, results.File)
	known, err := results.Read(file)
	if err != nil {
		return nil, err
	}
	p := known[folder]
	if p == nil || p.Key != key {
		if p, err = j.try(folder); err != nil {
			return nil, err
		}
		p.Folder, p.Key, p.Date = folder, key, time.Now().UTC().Format(time.DateOnly)
		// Somebody may have read other mutants in the meantime.
		if known, err = results.Read(file); err != nil {
			return nil, err
		}
		if old := known[folder]; old != nil {
			keep(p, old)
		}
		known[folder] = p
	}
	return p, os.WriteFile(file, []byte(results.Text(known)), 0o644)
}

// try tries the mutants of a package.
func (j *job) try(folder string) (*results.Package, error) {
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	t, err := prepare(j.root, folder, scratch)
	if err != nil {
		return nil, err
	}
	if err := t.measure(); err != nil {
		return nil, err
	}
	return t.tryAll(j.workers), nil
}

// keep takes over what was found of mutants that still live, and tells those
// that do not.
func keep(p, old *results.Package) {
	for m, verdict := range old.Others {
		switch {
		case !strings.HasPrefix(verdict, results.Equivalent):
		case p.Others[m] == results.Lived:
			p.Others[m] = verdict
		default:
			fmt.Printf("  no longer lives: %s: %s: %s\n", m.File, m.Function, m.Change)
		}
	}
}

// tryAll tries every mutant.
func (t *trial) tryAll(workers int) *results.Package {
	p := &results.Package{Others: map[results.Mutant]string{}}
	var lock sync.Mutex
	var group sync.WaitGroup
	free := make(chan struct{}, workers)
	for i, m := range t.mutants {
		free <- struct{}{}
		group.Go(func() {
			verdict := t.try(i + 1)
			<-free
			lock.Lock()
			defer lock.Unlock()
			switch verdict {
			case results.Killed:
				p.Killed++
			case results.TimedOut:
				p.TimedOut++
			default:
				p.Others[m] = verdict
			}
		})
	}
	group.Wait()
	return p
}

// contentKey returns a key of the package's files and of its test data. It is the
// same if only comments and blanks of the code change, since no mutant lives or
// dies by them. Those of a test count: an Example holds its output in a comment.
func contentKey(root, folder string) (string, error) {
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--",
		":(glob)"+folder+"/*.go", folder+"/testdata").Output()
	if err != nil {
		return "", fmt.Errorf("git ls-files: %w", err)
	}
	names := strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range slices.Compact(names) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return "", err
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			text = tokens(text)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))[:12], nil
}

// tokens returns the tokens of Go code, one a line, and its directives.
func tokens(code []byte) []byte {
	var out bytes.Buffer
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, code, nil, scanner.ScanComments)
	for {
		_, what, text := s.Scan()
		switch {
		case what == token.EOF:
			return out.Bytes()
		case what == token.COMMENT && !strings.HasPrefix(text, "//go:"):
		default:
			fmt.Fprintf(&out, "%s %s\n", what, text)
		}
	}
}

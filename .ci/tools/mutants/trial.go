package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/ci/tools/mutants/results"
)

// A folder is what `go list` says about a package.
type folder struct {
	ImportPath, Dir, Export                    string
	GoFiles, Imports, TestGoFiles, TestImports []string
	XTestGoFiles, XTestImports                 []string
	ForTest                                    string
}

// list runs `go list` in the checkout.
func list(root string, arguments ...string) ([]folder, error) {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Export,GoFiles,Imports,TestGoFiles,TestImports,XTestGoFiles,XTestImports"}, arguments...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var folders []folder
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var f folder
		if err := d.Decode(&f); errors.Is(err, io.EOF) {
			return folders, nil
		} else if err != nil {
			return nil, err
		}
		folders = append(folders, f)
	}
}

// A test is one test of a binary, the processor time that it takes, and the
// mutants that it reaches.
type test struct {
	name    string
	took    time.Duration
	reaches map[int]bool
}

// A binary holds the tests of one package, linked with the mutants.
type binary struct {
	dir, path string
	tests     []test
}

// A trial tries the mutants of one package.
type trial struct {
	root, dir string // the checkout, and the package's folder in it
	scratch   string
	mutants   []results.Mutant
	binaries  []binary
}

// prepare writes the package with its mutants, and builds its tests.
func prepare(root, dir, scratch string) (*trial, error) {
	t := &trial{root: root, dir: dir, scratch: scratch}
	needed, err := list(root, "-export", "-deps", "./"+dir)
	if err != nil {
		return nil, err
	}
	target := needed[len(needed)-1]
	overlay, err := t.rewrite(needed, target)
	if err != nil {
		return nil, err
	}
	testers, err := t.testers(target)
	if err != nil {
		return nil, err
	}
	for i, f := range testers {
		b := binary{dir: f.Dir, path: filepath.Join(scratch, fmt.Sprintf("test%d", i))}
		build := exec.Command("go", "test", "-c", "-vet=off", "-ldflags=-w", "-overlay", overlay, "-o", b.path, f.ImportPath)
		build.Dir = root
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s with its mutants: %w\n%s", f.ImportPath, err, out)
		}
		t.binaries = append(t.binaries, b)
	}
	return t, nil
}

// rewrite writes the files with their mutants, and an overlay that puts them in
// the place of the package's own.
func (t *trial) rewrite(needed []folder, target folder) (string, error) {
	exports := map[string]string{}
	for _, f := range needed {
		exports[f.ImportPath] = f.Export
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range target.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(target.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	pkg, err := config.Check(target.ImportPath, fset, files, info)
	if err != nil {
		return "", err
	}
	m := &mutator{fset: fset, info: info, pkg: pkg, aliases: map[string]string{}, imports: map[string]string{}}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	write := func(name, text string) error {
		to := filepath.Join(t.scratch, name)
		overlay.Replace[filepath.Join(target.Dir, name)] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	for i, name := range target.GoFiles {
		source, err := os.ReadFile(filepath.Join(target.Dir, name))
		if err != nil {
			return "", err
		}
		if err := write(name, m.file(t.dir+"/"+name, string(source), files[i])); err != nil {
			return "", err
		}
	}
	if err := write("mutants.go", m.helper()); err != nil {
		return "", err
	}
	t.mutants = m.mutants
	text, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	file := filepath.Join(t.scratch, "overlay.json")
	return file, os.WriteFile(file, text, 0o600)
}

// testers lists the packages whose tests may kill a mutant: the package itself,
// and of those that import it the suites for hosts, those above it in the tree of
// folders and, for an internal one, all.
func (t *trial) testers(target folder) ([]folder, error) {
	all, err := list(t.root, "./...")
	if err != nil {
		return nil, err
	}
	internal := strings.Contains(t.dir, "internal/")
	return slices.DeleteFunc(all, func(f folder) bool {
		if len(f.TestGoFiles)+len(f.XTestGoFiles) == 0 {
			return true
		}
		above := strings.HasPrefix(target.ImportPath, f.ImportPath+"/") || strings.HasSuffix(f.ImportPath, "test")
		imports := slices.Contains(slices.Concat(f.Imports, f.TestImports, f.XTestImports), target.ImportPath)
		return f.ImportPath != target.ImportPath && !(imports && (internal || above))
	}), nil
}

// measure runs each test alone, without a mutant, to see how long it takes and
// which mutants it reaches.
func (t *trial) measure() error {
	for i := range t.binaries {
		b := &t.binaries[i]
		listing := exec.Command(b.path, "-test.list", "^(Test|Example|Fuzz)")
		listing.Dir = b.dir
		out, err := listing.Output()
		if err != nil {
			return fmt.Errorf("%s: its tests cannot be listed: %w", b.dir, err)
		}
		for name := range strings.FieldsSeq(string(out)) {
			one, err := b.measure(name, filepath.Join(t.scratch, "notes"))
			if err != nil {
				return err
			}
			b.tests = append(b.tests, one)
		}
	}
	return nil
}

func (b binary) measure(name, notes string) (test, error) {
	one := test{name: name, reaches: map[int]bool{}}
	verdict, took, output := b.run([]string{name}, 5*time.Minute, "MUTANT_NOTES="+notes)
	if verdict != results.Lived {
		return one, fmt.Errorf("%s: %s: %s without a mutant\n%s", b.dir, name, verdict, output)
	}
	one.took = took
	text, err := os.ReadFile(notes)
	if errors.Is(err, os.ErrNotExist) {
		return one, nil
	} else if err != nil {
		return one, err
	}
	for line := range strings.FieldsSeq(string(text)) {
		n, err := strconv.Atoi(line)
		if err != nil {
			return one, err
		}
		one.reaches[n] = true
	}
	return one, os.Remove(notes)
}

// quick is how long a test takes at most that is run before the others.
const quick = 100 * time.Millisecond

// try runs the tests that reach a mutant, the quick ones first.
func (t *trial) try(n int) string {
	verdict := results.NotCovered
	for _, first := range []bool{true, false} {
		for _, b := range t.binaries {
			var names []string
			var took time.Duration
			for _, one := range b.tests {
				if one.reaches[n] && first == (one.took <= quick) {
					names = append(names, one.name)
					took += one.took
				}
			}
			if len(names) == 0 {
				continue
			}
			if verdict, _, _ = b.run(names, 2*time.Second+3*took, fmt.Sprintf("MUTANT=%d", n)); verdict != results.Lived {
				return verdict
			}
		}
	}
	return verdict
}

// patience is how long a run may last while others use the processor.
const patience = 10 * time.Minute

// run runs tests of a binary within four gigabytes of memory and a bound of
// processor time, and returns the time that they took. The cases of a property
// are the same in every run, so that luck kills no mutant.
func (b binary) run(names []string, most time.Duration, variable string) (verdict string, took time.Duration, output string) {
	for i, name := range names {
		names[i] = regexp.QuoteMeta(name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", `ulimit -v 4000000 -t "$1"; shift; exec "$@"`, "bash",
		strconv.Itoa(int(math.Ceil(most.Seconds()))), b.path, "-test.failfast", "-test.run", "^("+strings.Join(names, "|")+")$")
	cmd.Dir = b.dir
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "RAPID_SEED=1", "RAPID_NOFAILFILE=true", "RAPID_SHRINKTIME=1ms", variable)
	out, err := cmd.CombinedOutput()
	if state := cmd.ProcessState; state != nil {
		took = state.UserTime() + state.SystemTime()
	}
	switch {
	case err == nil:
		return results.Lived, took, ""
	case ctx.Err() != nil || cmd.ProcessState != nil && cmd.ProcessState.ExitCode() < 0: // a signal ended it
		return results.TimedOut, took, string(out)
	default:
		return results.Killed, took, string(out)
	}
}

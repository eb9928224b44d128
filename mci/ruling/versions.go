package ruling

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// Versions compares rules with the committed list of all versions of all rules.
// Stored findings carry the ID and the version of their rule, so a rule never
// leaves the list, and the meaning of a version never changes. The list has a
// line for each version: the ID, the version, and a digest of the meaning, the
// path and the source.
//
// Versions returns the list with the missing rules added at its end, to be
// committed. It also returns a problem for each rule that is missing from the
// list, differs from the list under the same version, is listed but no longer
// in any table, or occurs twice.
func Versions(committed string, rules []mci.Rule) (updated string, problems []error) {
	listed := map[string]string{}
	for line := range strings.Lines(committed) {
		line = strings.TrimSuffix(line, "\n")
		listed[line[:strings.LastIndexByte(line, ' ')+1]] = line
	}
	known := map[string]bool{}
	updated = committed
	for _, r := range rules {
		name := fmt.Sprintf("%s %d ", r.ID, r.Version)
		line := name + digest(r)
		switch {
		case known[name]:
			problems = append(problems, fmt.Errorf("%sis in the tables twice", name))
		case listed[name] == "":
			updated += line + "\n"
			problems = append(problems, fmt.Errorf("%sis not in the committed list", name))
		case listed[name] != line:
			problems = append(problems, fmt.Errorf("%ssays something else than when it was committed: give it the next version, and keep the old one as retired", name))
		}
		known[name] = true
	}
	for line := range strings.Lines(committed) {
		if name := line[:strings.LastIndexByte(line, ' ')+1]; !known[name] {
			problems = append(problems, fmt.Errorf("%sis in no table any more: keep it as retired", name))
		}
	}
	return updated, problems
}

func digest(r mci.Rule) string {
	d := fnv.New64a()
	_, _ = fmt.Fprintf(d, "%s\x00%s\x00%s", r.Means, r.Path, r.Source) // a hash never fails
	return fmt.Sprintf("%016x", d.Sum64())
}

package change

import (
	"errors"
	"slices"
	"testing"
)

func TestAPatchNamesPublishedPathsAlone(t *testing.T) {
	paths := PatchPaths()
	if !slices.IsSorted(paths) || len(slices.Compact(slices.Clone(paths))) != 31 {
		t.Errorf("%d paths, sorted %t", len(paths), slices.IsSorted(paths))
	}
	for _, path := range paths {
		if err := (Patch{{Replace, path, "1"}}).Refused(); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"/type", "/target", "/target/-", "/inviteContext", "/inviteContext/assistanceRequestCode", "/name", "/team/0/title", "/details", "", "/", "status", "/Status", "/status/"} {
		err := (Patch{{Replace, "/status", "1"}, {Replace, path, "1"}}).Refused()
		var refusal *Refusal
		if !errors.As(err, &refusal) || len(refusal.Findings) != 1 || refusal.Findings[0].Path != path || refusal.Findings[0].Rule != pathRule {
			t.Errorf("%q: %v", path, err)
		}
		if err := (Patch{{Replace, path, "1"}}).Refused("/x", path); err != nil {
			t.Errorf("%q is refused though it is open: %v", path, err)
		}
	}
}

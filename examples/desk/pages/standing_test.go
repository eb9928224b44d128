package pages

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Whatever a settlement depends on makes it anew, and nothing else does.
func TestTheSettlementIsMadeAnewOnlyIfSomethingChanged(t *testing.T) {
	f := newFixture(t, nil)
	now := func() *standing {
		t.Helper()
		s, err := f.standing(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	last := now()
	for _, change := range []struct {
		name string
		do   func()
		anew bool
	}{
		{"nothing", func() {}, false},
		{"pages were looked at", func() {
			f.get(t, "/money/settlement")
			f.get(t, "/money/settlement?state=late&location=zurich")
		}, false},
		{"a claim went on", func() { f.give(t, "proseware-syntex", "comment", "comment", "hello") }, true},
		{"a report was kept", func() { f.keepReports(t, "payments.csv", paymentsReport, "keep") }, true},
		{"a minute passed", func() { f.site.now = at(f.now().Add(time.Minute)) }, false},
		{"a day passed", func() { f.site.now = at(f.now().AddDate(0, 0, 1)) }, true},
		{"the file of a report was replaced by hand", func() {
			kept, _, err := f.keptReports()
			if err != nil || len(kept) != 1 {
				t.Fatal(kept, err)
			}
			if err := os.WriteFile(filepath.Join(f.reportFolder(), kept[0].Sum), []byte("damaged"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"a report was taken back", func() {
			kept, _, _ := f.keptReports()
			if err := f.dropReport(kept[0].Sum); err != nil {
				t.Fatal(err)
			}
		}, true},
	} {
		change.do()
		if got := now(); (got != last) != change.anew {
			t.Errorf("%s: it was made anew: %t", change.name, got != last)
		}
		last = now()
		f.settlesAlike(t, change.name)
	}
}

func at(instant time.Time) func() time.Time { return func() time.Time { return instant } }

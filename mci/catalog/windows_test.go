package catalog_test

import (
	"slices"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestWindowsGiveTheLengthOfEachClock(t *testing.T) {
	w, _ := must(catalog.Public()).Windows("Assessments")
	for clock, want := range map[mci.Clock]int{
		0: 0, mci.ConsentClock: 30, mci.FirstSubmissionClock: 60, mci.ReviewClock: 90, mci.DisputeClock: 30, mci.PostDisputeClock: 30, 6: 0, 255: 0,
	} {
		if got := w.Days(clock); got != want {
			t.Errorf("%v clock: %d days, want %d", clock, got, want)
		}
	}
	if got := w.ComputedMaximum(); got != 120 {
		t.Errorf("computed maximum %d, want consent and review, 120", got)
	}
}

func TestTheWindowOfAClockIsThatOfItsDaysInTheCalendarOfTheEdition(t *testing.T) {
	trigger := time.Date(2022, 10, 31, 23, 30, 0, 0, time.UTC)
	for edition := range must(catalog.Public()).Editions() {
		for e := range edition.Engagements() {
			windows := e.Windows()
			for _, clock := range append(mci.Clocks(), 0, 255) {
				if got, want := e.Window(clock, trigger), edition.Calendar().Window(trigger, windows.Days(clock)); got != want {
					t.Errorf("%s: %v clock: %v, want %v", e.Ref(), clock, got, want)
				} else if end := e.WindowEnd(clock, trigger); end != want.End {
					t.Errorf("%s: %v clock: ends alone at %v, want %v", e.Ref(), clock, end, want.End)
				}
			}
			if window := e.Window(mci.ConsentClock, time.Time{}); window.Open(trigger) {
				t.Errorf("%s: without a trigger the window is open: %v", e.Ref(), window)
			}
		}
	}
}

// clocksByFormat lists the clocks that the catalogs of each format name. A
// catalog that names others needs another format, so that a library which does
// not know them refuses it.
var clocksByFormat = map[float64][]string{
	1: {"consent", "dispute", "firstSubmission", "postDispute", "review"},
}

func TestAFormatHasItsClocks(t *testing.T) {
	_, document := catalogSchema(t)
	format := at(document, "properties.format.const").(float64)
	var clocks []string
	for name := range at(document, "$defs.windows.properties").(map[string]any) {
		if name != "source" {
			clocks = append(clocks, name)
		}
	}
	slices.Sort(clocks)
	if want := clocksByFormat[format]; !slices.Equal(clocks, want) || len(clocks) != len(mci.Clocks()) {
		t.Errorf("format %v has the clocks %q, want %q: raise the format in the reader, the schema and the catalogs, and add a row here", format, clocks, want)
	}
}

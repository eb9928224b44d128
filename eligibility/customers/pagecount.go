package customers

import (
	"encoding/json"
	"iter"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A PageCount is the number of lines on a Customers page, by tab and by reason.
// The zero PageCount is the count of an empty page. It counts while the lines
// pass, in memory that does not grow with them.
type PageCount struct {
	tabs    [Complete + 1]int
	reasons [eligibility.DoneElsewhere + 1]int
}

// Counting returns the same lines, and counts each one just before it yields
// it. Earlier counts stay. If the caller stops early, the remaining lines are
// not counted.
func (c *PageCount) Counting(lines iter.Seq[Line]) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for line := range lines {
			c.add(&line)
			if !yield(line) {
				return
			}
		}
	}
}

// CountPage reads all the lines of a page and counts them.
func CountPage(lines iter.Seq[Line]) PageCount {
	var c PageCount
	for line := range lines {
		c.add(&line)
	}
	return c
}

func (c *PageCount) add(line *Line) {
	if line.Tab <= Complete {
		c.tabs[line.Tab]++
	}
	for _, reason := range line.Reasons {
		if reason <= eligibility.DoneElsewhere {
			c.reasons[reason]++
		}
	}
}

// Tab returns the number of lines on a tab. It is zero if the tab is not
// declared.
func (c PageCount) Tab(tab Tab) int {
	if tab > Complete {
		return 0
	}
	return c.tabs[tab]
}

// Reason returns the number of lines of the Ineligible tab that have a reason.
// It is zero if the reason is not declared. A line can have several reasons. If
// its engagement nominates by MSX opportunity ID alone, it has none.
func (c PageCount) Reason(reason eligibility.Reason) int {
	if reason > eligibility.DoneElsewhere {
		return 0
	}
	return c.reasons[reason]
}

// Lines returns the number of lines on all tabs.
func (c PageCount) Lines() int {
	lines := 0
	for _, on := range c.tabs {
		lines += on
	}
	return lines
}

// MarshalJSON returns the number of lines on all tabs, by tab, and by reason,
// under the portal's names. If a tab or a reason has no line, it is left out.
func (c PageCount) MarshalJSON() ([]byte, error) {
	form := struct {
		Lines   int                        `json:"lines"`
		Tabs    map[Tab]int                `json:"tabs"`
		Reasons map[eligibility.Reason]int `json:"reasons"`
	}{c.Lines(), make(map[Tab]int), make(map[eligibility.Reason]int)}
	for tab, lines := range c.tabs {
		if lines > 0 {
			form.Tabs[Tab(tab)] = lines
		}
	}
	for reason, lines := range c.reasons {
		if lines > 0 {
			form.Reasons[eligibility.Reason(reason)] = lines
		}
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only counting makes a count.
func (c *PageCount) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("customers: a PageCount", "CountPage counts the lines of a page")
}

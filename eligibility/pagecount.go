package eligibility

import (
	"encoding/json"
	"iter"
)

// A PageCount is how many lines a Customers page has, by tab and by reason. The
// zero PageCount is of an empty page. It is counted while the lines pass, in
// memory that does not grow with them.
type PageCount struct {
	tabs    [Complete + 1]int
	reasons [DoneElsewhere + 1]int
}

// Counting returns the lines as they come, and counts each in the PageCount
// before it is taken. What was counted before stays; lines that are never taken
// are not counted.
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

// CountPage takes all the lines of a page and counts them.
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
		if reason <= DoneElsewhere {
			c.reasons[reason]++
		}
	}
}

// Tab returns how many lines are on a tab; zero for a tab that is not declared.
func (c PageCount) Tab(tab Tab) int {
	if tab > Complete {
		return 0
	}
	return c.tabs[tab]
}

// Reason returns how many lines of the Ineligible tab have a reason; zero for
// one that is not declared. A line can have several reasons, and one of an
// engagement that nominates by MSX opportunity ID alone has none.
func (c PageCount) Reason(reason Reason) int {
	if reason > DoneElsewhere {
		return 0
	}
	return c.reasons[reason]
}

// Lines returns how many lines there are on all tabs.
func (c PageCount) Lines() int {
	lines := 0
	for _, on := range c.tabs {
		lines += on
	}
	return lines
}

// MarshalJSON returns the lines on all tabs, by tab, and by reason, under the
// portal's names. Tabs and reasons without a line are left out.
func (c PageCount) MarshalJSON() ([]byte, error) {
	form := struct {
		Lines   int            `json:"lines"`
		Tabs    map[Tab]int    `json:"tabs"`
		Reasons map[Reason]int `json:"reasons"`
	}{c.Lines(), make(map[Tab]int), make(map[Reason]int)}
	for tab, lines := range c.tabs {
		if lines > 0 {
			form.Tabs[Tab(tab)] = lines
		}
	}
	for reason, lines := range c.reasons {
		if lines > 0 {
			form.Reasons[Reason(reason)] = lines
		}
	}
	return json.Marshal(form)
}

// UnmarshalJSON refuses: a count comes of counting.
func (c *PageCount) UnmarshalJSON([]byte) error {
	return unwritable("a PageCount", "CountPage counts the lines of a page")
}

package partner

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Counts are how often each thing happened, by group and name. The zero Counts
// are empty and ready to use.
type Counts struct {
	of map[string]map[string]int
}

func (c *Counts) add(group, name string) {
	if c.of == nil {
		c.of = map[string]map[string]int{}
	}
	if c.of[group] == nil {
		c.of[group] = map[string]int{}
	}
	c.of[group][name]++
}

// Of returns how often a thing happened.
func (c *Counts) Of(group, name string) int { return c.of[group][name] }

// Print writes all counts, a line for each group, in the order of their names.
func (c *Counts) Print(to io.Writer) error {
	for _, group := range slices.Sorted(maps.Keys(c.of)) {
		var things []string
		for _, name := range slices.Sorted(maps.Keys(c.of[group])) {
			things = append(things, fmt.Sprint(name, " ", c.of[group][name]))
		}
		if _, err := fmt.Fprintf(to, "%s: %s\n", group, strings.Join(things, ", ")); err != nil {
			return err
		}
	}
	return nil
}

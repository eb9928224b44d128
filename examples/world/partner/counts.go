package partner

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Counts are how often each thing happened, by group and name. The zero Counts
// are empty and ready to use.
type Counts struct {
	of map[thing]*int
}

// A thing is something that can happen.
type thing struct{ group, name string }

func (c *Counts) add(group, name string) { *c.at(group, name)++ }

// at returns the place where a thing is counted.
func (c *Counts) at(group, name string) *int {
	times := c.of[thing{group, name}]
	if times == nil {
		if c.of == nil {
			c.of = map[thing]*int{}
		}
		times = new(int)
		c.of[thing{group, name}] = times
	}
	return times
}

// Of returns how often a thing happened.
func (c *Counts) Of(group, name string) int {
	if times := c.of[thing{group, name}]; times != nil {
		return *times
	}
	return 0
}

// Print writes all counts, a line for each group, in the order of their names.
func (c *Counts) Print(to io.Writer) error {
	groups := map[string][]string{}
	for _, one := range slices.SortedFunc(maps.Keys(c.of), thing.compare) {
		groups[one.group] = append(groups[one.group], fmt.Sprint(one.name, " ", *c.of[one]))
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		if _, err := fmt.Fprintf(to, "%s: %s\n", group, strings.Join(groups[group], ", ")); err != nil {
			return err
		}
	}
	return nil
}

func (t thing) compare(other thing) int {
	return cmp.Or(cmp.Compare(t.group, other.group), cmp.Compare(t.name, other.name))
}

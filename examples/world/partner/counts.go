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

// mostNames is the largest number of names that a line of a group tells.
const mostNames = 60

// Print writes all counts, a line for each group, in the order of their names.
// Of a group with many names, it tells how many there are and which of them is
// the rarest.
func (c *Counts) Print(to io.Writer) error {
	groups := map[string][]thing{}
	for _, one := range slices.SortedFunc(maps.Keys(c.of), thing.compare) {
		groups[one.group] = append(groups[one.group], one)
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		if _, err := fmt.Fprintf(to, "%s: %s\n", group, c.line(groups[group])); err != nil {
			return err
		}
	}
	return nil
}

// line returns the things of a group with their counts.
func (c *Counts) line(things []thing) string {
	if len(things) > mostNames {
		rarest := slices.MinFunc(things, func(a, b thing) int { return cmp.Compare(*c.of[a], *c.of[b]) })
		return fmt.Sprintf("%d things, of which the rarest, %s, %d times", len(things), rarest.name, *c.of[rarest])
	}
	texts := make([]string, len(things))
	for i, one := range things {
		texts[i] = fmt.Sprint(one.name, " ", *c.of[one])
	}
	return strings.Join(texts, ", ")
}

func (t thing) compare(other thing) int {
	return cmp.Or(cmp.Compare(t.group, other.group), cmp.Compare(t.name, other.name))
}

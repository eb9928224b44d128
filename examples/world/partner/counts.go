package partner

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Counts count how often each thing happened, by group and name. The zero
// Counts are empty and ready to use.
type Counts struct {
	of map[thing]*int
}

// A thing is an event of the world. If the state of a claim matters, it has the
// state, too.
type thing struct{ group, name, in string }

// add counts a thing. It joins no texts, because each step counts ten things.
func (c *Counts) add(group, name, in string) { *c.at(group, name, in)++ }

// at returns the place where a thing is counted.
func (c *Counts) at(group, name, in string) *int {
	times := c.of[thing{group, name, in}]
	if times == nil {
		if c.of == nil {
			c.of = map[thing]*int{}
		}
		times = new(int)
		c.of[thing{group, name, in}] = times
	}
	return times
}

// Of returns how often a thing without a state happened.
func (c *Counts) Of(group, name string) int { return c.in(group, name, "") }

// in returns how often a thing happened in a state.
func (c *Counts) in(group, name, state string) int {
	if times := c.of[thing{group, name, state}]; times != nil {
		return *times
	}
	return 0
}

// String returns the thing without its group.
func (t thing) String() string {
	if t.in == "" {
		return t.name
	}
	return t.name + " in " + t.in
}

// mostNames is the largest number of names on one line.
const mostNames = 60

// Print writes all counts, a line for each group, in the order of their names.
// If a group has many names, Print writes their number and the rarest.
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
		return fmt.Sprintf("%d things, of which the rarest, %s, %d times", len(things), rarest, *c.of[rarest])
	}
	texts := make([]string, len(things))
	for i, one := range things {
		texts[i] = fmt.Sprint(one, " ", *c.of[one])
	}
	return strings.Join(texts, ", ")
}

func (t thing) compare(other thing) int {
	return cmp.Or(cmp.Compare(t.group, other.group), cmp.Compare(t.name, other.name), cmp.Compare(t.in, other.in))
}

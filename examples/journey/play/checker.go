package play

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/mci-go/incentives/claims/register"
)

// A Checker compares the results of a play with the expectations of its book,
// and prints the differences.
type Checker struct {
	out    io.Writer
	name   string // of the book
	asJSON bool

	book     *Book
	pages    int // shown so far
	expected int // values that the book expects
	differ   int // of those, the values that are different
}

// NewChecker returns a Checker that prints to out under the name of the book.
// If asJSON is true, it prints one JSON object for each difference. Otherwise
// it prints a line for each difference and a line with the totals.
func NewChecker(out io.Writer, name string, asJSON bool) *Checker {
	return &Checker{out: out, name: name, asJSON: asJSON}
}

// Expected returns the number of values that the book expects.
func (c *Checker) Expected() int { return c.expected }

func (c *Checker) begin(p *player) error {
	c.book = p.book
	return nil
}

func (c *Checker) line(l *line) error {
	expect := l.step.Expect
	if expect == nil || l.Outcome == malformed {
		return nil
	}
	about := fmt.Sprintf("%s, %s %s", day(l.At.Time), l.Do, l.Claim)
	for _, wanted := range expect.wanted {
		found := wanted.found(l)
		same := found == wanted.want
		if wanted.field == "outcome" && l.Refusal != nil {
			found += " by " + string(l.Refusal.Rule) + ": " + l.Refusal.Message
		}
		if err := c.compare(same, "steps["+strconv.Itoa(l.Step-1)+"].expect."+wanted.field, about, wanted.want, found); err != nil {
			return err
		}
	}
	return nil
}

func (c *Checker) page(p *page) error {
	path := "pages[" + strconv.Itoa(c.pages) + "].expect["
	c.pages++
	for i := range p.at.Expect {
		e := &p.at.Expect[i]
		about := fmt.Sprintf("%s, %s on the page of %s", day(p.at.At), e.Customer, p.at.Engagement)
		lines := e.lines(p, c.book)
		want, found := names(e.Tabs), names(tabs(lines))
		if err := c.compare(found == want, path+strconv.Itoa(i)+"].tabs", about, want, found); err != nil {
			return err
		}
		if e.Reasons == nil {
			continue
		}
		want, found = inWords(*e.Reasons), reasons(lines)
		if err := c.compare(found == want, path+strconv.Itoa(i)+"].reasons", about, want, found); err != nil {
			return err
		}
	}
	return nil
}

// compare counts an expectation, and prints the difference if there is one.
func (c *Checker) compare(same bool, path, about, want, found string) error {
	c.expected++
	if same {
		return nil
	}
	c.differ++
	d := difference{Book: c.name, Path: path, About: about, Want: want, Found: found}
	if c.asJSON {
		return json.NewEncoder(c.out).Encode(d)
	}
	_, err := fmt.Fprintln(c.out, d.String())
	return err
}

func (c *Checker) end([]register.Item) error {
	if c.asJSON {
		return nil
	}
	_, err := fmt.Fprintf(c.out, "%s: %s, %s, %d differ\n", c.name, counted(len(c.book.Steps), "step"), counted(c.expected, "expectation"), c.differ)
	return err
}

// Passed reports whether the book expects at least one value, and all values
// are as expected.
func (c *Checker) Passed() bool { return c.expected > 0 && c.differ == 0 }

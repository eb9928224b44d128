package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// A page holds the measurements of one page.
type page struct {
	times []time.Duration
	bytes []int
}

// measured holds all measurements. It is safe for concurrent use.
type measured struct {
	mu    sync.Mutex
	pages map[string]*page
	// failures counts the answers that no page should give, by their text.
	failures map[string]int
	// early is the time between the first reading and the second.
	early              time.Duration
	begin, middle, end reading
}

// add adds an answer. A conflict is no failure, because another person may have
// changed the claim first.
func (m *measured) add(name string, took time.Duration, status, bytes int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pages[name]
	if p == nil {
		p = &page{}
		m.pages[name] = p
	}
	p.times, p.bytes = append(p.times, took), append(p.bytes, bytes)
	wanted := status == http.StatusOK || name == command && (status == http.StatusSeeOther || status == http.StatusConflict)
	if err != nil || !wanted {
		if m.failures == nil {
			m.failures = map[string]int{}
		}
		var of *url.Error
		if errors.As(err, &of) {
			err = of.Err // without the address, so that equal failures are one line
		}
		m.failures[fmt.Sprintf("%s: status %d, error %v", name, status, err)]++
	}
}

// all returns the measurements of all pages together.
func (m *measured) all() *page {
	sum := &page{}
	for _, p := range m.pages {
		sum.times, sum.bytes = append(sum.times, p.times...), append(sum.bytes, p.bytes...)
	}
	return sum
}

// at returns a quantile: the given share of the values do not exceed it.
func at[T time.Duration | int](values []T, share float64) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// mostGrowth is the largest factor by which the heap may grow after heapTime.
// If a run is shorter, the growth is not checked.
const (
	mostGrowth = 1.2
	heapTime   = 2 * time.Minute
)

// print prints the table, and reports whether all figures are within their
// bounds.
func (m *measured) print(w io.Writer, most time.Duration) bool {
	table := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	row := func(cells ...any) { fmt.Fprintf(table, "| %v\t| %v\t| %v\t| %v\t| %v\t| %v\t|\n", cells...) }
	row("page", "answers", "median", "99 of 100", "slowest", "bytes")
	row("---", "---", "---", "---", "---", "---")
	line := func(name string, p *page) {
		short := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
		row(name, len(p.times), short(at(p.times, .5)), short(at(p.times, .99)), short(at(p.times, 1)), at(p.bytes, .5))
	}
	for _, name := range slices.Sorted(maps.Keys(m.pages)) {
		line(name, m.pages[name])
	}
	all := m.all()
	line("all", all)
	_ = table.Flush() // there is no other place to report an error of standard output
	kept := true
	miss := func(text string, values ...any) {
		kept = false
		fmt.Fprintf(w, "MISSED: "+text+"\n", values...)
	}
	worked := m.end.processor - m.begin.processor
	fmt.Fprintf(w, "\nprocessor of the desk: %.1f s, %.1f ms an answer\n", worked, 1000*worked/float64(max(len(all.times), 1)))
	fmt.Fprintf(w, "live heap: %.0f MB after %s, %.0f MB at the end\n", m.middle.heap/1e6, m.early, m.end.heap/1e6)
	if slow := at(all.times, .99); slow > most {
		miss("99 of 100 pages in %s, and %s is demanded", slow.Round(time.Millisecond), most)
	}
	if m.early == heapTime && m.end.heap > mostGrowth*m.middle.heap {
		miss("the heap grew by more than a fifth")
	}
	for _, failure := range slices.Sorted(maps.Keys(m.failures)) {
		miss("%d answers of %s", m.failures[failure], failure)
	}
	fmt.Fprintln(w)
	return kept
}

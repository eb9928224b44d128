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

// A page holds what was measured of one page.
type page struct {
	times []time.Duration
	bytes []int
}

// measured holds what was measured. It is safe for concurrent use.
type measured struct {
	mu    sync.Mutex
	pages map[string]*page
	// failures are the answers that no page should give, by their words.
	failures map[string]int
	// early is the time from the first reading to the second.
	early              time.Duration
	begin, middle, end reading
}

// add adds an answer. Another person may have changed the claim of a command,
// so a conflict is no failure.
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

// all returns all pages as one.
func (m *measured) all() *page {
	sum := &page{}
	for _, p := range m.pages {
		sum.times, sum.bytes = append(sum.times, p.times...), append(sum.bytes, p.bytes...)
	}
	return sum
}

// at returns the value that a share of the values does not exceed.
func at[T time.Duration | int](values []T, share float64) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// mostGrowth is the most by which the heap may grow after heapTime. In a
// shorter run it is not judged.
const (
	mostGrowth = 1.2
	heapTime   = 2 * time.Minute
)

// print prints the table, and reports whether everything is as demanded.
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
	_ = table.Flush() // an error of standard output has nobody to be told to
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

// Package cases makes the questions of the corpus: from walks through both
// machines, from the tables of rules, from the shapes of pay, and from the names
// that Partner Center shows. Package answer answers them. Equal catalogs and
// tables give equal cases.
package cases

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/examples/scenario"
)

// A maker makes the cases of one file.
type maker struct {
	catalogs  answer.Catalogs
	scenarios []scenario.File
	kind      string
	seen      map[string]bool // covers
	used      map[string]bool // IDs
	cases     []form.Case
	err       error
}

// offer makes a case of a question if it covers something that no case covers
// yet. If there was an error, it does nothing: the first error stays in the
// maker.
func (m *maker) offer(in any, covers ...string) {
	var fresh []string
	for _, one := range covers {
		if !m.seen[one] && !slices.Contains(fresh, one) {
			fresh = append(fresh, one)
		}
	}
	if len(fresh) == 0 || m.err != nil {
		return
	}
	m.add(in, fresh)
}

// add makes a case of a question, unless a case has the same question.
func (m *maker) add(in any, covers []string) {
	text, err := answer.Marshal(in)
	if err != nil {
		m.err = err
		return
	}
	id := idOf(m.kind, text)
	if m.used[id] {
		return // the question stands already
	}
	out, err := answer.Of(m.catalogs, m.kind, text)
	if err != nil {
		m.err = fmt.Errorf("%s, for %v: %w", m.kind, covers, err)
		return
	}
	m.used[id] = true
	for _, one := range covers {
		m.seen[one] = true
	}
	m.cases = append(m.cases, form.Case{ID: id, Kind: m.kind, Covers: covers, In: text, Out: out})
}

// idOf names a case by its question, so that a new case renames no other.
func idOf(kind string, in json.RawMessage) string {
	sum := fnv.New64a()
	sum.Write([]byte(kind))
	sum.Write(in)
	return fmt.Sprintf("%s-%016x", kind, sum.Sum64())
}

// fail keeps the first error.
func (m *maker) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

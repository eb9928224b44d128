package ruling

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// A Row is one rule about a subject of type T. Own is the type of the data that
// only the table's own package has about a rule. The zero Row is no rule; see
// [Check].
type Row[T, Own any] struct {
	// ID is the rule's stable name. It is never given to another rule.
	ID mci.RuleID
	// Version is 1 or more. It grows by one when the meaning, the wanted value
	// or the source of the rule changes.
	Version int
	// Means describes in words the condition that passes.
	Means string
	// Path is the input that the rule looks at, such as "customer.country".
	Path string
	// Check returns the answer of the rule. It must be pure.
	Check func(T) mci.Outcome
	// Want and Found return in words the requirement of the rule and the value
	// that it found. They are called only when a finding is written out.
	Want, Found func(T) string
	// Source is the document that the rule rests on.
	Source mci.Source
	// SourceOf returns a more specific source for a subject, such as the
	// catalog's own source for a figure. If SourceOf is nil or returns the zero
	// source, Source applies.
	SourceOf func(T) mci.Source
	// Own is the table's own part of the row.
	Own Own
}

// Rule returns the row as a rule: its ID, version, meaning, path and source.
func (r *Row[T, Own]) Rule() mci.Rule {
	return mci.Rule{ID: r.ID, Version: r.Version, Means: r.Means, Path: r.Path, Source: r.Source}
}

// Finding explains the answer of the rule about a subject. The outcome is the
// one in the verdict.
func (r *Row[T, Own]) Finding(subject T, outcome mci.Outcome) mci.Finding {
	source := r.Source
	if r.SourceOf != nil {
		if nearer := r.SourceOf(subject); nearer != (mci.Source{}) {
			source = nearer
		}
	}
	return mci.Finding{
		Rule: r.ID, Version: r.Version, Outcome: outcome, Path: r.Path,
		Want: r.Want(subject), Found: r.Found(subject), Source: source,
	}
}

// Check reports the first row of a table that is incomplete, has the ID of
// another row, or is beyond the size of a [Set]. The error names the row. Each
// package checks its tables with it in a test.
func Check[T, Own any](rows []Row[T, Own]) error {
	seen := map[mci.RuleID]bool{}
	for i := range rows {
		r := &rows[i]
		switch {
		case i >= mostRows:
			return fmt.Errorf("row %d, %q: a table has at most %d rows", i, r.ID, mostRows)
		case r.ID == "":
			return fmt.Errorf("row %d has no ID", i)
		case seen[r.ID]:
			return fmt.Errorf("row %d, %q: another row has the ID", i, r.ID)
		case r.Version < 1:
			return fmt.Errorf("row %d, %q, has no version", i, r.ID)
		case r.Means == "":
			return fmt.Errorf("row %d, %q, has no meaning", i, r.ID)
		case r.Path == "":
			return fmt.Errorf("row %d, %q, has no path", i, r.ID)
		case r.Check == nil || r.Want == nil || r.Found == nil:
			return fmt.Errorf("row %d, %q, lacks its check, its wanted or its found value", i, r.ID)
		case r.Source == (mci.Source{}) && r.SourceOf == nil:
			return fmt.Errorf("row %d, %q, has no source", i, r.ID)
		}
		seen[r.ID] = true
	}
	return nil
}

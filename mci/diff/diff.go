package diff

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Editions returns the differences between two editions, or between two
// revisions of one edition. It lists the engagements that were added or
// retired. If both editions have an engagement under one ID, it lists the terms
// that differ and the days on which they differ.
//
// Editions does not compare the IDs of the editions and their sources, because
// a new guide has a new name and cites itself. Nor does it compare declarations
// that the catalog shares among its editions, such as the meaning of a measure.
// The changes come in the order of the old edition, followed by the additions
// of the new one, so equal editions give equal changes. A nil edition has no
// engagements and no settings.
func Editions(old, updated *catalog.Edition) []Change {
	var changes []Change
	if old != nil && updated != nil {
		changes = settingChanges(old, updated)
	}
	for was := range all(old) {
		if is, ok := find(updated, was.Ref().Engagement); ok {
			changes = append(changes, engagementChanges(was, is)...)
		} else {
			changes = append(changes, Change{Kind: EngagementRetired, Correction: corrects(old, updated), Engagement: was.Ref().Engagement, What: was.Title(), Old: was.Title(), Source: was.Source()})
		}
	}
	for is := range all(updated) {
		if _, ok := find(old, is.Ref().Engagement); !ok {
			changes = append(changes, Change{Kind: EngagementAdded, Correction: corrects(old, updated), Engagement: is.Ref().Engagement, What: is.Title(), New: is.Title(), Source: is.Source()})
		}
	}
	return changes
}

// Engagements returns the differences between two states of one engagement, and
// between the settings of their editions, as [Editions] does. Neither may be
// nil.
func Engagements(old, updated *catalog.Engagement) []Change {
	return append(settingChanges(old.Edition(), updated.Edition()), engagementChanges(old, updated)...)
}

// corrects reports whether two editions are two states of one edition. A nil
// edition is a state of none.
func corrects(old, updated *catalog.Edition) bool {
	return old != nil && updated != nil && old.ID() == updated.ID()
}

// all yields the engagements of an edition. If the edition is nil, there are
// none.
func all(e *catalog.Edition) iter.Seq[*catalog.Engagement] {
	if e == nil {
		return func(func(*catalog.Engagement) bool) {}
	}
	return e.Engagements()
}

// find returns the edition's engagement with an ID, and whether the edition has
// it.
func find(e *catalog.Edition, id mci.EngagementID) (*catalog.Engagement, bool) {
	if e == nil {
		return nil, false
	}
	return e.Engagement(id)
}

// settings are the terms of an edition itself. Two more policies are compared
// with the engagements: the rounding with their pay, and the country that
// decides with their pay and offer.
var settings = []struct {
	kind   ChangeKind
	anchor mci.Anchor
	what   string
	text   func(*catalog.Edition) string
}{
	{SettingChange, 0, "time zone", func(e *catalog.Edition) string { return e.Calendar().Zone().String() }},
	{SettingChange, 0, "last day of a window", func(e *catalog.Edition) string {
		if e.Calendar().LastDayExcluded() {
			return "excluded"
		}
		return "included"
	}},
	{SettingChange, mci.ConsentAnchor, "deal size", (*catalog.Edition).DealSizeRules},
	{DescriptionChange, 0, "name of the edition", func(e *catalog.Edition) string { return e.Name() }},
	{DescriptionChange, 0, "day of publication", func(e *catalog.Edition) string { return e.Published().String() }},
	{DescriptionChange, 0, "program year", func(e *catalog.Edition) string { return e.ProgramYear().String() }},
}

func settingChanges(old, updated *catalog.Edition) []Change {
	var changes []Change
	for _, s := range settings {
		if was, is := s.text(old), s.text(updated); was != is {
			changes = append(changes, Change{Kind: s.kind, Correction: corrects(old, updated), Anchor: s.anchor, What: s.what, Old: was, New: is})
		}
	}
	return changes
}

// firstDayOfAll is the first day of a spell without a beginning.
var firstDayOfAll, _ = mci.NewDate(1, time.January, 1)

// statement holds the aspects of an engagement in one edition.
type statement struct {
	aspects []*catalog.Aspect
	found   map[aspectKey]*catalog.Aspect
	anchors map[string]mci.Anchor // of the rules
}

// aspectKey names an aspect among those of its engagement.
type aspectKey struct {
	topic catalog.Topic
	what  string
}

func keyOf(a *catalog.Aspect) aspectKey { return aspectKey{a.Topic, a.What} }

func statementOf(engagement, beside *catalog.Engagement) *statement {
	s := &statement{aspects: engagement.Aspects(beside), found: map[aspectKey]*catalog.Aspect{}, anchors: map[string]mci.Anchor{}}
	for _, a := range s.aspects {
		s.found[keyOf(a)] = a
		if a.Rule != "" {
			s.anchors[a.Rule] = a.Anchor
		}
	}
	return s
}

// silent returns an empty aspect with the name of the given one. If the
// statement knows its rule, the rule's anchor selects the empty aspect too.
func (s *statement) silent(of *catalog.Aspect) *catalog.Aspect {
	nothing := *of
	nothing.Spells = nil
	if anchor, ok := s.anchors[of.Rule]; ok {
		nothing.Anchor = anchor
	}
	return &nothing
}

// engagementChanges compares two engagements aspect by aspect. If only one of
// them has an aspect, the aspect of the other is empty.
func engagementChanges(old, updated *catalog.Engagement) []Change {
	before, after := statementOf(old, updated), statementOf(updated, old)
	var changes []Change
	for _, was := range before.aspects {
		is := after.found[keyOf(was)]
		if is == nil {
			is = after.silent(was)
		}
		changes = append(changes, (&comparison{old, updated, was, is}).changes()...)
	}
	for _, is := range after.aspects {
		if before.found[keyOf(is)] == nil {
			changes = append(changes, (&comparison{old, updated, before.silent(is), is}).changes()...)
		}
	}
	return changes
}

// comparison is one aspect of an engagement in two editions.
type comparison struct {
	old, updated *catalog.Engagement
	was, is      *catalog.Aspect
}

// changes returns the differences of the aspect, by the meaning of its
// statements and not by their words. If neighboring days have the same
// difference, they are one change.
func (c *comparison) changes() []Change {
	begins := append(c.was.Begins(), c.is.Begins()...)
	slices.SortFunc(begins, mci.Date.Compare)
	var changes []Change
	open := false // whether the last change can still be extended
	for _, day := range slices.Compact(begins) {
		was, is, last := c.was.On(day), c.is.On(day), len(changes)-1
		if open && (was.Value == is.Value || changes[last].Old != was.Text || changes[last].New != is.Text) {
			changes[last].Period.Until = day.AddDays(-1)
			open = false
		}
		if was.Value != is.Value && !open {
			changes = append(changes, c.change(day, was, is))
			open = true
		}
	}
	return changes
}

// change returns a change that begins on a day.
func (c *comparison) change(day mci.Date, was, is catalog.Spell) Change {
	change := Change{
		Kind: kinds[c.was.Topic], Engagement: c.old.Ref().Engagement, What: c.was.What, Old: was.Text, New: is.Text,
		Source: cmp.Or(is.Source, c.updated.Source()), Correction: corrects(c.old.Edition(), c.updated.Edition()), about: c,
	}
	if !c.moved() {
		change.Anchor = c.was.Anchor
	}
	if day != firstDayOfAll {
		change.Period.From = day
	}
	return change
}

// moved reports whether the editions select the aspect by different dates. If
// so, their days cannot be compared.
func (c *comparison) moved() bool { return c.was.Anchor != c.is.Anchor }

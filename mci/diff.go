package mci

import (
	"cmp"
	"maps"
	"slices"
)

// Diff returns what two editions say differently: engagements that were added or retired, and for those that both
// have, under one ID, each difference with the days on which it holds. Neither the IDs of the editions nor sources are
// compared, since a new guide names and cites itself; nor is what the catalog says once for all its editions, such as
// what a measure means. The changes come in the order of the old edition, then of what the new one adds: equal editions
// give equal changes. A nil edition is one without engagements and settings.
func Diff(old, updated *Edition) []Change {
	var changes []Change
	if old != nil && updated != nil {
		changes = settingChanges(old, updated)
	}
	for _, was := range old.all() {
		if is, ok := updated.find(was.id); ok {
			changes = append(changes, engagementChanges(was, is)...)
		} else {
			changes = append(changes, Change{Kind: EngagementRetired, Engagement: was.id, What: was.Title(), Old: was.Title(), Source: was.source})
		}
	}
	for _, is := range updated.all() {
		if _, ok := old.find(is.id); !ok {
			changes = append(changes, Change{Kind: EngagementAdded, Engagement: is.id, What: is.Title(), New: is.Title(), Source: is.source})
		}
	}
	return changes
}

func (e *Edition) all() []*Engagement {
	if e == nil {
		return nil
	}
	return e.engagements
}

func (e *Edition) find(id EngagementID) (*Engagement, bool) {
	if e == nil {
		return nil, false
	}
	return e.Engagement(id)
}

// settings are what an edition says of itself. How it rounds, and whose country decides, belongs to what its
// engagements pay and where they are offered.
var settings = []struct {
	kind   ChangeKind
	anchor Anchor
	what   string
	text   func(*Edition) string
}{
	{SettingChange, 0, "time zone", func(e *Edition) string { return e.calendar.Zone().String() }},
	{SettingChange, 0, "last day of a window", func(e *Edition) string {
		if e.calendar.lastDayExcluded {
			return "excluded"
		}
		return "included"
	}},
	{SettingChange, ConsentAnchor, "deal size", func(e *Edition) string { return e.dealSize.String() }},
	{DescriptionChange, 0, "name of the edition", func(e *Edition) string { return e.name }},
	{DescriptionChange, 0, "day of publication", func(e *Edition) string { return e.published.String() }},
	{DescriptionChange, 0, "program year", func(e *Edition) string { return e.programYear.String() }},
}

func settingChanges(old, updated *Edition) []Change {
	var changes []Change
	for _, s := range settings {
		if was, is := s.text(old), s.text(updated); was != is {
			changes = append(changes, Change{Kind: s.kind, Anchor: s.anchor, What: s.what, Old: was, New: is})
		}
	}
	return changes
}

// engagementChanges compares two engagements aspect by aspect. Of what only one speaks, the other says nothing.
func engagementChanges(old, updated *Engagement) []Change {
	markets, offers := both(old.named(), updated.named()), both(old.countries, updated.countries)
	before, after := old.aspects(markets, offers), updated.aspects(markets, offers)
	var changes []Change
	for _, was := range before.aspects {
		is := after.found[was.name()]
		if is == nil {
			is = after.silent(was)
		}
		changes = append(changes, (&comparison{old, updated, was, is}).changes()...)
	}
	for _, is := range after.aspects {
		if before.found[is.name()] == nil {
			changes = append(changes, (&comparison{old, updated, before.silent(is), is}).changes()...)
		}
	}
	return changes
}

// comparison is one aspect of an engagement as two editions have it.
type comparison struct {
	old, updated *Engagement
	was, is      *aspect
}

// both returns the countries of two lists, each once, in the order of the alphabet.
func both(a, b []Country) []Country {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// changes returns where the aspect differs; neighboring days with the same difference are one change.
func (c *comparison) changes() []Change {
	begins := append(c.was.begins(), c.is.begins()...)
	slices.SortFunc(begins, Date.Compare)
	var changes []Change
	open := false // whether the last change may still go on
	for _, day := range slices.Compact(begins) {
		was, is, last := c.was.on(day), c.is.on(day), len(changes)-1
		if open && (changes[last].Old != was.text || changes[last].New != is.text) {
			changes[last].Period.Until = day.AddDays(-1)
			open = false
		}
		if was.text != is.text && !open {
			changes = append(changes, c.change(day, was, is))
			open = true
		}
	}
	return changes
}

// change returns a change that begins on a day.
func (c *comparison) change(day Date, was, is spell) Change {
	change := Change{
		Kind: c.was.kind, Engagement: c.old.id, What: c.was.what, Old: was.text, New: is.text,
		Source: cmp.Or(is.source, c.updated.source), about: c,
	}
	if !c.moved() {
		change.Anchor = c.was.anchor
	}
	if day != firstDay {
		change.Period.From = day
	}
	return change
}

// moved reports whether another date selects what holds in each edition, so that their days cannot be compared.
func (c *comparison) moved() bool { return c.was.anchor != c.is.anchor }

// named returns the countries that the engagement's market list names in any version.
func (e *Engagement) named() []Country {
	var countries []Country
	if list := e.pay.marketList(); list != nil {
		for _, version := range list.versions.rows {
			countries = slices.AppendSeq(countries, maps.Keys(version.terms.market))
		}
	}
	return countries
}

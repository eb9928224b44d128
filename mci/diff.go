package mci

import "slices"

// Diff returns what two editions say differently: engagements that were added or retired, and for those that both
// have, under one ID, each difference with the days on which it holds. Sources are not compared, since a new guide
// cites itself. The changes come in the order of the old edition, then of what the new one adds. A nil edition is one
// without engagements.
func Diff(old, updated *Edition) []Change {
	var changes []Change
	if old != nil && updated != nil {
		changes = settingChanges(old, updated)
	}
	for _, was := range old.all() {
		is, ok := updated.find(was.id)
		if !ok {
			changes = append(changes, Change{Kind: EngagementRetired, Engagement: was.id, What: was.Title(), Old: was.Title(), old: was})
			continue
		}
		changes = append(changes, engagementChanges(was, is)...)
	}
	for _, is := range updated.all() {
		if _, ok := old.find(is.id); !ok {
			changes = append(changes, Change{Kind: EngagementAdded, Engagement: is.id, What: is.Title(), New: is.Title(), new: is})
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
// engagements pay.
var settings = []struct {
	kind   ChangeKind
	anchor Anchor
	what   string
	text   func(*Edition) string
}{
	{SettingChange, 0, "time zone", func(e *Edition) string { return e.calendar.Zone().String() }},
	{SettingChange, 0, "last day of a window", func(e *Edition) string { return yesOr(e.calendar.lastDayExcluded, "excluded", "included") }},
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

func yesOr(holds bool, text, otherwise string) string {
	if holds {
		return text
	}
	return otherwise
}

// engagementChanges compares two engagements aspect by aspect.
func engagementChanges(old, updated *Engagement) []Change {
	countries := append(old.named(), updated.named()...)
	slices.Sort(countries)
	countries = slices.Compact(countries)
	before, after := old.aspects(countries), updated.aspects(countries)
	var changes []Change
	add := func(was, is *aspect) {
		for _, change := range aspectChanges(was, is) {
			change.Engagement, change.old, change.new = old.id, old, updated
			changes = append(changes, change)
		}
	}
	afterwards := map[aspectName]*aspect{}
	for _, is := range after {
		afterwards[is.name()] = is
	}
	for _, was := range before {
		add(was, afterwards[was.name()])
		delete(afterwards, was.name())
	}
	for _, is := range after {
		if afterwards[is.name()] != nil {
			add(nil, is)
		}
	}
	return changes
}

func (a *aspect) name() aspectName { return aspectName{a.kind, a.what} }

// aspectChanges compares one aspect over all days; neighboring days with the same difference are one change.
func aspectChanges(was, is *aspect) []Change {
	either := was
	if either == nil {
		either = is
	}
	begins := append(was.begins(), is.begins()...)
	slices.SortFunc(begins, Date.Compare)
	begins = slices.Compact(begins)
	var changes []Change
	open := false // whether the last change may still go on
	for _, day := range begins {
		before, after := was.on(day), is.on(day)
		if last := len(changes) - 1; open && (changes[last].Old != before || changes[last].New != after) {
			changes[last].Period.Until = day.AddDays(-1)
			open = false
		}
		if before != after && !open {
			changes = append(changes, Change{
				Kind: either.kind, What: either.what, Old: before, New: after,
				Anchor: either.anchor, Period: Period{From: day}, scope: either.scope,
			})
			open = true
		}
	}
	return changes
}

// named returns the countries that the engagement's market list names in any version.
func (e *Engagement) named() []Country {
	var countries []Country
	if list := e.pay.marketList(); list != nil {
		for _, version := range list.versions.rows {
			for country := range version.terms.market {
				countries = append(countries, country)
			}
		}
	}
	return countries
}

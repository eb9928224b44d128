package catalog

import (
	"bytes"
	_ "embed"
	"iter"
	"slices"
	"sync"

	"github.com/mci-go/incentives/mci"
)

// A Catalog holds the editions that a partner works with: engagements, rates,
// windows and conditions. [Read] makes it. It is immutable and safe for
// concurrent use. The zero Catalog is empty.
type Catalog struct {
	document    []byte // the JSON that was read
	name        string
	measures    []Measure
	segments    []mci.Segment
	marketLists map[string]*MarketList
	windows     map[string]*Windows
	editions    []*Edition // latest revision of each, by publication date, oldest first
}

// Name returns the catalog's own name.
func (c *Catalog) Name() string { return c.name }

// MarshalJSON returns the JSON that the catalog was read from. For the zero
// Catalog it returns null.
func (c *Catalog) MarshalJSON() ([]byte, error) {
	if c.document == nil {
		return []byte("null"), nil
	}
	return bytes.Clone(c.document), nil
}

// Measures returns the catalog's measures, on which sizes, tiers, targets and
// requirements depend. The slice is a copy.
func (c *Catalog) Measures() []Measure { return slices.Clone(c.measures) }

// Segments returns the groups of customers that the catalog tells apart. The
// slice is a copy.
func (c *Catalog) Segments() []mci.Segment { return slices.Clone(c.segments) }

// Editions yields the editions by publication date, oldest first. If the
// catalog holds several revisions of an edition, Editions yields the latest;
// see [Edition.Revisions] for the others.
func (c *Catalog) Editions() iter.Seq[*Edition] { return slices.Values(c.editions) }

// MarketList returns the market list with an ID, and whether the catalog has
// it.
func (c *Catalog) MarketList(id string) (*MarketList, bool) {
	list, ok := c.marketLists[id]
	return list, ok
}

// Windows returns the lengths of the clocks of a category, such as "Workshops",
// and whether the catalog has it.
func (c *Catalog) Windows(category string) (Windows, bool) {
	if windows, ok := c.windows[category]; ok {
		return *windows, true
	}
	return Windows{}, false
}

// Engagement returns the engagement of a reference, in the reference's own
// revision, and whether the catalog has it.
func (c *Catalog) Engagement(ref mci.EngagementRef) (*Engagement, bool) {
	latest, ok := c.Edition(ref.Edition)
	if !ok {
		return nil, false
	}
	edition, ok := latest.In(ref.Revision)
	if !ok {
		return nil, false
	}
	return edition.Engagement(ref.Engagement)
}

// Edition returns the latest revision of the edition with an ID, and whether
// the catalog has the edition.
func (c *Catalog) Edition(id mci.EditionID) (*Edition, bool) {
	for _, edition := range c.editions {
		if edition.id == id {
			return edition, true
		}
	}
	return nil, false
}

// Find returns the engagement with an ID in the edition that applies on a day.
// Of the editions that have the engagement, this is the newest one that was
// published by that day. If none was published by then, it is the oldest one.
// Find knows the latest revision of each edition alone, because a correction
// holds as if it had been published in the first place. It reports whether any
// edition has the engagement.
func (c *Catalog) Find(id mci.EngagementID, on mci.Date) (*Engagement, bool) {
	var found *Engagement
	for _, edition := range c.editions {
		if engagement, ok := edition.Engagement(id); ok && (found == nil || edition.published.Compare(on) <= 0) {
			found = engagement
		}
	}
	return found, found != nil
}

// An Edition is one published state of a guide: its engagements, and its
// policies for counting days and rounding amounts. A correction of it is
// another Edition with the same ID and a higher revision. It is immutable.
type Edition struct {
	id       mci.EditionID
	revision mci.Revision
	// all revisions of the edition, earliest first
	revisions     []*Edition
	name          string
	published     mci.Date
	programYear   mci.ProgramYear
	calendar      mci.Calendar
	marketCountry MarketCountry
	rounding      mci.Rounding
	// by the day of sending, oldest first; for all days
	dealSizes []datedRow[mci.DealSizeRule]
	// the catalog's segments
	segments    map[string]mci.Segment
	engagements []*Engagement
}

// ID returns the edition's ID. In a catalog, only the revisions of one edition
// share an ID.
func (e *Edition) ID() mci.EditionID { return e.id }

// Revision returns the revision of the edition: 1 as it was published, and more
// after a correction.
func (e *Edition) Revision() mci.Revision { return e.revision }

// Revisions yields all revisions of the edition that its catalog holds, the
// earliest first.
func (e *Edition) Revisions() iter.Seq[*Edition] { return slices.Values(e.revisions) }

// In returns the edition in another revision, and whether the catalog holds it.
func (e *Edition) In(revision mci.Revision) (*Edition, bool) {
	for _, edition := range e.revisions {
		if edition.revision == revision {
			return edition, true
		}
	}
	return nil, false
}

// Name returns the catalog's name for the edition.
func (e *Edition) Name() string { return e.name }

// Published returns the day on which the edition was published. For a
// correction this is still the day of the edition, not that of the correction.
func (e *Edition) Published() mci.Date { return e.published }

// ProgramYear returns the program year that the edition belongs to.
func (e *Edition) ProgramYear() mci.ProgramYear { return e.programYear }

// Rounding returns the policy by which the edition's payouts are rounded.
func (e *Edition) Rounding() mci.Rounding { return e.rounding }

// MarketCountry returns the setting that decides the market of the edition's
// rates: by the customer's or by the partner's country.
func (e *Edition) MarketCountry() MarketCountry { return e.marketCountry }

// Calendar returns the policy by which the edition's deadlines are counted.
func (e *Edition) Calendar() mci.Calendar { return e.calendar }

// KnowsSegment reports whether the edition's catalog declares a segment. If the
// catalog declares no segments, every segment is known, because nothing in it
// depends on one. The empty segment means unknown and is always accepted.
func (e *Edition) KnowsSegment(segment mci.Segment) bool {
	if segment == "" || len(e.segments) == 0 {
		return true
	}
	_, declared := e.segments[string(segment)]
	return declared
}

// Engagements yields the engagements in the order of the catalog.
func (e *Edition) Engagements() iter.Seq[*Engagement] { return slices.Values(e.engagements) }

// Engagement returns the edition's engagement with an ID, and whether the
// edition has it.
func (e *Edition) Engagement(id mci.EngagementID) (*Engagement, bool) {
	for _, engagement := range e.engagements {
		if engagement.id == id {
			return engagement, true
		}
	}
	return nil, false
}

//go:embed catalog.schema.json
var catalogSchema string

//go:embed public.catalog.json
var publicCatalog string

// Schema returns the JSON Schema (draft 2020-12) of a catalog.
func Schema() string { return catalogSchema }

// PublicJSON returns the text of the catalog that [Public] reads, so that a
// host can make a catalog of its own from it.
func PublicJSON() string { return publicCatalog }

// Public reads the catalog that the library ships: the 20 fixed-pay workshops
// of Microsoft's announcement of 2022-11-02, and one variable-pay engagement
// whose figures are made up. The library's tests verify that it reads without
// error.
func Public() (*Catalog, error) { return readPublic() }

// readPublic reads the catalog that the library ships when it is first called.
// All callers can share the result, since a catalog is immutable.
var readPublic = sync.OnceValues(func() (*Catalog, error) {
	return Read([]byte(publicCatalog), ReadOptions{})
})

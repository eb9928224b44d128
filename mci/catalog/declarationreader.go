package catalog

import (
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Descriptions of references, for the problems of a catalog.
const (
	wantSource  = "the ID of one of the catalog's sources"
	wantList    = "the ID of one of the catalog's market lists"
	wantClocks  = "the ID of one of the catalog's clocks"
	wantMeasure = "the ID of one of the catalog's measures"
	wantSegment = "one of the catalog's segments"
)

func (r *catalogReader) readSource(o *object) {
	id := o.text("id")
	_, again := r.sources[id]
	o.unique("id", id, again)
	r.sources[id] = mci.Source{Title: o.text("title"), Published: o.text("published"), Grade: read(o, "grade", allowed[mci.Grade](), named[mci.Grade])}
	o.done()
}

// source reads a required reference to one of the catalog's sources.
func (r *catalogReader) source(o *object) mci.Source {
	return lookUp(o, "source", wantSource, r.sources)
}

func (r *catalogReader) measure(o *object) Measure {
	id := read(o, "id", "a text", func(s string) (string, error) {
		if s == contractValue {
			return "", mci.Invalid("", s, "another text: every claim for an opportunity has a contract value")
		}
		return s, vocabulary.CheckText("", s, mostTextBytes)
	})
	m := Measure{ID: mci.MeasureID(id), Means: o.text("means"), Currency: readOptional(o, "currency", wantMoneyKind, mci.ParseCurrency), Source: r.source(o)}
	_, again := r.measures[id]
	o.unique("id", id, again)
	r.measures[id] = m
	o.done()
	return m
}

// measured reads a required reference to a measure.
func (r *catalogReader) measured(o *object, name string) mci.MeasureID {
	return lookUp(o, name, wantMeasure, r.measures).ID
}

func (r *catalogReader) readMarketList(o *object) {
	list := &MarketList{id: o.text("id")}
	_, again := r.lists[list.id]
	o.unique("id", list.id, again)
	list.versions.rows = readRows(r, o, "versions", r.marketVersion)
	list.collect()
	o.done()
	r.lists[list.id] = list
}

func (r *catalogReader) marketVersion(o *object) marketVersion {
	version := marketVersion{market: map[mci.Country]string{}}
	o.objects("markets", func(one *object) { r.readMarket(&version, one) })
	return version
}

func (r *catalogReader) readMarket(version *marketVersion, o *object) {
	id := o.text("id")
	o.unique("id", id, slices.Contains(version.markets, id))
	version.markets = append(version.markets, id)
	if o.flag("everyOtherCountry") {
		o.unique("everyOtherCountry", version.rest, version.rest != "")
		version.rest = id
	} else {
		for i, country := range texts(o, "countries", mci.ParseCountry) {
			_, again := version.market[country]
			if again && country != "" {
				repeated(o.field("countries").Element(i), string(country))
			}
			version.market[country] = id
		}
	}
	o.done()
}

func (r *catalogReader) readWindows(o *object) {
	w := &Windows{Category: o.text("id"), PublishedMaximum: o.optionalWhole("publishedMaximum", 1, mostDays), Source: r.source(o)}
	for _, clock := range mci.Clocks() {
		o.window(w, clock)
	}
	o.reviewable(w)
	_, again := r.windows[w.Category]
	o.unique("id", w.Category, again)
	r.windows[w.Category] = w
	o.done()
}

// window reads the length of one clock.
func (o *object) window(w *Windows, clock mci.Clock) {
	field := windowField(clock)
	if field == "" {
		o.report("", "the "+clock.String()+" clock", "a clock that windowFields has a name for")
		return
	}
	w.lengths[clock] = uint16(o.whole(field, 1, mostDays)) //nolint:gosec // at most mostDays
}

// reviewable reports a review that ends before the first submission is due.
// Both windows start with the consent.
func (o *object) reviewable(w *Windows) {
	review, first := w.Days(mci.ReviewClock), w.Days(mci.FirstSubmissionClock)
	if review != 0 && review < first {
		o.report("review", strconv.Itoa(review), "not less than the "+strconv.Itoa(first)+" days for the first submission")
	}
}

// ownWindows reads an engagement's own clock lengths. For the other clocks, it
// keeps the lengths of the category.
func (r *catalogReader) ownWindows(o *object, category *Windows) *Windows {
	w := Windows{}
	if category != nil {
		w = *category
	}
	w.ownSource = r.source(o)
	none := true
	for _, clock := range mci.Clocks() {
		if field := windowField(clock); field != "" && o.has(field) {
			o.window(&w, clock)
			w.own, none = w.own|1<<clock, false
		}
	}
	if none {
		o.report("", "no window", "the length of at least one clock")
	}
	o.reviewable(&w)
	o.done()
	return &w
}

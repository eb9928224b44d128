package mci

import (
	"cmp"
	"slices"
	"time"
)

// ReadOptions are what reading a catalog needs from the host. The zero ReadOptions know UTC only.
type ReadOptions struct {
	// Zone returns the time zone of a name, as time.LoadLocation does. It is called once for each
	// edition that counts its days elsewhere than in UTC. "Local" is refused: it would make the catalog
	// depend on the machine.
	Zone func(name string) (*time.Location, error)
}

// catalogFormat is the version of the format that this library reads.
const catalogFormat = 1

// mostDays bounds a window; it is a guard against slips of the pen, not a rule.
const mostDays = 3660

// ReadCatalog reads a catalog in the format of [CatalogSchema]. Reading is strict and complete: unknown
// and missing fields, values that are not allowed, names that nothing declares and periods that overlap
// are all reported at once, as [Problems] with the path of each. The input is bounded to 8 MiB, 16 levels
// and 5,000 elements of one object or array. A catalog is returned only if there is no problem at all.
func ReadCatalog(data []byte, options ReadOptions) (*Catalog, error) {
	root, err := parseDocument(data)
	if err != nil {
		return nil, err
	}
	r := &catalogReader{zone: options.Zone, sources: map[string]Source{}, lists: map[string]*MarketList{}, windows: map[string]*Windows{}}
	catalog := r.catalog(r.object("", root))
	if len(r.problems) > 0 {
		return nil, r.sorted(root)
	}
	return catalog, nil
}

type catalogReader struct {
	documentReader
	zone    func(string) (*time.Location, error)
	sources map[string]Source
	lists   map[string]*MarketList
	windows map[string]*Windows
}

func (r *catalogReader) catalog(o *object) *Catalog {
	o.optionalText("$schema")
	o.whole("format", catalogFormat, catalogFormat)
	catalog := &Catalog{name: o.text("name"), marketLists: r.lists, windows: r.windows}
	o.items("sources", r.readSource)
	o.items("marketLists", r.readMarketList)
	o.items("clocks", r.readWindows)
	seen := map[EditionID]bool{}
	o.items("editions", func(path string, v value) {
		edition := r.edition(r.object(path, v))
		r.once(path+".id", string(edition.id), seen[edition.id])
		seen[edition.id] = true
		catalog.editions = append(catalog.editions, edition)
	})
	o.done()
	slices.SortStableFunc(catalog.editions, func(a, b *Edition) int {
		return cmp.Or(a.published.Compare(b.published), cmp.Compare(a.id, b.id))
	})
	return catalog
}

// once reports an ID that was used before.
func (r *catalogReader) once(path, id string, again bool) {
	if again && id != "" {
		r.report(path, quote(id)+" again", "an ID that nothing else in the list has")
	}
}

func (r *catalogReader) readSource(path string, v value) {
	o := r.object(path, v)
	id := o.text("id")
	_, again := r.sources[id]
	r.once(path+".id", id, again)
	r.sources[id] = Source{Title: o.text("title"), Published: o.text("published"), Grade: read(o, "grade", gradeNames.Allowed(), gradeNames.Parse)}
	o.done()
}

// source takes a required reference to one of the catalog's sources.
func (r *catalogReader) source(o *object) Source {
	return lookUp(o, "source", "the ID of one of the catalog's sources", r.sources)
}

// lookUp takes a required reference to something that the catalog declares.
func lookUp[T any](o *object, name, want string, declared map[string]T) T {
	return read(o, name, want, func(id string) (T, error) {
		found, ok := declared[id]
		if !ok {
			return found, Invalid("", id, want)
		}
		return found, nil
	})
}

func (r *catalogReader) readMarketList(path string, v value) {
	o := r.object(path, v)
	list := &MarketList{id: o.text("id"), source: r.source(o), market: map[Country]string{}}
	_, again := r.lists[list.id]
	r.once(path+".id", list.id, again)
	o.items("markets", func(path string, v value) { r.readMarket(list, r.object(path, v)) })
	o.done()
	r.lists[list.id] = list
}

func (r *catalogReader) readMarket(list *MarketList, o *object) {
	id := o.text("id")
	r.once(o.at("id"), id, list.has(id))
	list.markets = append(list.markets, id)
	if o.flag("everyOtherCountry") {
		r.once(o.at("everyOtherCountry"), list.rest, list.rest != "")
		list.rest = id
	} else {
		for i, country := range texts(o, "countries", ParseCountry) {
			_, again := list.market[country]
			r.once(itemPath(o.at("countries"), i), string(country), again)
			list.market[country] = id
		}
	}
	o.done()
}

func (r *catalogReader) readWindows(path string, v value) {
	o := r.object(path, v)
	w := &Windows{
		Category:         o.text("id"),
		Consent:          o.whole("consent", 1, mostDays),
		FirstSubmission:  o.whole("firstSubmission", 1, mostDays),
		Review:           o.whole("review", 1, mostDays),
		Dispute:          o.whole("dispute", 1, mostDays),
		PostDispute:      o.whole("postDispute", 1, mostDays),
		PublishedMaximum: o.optionalWhole("publishedMaximum", 1, mostDays),
		Source:           r.source(o),
	}
	_, again := r.windows[w.Category]
	r.once(path+".id", w.Category, again)
	r.windows[w.Category] = w
	o.done()
}

func (r *catalogReader) edition(o *object) *Edition {
	edition := &Edition{
		id:        EditionID(o.text("id")),
		name:      o.text("name"),
		published: o.date("published"),
	}
	year := o.object("programYear")
	edition.programYear = ProgramYear{Name: year.text("name"), Period: Period{From: year.date("from"), Until: year.date("until")}}
	year.ordered(edition.programYear.Period)
	year.done()
	r.settings(edition, o.object("settings"))
	seen := map[EngagementID]bool{}
	o.items("engagements", func(path string, v value) {
		engagement := r.engagement(edition, r.object(path, v))
		r.once(path+".id", string(engagement.id), seen[engagement.id])
		seen[engagement.id] = true
		edition.engagements = append(edition.engagements, engagement)
	})
	o.done()
	return edition
}

func (r *catalogReader) settings(edition *Edition, o *object) {
	edition.calendar = r.calendar(o.object("calendar"))
	edition.marketCountry = read(o, "marketCountry", marketCountryNames.Allowed(), marketCountryNames.Parse)
	edition.rounding = Rounding{read(o, "rounding", roundingModeNames.Allowed(), roundingModeNames.Parse)}
	edition.dealSize = read(o, "dealSize", dealSizeRuleNames.Allowed(), dealSizeRuleNames.Parse)
	o.done()
}

func (r *catalogReader) calendar(o *object) Calendar {
	const wantZone = "UTC, or a zone that the host can resolve"
	zone := read(o, "timeZone", wantZone, func(name string) (*time.Location, error) {
		switch {
		case name == "UTC":
			return time.UTC, nil
		case r.zone == nil:
			return nil, Invalid("", name, "UTC; other zones need ReadOptions.Zone")
		case name == "", name == "Local": // time.LoadLocation takes them for UTC and the machine's zone
			return nil, Invalid("", name, wantZone)
		}
		zone, err := r.zone(name)
		if err == nil && zone == nil {
			err = Invalid("", name, wantZone)
		}
		return zone, err
	})
	lastDay := read(o, "lastDay", "included or excluded", Names[uint8]{Texts: []string{"included", "excluded"}}.Parse)
	o.done()
	return NewCalendar(zone, lastDay == 1)
}

func (o *object) date(name string) Date         { return read(o, name, wantDate, ParseDate) }
func (o *object) optionalDate(name string) Date { return readOptional(o, name, wantDate, ParseDate) }

// ordered reports a period that ends before it begins.
func (o *object) ordered(p Period) {
	if !p.Until.IsZero() && p.Until.Compare(p.From) < 0 {
		o.report("until", p.Until.String(), "a day not before "+p.From.String())
	}
}

// period takes the fields from, until and knownUntil, all optional, and checks their order.
func (o *object) period() Period {
	p := Period{From: o.optionalDate("from"), Until: o.optionalDate("until"), KnownUntil: o.optionalDate("knownUntil")}
	o.ordered(p)
	if !p.KnownUntil.IsZero() && (p.KnownUntil.Compare(p.From) < 0 || !p.Until.IsZero() && p.KnownUntil.Compare(p.Until) >= 0) {
		o.report("knownUntil", p.KnownUntil.String(), "a day within the period and before its end")
	}
	return p
}

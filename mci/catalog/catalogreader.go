package catalog

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// ReadOptions configure [Read]. The zero ReadOptions know the time zone UTC
// only.
type ReadOptions struct {
	// Zone returns the time zone of a name, as time.LoadLocation does. If it is
	// nil, every edition must count its days in UTC. Read calls it once for
	// each edition that does not. The name "Local" is refused, because it would
	// make the catalog depend on the machine.
	Zone func(name string) (*time.Location, error)
}

// catalogFormat is the version of the format that this library reads.
const catalogFormat = 1

// mostDays is the longest window in days. It is a guard against typing errors,
// not a rule.
const mostDays = 3660

// Read reads a catalog in the format of [Schema]. Reading is strict and
// complete: all problems are reported at once, as [mci.Problems] with the path
// of each. It reports unknown and missing fields, values that are not allowed,
// names that are not declared, periods that overlap or leave a gap, sizes and
// tiers that no value can reach, and terms that contradict each other. If there
// are more than 1,000 problems, the rest are counted but not listed. If there
// is any problem at all, no catalog is returned.
//
// The input is limited to 8 MiB, 16 levels, and 5,000 elements in one object or
// array. If it exceeds a limit or is not JSON, that is the only problem.
func Read(data []byte, options ReadOptions) (*Catalog, error) {
	r := &catalogReader{
		zone: options.Zone, sources: map[string]mci.Source{}, lists: map[string]*MarketList{}, windows: map[string]*Windows{},
		measures: map[string]Measure{}, segments: map[string]mci.Segment{},
	}
	var catalog *Catalog
	err := document.Read(data, limits, func(o document.Object) { catalog = r.catalog(&object{o, true}) })
	if err != nil {
		return nil, err
	}
	for _, latest := range catalog.editions {
		for _, edition := range latest.revisions {
			for _, engagement := range edition.engagements {
				engagement.tabulate()
				engagement.digest = engagement.computeDigest()
			}
		}
	}
	catalog.document = bytes.Clone(data)
	return catalog, nil
}

// catalogReader holds the declarations that were read so far, by ID.
type catalogReader struct {
	zone     func(string) (*time.Location, error)
	sources  map[string]mci.Source
	lists    map[string]*MarketList
	windows  map[string]*Windows
	measures map[string]Measure
	segments map[string]mci.Segment
	into     *Catalog
}

func (r *catalogReader) catalog(o *object) *Catalog {
	o.optionalText("$schema")
	o.whole("format", catalogFormat, catalogFormat)
	catalog := &Catalog{name: o.text("name"), marketLists: r.lists, windows: r.windows}
	r.into = catalog
	o.objects("sources", r.readSource)
	if o.has("segments") {
		catalog.segments = texts(o, "segments", func(s string) (mci.Segment, error) { return mci.Segment(s), vocabulary.CheckText("", s, mostTextBytes) })
		eachUnique(o, "segments", catalog.segments)
		for _, segment := range catalog.segments {
			r.segments[string(segment)] = segment
		}
	}
	if o.has("measures") {
		o.objects("measures", func(one *object) { catalog.measures = append(catalog.measures, r.measure(one)) })
	}
	o.objects("marketLists", r.readMarketList)
	o.objects("clocks", r.readWindows)
	var editions []*Edition
	o.items("editions", func(f document.Field) {
		edition := r.edition(open(f))
		onceRevised(f, edition, editions)
		editions = append(editions, edition)
	})
	catalog.editions = latestOf(editions)
	return catalog
}

// onceRevised reports an edition that stands in the catalog before, in the same
// revision.
func onceRevised(f document.Field, edition *Edition, before []*Edition) {
	again := slices.ContainsFunc(before, func(b *Edition) bool { return b.id == edition.id && b.revision == edition.revision })
	switch {
	case !again || edition.id == "":
	case edition.revision == mci.Revision{}:
		repeated(f.Member("id"), string(edition.id))
	default:
		f.Member("revision").Report(edition.revision.String()+" of "+vocabulary.Quote(string(edition.id))+" again", "a revision that the edition does not have yet")
	}
}

// latestOf returns the latest revision of each edition, by publication date.
// Each revision gets the list of all revisions of its edition.
func latestOf(all []*Edition) []*Edition {
	revisions := map[mci.EditionID][]*Edition{}
	for _, edition := range all {
		revisions[edition.id] = append(revisions[edition.id], edition)
	}
	var latest []*Edition
	for _, edition := range all {
		of := revisions[edition.id]
		slices.SortStableFunc(of, func(a, b *Edition) int { return a.revision.Compare(b.revision) })
		if edition.revisions = of; edition == of[len(of)-1] {
			latest = append(latest, edition)
		}
	}
	slices.SortStableFunc(latest, func(a, b *Edition) int {
		return cmp.Or(a.published.Compare(b.published), cmp.Compare(a.id, b.id))
	})
	return latest
}

// lookUp reads a required reference to a declaration of the catalog.
func lookUp[T any](o *object, name, want string, declared map[string]T) T {
	return read(o, name, want, func(id string) (T, error) {
		found, ok := declared[id]
		if ok {
			return found, nil
		}
		if nearest := vocabulary.Nearest(id, slices.Sorted(maps.Keys(declared))); nearest != "" {
			return found, mci.Invalid("", id, want+", such as "+nearest)
		}
		return found, mci.Invalid("", id, want)
	})
}

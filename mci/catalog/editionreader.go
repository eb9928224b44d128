package catalog

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// mostRevision is the highest revision that [mci.NewRevision] accepts.
const mostRevision = 9999

func (r *catalogReader) edition(o *object) *Edition {
	edition := &Edition{
		id:          mci.EditionID(o.text("id")),
		revision:    r.revision(o),
		name:        o.text("name"),
		published:   o.date("published"),
		programYear: read(o, "programYear", wantYear, mci.ParseProgramYear),
		segments:    r.segments,
	}
	r.settings(edition, o.object("settings"))
	o.items("engagements", func(f document.Field) {
		engagement := r.engagement(edition, open(f))
		_, again := edition.Engagement(engagement.id)
		if again && engagement.id != "" {
			repeated(f.Member("id"), string(engagement.id))
		}
		edition.engagements = append(edition.engagements, engagement)
	})
	o.done()
	return edition
}

// revision reads the number of the edition's revision. If it is absent, it is
// 1.
func (r *catalogReader) revision(o *object) mci.Revision {
	if !o.has("revision") {
		return mci.Revision{}
	}
	// whole has reported a number beyond the bounds, and returns 0 for it
	revision, err := mci.NewRevision(o.whole("revision", 1, mostRevision))
	if err != nil {
		return mci.Revision{}
	}
	return revision
}

func (r *catalogReader) settings(edition *Edition, o *object) {
	edition.calendar = r.calendar(o.object("calendar"))
	edition.marketCountry = read(o, "marketCountry", marketCountryNames.Allowed(), marketCountryNames.Parse)
	edition.rounding = mci.Rounding{Mode: read(o, "rounding", allowed[mci.RoundingMode](), named[mci.RoundingMode])}
	edition.dealSizes = r.dealSizes(o)
	o.done()
}

func (r *catalogReader) calendar(o *object) mci.Calendar {
	const wantZone = "UTC, or a zone that the host can resolve"
	zone := read(o, "timeZone", wantZone, func(name string) (*time.Location, error) {
		switch {
		case name == "UTC":
			return time.UTC, nil
		case r.zone == nil:
			return nil, mci.Invalid("", name, "UTC; other zones need ReadOptions.Zone")
		case name == "", name == "Local": // time.LoadLocation would return UTC and the machine's zone
			return nil, mci.Invalid("", name, wantZone)
		}
		zone, err := r.zone(name)
		if err == nil && zone == nil {
			err = mci.Invalid("", name, wantZone)
		}
		return zone, err
	})
	lastDay := read(o, "lastDay", "included or excluded", vocabulary.Names[uint8]{Texts: []string{"included", "excluded"}}.Parse)
	o.done()
	return mci.NewCalendar(zone, lastDay == 1)
}

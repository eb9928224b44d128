package catalog

import (
	"math"
	"time"

	"github.com/mci-go/incentives/mci"
)

// instants is a period of days as instants, in seconds of Unix.
type instants struct {
	first int64 // first second of the period
	end   int64 // first second after the period
	known int64 // first second after the last day on which it is known
}

// The seconds of the days that a [mci.Date] holds, in UTC.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// instantsOf returns the instants of a period in UTC. In other zones a day can
// begin twice, so it returns nil.
func instantsOf(p mci.Period, zone *time.Location) *instants {
	if zone != time.UTC {
		return nil
	}
	all := &instants{firstSecond, math.MaxInt64, math.MaxInt64}
	if !p.From.IsZero() {
		all.first = p.From.Start(zone).Unix()
	}
	if !p.Until.IsZero() {
		all.end = p.Until.Start(zone).AddDate(0, 0, 1).Unix()
	}
	if !p.KnownUntil.IsZero() {
		all.known = p.KnownUntil.Start(zone).AddDate(0, 0, 1).Unix()
	}
	return all
}

// include answers as [mci.Period.Includes] does for the day of an instant.
func (i *instants) include(at time.Time) mci.Outcome {
	s := at.Unix()
	switch {
	case s < firstSecond, s > lastSecond, at.IsZero():
		return mci.Unknown
	case s < i.first, s >= i.end:
		return mci.Fail
	case s >= i.known:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

// Package form has the checks of single fields that every kind of claim needs.
// It checks the years of an instant, new IDs and texts that may be empty, and
// reads a name with any white space. [Same] compares records as they are stored.
package form

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// The bounds of the instants of a claim: Earliest is allowed, LastYear is not.
var (
	Earliest = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	LastYear = time.Date(9001, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// WantInstant describes the instants that [InYears] allows.
const WantInstant = "an instant of the years 2000 to 9000"

// InYears reports whether an instant is in the years 2000 to 9000.
func InYears(at time.Time) bool { return !at.Before(Earliest) && at.Before(LastYear) }

// UTC drops the zone and the monotonic reading, so that equal instants are
// equal values.
func UTC(at time.Time) time.Time { return at.UTC().Round(0) }

// Shown returns an instant as an error shows it.
func Shown(at time.Time) string {
	if at.IsZero() {
		return "no instant"
	}
	return at.Format(time.RFC3339Nano)
}

// CheckNewID checks the ID that a host chooses for a new claim. Blanks at its
// ends would make another claim of an ID that looks the same. A stored claim may
// have them, since they were not always refused, and is read all the same.
func CheckNewID(path, id string, most int) error {
	if err := vocabulary.CheckID(path, id, most); err != nil {
		return err
	}
	if strings.TrimSpace(id) != id {
		return vocabulary.Invalid(path, id, "an ID without blanks at its ends")
	}
	return nil
}

// Optional checks a text with a check of package vocabulary, unless the text is
// empty.
func Optional(check func(path, text string, most int) error, path, text string, most int) error {
	if text == "" {
		return nil
	}
	return check(path, text, most)
}

// Latest returns the latest of some instants.
func Latest(at time.Time, others ...time.Time) time.Time {
	for _, other := range others {
		if other.After(at) {
			at = other
		}
	}
	return at
}

// PlainSpaces returns a text with one space in place of each run of white
// space, and with none at its ends.
func PlainSpaces(text string) string { return strings.Join(strings.Fields(text), " ") }

package claims

import (
	"time"

	"github.com/mci-go/incentives/claims/internal/form"
)

// The checks of single fields that every kind of claim shares, by the names
// that this package calls them.

const wantInstant = form.WantInstant

func inYears(at time.Time) bool { return form.InYears(at) }

func asInstant(at time.Time) string { return form.Shown(at) }

// checkOptional checks a text with a check of package mci, unless the text is
// empty.
func checkOptional(check func(path, text string, most int) error, path, text string, most int) error {
	return form.Optional(check, path, text, most)
}

// Check returns a [mci.FieldError] if a field of m is malformed. [Apply] and
// its like check it themselves. Check does not ask whether the actor may do
// anything.
func (m *Meta) Check() error { return m.check() }

// InOrder returns an [OutOfOrderError] if the command is dated before the
// latest entry of a claim, of any kind, by more than the tolerance. [Apply] and
// its like ask it themselves.
func (m *Meta) InOrder(claim ID, updated time.Time) error {
	if tolerance := m.tolerance(); updated.Sub(m.At) > tolerance {
		return &OutOfOrderError{ID: claim, At: m.At, Updated: updated, Tolerance: tolerance}
	}
	return nil
}

package pages

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Keepable reports whether the file contains a report. If it does not, it
// cannot be kept, even if a form asks for it.
func (m *reportModel) Keepable() bool {
	return m.Problem == nil || !slices.ContainsFunc(m.Problem.Problems, func(p *mci.FieldError) bool { return p.Path == "file" })
}

package pages

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Keepable reports whether there is a report in the file. Nothing else can be
// kept, whatever the form says.
func (m *reportModel) Keepable() bool {
	return m.Problem == nil || !slices.ContainsFunc(m.Problem.Problems, func(p *mci.FieldError) bool { return p.Path == "file" })
}

package claims

import (
	"strings"
)

// SearchText returns the text in which a store looks for the text of a query:
// the claim's name, its number in Partner Center, the customer's ID and the ID
// that was checked, one per line, in lower case. A store may keep it in a
// column of its own, so that databases with different rules for letters give
// the same answer.
func (r *Record) SearchText() string {
	text := strings.ToLower(r.Name + "\n" + r.CustomerID.Value())
	if r.PortalNumber.Number != "" {
		text += "\n" + strings.ToLower(r.PortalNumber.Number)
	}
	if r.CheckedID != r.CustomerID {
		text += "\n" + strings.ToLower(r.CheckedID.Value())
	}
	return text
}

// CountsTowardLimit reports whether [Limit] counts the record for Most: its
// claim is open or approved.
func (r *Record) CountsTowardLimit() bool { return r.Status == Approved || !r.State().Terminal() }

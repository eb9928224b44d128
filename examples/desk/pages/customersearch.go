package pages

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
)

// A customerSearch finds customers by a part of the name, or by the whole or
// the beginning of an ID: tenant ID, TPID, domain and the like. The zero
// customerSearch finds all.
type customerSearch struct {
	name, id string
	// domain is the text as a domain in canonical form, if it is one, since a
	// domain can be typed in other letters than those of its ID.
	domain string
}

// searchFor returns the search for a text as a person types it.
func searchFor(text string) customerSearch {
	w := customerSearch{name: strings.ToLower(text), id: text}
	if id, err := mci.ParseCustomerID(mci.DomainName, text); err == nil {
		w.domain = id.Value()
	}
	return w
}

// finds reports whether a customer is found by the name or one of these IDs.
func (w *customerSearch) finds(c *customer, identities ...plan.Identity) bool {
	if strings.Contains(strings.ToLower(c.Name), w.name) {
		return true
	}
	for i := range identities {
		known := &identities[i].Customer
		if w.begins(known.ID) || w.begins(known.Checked()) {
			return true
		}
	}
	return false
}

// findsStranger reports whether a customer is found who is not in the partner's
// file.
func (w *customerSearch) findsStranger(line *customerLine) bool {
	return strings.Contains(strings.ToLower(line.Name), w.name) || slices.ContainsFunc(line.IDs, w.begins)
}

// begins reports whether an ID begins with the text. A domain that was typed in
// full is found by its canonical form.
func (w *customerSearch) begins(id mci.CustomerID) bool {
	value := id.Value()
	return len(value) >= len(w.id) && strings.EqualFold(value[:len(w.id)], w.id) || w.domain != "" && w.domain == value
}

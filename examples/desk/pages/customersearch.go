package pages

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
)

// A customerSearch finds customers by a part of the name, or by the start of an
// ID such as a tenant ID, a TPID or a domain. The zero customerSearch finds all
// customers.
type customerSearch struct {
	name, id string
	// domain is the text in the canonical form of a domain, if it is one,
	// because a domain can be typed in other letters than its ID has.
	domain string
}

// searchFor returns the search for a text that a person typed.
func searchFor(text string) customerSearch {
	w := customerSearch{name: folded(text), id: text}
	if id, err := mci.ParseCustomerID(mci.DomainName, text); err == nil {
		w.domain = id.Value()
	}
	return w
}

// folded returns a name in the form in which names are compared. It is in lower
// case, with one blank between words. Keyboards and programs write several
// kinds of apostrophes and hyphens, so one kind stands for all.
func folded(name string) string {
	name = strings.ToLower(name)
	plain := !strings.Contains(name, "  ")
	for i := 0; plain && i < len(name); i++ {
		plain = name[i] >= ' ' && name[i] <= '~' && name[i] != '`'
	}
	if plain { // true of nearly all names
		return strings.Trim(name, " ")
	}
	return strings.Join(strings.Fields(alike.Replace(name)), " ")
}

// alike replaces all kinds of apostrophes by one, and all kinds of hyphens by
// one.
var alike = strings.NewReplacer(
	"\u2018", "'", "\u2019", "'", "\u02bc", "'", "\u2032", "'", "\u00b4", "'", "`", "'", "\uff07", "'",
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2212", "-", "\u00ad", "",
)

// finds reports whether a search matches a customer's name or one of the IDs.
func (w *customerSearch) finds(c *customer, identities ...plan.Identity) bool {
	if strings.Contains(folded(c.Name), w.name) {
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

// findsStranger reports whether a search matches a customer who is not in the
// partner's file.
func (w *customerSearch) findsStranger(line *customerLine) bool {
	return strings.Contains(folded(line.Name), w.name) || slices.ContainsFunc(line.IDs, w.begins)
}

// begins reports whether an ID begins with the text. If a whole domain was
// typed, its canonical form is compared.
func (w *customerSearch) begins(id mci.CustomerID) bool {
	value := id.Value()
	return len(value) >= len(w.id) && strings.EqualFold(value[:len(w.id)], w.id) || w.domain != "" && w.domain == value
}

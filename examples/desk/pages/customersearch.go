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
	w := customerSearch{name: folded(text), id: text}
	if id, err := mci.ParseCustomerID(mci.DomainName, text); err == nil {
		w.domain = id.Value()
	}
	return w
}

// folded returns a name as it is compared: in lower case, with one blank between
// two words and with one kind of apostrophe and of hyphen, of which keyboards
// and programs write several.
func folded(name string) string {
	name = strings.ToLower(name)
	plain := !strings.Contains(name, "  ")
	for i := 0; plain && i < len(name); i++ {
		plain = name[i] >= ' ' && name[i] <= '~' && name[i] != '`'
	}
	if plain { // as nearly all names are
		return strings.Trim(name, " ")
	}
	return strings.Join(strings.Fields(alike.Replace(name)), " ")
}

// alike makes one of the apostrophes and one of the hyphens.
var alike = strings.NewReplacer(
	"\u2018", "'", "\u2019", "'", "\u02bc", "'", "\u2032", "'", "\u00b4", "'", "`", "'", "\uff07", "'",
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2212", "-", "\u00ad", "",
)

// finds reports whether a customer is found by the name or one of these IDs.
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

// findsStranger reports whether a customer is found who is not in the partner's
// file.
func (w *customerSearch) findsStranger(line *customerLine) bool {
	return strings.Contains(folded(line.Name), w.name) || slices.ContainsFunc(line.IDs, w.begins)
}

// begins reports whether an ID begins with the text. A domain that was typed in
// full is found by its canonical form.
func (w *customerSearch) begins(id mci.CustomerID) bool {
	value := id.Value()
	return len(value) >= len(w.id) && strings.EqualFold(value[:len(w.id)], w.id) || w.domain != "" && w.domain == value
}

package association

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// Envelope returns the record as a row of a store that holds claims of both
// kinds. Its status is the state in words, and its engagement the name of the
// kind of association. A record that cannot be written as JSON is a
// [mci.FieldError].
func (r *Record) Envelope() (store.Envelope, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return store.Envelope{}, err
	}
	e := r.columns()
	e.Body = body
	return e, nil
}

// columns returns the envelope without its body.
func (r *Record) columns() store.Envelope {
	e := store.Envelope{
		Kind: store.PartnerAssociation, ID: r.ID, Version: r.Version, Status: r.State().String(), Area: r.Index.Area,
		Customer: r.Tenant, Location: r.Location, Engagement: mci.EngagementID(r.Kind.String()),
		Expires: r.Index.Expires, Attention: r.Index.Attention,
		Search: r.searchText(), Open: !r.State().Terminal(),
	}
	for _, used := range r.Keys {
		e.Keys = append(e.Keys, used.Key)
	}
	return e
}

// searchText returns the text in which a store looks for Query.Text: the
// claim's name, its number in Partner Center, and the customer's tenant and
// domain, one per line, in lower case.
func (r *Record) searchText() string {
	lines := []string{r.Name, r.PortalNumber.Number, r.Tenant.Value(), r.Domain.Value()}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return strings.ToLower(strings.Join(lines, "\n"))
}

// FromEnvelope returns the record in the body of an envelope. The body decides:
// if a column says something else, or the envelope is of another kind, the
// error is a [mci.FieldError]. An error of the body has its path below "body".
// [Restore] checks the record.
func FromEnvelope(e store.Envelope) (Record, error) {
	if e.Kind != store.PartnerAssociation {
		return Record{}, mci.Invalid("kind", e.Kind.String(), store.PartnerAssociation.String())
	}
	var record Record
	if err := readStored(e.Body, record.bind); err != nil {
		return Record{}, mci.At("body", err)
	}
	if err := e.Agrees(record.columns()); err != nil {
		return Record{}, err
	}
	return record, nil
}

package claims

import (
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Query selects claims, orders them and says where a list begins. Zero fields
// select all; the zero Query yields every claim by its ID. Build a statement of
// a database from the fields that are set: a condition that compares a column
// or lets an empty parameter pass keeps it from using an index.
type Query struct {
	// as checked
	Customer   mci.CustomerID   `json:"customer,omitzero"`
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	Location   mci.LocationID   `json:"location,omitempty"`
	// only claims that have not ended
	Open bool `json:"open,omitempty"`
	// only claims in one of them; empty for any
	Statuses StatusSet `json:"statuses,omitzero"`
	// as the catalog writes it
	SolutionArea string `json:"solutionArea,omitempty"`

	// Text is what the claim's name, its number in Partner Center or the
	// customer's ID contains, whatever the case of the letters. See Query.Fold
	// and Record.SearchText.
	Text string `json:"text,omitempty"`

	// Key selects the claims that have the key. None asks for no key.
	Key IndexKey `json:"key,omitempty"`
	// Until selects the claims whose Key is not after the instant. Zero is no
	// bound, and without a Key it means nothing.
	Until time.Time `json:"until,omitzero"`
	// ByKey orders by the Key and then by ID. Without it, or without a Key, the
	// order is by ID.
	ByKey bool `json:"byKey,omitempty"`

	// After is the ID after which a list begins, so that one that was left is
	// resumed with the last ID that it yielded. Claims that are opened
	// meanwhile come or do not, by their IDs. In the order of a key, AfterKey
	// belongs to it.
	After ID `json:"after,omitempty"`
	// AfterKey is the key of the claim After: the list begins with the claims
	// of a later key, or of the same key and a later ID. It means nothing in
	// the order of IDs.
	AfterKey time.Time `json:"afterKey,omitzero"`
	// Most is how many claims a list yields at most; 0 for no bound. A store
	// that fetches all it yields at once is asked for a page at a time with it.
	Most int `json:"most,omitempty"`
}

// Matches reports whether a record is selected by the fields of the query that
// describe a claim. The order, the cursor and Most are the list's concern.
func (q Query) Matches(r *Record) bool {
	return (q.Customer.IsZero() || q.Customer == r.CheckedID) &&
		(q.Engagement == "" || q.Engagement == r.Engagement.Engagement) &&
		(q.Location == "" || q.Location == r.Location) &&
		(q.SolutionArea == "" || q.SolutionArea == r.Index.Area) &&
		q.hasStatus(r) && q.hasKey(r) &&
		(q.Text == "" || strings.Contains(r.SearchText(), q.Fold()))
}

// hasStatus reports whether the record is in one of the statuses of the query.
func (q Query) hasStatus(r *Record) bool {
	return (q.Statuses.IsEmpty() || q.Statuses.Has(r.Status)) && (!q.Open || !r.State().Terminal())
}

// hasKey reports whether the record has the key of the query, in its bound.
func (q Query) hasKey(r *Record) bool {
	if q.Key == NoKey {
		return true
	}
	at := r.Index.At(q.Key)
	return !at.IsZero() && (q.Until.IsZero() || !at.After(q.Until))
}

// byKey reports whether the list is in the order of the key.
func (q Query) byKey() bool { return q.ByKey && q.Key != NoKey }

// Fold returns Text as it is looked for in [Record.SearchText], in lower case.
// A store compares the two byte by byte, as instr and strpos do; with LIKE the
// wildcards are to be escaped.
func (q Query) Fold() string { return strings.ToLower(q.Text) }

// SearchText returns the text in which [Query.Text] is looked for: the claim's
// name, its number in Partner Center, the customer's ID and the ID that was
// checked, one a line, in lower case. A store may keep it in a column of its
// own, so that databases whose rules for letters differ answer alike.
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

// CountsTowardLimit reports whether the record is one of the claims that
// [Limit] counts for Most: open or approved.
func (r *Record) CountsTowardLimit() bool { return r.Status == Approved || !r.State().Terminal() }

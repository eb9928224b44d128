package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Query selects claims, orders them and sets the place at which a list
// begins. A zero field selects all claims; the zero Query yields every claim,
// in the order of IDs. To select from a database, build the statement only from
// the fields that are set: a condition such as "location = $1 OR $1 IS NULL"
// prevents the use of an index.
type Query struct {
	// Kind selects the claims of one kind. The zero Kind selects both.
	Kind Kind `json:"kind,omitempty"`
	// Customer selects the claims of a customer, by the ID that was checked.
	Customer mci.CustomerID `json:"customer,omitzero"`
	// Engagement selects the claims for an engagement.
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	// Location selects the claims under a location of the partner.
	Location mci.LocationID `json:"location,omitempty"`
	// Open selects only the claims that have not ended.
	Open bool `json:"open,omitempty"`
	// Statuses selects the claims in one of the statuses, in the words of
	// Envelope.Status; see the function Statuses. An empty list selects any
	// status.
	Statuses []string `json:"statuses,omitempty"`
	// SolutionArea selects the claims of a solution area, as the catalog writes
	// it.
	SolutionArea string `json:"solutionArea,omitempty"`

	// Owner selects the claims of a partner's contact by the mail address,
	// whatever the case of the letters. See Query.FoldOwner.
	Owner string `json:"owner,omitempty"`

	// Text selects the claims whose name, number in Partner Center or
	// customer's ID contains it, whatever the case of the letters. See
	// Query.Fold and Envelope.Search.
	Text string `json:"text,omitempty"`

	// Key selects the claims that have the key. NoKey selects all.
	Key IndexKey `json:"key,omitempty"`
	// Until selects the claims whose Key is not after the instant. The zero
	// instant is no bound. Without a Key, Until is ignored.
	Until time.Time `json:"until,omitzero"`
	// ByKey orders the list by the Key and then by ID. Without it, or without a
	// Key, the order is by ID.
	ByKey bool `json:"byKey,omitempty"`

	// After is the ID after which a list begins. To resume a list, set it to
	// the last ID that the list yielded. If a claim is opened meanwhile, it
	// depends on its ID whether the list yields it. If the order is by key, set
	// AfterKey, too.
	After claims.ID `json:"after,omitempty"`
	// AfterKey is the key of the claim After. The list begins with the claims
	// that have a later key, or the same key and a later ID. In the order of
	// IDs, AfterKey is ignored.
	AfterKey time.Time `json:"afterKey,omitzero"`
	// Most is the greatest number of claims that a list yields; 0 is no bound.
	// A desk sets it to ask for a page at a time, so a store may fetch the
	// whole list at once.
	Most int `json:"most,omitempty"`
}

// Statuses returns statuses in words, as [Query] selects by them: those of
// package claims for partner activities, and the states of package lifecycle
// for associations.
func Statuses[Status fmt.Stringer](statuses ...Status) []string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = status.String()
	}
	return words
}

// Matches reports whether the query selects a claim, by the columns of its
// envelope that describe it. It ignores the order, the cursor and Most, which
// belong to the list.
func (q Query) Matches(e *Envelope) bool {
	return (q.Kind == 0 || q.Kind == e.Kind) &&
		(q.Customer.IsZero() || q.Customer == e.Customer) &&
		(q.Engagement == "" || q.Engagement == e.Engagement) &&
		(q.SolutionArea == "" || q.SolutionArea == e.Area) &&
		q.hasPartner(e) && q.hasStatus(e) && q.hasKey(e) &&
		(q.Text == "" || strings.Contains(e.Search, q.Fold()))
}

// hasPartner reports whether the claim is of the partner's location and contact
// of the query.
func (q Query) hasPartner(e *Envelope) bool {
	return (q.Location == "" || q.Location == e.Location) && (q.Owner == "" || q.FoldOwner() == e.Owner)
}

// hasStatus reports whether the claim is in one of the statuses of the query.
func (q Query) hasStatus(e *Envelope) bool {
	return (len(q.Statuses) == 0 || slices.Contains(q.Statuses, e.Status)) && (!q.Open || e.Open)
}

// hasKey reports whether the claim has the key of the query, not after its
// bound.
func (q Query) hasKey(e *Envelope) bool {
	if q.Key == NoKey {
		return true
	}
	at := e.Key(q.Key)
	return !at.IsZero() && (q.Until.IsZero() || !at.After(q.Until))
}

// Ordered reports whether the list is in the order of the key, and not in that
// of IDs.
func (q Query) Ordered() bool { return q.ByKey && q.Key != NoKey }

// FoldOwner returns Owner in lower case, as a store compares it with
// Envelope.Owner.
func (q Query) FoldOwner() string { return strings.ToLower(q.Owner) }

// Fold returns Text in lower case, as a store looks for it in Envelope.Search.
// The store compares the two byte by byte, as instr and strpos do. If it uses
// LIKE, it must escape the wildcards.
func (q Query) Fold() string { return strings.ToLower(q.Text) }

package store

import (
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Change is a change of one claim of any kind, as a store saves it. Package
// desk makes one of the Change of each kind. The zero Change has no claim.
type Change struct {
	// Envelope is the claim after the change.
	Envelope Envelope
	// Expected is the version that the stored claim must have for the change to
	// be saved. It is 0 if there must be no stored claim yet.
	Expected uint64
	// Limit is the limit that the store holds in the transaction that saves the
	// change. The zero Limit is none.
	Limit claims.Limit
	// Entries are the history entries to append, oldest first. Without entries
	// a change changes nothing.
	Entries []Entry
}

// Check returns a [mci.FieldError] if the change cannot come from a desk: if it
// has no claim, if its entries belong to another claim, or if their numbers do
// not lead from the expected version to that of the envelope. A store calls it
// before it saves a change, because a host can make one by hand.
func (c *Change) Check() error {
	switch {
	case c.Envelope.ID == "":
		return mci.Invalid("change", "", "a change with a claim")
	case c.Expected > c.Envelope.Version || c.Envelope.Version-c.Expected != uint64(len(c.Entries)):
		return mci.Invalid("version", strconv.FormatUint(c.Envelope.Version, 10), "the expected version and the number of entries")
	}
	for i := range c.Entries {
		at := vocabulary.ItemPath("entries", i)
		switch e := &c.Entries[i]; {
		case e.Claim != c.Envelope.ID:
			return mci.At(at, mci.Invalid("claim", string(e.Claim), "the claim of the change"))
		case e.Kind != c.Envelope.Kind:
			return mci.At(at, mci.Invalid("kind", e.Kind.String(), "the kind of the claim"))
		case e.Number != c.Expected+uint64(i)+1:
			return mci.At(at, mci.Invalid("number", strconv.FormatUint(e.Number, 10), "numbers without a gap"))
		}
	}
	return nil
}

// An Entry is one entry of the history of a claim of any kind, as one row of a
// store. Package desk makes one of an entry, and opens it. The zero Entry is
// none.
type Entry struct {
	// Kind is the kind of the body.
	Kind Kind `json:"kind"`
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Number is the entry's number in the claim's history, from 1.
	Number uint64 `json:"number"`
	// Body is the entry, in the JSON form of its kind.
	Body json.RawMessage `json:"body"`
}

// Clone returns a copy that shares no memory with the entry.
func (e Entry) Clone() Entry {
	e.Body = cloneBody(e.Body)
	return e
}

func cloneBody(body json.RawMessage) json.RawMessage { return append(json.RawMessage(nil), body...) }

// Agrees returns a [mci.FieldError] if the entry is not the one of a kind,
// claim and number. A kind of claim opens its entries with it.
func (e *Entry) Agrees(kind Kind, claim claims.ID, number uint64) error {
	switch {
	case e.Kind != kind:
		return mci.Invalid("kind", e.Kind.String(), kind.String())
	case e.Claim != claim:
		return mci.Invalid("claim", string(e.Claim), "the same as in the body, which has "+strconv.Quote(string(claim)))
	case e.Number != number:
		return mci.Invalid("number", strconv.FormatUint(e.Number, 10), "the same as in the body, which has "+strconv.FormatUint(number, 10))
	default:
		return nil
	}
}

package store

import (
	"fmt"
	"log/slog"
)

// The types of this file hold a customer or people, and are logged without
// them.

// LogValue returns the position and the entry, as [Entry.LogValue] shows it,
// for structured logs.
func (d Delivery) LogValue() slog.Value {
	return slog.GroupValue(slog.String("position", string(d.Position)), slog.Any("entry", d.Entry.LogValue()))
}

// LogValue returns the engagement, the location and the fields Open, After and
// Most of the query, for structured logs. Of the customer it shows only whether
// one is asked for.
func (q Query) LogValue() slog.Value {
	return slog.GroupValue(slog.Bool("customer", !q.Customer.IsZero()), slog.String("engagement", string(q.Engagement)),
		slog.String("location", string(q.Location)), slog.Bool("open", q.Open), slog.String("after", string(q.After)), slog.Int("most", q.Most))
}

// String returns the number of claims in the store. It hides the customers,
// because fmt would otherwise print all fields of the store.
func (s *Memory) String() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fmt.Sprintf("memory store of %d claims", len(s.envelopes))
}

// GoString returns the same text as [Memory.String].
func (s *Memory) GoString() string { return s.String() }

// LogValue returns the same text as [Memory.String], for structured logs.
func (s *Memory) LogValue() slog.Value { return slog.StringValue(s.String()) }

// LogValue returns the kind, the claim's ID, its status and its version, for
// structured logs.
func (e Envelope) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", e.Kind.String()), slog.String("claim", string(e.ID)), slog.String("status", e.Status), slog.Uint64("version", e.Version))
}

// String returns the claim's kind, ID and status. It hides the customer.
func (e Envelope) String() string {
	return "envelope of " + e.Kind.String() + " " + string(e.ID) + ", " + e.Status
}

// GoString returns the same text as [Envelope.String].
func (e Envelope) GoString() string { return e.String() }

// LogValue returns the kind, the claim's ID and the number, for structured
// logs. It hides the body.
func (e Entry) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", e.Kind.String()), slog.String("claim", string(e.Claim)), slog.Uint64("number", e.Number))
}

// String returns the claim's kind and ID and the number. It hides the body.
func (e Entry) String() string {
	return fmt.Sprintf("entry %d of %s %s", e.Number, e.Kind, e.Claim)
}

// GoString returns the same text as [Entry.String].
func (e Entry) GoString() string { return e.String() }

// LogValue returns the claim, as [Envelope.LogValue] shows it, and the number
// of entries, for structured logs.
func (c Change) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", c.Envelope.LogValue()), slog.Int("entries", len(c.Entries)))
}

// String returns the claim's kind, ID and status. It hides the customer.
func (c Change) String() string { return "change of the " + c.Envelope.String() }

// GoString returns the same text as [Change.String].
func (c Change) GoString() string { return c.String() }

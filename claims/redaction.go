package claims

import (
	"fmt"
	"log/slog"
)

// The types of this file hold a customer, or people, and are logged without
// them. A structured log asks only the value that it is given: one that lies
// inside a value of the host's own, such as a slice, is written in full by a
// JSON handler.

// LogValue is for structured logs: the claim's ID, state and version.
func (c *Claim) LogValue() slog.Value {
	if c == nil {
		return slog.StringValue("no claim")
	}
	return c.record.LogValue()
}

// LogValue is for structured logs: the claim's ID, state and version.
func (r Record) LogValue() slog.Value {
	return slog.GroupValue(slog.String("claim", string(r.ID)), slog.String("state", r.State().String()), slog.Uint64("version", r.Version))
}

// String returns the claim's ID and state. It hides the customer.
func (r Record) String() string { return "record of claim " + string(r.ID) + ", " + r.State().String() }

// GoString returns what [Record.String] returns.
func (r Record) GoString() string { return r.String() }

// LogValue is for structured logs: what happened to which claim, when, and by
// which rule. The user, the key, the command and the opened claim are left out.
func (e Entry) LogValue() slog.Value {
	return slog.GroupValue(slog.String("claim", string(e.Claim)), slog.Uint64("number", e.Number), slog.Time("at", e.At),
		slog.String("actor", e.Actor.String()), slog.String("event", e.Event.String()),
		slog.String("to", e.To.String()), slog.String("rule", string(e.Rule)))
}

// LogValue is for structured logs: the changed claim, as [Claim.LogValue] shows
// it, and the number of entries.
func (c Change) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("changed", c.Claim.LogValue()), slog.Int("entries", len(c.Entries)))
}

// LogValue is for structured logs: the position, and the entry as
// [Entry.LogValue] shows it.
func (d Delivery) LogValue() slog.Value {
	return slog.GroupValue(slog.String("position", string(d.Position)), slog.Any("entry", d.Entry.LogValue()))
}

// LogValue is for structured logs: the event's ID and type.
func (e CloudEvent) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.ID()), slog.String("type", e.Type()))
}

// LogValue is for structured logs: the engagement and the figures, without the
// customer.
func (l Limit) LogValue() slog.Value {
	return slog.GroupValue(slog.String("engagement", string(l.Engagement)), slog.Int("most", l.Most), slog.Int("open", l.Open))
}

// LogValue is for structured logs: whether a customer is asked for, without
// saying which, and the rest of the query.
func (q Query) LogValue() slog.Value {
	return slog.GroupValue(slog.Bool("customer", !q.Customer.IsZero()), slog.String("engagement", string(q.Engagement)),
		slog.String("location", string(q.Location)), slog.Bool("open", q.Open), slog.String("after", string(q.After)), slog.Int("most", q.Most))
}

// LogValue is for structured logs: the status that Partner Center shows, and
// nothing of the customer.
func (a Adoption) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shown", a.Shown.String()), slog.String("location", string(a.Location)))
}

// LogValue is for structured logs: the claim as [Claim.LogValue] shows it, who
// is to act next, and the end of the next deadline.
func (w WorkItem) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", w.Claim.LogValue()), slog.String("actor", w.Actor.String()), slog.Time("end", w.Next.Window.End))
}

// LogValue is for structured logs: the group's name, how many claims it has,
// and the first as [WorkItem.LogValue] shows it.
func (g WorkGroup) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", g.Name), slog.Int("claims", g.Claims), slog.Any("first", g.First.LogValue()))
}

// LogValue is for structured logs: the claim as [Claim.LogValue] shows it, and
// the end of the deadline.
func (r Reminder) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", r.Claim.LogValue()), slog.Time("end", r.Deadline.Window.End))
}

// LogValue is for structured logs: the name of the command's event.
func (c SendConsent) LogValue() slog.Value { return slog.StringValue(c.Event().String()) }

// LogValue is for structured logs: the name of the command's event, and the
// side.
func (c UpdateContact) LogValue() slog.Value {
	return slog.GroupValue(slog.String("command", c.Event().String()), slog.String("side", string(c.Side)))
}

// String returns how many claims the store holds. It hides the customers: fmt
// would print the fields of a store in full.
func (s *MemoryStore) String() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fmt.Sprintf("memory store of %d claims", len(s.records))
}

// GoString returns what [MemoryStore.String] returns.
func (s *MemoryStore) GoString() string { return s.String() }

// LogValue is for structured logs: what [MemoryStore.String] returns.
func (s *MemoryStore) LogValue() slog.Value { return slog.StringValue(s.String()) }

// String returns "desk", and nothing of the store.
func (d *Desk) String() string { return "desk" }

// GoString returns what [Desk.String] returns.
func (d *Desk) GoString() string { return d.String() }

package association

import "log/slog"

// The types of this file hold a customer or people, and are logged without
// them. A structured log calls LogValue only on the value that it is given. If
// a value of these types lies inside a value of the host's own, such as a
// slice, a JSON handler writes it in full.

// LogValue returns the claim's ID, state and version, for structured logs.
func (c *Claim) LogValue() slog.Value {
	if c == nil {
		return slog.StringValue("no claim")
	}
	return c.record.LogValue()
}

// LogValue returns the claim's ID, state and version, for structured logs.
func (r Record) LogValue() slog.Value {
	return slog.GroupValue(slog.String("claim", string(r.ID)), slog.String("state", r.State().String()), slog.Uint64("version", r.Version))
}

// String returns the claim's ID and state. It hides the customer.
func (r Record) String() string {
	return "record of association claim " + string(r.ID) + ", " + r.State().String()
}

// GoString returns the same text as [Record.String].
func (r Record) GoString() string { return r.String() }

// LogValue returns the entry's claim, number, instant, actor, event, next state
// and rule, for structured logs. It leaves out the user, the key, the command
// and the created claim.
func (e Entry) LogValue() slog.Value {
	return slog.GroupValue(slog.String("claim", string(e.Claim)), slog.Uint64("number", e.Number), slog.Time("at", e.At),
		slog.String("actor", e.Actor.String()), slog.String("event", e.Event.String()),
		slog.String("to", e.To.String()), slog.String("rule", string(e.Rule)))
}

// LogValue returns the changed claim, as [Claim.LogValue] shows it, and the
// number of entries, for structured logs.
func (c Change) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("changed", c.Claim.LogValue()), slog.Int("entries", len(c.Entries)))
}

// LogValue returns the name of the command's event, for structured logs.
func (c Edit) LogValue() slog.Value { return slog.StringValue(c.Event().String()) }

// LogValue returns the status that Partner Center shows and the location,
// without the customer, for structured logs.
func (a Adoption) LogValue() slog.Value {
	return slog.GroupValue(slog.String("shown", a.Shown.String()), slog.String("location", string(a.Location)))
}

// String returns the status that Partner Center shows. It hides the customer.
func (a Adoption) String() string { return "adoption in " + a.Shown.String() }

// GoString returns the same text as [Adoption.String].
func (a Adoption) GoString() string { return a.String() }

// String returns the event's type and ID. It hides the customer.
func (e CloudEvent) String() string { return e.Type() + " " + e.ID() }

// GoString returns the same text as [CloudEvent.String].
func (e CloudEvent) GoString() string { return e.String() }

// LogValue returns the entry, as [Entry.LogValue] shows it, for structured
// logs.
func (e CloudEvent) LogValue() slog.Value { return e.Entry.LogValue() }

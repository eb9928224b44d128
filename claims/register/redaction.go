package register

import "log/slog"

// The types of this file hold a customer or people, and are logged without
// them.

// LogValue returns the kind, the claim's ID, its status and its version, for
// structured logs.
func (i Item) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", i.Kind.String()), slog.String("claim", string(i.ID)), slog.String("status", i.Status), slog.Uint64("version", i.Version))
}

// String returns the claim's kind, ID and status. It hides the customer.
func (i Item) String() string { return i.Kind.String() + " " + string(i.ID) + ", " + i.Status }

// GoString returns the same text as [Item.String].
func (i Item) GoString() string { return i.String() }

// LogValue returns the claim, as [Item.LogValue] shows it, the actor who is to
// act next, and the end of the next deadline, for structured logs.
func (w WorkItem) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", w.Item.LogValue()), slog.String("actor", w.Actor.String()), slog.Time("end", w.Next.Window.End))
}

// LogValue returns the group's name, its number of claims, and the first, as
// [WorkItem.LogValue] shows it, for structured logs.
func (g WorkGroup) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", g.Name), slog.Int("claims", g.Claims), slog.Any("first", g.First.LogValue()))
}

// LogValue returns the claim, as [Item.LogValue] shows it, and the end of the
// deadline, for structured logs.
func (r Reminder) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", r.Item.LogValue()), slog.Time("end", r.Deadline.Window.End))
}

package register

import "log/slog"

// The types of this file hold a customer or people, and are logged without
// them.

// LogValue returns the claim, as [claims.Claim.LogValue] shows it, the actor
// who is to act next, and the end of the next deadline, for structured logs.
func (w WorkItem) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", w.Claim.LogValue()), slog.String("actor", w.Actor.String()), slog.Time("end", w.Next.Window.End))
}

// LogValue returns the group's name, its number of claims, and the first, as
// [WorkItem.LogValue] shows it, for structured logs.
func (g WorkGroup) LogValue() slog.Value {
	return slog.GroupValue(slog.String("name", g.Name), slog.Int("claims", g.Claims), slog.Any("first", g.First.LogValue()))
}

// LogValue returns the claim, as [claims.Claim.LogValue] shows it, and the end
// of the deadline, for structured logs.
func (r Reminder) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("claim", r.Claim.LogValue()), slog.Time("end", r.Deadline.Window.End))
}

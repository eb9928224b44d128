package desk

import "log/slog"

// String returns "desk", and nothing of the store.
func (d *Desk) String() string { return "desk" }

// GoString returns the same text as [Desk.String].
func (d *Desk) GoString() string { return d.String() }

// LogValue returns the claim, as [claims.Claim.LogValue] shows it, for
// structured logs. It hides the customer.
func (l Listed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("listed", string(l.ID)), slog.Any("claim", l.Claim.LogValue()))
}

// String returns "associations", and nothing of the store.
func (a *Associations) String() string { return "associations" }

// GoString returns the same text as [Associations.String].
func (a *Associations) GoString() string { return a.String() }

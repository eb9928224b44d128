package consent

import "log/slog"

// LogValue is for structured logs: the mail's ID and the number of its
// reminder, without the people, the texts and the links.
func (m Mail) LogValue() slog.Value {
	return slog.GroupValue(slog.String("mail", m.ID), slog.Int("reminder", m.Reminder))
}

// LogValue is for structured logs: the claim, without the people, the texts and
// the links.
func (d Draft) LogValue() slog.Value { return slog.GroupValue(slog.String("claim", d.Claim)) }

// LogValue is for structured logs: what [URLs.String] returns, and no address.
func (u URLs) LogValue() slog.Value { return slog.StringValue(u.String()) }

// String returns "consent request", without the people and the deal size.
func (Request) String() string { return "consent request" }

// GoString returns what [Request.String] returns.
func (r Request) GoString() string { return r.String() }

// LogValue is for structured logs: what [Request.String] returns.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

package consent

import "log/slog"

// LogValue returns the value for structured logs: the mail's ID and the number
// of its reminder, without the people, the texts and the links.
func (m Mail) LogValue() slog.Value {
	return slog.GroupValue(slog.String("mail", m.ID), slog.Int("reminder", m.Reminder))
}

// LogValue returns the value for structured logs: the claim, without the
// people, the texts and the links.
func (d Draft) LogValue() slog.Value { return slog.GroupValue(slog.String("claim", d.Claim)) }

// LogValue returns the value for structured logs: the text of [URLs.String],
// without the addresses.
func (u URLs) LogValue() slog.Value { return slog.StringValue(u.String()) }

// String returns "consent request", without the people and the deal size.
func (Request) String() string { return "consent request" }

// GoString returns the text of [Request.String].
func (r Request) GoString() string { return r.String() }

// LogValue returns the value for structured logs: the text of [Request.String].
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

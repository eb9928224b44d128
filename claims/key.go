package claims

import (
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// mostKeys is the number of idempotency keys that a record keeps. A desk.Desk
// looks up older ones in the history.
const mostKeys = usedkey.Most

// A UsedKey is an idempotency key, the event that it was used for, and the
// content of the command.
type UsedKey struct {
	// Key is the idempotency key.
	Key string `json:"key"`
	// Event is the event that the key was used for.
	Event Event `json:"event"`
	// Content is the digest of the command's content.
	Content ContentDigest `json:"content"`
}

// A ContentDigest is a digest of 64 bits of the content of a command: FNV-1a
// over its JSON form. It tells a repetition from another command under the same
// key, and protects against mistakes, not against attacks.
type ContentDigest uint64

// String returns the digest in 16 hexadecimal digits.
func (d ContentDigest) String() string {
	text := strconv.FormatUint(uint64(d), 16)
	return "0000000000000000"[len(text):] + text
}

// MarshalText returns the digest in 16 hexadecimal digits. There is no error.
func (d ContentDigest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a digest in 16 hexadecimal digits. Any other text is a
// [mci.FieldError].
func (d *ContentDigest) UnmarshalText(text []byte) error {
	read, err := strconv.ParseUint(string(text), 16, 64)
	if err != nil || ContentDigest(read).String() != string(text) {
		return mci.Invalid("", string(text), "16 hexadecimal digits in lower case")
	}
	*d = ContentDigest(read)
	return nil
}

// digestOf returns the digest of the content of a command.
func digestOf(content any) (ContentDigest, error) {
	digest, err := usedkey.Digest(content)
	return ContentDigest(digest), err
}

// key returns the idempotency key of a command with the digest of its content.
// Without a key it is zero, and nothing is digested.
func (m *Meta) key(event Event, content any) (UsedKey, error) {
	if m.Key == "" {
		return UsedKey{}, nil
	}
	digest, err := digestOf(content)
	return UsedKey{m.Key, event, digest}, err
}

// keyOf returns the idempotency key of a command with the digest of its
// content, as key does.
func (m *Meta) keyOf(command Command) (UsedKey, error) {
	if m.Key == "" {
		return UsedKey{}, nil
	}
	return m.key(command.Event(), contentOf(command))
}

// contentOf returns the content of a command. The terms that a command accepts
// are written into it when it is applied, so they are none of its content.
func contentOf(command Command) any {
	if accept, ok := command.(AcceptTerms); ok {
		accept.Terms = catalog.Digest{}
		return accept
	}
	return command
}

// openingContent returns the content of the opening of a claim: its record
// without the instants, so that a repetition at a later instant is one, and
// without the format, which a newer library changes.
func (r *Record) openingContent() any {
	content := r.Clone()
	for i := range instants {
		*instants[i].at(&content) = time.Time{}
	}
	content.Updated, content.Amounts.Estimated.At = time.Time{}, time.Time{}
	content.Keys, content.Index = nil, Index{}
	return struct {
		plainRecord
		Format omitted `json:"format,omitzero"`
	}{plainRecord: plainRecord(content)}
}

// withKey returns the keys with one more. Of more than mostKeys it keeps the
// last.
func withKey(keys []UsedKey, key UsedKey) []UsedKey { return usedkey.With(keys, key) }

// unchanged returns the change of a command whose effect the claim has already.
// Without a key, it has no entries. A key is kept by an entry of its own, so
// that the command is a repetition ever after, whatever happens in between. The
// entry is no step in the claim's life: like a taking-back, it leaves Updated
// as it is.
func (c *Claim) unchanged(event Event, key UsedKey, meta *Meta) Change {
	if key.Key == "" {
		return Change{Claim: c}
	}
	next := &Claim{c.record, c.engagement}
	next.record.Version++
	next.record.Keys = withKey(next.record.Keys, key)
	row := Transition{Event: event, Actor: meta.Actor, Rule: keyRule, Source: mci.LibraryReading}
	change, _ := next.change(c.State(), &row, meta, form.Latest(meta.At, c.record.Updated))
	return change
}

// of returns the change with the command in its entry, if there is one.
func (c Change) of(command Command) Change {
	for i := range c.Entries {
		c.Entries[i].Command = command
	}
	return c
}

// shows returns the change with the status that Partner Center showed in its
// entry, if there is one.
func (c Change) shows(shown PortalStatus) Change {
	for i := range c.Entries {
		c.Entries[i].Shown = shown
	}
	return c
}

// repeats reports whether the claim has a command of the same key and content
// already. If the key was used for another command, the error is a
// [mci.FieldError].
func (c *Claim) repeats(key UsedKey) (bool, error) { return usedkey.Repeats(c.record.Keys, key) }

// differs returns an error if the same key was used for another command.
func (k UsedKey) differs(used UsedKey) error {
	return usedkey.Differs(usedkey.Used[Event, ContentDigest](used), usedkey.Used[Event, ContentDigest](k))
}

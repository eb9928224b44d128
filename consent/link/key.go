package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A KeyID names a key, such as "2026-11". It is 1 to 32 ASCII letters, digits,
// hyphens and underscores. Each link contains it, and it is no secret.
type KeyID string

func (id KeyID) check() error {
	if id == "" || len(id) > mostKeyIDBytes || strings.ContainsFunc(string(id), notURLSafe) {
		return mci.Invalid("id", string(id), "1 to 32 letters, digits, hyphens and underscores")
	}
	return nil
}

// Bounds of a key, in bytes.
const (
	mostKeyIDBytes   = 32
	leastSecretBytes = sha256.Size // as RFC 2104 recommends
)

// A Key signs answer links by HMAC-SHA-256. Its secret cannot be read back, and
// no printer, logger or encoder shows it. The zero Key is none: it signs
// nothing, and [NewKeyRing] refuses it.
type Key struct {
	id KeyID
	// sign holds the secret in its closure, so that code that prints a value by
	// its fields cannot reach it.
	sign func(message []byte) []byte
}

// NewKey returns a key over a copy of a secret. The secret must be at least 32
// bytes, drawn from a source of secure randomness. It is refused if it is
// short, or if it repeats a single byte, as a buffer that was never filled
// does. The error for a refused secret or a malformed ID is a [mci.FieldError]
// with the path "secret" or "id", and does not contain the secret.
func NewKey(id KeyID, secret []byte) (Key, error) {
	if err := id.check(); err != nil {
		return Key{}, err
	}
	if len(secret) < leastSecretBytes {
		return Key{}, mci.Invalid("secret", strconv.Itoa(len(secret))+" bytes", "at least 32 bytes")
	}
	secret = slices.Clone(secret)
	if len(slices.Compact(slices.Clone(secret))) == 1 {
		return Key{}, mci.Invalid("secret", "one byte, repeated", "random bytes")
	}
	return Key{id, func(message []byte) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write(message) // a hash never fails
		return mac.Sum(nil)
	}}, nil
}

// ID returns the key's ID.
func (k Key) ID() KeyID { return k.id }

// String returns "key" and the ID.
func (k Key) String() string { return "key " + string(k.id) }

// GoString returns the text of [Key.String].
func (k Key) GoString() string { return k.String() }

// notURLSafe reports whether r is outside the alphabet of base64url.
func notURLSafe(r rune) bool {
	return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_'
}

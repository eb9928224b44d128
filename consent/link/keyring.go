package link

import (
	"crypto/hmac"
	"fmt"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A KeyRing signs links with one key and verifies links signed by any of its
// keys. The zero KeyRing has no key: it signs nothing, and to it every link is
// of an unknown key. It is immutable and safe for concurrent use.
//
// To rotate keys, the host makes a ring that signs with a new key and keeps the
// old one to verify. When the window of the last link signed by the old key has
// ended, the host drops that key.
type KeyRing struct {
	keys []Key // the first one signs
}

// NewKeyRing returns a ring that signs with one key, and verifies with it and
// the older ones. If a key is the zero Key or an ID occurs twice, the error is
// a [mci.FieldError] with the path "signing" or "older[i]".
func NewKeyRing(signing Key, older ...Key) (KeyRing, error) {
	var ring KeyRing
	for i, key := range append([]Key{signing}, older...) {
		path := "signing"
		if i > 0 {
			path = fmt.Sprintf("older[%d]", i-1)
		}
		if key.sign == nil {
			return KeyRing{}, mci.Invalid(path, "", "a key made by NewKey")
		}
		if _, ok := ring.key(key.id); ok {
			return KeyRing{}, mci.Invalid(path, string(key.id), "an ID that no other key of the ring has")
		}
		ring.keys = append(ring.keys, key)
	}
	return ring, nil
}

func (r KeyRing) key(id KeyID) (Key, bool) {
	for _, key := range r.keys {
		if key.id == id {
			return key, true
		}
	}
	return Key{}, false
}

// Sign returns the token of a link, at most 512 letters, digits, hyphens and
// underscores. Equal links have equal tokens under one key. If the link is
// malformed, Sign returns the error of [consent.Link.Check]. If the ring has no
// key, the error is a [mci.FieldError] with the path "ring".
func (r KeyRing) Sign(link consent.Link) (string, error) {
	if err := link.Check(); err != nil {
		return "", err
	}
	if len(r.keys) == 0 {
		return "", mci.Invalid("ring", "", "a key ring with a key")
	}
	body := bodyOf(&link, r.keys[0].id)
	return tokenText.EncodeToString(append(body, r.keys[0].sign(signed(body))...)), nil
}

// Verify returns the link that a token holds, if a key of the ring signed it
// and its window is open at the instant. It changes nothing and gives no
// answer. Rely on the claim, the answer, the generation and the window that it
// returns, and act on that claim, never on one from elsewhere in the request.
// Only the stored claim shows whether the link still counts: call
// [consent.Consent.Preview] when the link is followed, and
// [consent.Consent.Confirm] when the customer has confirmed.
//
// If the token is refused, the error is a [TokenError]. If the link's window
// has ended, it is a [consent.LinkError] with [consent.ErrExpired]. If the
// instant is outside the years 2000 to 9000, such as the zero one, it is a
// [mci.FieldError] with the path "at".
func (r KeyRing) Verify(token string, at time.Time) (consent.Link, error) {
	read, err := parseToken(token)
	if err != nil {
		return consent.Link{}, err
	}
	key, ok := r.key(read.key)
	if !ok {
		return consent.Link{}, &TokenError{Err: ErrUnknownKey, Key: read.key}
	}
	if !hmac.Equal(key.sign(signed(read.body)), read.mac) { // in constant time
		return consent.Link{}, &TokenError{Err: ErrForged, Key: read.key}
	}
	if err := read.link.CheckOpen(at); err != nil {
		return consent.Link{}, err
	}
	return read.link, nil
}

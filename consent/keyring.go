package consent

import (
	"crypto/hmac"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A KeyRing signs links with one key and verifies those of all its keys. The zero KeyRing has no key: it
// signs nothing, and every link is of an unknown key. It is immutable and safe for concurrent use.
//
// To rotate, the host makes a ring that signs with a new key and keeps the old one to verify. When the window of
// the last link that the old key signed has ended, the host drops it.
type KeyRing struct {
	keys []Key // the first one signs
}

// NewKeyRing returns a ring that signs with one key, and verifies with it and the older ones. A zero Key, or an
// ID that comes twice, is a [mci.FieldError] with the path "signing" or "older[i]".
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

// Sign returns the token of a link, of at most 512 letters, digits, hyphens and underscores: equal links have
// equal tokens under one key. A malformed link is a [mci.FieldError], and so is a ring without a key.
func (r KeyRing) Sign(link Link) (string, error) {
	if err := link.check(); err != nil {
		return "", err
	}
	if len(r.keys) == 0 {
		return "", mci.Invalid("ring", "", "a key ring with a key")
	}
	body := link.body(r.keys[0].id)
	return tokenText.EncodeToString(append(body, r.keys[0].sign(signed(body))...)), nil
}

// Verify returns the link that a token holds, if a key of the ring signed it and its window is open at the
// instant; else a [LinkError]. The claim, the answer and the window that it returns can be relied on. That the
// customer has not answered yet is known only where the claim is stored: see [Consent.Follow].
//
// Act on the claim that the link names, never on one from elsewhere in the request; a page that stands for one
// claim already calls [Link.CheckFor].
func (r KeyRing) Verify(token string, at time.Time) (Link, error) {
	read, err := parseToken(token)
	if err != nil {
		return Link{}, err
	}
	key, ok := r.key(read.key)
	if !ok {
		return Link{}, &LinkError{Err: ErrUnknownKey, Key: read.key}
	}
	if !hmac.Equal(key.sign(signed(read.body)), read.mac) { // in constant time
		return Link{}, &LinkError{Err: ErrForged, Key: read.key}
	}
	if !read.link.open(at) {
		return Link{}, &LinkError{Err: ErrExpired, Key: read.key, Link: read.link, At: at}
	}
	return read.link, nil
}

package link_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/consent/link"
)

func TestAKeyNeedsAnIDAndASecretOf32RandomBytes(t *testing.T) {
	for _, c := range []struct {
		name   string
		id     link.KeyID
		secret []byte
		path   string
	}{
		{"no ID", "", secret(0), "id"},
		{"an ID too long", link.KeyID(strings.Repeat("k", 33)), secret(0), "id"},
		{"an ID with a point", "2026.11", secret(0), "id"},
		{"an ID with a letter that is not of ASCII", "schlüssel", secret(0), "id"},
		{"no secret", "k", nil, "secret"},
		{"31 bytes", "k", secret(0)[:31], "secret"},
		{"a buffer that was never filled", "k", make([]byte, 64), "secret"},
		{"one byte repeated", "k", bytes.Repeat([]byte("x"), 32), "secret"},
	} {
		got, err := link.NewKey(c.id, c.secret)
		wantField(t, c.name, err, c.path)
		if got.ID() != "" {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	for _, bytes := range [][]byte{secret(0), append(make([]byte, 31), 1), slices.Repeat(secret(7), 100)} {
		if got, err := link.NewKey("A-z_09", bytes); err != nil || got.ID() != "A-z_09" {
			t.Errorf("%d bytes: got %v, %v", len(bytes), got, err)
		}
	}
}

func TestAKeyKeepsItsOwnCopyOfTheSecret(t *testing.T) {
	given := secret(0)
	r := ring(t, key(t, "2026-11", given))
	clear(given)
	if got := sign(t, r, yes); got != golden {
		t.Error("the signature changed with the host's buffer")
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	k := key(t, "2026-11", secret(0))
	type wrapped struct {
		Name string
		Key  link.Key
		Ring link.KeyRing
		Own  *link.Key
		key  link.Key // package fmt calls none of its methods, because it is unexported
		ring link.KeyRing
	}
	w := wrapped{"host", k, ring(t, k), &k, k, ring(t, k)}
	w.ring, w.key = w.Ring, w.Key
	links, err := link.NewPage(w.Ring, "https://partner.example")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, v := range []any{k, &k, w.Ring, &w.Ring, w, &w, links, []link.Key{k}, map[string]link.Key{"k": k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%o", "%p", "%T"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
		written, err := json.Marshal(v)
		fmt.Fprintln(&log, string(written), err)
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "v", v)
	}
	four := secret(0)[20:24] // the same bytes as text, in hexadecimal, decimal and binary
	for _, hidden := range []string{
		string(four), hex.EncodeToString(four), strings.ToUpper(hex.EncodeToString(four)),
		"20 21 22 23", "20,21,22,23", "20, 21, 22, 23", "0x14, 0x15, 0x16", "10100 10101", "24 25 26 27", "FBUW",
	} {
		if strings.Contains(log.String(), hidden) {
			t.Errorf("the secret is printed, as %q", hidden)
		}
	}
	if got := fmt.Sprintf("%v %+v %#v %s", k, k, k, &k); got != "key 2026-11 key 2026-11 key 2026-11 key 2026-11" {
		t.Errorf("a key prints as %q", got)
	}
	_, err = link.NewKey("k", []byte("a secret that is too short"))
	if strings.Contains(err.Error(), "too short") {
		t.Errorf("the error repeats the secret: %v", err)
	}
}

func TestARingNeedsKeysThatDifferInTheirIDs(t *testing.T) {
	a, b := key(t, "a", secret(1)), key(t, "b", secret(2))
	for _, c := range []struct {
		name string
		keys []link.Key
		path string
	}{
		{"no key to sign with", []link.Key{{}, b}, "signing"},
		{"an older key that is none", []link.Key{a, b, {}}, "older[1]"},
		{"one key twice", []link.Key{a, a}, "older[0]"},
		{"one ID for two secrets", []link.Key{a, b, key(t, "b", secret(3))}, "older[1]"},
	} {
		r, err := link.NewKeyRing(c.keys[0], c.keys[1:]...)
		wantField(t, c.name, err, c.path)
		if _, err := r.Sign(yes); err == nil {
			t.Errorf("%s: the ring signs", c.name)
		}
	}
}

func TestTheZeroRingSignsNothingAndKnowsNoKey(t *testing.T) {
	var none link.KeyRing
	token, err := none.Sign(yes)
	wantField(t, "signing without a key", err, "ring")
	if token != "" {
		t.Errorf("signed %q", token)
	}
	_, err = none.Verify(golden, monday)
	wantReason(t, "verifying without a key", err, link.ErrUnknownKey)
}

func TestARingKeepsItsKeysWhateverHappensToTheHostsSlice(t *testing.T) {
	older := []link.Key{key(t, "2026-11", secret(0))}
	r := ring(t, key(t, "2026-12", secret(1)), older...)
	older[0] = key(t, "2026-13", secret(2))
	if _, err := r.Verify(golden, monday); err != nil {
		t.Error(err)
	}
}

// A rotation adds a key at the front and drops keys at the end.
func TestRotationKeepsALinkAliveUntilItsKeyIsDropped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keys []link.Key
		signed := map[link.KeyID]string{}
		for i := range rapid.IntRange(1, 12).Draw(t, "rotations") {
			id := link.KeyID(fmt.Sprintf("key-%d", i))
			keys = append([]link.Key{key(t, id, secret(byte(i)))}, keys...)
			if kept := rapid.IntRange(1, 4).Draw(t, "kept"); len(keys) > kept {
				keys = keys[:kept]
			}
			r := ring(t, keys[0], keys[1:]...)
			signed[id] = sign(t, r, yes)
			for other, token := range signed {
				given, err := r.Verify(token, monday)
				if slices.ContainsFunc(keys, func(k link.Key) bool { return k.ID() == other }) {
					if err != nil || given != yes {
						t.Fatalf("the link of %s is dead while its key is in the ring: %v", other, err)
					}
					continue
				}
				if refused := wantReason(t, string(other), err, link.ErrUnknownKey); refused.Key != other {
					t.Fatalf("the error names the key %s, want %s", refused.Key, other)
				}
			}
		}
	})
}

func TestEveryKeyOfARingVerifiesItsOwnAndNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seeds := rapid.SliceOfNDistinct(rapid.Byte(), 2, 8, rapid.ID[byte]).Draw(t, "seeds")
		var keys []link.Key
		for _, seed := range seeds {
			keys = append(keys, key(t, link.KeyID(fmt.Sprint("k", seed)), secret(seed)))
		}
		all := ring(t, keys[0], keys[1:]...)
		given := links().Draw(t, "link")
		for i, k := range keys {
			token := sign(t, ring(t, k), given)
			if got, err := all.Verify(token, given.Ends.Add(-1)); err != nil || got != given {
				t.Fatalf("%v: %v", k, err)
			}
			impostor := key(t, k.ID(), secret(seeds[(i+1)%len(seeds)]))
			_, err := all.Verify(sign(t, ring(t, impostor), given), given.Ends.Add(-1))
			wantReason(t, "the secret of another key", err, link.ErrForged)
		}
	})
}

package consent_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// tb is what a test, a fuzz target and a property have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// secret returns 32 bytes that differ from those of every other seed.
func secret(seed byte) []byte {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i) + seed
	}
	return secret
}

func key(t tb, id consent.KeyID, secret []byte) consent.Key {
	t.Helper()
	k, err := consent.NewKey(id, secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func ring(t tb, signing consent.Key, older ...consent.Key) consent.KeyRing {
	t.Helper()
	r, err := consent.NewKeyRing(signing, older...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sign(t tb, r consent.KeyRing, link consent.Link) string {
	t.Helper()
	token, err := r.Sign(link)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var (
	window  = mci.Calendar{}.Window(monday, 30)
	yes     = consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "nonce-0123456789"}
	theRing = func(t tb) consent.KeyRing { return ring(t, key(t, "2026-11", secret(0))) }
)

// golden was computed by another program, in another language, from the layout in token.go.
const golden = "AQEHAAcQAAAAAGjdwIAAAAAAMjAyNi0xMWNsYWltLTFub25jZS0wMTIzNDU2Nzg5m9WaRtIqmEVG9x-ywN85E-skFt5iBLVF8PXrWOuah-s"

// A token that is out in a mail must verify after every release, so its form never changes under its version.
func TestTheFormOfAVersionNeverChanges(t *testing.T) {
	if got := sign(t, theRing(t), yes); got != golden {
		t.Errorf("got  %s\nwant %s", got, golden)
	}
	if got, err := theRing(t).Verify(golden, monday); err != nil || got != yes {
		t.Errorf("got %+v, %v, want %+v", got, err, yes)
	}
}

func TestALinkSaysTheSameWhateverZoneItsEndIsGivenIn(t *testing.T) {
	link := yes
	link.Ends = yes.Ends.In(zone(t, "Asia/Tokyo"))
	if got := sign(t, theRing(t), link); got != golden {
		t.Errorf("got another token: %s", got)
	}
}

// raw is the golden token as bytes.
func raw(t tb) []byte {
	t.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(golden)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// resigned returns the text of a body with a signature that is right for the key of these tests.
func resigned(body []byte) string {
	mac := hmac.New(sha256.New, secret(0))
	mac.Write([]byte("github.com/mci-go/incentives/consent answer link\x00"))
	mac.Write(body)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(body[:len(body):len(body)]))
}

// with returns the body of the golden token with one thing changed.
func with(t tb, change func(body []byte) []byte) []byte {
	t.Helper()
	body := raw(t)
	return change(body[:len(body)-sha256.Size])
}

func set(at int, values ...byte) func([]byte) []byte {
	return func(body []byte) []byte { copy(body[at:], values); return body }
}

func wantReason(t tb, what string, err, reason error) *consent.LinkError {
	t.Helper()
	var refused *consent.LinkError
	if !errors.As(err, &refused) || !errors.Is(err, reason) {
		t.Fatalf("%s: error %v, want a LinkError with: %v", what, err, reason)
	}
	return refused
}

func TestEveryWayInWhichALinkIsWrongHasItsOwnReason(t *testing.T) {
	unsigned := func(body []byte) string {
		return base64.RawURLEncoding.EncodeToString(append(body, raw(t)[len(body):]...))
	}
	otherClaim := yes
	otherClaim.Claim = "claim-2"
	foreign := sign(t, theRing(t), otherClaim)
	for _, c := range []struct {
		name, token string
		at          time.Time
		reason      error
	}{
		{"nothing", "", monday, consent.ErrTruncated},
		{"a word", "yes", monday, consent.ErrTruncated},
		{"another alphabet", strings.ReplaceAll(golden, "-", "+"), monday, consent.ErrMalformed},
		{"padding", golden + "=", monday, consent.ErrMalformed},
		{"a line break within", golden[:40] + "\n" + golden[40:], monday, consent.ErrMalformed},
		{"a line break at the end", golden + "\r\n", monday, consent.ErrMalformed},
		{"a space before", " " + golden, monday, consent.ErrMalformed},
		{"another form of the same bytes", golden[:len(golden)-1] + "t", monday, consent.ErrMalformed}, // ends in unused bits
		{"too long", strings.Repeat("A", consent.MostTokenText+1), monday, consent.ErrMalformed},
		{"as long as can be", strings.Repeat("A", consent.MostTokenText), monday, consent.ErrVersion},
		{"the header of another version alone", "Ag" + golden[2:24], monday, consent.ErrVersion},
		{"extended", golden + "AAAA", monday, consent.ErrMalformed},
		{"written twice", golden + golden, monday, consent.ErrMalformed},
		{"cut by one", golden[:len(golden)-1], monday, consent.ErrTruncated},
		{"cut within the header", golden[:23], monday, consent.ErrTruncated},
		{"the header alone", golden[:24], monday, consent.ErrTruncated},
		{"version 0", resigned(with(t, set(0, 0))), monday, consent.ErrVersion},
		{"version 2", resigned(with(t, set(0, 2))), monday, consent.ErrVersion},
		{"an unknown key", sign(t, ring(t, key(t, "2026-12", secret(0))), yes), monday, consent.ErrUnknownKey},
		{"the right key's ID with another secret", sign(t, ring(t, key(t, "2026-11", secret(1))), yes), monday, consent.ErrForged},
		{"another signature", golden[:len(golden)-8] + "AAAAAAAA", monday, consent.ErrForged},
		{"turned into the other answer", unsigned(with(t, set(1, 2))), monday, consent.ErrForged},
		{"turned to another claim", unsigned(with(t, set(31, '2'))), monday, consent.ErrForged},
		{"prolonged", unsigned(with(t, set(9, 1))), monday, consent.ErrForged},
		{"the signature of another claim's link", golden[:len(golden)-43] + foreign[len(foreign)-43:], monday, consent.ErrForged},
		{"at its end", golden, window.End, consent.ErrExpired},
		{"after its end", golden, window.End.AddDate(1, 0, 0), consent.ErrExpired},

		// What nobody but a holder of the key could write, and no release of this library does.
		{"signed, without an answer", resigned(with(t, set(1, 0))), monday, consent.ErrMalformed},
		{"signed, with a third answer", resigned(with(t, set(1, 3))), monday, consent.ErrMalformed},
		{"signed, without a key ID", resigned(with(t, func(b []byte) []byte { b[2] = 0; return append(b[:18], b[25:]...) })), monday, consent.ErrMalformed},
		{"signed, with a wrong key ID", resigned(with(t, set(18, ' '))), monday, consent.ErrMalformed},
		{"signed, with the ID one letter longer", resigned(with(t, set(2, 8, 0, 6))), monday, consent.ErrUnknownKey},
		{"signed, without a claim", resigned(with(t, func(b []byte) []byte { b[4] = 0; return append(b[:25], b[32:]...) })), monday, consent.ErrMalformed},
		{"signed, with no text as its claim", resigned(with(t, set(25, 0xff))), monday, consent.ErrMalformed},
		{"signed, with a short nonce", resigned(with(t, func(b []byte) []byte { b[5]--; return b[:len(b)-1] })), monday, consent.ErrMalformed},
		{"signed, with a wrong nonce", resigned(with(t, set(32, '/'))), monday, consent.ErrMalformed},
		{"signed, with more than a second of nanoseconds", resigned(with(t, set(14, 0xff))), monday, consent.ErrMalformed},
		{"signed, with an end too late", resigned(with(t, set(6, 0x7f))), monday, consent.ErrMalformed},
		{"signed, with an end too early", resigned(with(t, set(6, 0xff))), monday, consent.ErrMalformed},
		{"signed for something else", func() string {
			body := with(t, set(0, 1))
			mac := hmac.New(sha256.New, secret(0))
			mac.Write(body)
			return base64.RawURLEncoding.EncodeToString(mac.Sum(body))
		}(), monday, consent.ErrForged},
	} {
		link, err := theRing(t).Verify(c.token, c.at)
		refused := wantReason(t, c.name, err, c.reason)
		if link != (consent.Link{}) {
			t.Errorf("%s: a link is returned: %+v", c.name, link)
		}
		if proven := refused.Link == yes && refused.At.Equal(c.at); proven != errors.Is(err, consent.ErrExpired) {
			t.Errorf("%s: the error holds the link %+v at %v", c.name, refused.Link, refused.At)
		}
		named := slices.Contains([]error{consent.ErrUnknownKey, consent.ErrForged, consent.ErrExpired}, c.reason)
		if named != (refused.Key != "") {
			t.Errorf("%s: the error names the key %q", c.name, refused.Key)
		}
	}
}

func TestALinkIsGoodToTheLastNanosecondOfItsWindow(t *testing.T) {
	if _, err := theRing(t).Verify(golden, window.End.Add(-1)); err != nil {
		t.Errorf("a nanosecond before the end: %v", err)
	}
	link := yes
	link.Ends = window.End.Add(123_456_789)
	token := sign(t, theRing(t), link)
	if got, err := theRing(t).Verify(token, link.Ends.Add(-1)); err != nil || got != link {
		t.Errorf("a nanosecond before an end with nanoseconds: %+v, %v", got, err)
	}
	_, err := theRing(t).Verify(token, link.Ends)
	wantReason(t, "at an end with nanoseconds", err, consent.ErrExpired)
}

func TestALinkIsForItsOwnClaimAnswerAndWindowAlone(t *testing.T) {
	if err := yes.CheckFor("claim-1", consent.Accepted, window); err != nil {
		t.Errorf("for its own: %v", err)
	}
	other := window
	other.End = other.End.Add(1)
	for _, c := range []struct {
		name   string
		err    error
		reason error
	}{
		{"another claim", yes.CheckFor("claim-10", consent.Accepted, window), consent.ErrForeign},
		{"no claim", yes.CheckFor("", consent.Accepted, window), consent.ErrForeign},
		{"the other answer", yes.CheckFor("claim-1", consent.Declined, window), consent.ErrPurpose},
		{"no answer", yes.CheckFor("claim-1", consent.NoAnswer, window), consent.ErrPurpose},
		{"another window", yes.CheckFor("claim-1", consent.Accepted, other), consent.ErrWindow},
		{"no window", yes.CheckFor("claim-1", consent.Accepted, mci.Window{}), consent.ErrWindow},
	} {
		if refused := wantReason(t, c.name, c.err, c.reason); refused.Link != yes {
			t.Errorf("%s: the error holds the link %+v", c.name, refused.Link)
		}
	}
}

func TestAMalformedLinkIsNotSigned(t *testing.T) {
	for _, c := range []struct {
		name, path string
		change     func(*consent.Link)
	}{
		{"no claim", "claim", func(l *consent.Link) { l.Claim = "" }},
		{"a claim too long", "claim", func(l *consent.Link) { l.Claim = strings.Repeat("c", 201) }},
		{"a claim that is no text", "claim", func(l *consent.Link) { l.Claim = "\xff" }},
		{"no answer", "answer", func(l *consent.Link) { l.Answer = consent.NoAnswer }},
		{"an undeclared answer", "answer", func(l *consent.Link) { l.Answer = 3 }},
		{"no end", "ends", func(l *consent.Link) { l.Ends = time.Time{} }},
		{"an end too early", "ends", func(l *consent.Link) { l.Ends = time.Date(2000, 1, 1, 0, 0, 0, -1, time.UTC) }},
		{"an end too late", "ends", func(l *consent.Link) { l.Ends = time.Date(9001, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"no nonce", "nonce", func(l *consent.Link) { l.Nonce = "" }},
		{"a nonce too short", "nonce", func(l *consent.Link) { l.Nonce = strings.Repeat("n", 15) }},
		{"a nonce too long", "nonce", func(l *consent.Link) { l.Nonce = strings.Repeat("n", 65) }},
		{"a nonce with a space", "nonce", func(l *consent.Link) { l.Nonce = "nonce 0123456789" }},
	} {
		link := yes
		c.change(&link)
		token, err := theRing(t).Sign(link)
		wantField(t, c.name, err, c.path)
		if token != "" {
			t.Errorf("%s: signed all the same: %s", c.name, token)
		}
		before := asked(t)
		after, err := before.Follow(link, monday)
		wantField(t, "following a link with "+c.name, err, c.path)
		if after.Answer != consent.NoAnswer {
			t.Errorf("%s: followed all the same", c.name)
		}
	}
}

// The ends of the bounds, in zones in which the year is another one.
func TestTheLargestAndTheSmallestLinkFitIntoAToken(t *testing.T) {
	r := ring(t, key(t, consent.KeyID(strings.Repeat("k", 32)), secret(0)))
	for _, link := range []consent.Link{
		{Claim: strings.Repeat("c", 200), Answer: consent.Declined, Ends: time.Date(9000, 12, 31, 23, 59, 59, 999_999_999, time.UTC), Nonce: strings.Repeat("n", 64)},
		{Claim: "c", Answer: consent.Accepted, Ends: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), Nonce: strings.Repeat("_", 16)},
	} {
		token := sign(t, r, link)
		if got, err := r.Verify(token, time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || got != link {
			t.Errorf("a token of %d bytes gives %+v, %v", len(token), got, err)
		}
		if len(token) > consent.MostTokenText {
			t.Errorf("%d bytes", len(token))
		}
	}
}

func TestEachMailAndEachAnswerHasItsOwnIdempotencyKey(t *testing.T) {
	no, next := yes, yes
	no.Answer, next.Nonce = consent.Declined, "nonce-0123456780"
	keys := map[string]bool{yes.Key(): true, no.Key(): true, next.Key(): true}
	if len(keys) != 3 || yes.Key() != "consent/accepted/nonce-0123456789" {
		t.Errorf("keys %v", keys)
	}
}

func links() *rapid.Generator[consent.Link] {
	return rapid.Custom(func(t *rapid.T) consent.Link {
		return consent.Link{
			Claim:  rapid.StringMatching(`[a-zä0-9 /-]{1,60}`).Draw(t, "claim"),
			Answer: rapid.SampledFrom([]consent.Answer{consent.Accepted, consent.Declined}).Draw(t, "answer"),
			Ends:   time.Unix(rapid.Int64Range(946_684_800, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC(),
			Nonce:  rapid.StringMatching(`[A-Za-z0-9_-]{16,64}`).Draw(t, "nonce"),
		}
	})
}

func TestWhatIsSignedVerifiesAsItWas(t *testing.T) {
	r := theRing(t)
	rapid.Check(t, func(t *rapid.T) {
		link := links().Draw(t, "link")
		token := sign(t, r, link)
		if got, err := r.Verify(token, link.Ends.Add(-1)); err != nil || got != link {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestNoBitFlipVerifies(t *testing.T) {
	r := theRing(t)
	for i := range raw(t) {
		for bit := range 8 {
			changed := raw(t)
			changed[i] ^= 1 << bit
			if link, err := r.Verify(base64.RawURLEncoding.EncodeToString(changed), monday); err == nil {
				t.Fatalf("byte %d, bit %d: verifies as %+v", i, bit, link)
			}
		}
	}
	for i := range len(golden) {
		for char := range 256 {
			changed := golden[:i] + string([]byte{byte(char)}) + golden[i+1:]
			if _, err := r.Verify(changed, monday); err == nil && changed != golden {
				t.Fatalf("verifies with %q in place %d", char, i)
			}
		}
	}
}

func TestNoTruncationOrExtensionVerifies(t *testing.T) {
	r := theRing(t)
	for i := range len(golden) {
		_, err := r.Verify(golden[:i], monday)
		wantReason(t, golden[:i], err, consent.ErrTruncated)
		if _, err := r.Verify(golden[i+1:], monday); err == nil {
			t.Fatalf("verifies without its first %d letters", i+1)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		more := rapid.StringMatching(`[A-Za-z0-9_=\n-]{1,40}`).Draw(t, "more")
		at := rapid.IntRange(0, len(golden)).Draw(t, "at")
		if _, err := r.Verify(golden[:at]+more+golden[at:], monday); err == nil {
			t.Fatal("verifies")
		}
	})
}

func TestALinkVerifiesForNothingThatItDoesNotSay(t *testing.T) {
	r := theRing(t)
	rapid.Check(t, func(t *rapid.T) {
		one, other := links().Draw(t, "one"), links().Draw(t, "other")
		if one != other && sign(t, r, one) == sign(t, r, other) {
			t.Fatal("two links have one token")
		}
		got, err := r.Verify(sign(t, r, one), one.Ends.Add(-1))
		if err != nil {
			t.Fatal(err)
		}
		same := one.Claim == other.Claim && one.Answer == other.Answer && one.Ends.Equal(other.Ends)
		if err := got.CheckFor(other.Claim, other.Answer, mci.Window{End: other.Ends}); (err == nil) != same {
			t.Fatalf("for %+v: %v", other, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(golden)
	f.Add(golden[:50])
	f.Add(resigned(with(f, set(1, 3))))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		link, key, rewritten, err := consent.Parse(text)
		if err != nil {
			var refused *consent.LinkError
			if !errors.As(err, &refused) || link != (consent.Link{}) || key != "" {
				t.Fatalf("%q gives %+v, %q, %v", text, link, key, err)
			}
			return
		}
		if rewritten != text {
			t.Fatalf("%q is read, and written again as %q", text, rewritten)
		}
	})
}

func FuzzVerify(f *testing.F) {
	f.Add(golden, int64(0))
	f.Add(resigned(with(f, set(1, 2))), window.End.Unix())
	f.Add(resigned(with(f, set(31, '2')))[1:], window.End.Unix())
	f.Fuzz(func(t *testing.T, text string, second int64) {
		at := time.Unix(second, 0)
		r := theRing(t)
		link, err := r.Verify(text, at)
		if err != nil {
			var refused *consent.LinkError
			if !errors.As(err, &refused) || link != (consent.Link{}) {
				t.Fatalf("%q gives %+v, %v", text, link, err)
			}
			return
		}
		if sign(t, r, link) != text || !at.Before(link.Ends) {
			t.Fatalf("%q verifies at %v as %+v", text, at, link)
		}
	})
}

// The fuzzer cannot find a right signature; here each body has one.
func FuzzSignedBody(f *testing.F) {
	f.Add(with(f, set(0, 1)))
	f.Add(with(f, set(14, 0xff)))
	f.Add([]byte{1, 1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, body []byte) {
		text := resigned(body)
		link, err := theRing(t).Verify(text, monday)
		if err == nil && sign(t, theRing(t), link) != text {
			t.Fatalf("%x verifies as %+v, which is signed otherwise", body, link)
		}
	})
}

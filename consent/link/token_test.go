package link_test

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
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
)

// tb lists the methods that tests, fuzz targets and properties share.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// secret returns 32 bytes that are different for every seed.
func secret(seed byte) []byte {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i) + seed
	}
	return secret
}

func key(t tb, id link.KeyID, secret []byte) link.Key {
	t.Helper()
	k, err := link.NewKey(id, secret)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func ring(t tb, signing link.Key, older ...link.Key) link.KeyRing {
	t.Helper()
	r, err := link.NewKeyRing(signing, older...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sign(t tb, r link.KeyRing, given consent.Link) string {
	t.Helper()
	token, err := r.Sign(given)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var (
	monday  = time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
	window  = mci.Calendar{}.Window(monday, 30)
	yes     = consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "nonce-0123456789"}
	theRing = func(t tb) link.KeyRing { return ring(t, key(t, "2026-11", secret(0))) }
)

// golden was computed from the layout in token.go by another program, in
// another language.
const golden = "AgEHAAcQAAAAAGjdwIAAAAAAAAAyMDI2LTExY2xhaW0tMW5vbmNlLTAxMjM0NTY3ODkg-faHd9kwCay7H0GogOzS7fCOCr_xU6l8IdtS7VNxOA"

// goldenOfTheNextGeneration was computed in the same way, for generation 1.
const goldenOfTheNextGeneration = "AgEHAAcQAAAAAGjdwIAAAAAAAAEyMDI2LTExY2xhaW0tMW5vbmNlLTAxMjM0NTY3ODl8-m5XmbmoOC9GCm1TA_LdxtxJIBu-BlNDm0hL-OnGGw"

// A token that was sent in a mail must verify after every later release. The
// form of a version therefore never changes.
func TestTheFormOfAVersionNeverChanges(t *testing.T) {
	if got := sign(t, theRing(t), yes); got != golden {
		t.Errorf("got  %s\nwant %s", got, golden)
	}
	if got, err := theRing(t).Verify(golden, monday); err != nil || got != yes {
		t.Errorf("got %+v, %v, want %+v", got, err, yes)
	}
	next := yes
	next.Generation = 1
	if got := sign(t, theRing(t), next); got != goldenOfTheNextGeneration {
		t.Errorf("got  %s\nwant %s", got, goldenOfTheNextGeneration)
	}
}

func TestALinkSaysTheSameWhateverZoneItsEndIsGivenIn(t *testing.T) {
	given := yes
	given.Ends = yes.Ends.In(time.FixedZone("JST", 9*60*60))
	if got := sign(t, theRing(t), given); got != golden {
		t.Errorf("got another token: %s", got)
	}
}

// raw returns the bytes of the golden token.
func raw(t tb) []byte {
	t.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(golden)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// resigned returns the text of a body with a valid signature of the test key.
func resigned(body []byte) string {
	mac := hmac.New(sha256.New, secret(0))
	mac.Write([]byte("github.com/mci-go/incentives/consent answer link\x00"))
	mac.Write(body)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(body[:len(body):len(body)]))
}

// with returns the body of the golden token after one change.
func with(t tb, change func(body []byte) []byte) []byte {
	t.Helper()
	body := raw(t)
	return change(body[:len(body)-sha256.Size])
}

func set(at int, values ...byte) func([]byte) []byte {
	return func(body []byte) []byte { copy(body[at:], values); return body }
}

func wantReason(t tb, what string, err, reason error) *link.TokenError {
	t.Helper()
	var refused *link.TokenError
	if !errors.As(err, &refused) || !errors.Is(err, reason) {
		t.Fatalf("%s: error %v, want a TokenError with: %v", what, err, reason)
	}
	return refused
}

// wantField fails the test unless err is a FieldError with the path.
func wantField(t tb, what string, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != path {
		t.Fatalf("%s: error %v, want a FieldError with the path %q", what, err, path)
	}
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
		{"nothing", "", monday, link.ErrTruncated},
		{"a word", "yes", monday, link.ErrTruncated},
		{"another alphabet", strings.ReplaceAll(golden, "-", "+"), monday, link.ErrMalformed},
		{"padding", golden + "=", monday, link.ErrMalformed},
		{"a line break within", golden[:40] + "\n" + golden[40:], monday, link.ErrMalformed},
		{"a line break at the end", golden + "\r\n", monday, link.ErrMalformed},
		{"a space before", " " + golden, monday, link.ErrMalformed},
		// The last character differs only in unused bits.
		{"another form of the same bytes", golden[:len(golden)-1] + "t", monday, link.ErrMalformed},
		{"too long", strings.Repeat("A", link.MostTokenText+1), monday, link.ErrMalformed},
		{"as long as can be", strings.Repeat("A", link.MostTokenText), monday, link.ErrVersion},
		{"the header of another version alone", "Aw" + golden[2:24], monday, link.ErrVersion},
		{"the lengths of another version alone", "Aw" + golden[2:8], monday, link.ErrVersion},
		{"turned to another generation", unsigned(with(t, set(19, 1))), monday, link.ErrForged},
		{"extended", golden + "AAAA", monday, link.ErrMalformed},
		{"written twice", golden + golden, monday, link.ErrMalformed},
		{"cut by one", golden[:len(golden)-1], monday, link.ErrTruncated},
		{"cut within the header", golden[:23], monday, link.ErrTruncated},
		{"the header alone", golden[:24], monday, link.ErrTruncated},
		{"version 0", resigned(with(t, set(0, 0))), monday, link.ErrVersion},
		{"version 3", resigned(with(t, set(0, 3))), monday, link.ErrVersion},
		{"version 1", resigned(with(t, set(0, 1))), monday, link.ErrVersion},
		{"an unknown key", sign(t, ring(t, key(t, "2026-12", secret(0))), yes), monday, link.ErrUnknownKey},
		{"the right key's ID with another secret", sign(t, ring(t, key(t, "2026-11", secret(1))), yes), monday, link.ErrForged},
		{"another signature", golden[:len(golden)-8] + "AAAAAAAA", monday, link.ErrForged},
		{"turned into the other answer", unsigned(with(t, set(1, 2))), monday, link.ErrForged},
		{"turned to another claim", unsigned(with(t, set(33, '2'))), monday, link.ErrForged},
		{"prolonged", unsigned(with(t, set(9, 1))), monday, link.ErrForged},
		{"the signature of another claim's link", golden[:len(golden)-43] + foreign[len(foreign)-43:], monday, link.ErrForged},

		// Only the holder of the key could write these tokens, and no release
		// of this library does.
		{"signed, without an answer", resigned(with(t, set(1, 0))), monday, link.ErrMalformed},
		{"signed, with a third answer", resigned(with(t, set(1, 3))), monday, link.ErrMalformed},
		{"signed, without a key ID", resigned(with(t, func(b []byte) []byte { b[2] = 0; return append(b[:20], b[27:]...) })), monday, link.ErrMalformed},
		{"signed, with a wrong key ID", resigned(with(t, set(20, ' '))), monday, link.ErrMalformed},
		{"signed, with the ID one letter longer", resigned(with(t, set(2, 8, 0, 6))), monday, link.ErrUnknownKey},
		{"signed, without a claim", resigned(with(t, func(b []byte) []byte { b[4] = 0; return append(b[:27], b[34:]...) })), monday, link.ErrMalformed},
		{"signed, with no text as its claim", resigned(with(t, set(27, 0xff))), monday, link.ErrMalformed},
		{"signed, with a short nonce", resigned(with(t, func(b []byte) []byte { b[5]--; return b[:len(b)-1] })), monday, link.ErrMalformed},
		{"signed, with a wrong nonce", resigned(with(t, set(34, '/'))), monday, link.ErrMalformed},
		{"signed, with more than a second of nanoseconds", resigned(with(t, set(14, 0xff))), monday, link.ErrMalformed},
		{"signed, with an end too late", resigned(with(t, set(6, 0x7f))), monday, link.ErrMalformed},
		{"signed, with an end too early", resigned(with(t, set(6, 0xff))), monday, link.ErrMalformed},
		{"signed for something else", func() string {
			body := with(t, set(0, 2))
			mac := hmac.New(sha256.New, secret(0))
			mac.Write(body)
			return base64.RawURLEncoding.EncodeToString(mac.Sum(body))
		}(), monday, link.ErrForged},
	} {
		given, err := theRing(t).Verify(c.token, c.at)
		refused := wantReason(t, c.name, err, c.reason)
		if given != (consent.Link{}) {
			t.Errorf("%s: a link is returned: %+v", c.name, given)
		}
		named := slices.Contains([]error{link.ErrUnknownKey, link.ErrForged}, c.reason)
		if named != (refused.Key != "") {
			t.Errorf("%s: the error names the key %q", c.name, refused.Key)
		}
	}
}

func TestALinkIsGoodToTheLastNanosecondOfItsWindow(t *testing.T) {
	if _, err := theRing(t).Verify(golden, window.End.Add(-1)); err != nil {
		t.Errorf("a nanosecond before the end: %v", err)
	}
	given := yes
	given.Ends = window.End.Add(123_456_789)
	token := sign(t, theRing(t), given)
	if got, err := theRing(t).Verify(token, given.Ends.Add(-1)); err != nil || got != given {
		t.Errorf("a nanosecond before an end with nanoseconds: %+v, %v", got, err)
	}
	for _, at := range []time.Time{given.Ends, given.Ends.AddDate(1, 0, 0)} {
		got, err := theRing(t).Verify(token, at)
		var refused *consent.LinkError
		if !errors.As(err, &refused) || !errors.Is(err, consent.ErrExpired) || refused.Link != given || !refused.At.Equal(at) || got != (consent.Link{}) {
			t.Errorf("at %v: %+v, %v", at, got, err)
		}
	}
}

// At the zero instant every window is open. A host whose clock was never set
// would accept a link forever.
func TestALinkIsNotVerifiedByAClockThatWasNeverSet(t *testing.T) {
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(9001, 1, 1, 0, 0, 0, 0, time.UTC)} {
		got, err := theRing(t).Verify(golden, at)
		wantField(t, at.String(), err, "at")
		if got != (consent.Link{}) {
			t.Errorf("at %v it says %+v", at, got)
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
		given := yes
		c.change(&given)
		token, err := theRing(t).Sign(given)
		wantField(t, c.name, err, c.path)
		if token != "" {
			t.Errorf("%s: signed all the same: %s", c.name, token)
		}
	}
}

// These are the limits of each field, in time zones in which the year is a
// different one.
func TestTheLargestAndTheSmallestLinkFitIntoAToken(t *testing.T) {
	r := ring(t, key(t, link.KeyID(strings.Repeat("k", 32)), secret(0)))
	for _, given := range []consent.Link{
		{Claim: strings.Repeat("c", 200), Generation: 65535, Answer: consent.Declined, Ends: time.Date(9000, 12, 31, 23, 59, 59, 999_999_999, time.UTC), Nonce: strings.Repeat("n", 64)},
		{Claim: "c", Answer: consent.Accepted, Ends: time.Date(2000, 1, 1, 0, 0, 0, 1, time.UTC), Nonce: strings.Repeat("_", 16)},
	} {
		token := sign(t, r, given)
		if got, err := r.Verify(token, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil || got != given {
			t.Errorf("a token of %d bytes gives %+v, %v", len(token), got, err)
		}
		if len(token) > link.MostTokenText {
			t.Errorf("%d bytes", len(token))
		}
	}
}

func links() *rapid.Generator[consent.Link] {
	return rapid.Custom(func(t *rapid.T) consent.Link {
		return consent.Link{
			Claim:      rapid.StringMatching(`[a-zä0-9 /-]{1,60}`).Draw(t, "claim"),
			Generation: rapid.Uint16().Draw(t, "generation"),
			Answer:     rapid.SampledFrom([]consent.Answer{consent.Accepted, consent.Declined}).Draw(t, "answer"),
			Ends:       time.Unix(rapid.Int64Range(946_684_801, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC(),
			Nonce:      rapid.StringMatching(`[A-Za-z0-9_-]{16,64}`).Draw(t, "nonce"),
		}
	})
}

func TestWhatIsSignedVerifiesAsItWas(t *testing.T) {
	r := theRing(t)
	rapid.Check(t, func(t *rapid.T) {
		given := links().Draw(t, "link")
		token := sign(t, r, given)
		if got, err := r.Verify(token, given.Ends.Add(-1)); err != nil || got != given {
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
			if given, err := r.Verify(base64.RawURLEncoding.EncodeToString(changed), monday); err == nil {
				t.Fatalf("byte %d, bit %d: verifies as %+v", i, bit, given)
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
		wantReason(t, golden[:i], err, link.ErrTruncated)
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
		given, key, rewritten, err := link.Parse(text)
		if err != nil {
			var refused *link.TokenError
			if !errors.As(err, &refused) || given != (consent.Link{}) || key != "" {
				t.Fatalf("%q gives %+v, %q, %v", text, given, key, err)
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
	f.Add(resigned(with(f, set(33, '2')))[1:], window.End.Unix())
	f.Fuzz(func(t *testing.T, text string, second int64) {
		at := time.Unix(second, 0)
		r := theRing(t)
		given, err := r.Verify(text, at)
		if err != nil {
			if given != (consent.Link{}) {
				t.Fatalf("%q gives %+v, %v", text, given, err)
			}
			return
		}
		if sign(t, r, given) != text || !at.Before(given.Ends) {
			t.Fatalf("%q verifies at %v as %+v", text, at, given)
		}
	})
}

// The fuzzer cannot find a valid signature, so this target signs each body.
func FuzzSignedBody(f *testing.F) {
	f.Add(with(f, set(0, 2)))
	f.Add(with(f, set(14, 0xff)))
	f.Add([]byte{2, 1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, body []byte) {
		text := resigned(body)
		given, err := theRing(t).Verify(text, monday)
		if err == nil && sign(t, theRing(t), given) != text {
			t.Fatalf("%x verifies as %+v, which is signed otherwise", body, given)
		}
	})
}

func TestATokenErrorWithoutAReasonIsStillAText(t *testing.T) {
	if text := new(link.TokenError).Error(); !strings.HasPrefix(text, "consent link: ") {
		t.Errorf("got %q", text)
	}
}

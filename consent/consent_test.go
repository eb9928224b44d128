package consent_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

func money(amount string, currency mci.Currency) mci.Money {
	m, err := mci.ParseMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return m
}

var (
	alex     = mci.Contact{Name: "Alex", Email: "alex@contoso.com"}
	pat      = mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"}
	dealSize = money("25000", mci.USD)
	request  = consent.Request{Customer: alex, Partner: pat, DealSize: dealSize, Language: "de-CH"}
	monday   = time.Date(2025, time.September, 1, 9, 0, 0, 0, time.UTC)
)

// sized returns the request with another deal size.
func sized(size mci.Money) consent.Request {
	r := request
	r.DealSize = size
	return r
}

// asked returns a consent that the customer has not answered.
func asked(t *testing.T) consent.Consent {
	t.Helper()
	c, err := consent.Consent{}.Ask(request, mci.DealSizeRequired, monday)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answered returns a consent with an answer.
func answered(t *testing.T, answer func(consent.Consent, time.Time) (consent.Consent, error)) consent.Consent {
	t.Helper()
	c, err := answer(asked(t), monday.AddDate(0, 0, 3))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// steps are the methods that change a consent.
var steps = map[string]func(consent.Consent) (consent.Consent, error){
	"ask": func(c consent.Consent) (consent.Consent, error) {
		return c.Ask(sized(money("99000", mci.USD)), mci.DealSizeRequired, monday.AddDate(0, 0, 7))
	},
	"resend":  func(c consent.Consent) (consent.Consent, error) { return c.Resend() },
	"accept":  func(c consent.Consent) (consent.Consent, error) { return c.Accept(monday.AddDate(0, 0, 7)) },
	"decline": func(c consent.Consent) (consent.Consent, error) { return c.Decline(monday.AddDate(0, 0, 7)) },

	"readdress": func(c consent.Consent) (consent.Consent, error) { return c.Readdress() },
}

func TestAskFreezesTheDealSizeTheLanguageAndTheInstant(t *testing.T) {
	want := consent.Consent{Asked: monday, DealSize: dealSize, Language: "de-CH"}
	if diff := cmp.Diff(want, asked(t)); diff != "" {
		t.Errorf("asking gives another consent (-want +got):\n%s", diff)
	}
}

func TestAnAnswerIsKeptWithItsInstant(t *testing.T) {
	for answer, method := range map[consent.Answer]func(consent.Consent, time.Time) (consent.Consent, error){
		consent.Accepted: consent.Consent.Accept,
		consent.Declined: consent.Consent.Decline,
	} {
		want := consent.Consent{Asked: monday, DealSize: dealSize, Language: "de-CH", Answer: answer, Answered: monday.AddDate(0, 0, 3)}
		if diff := cmp.Diff(want, answered(t, method)); diff != "" {
			t.Errorf("%v gives another consent (-want +got):\n%s", answer, diff)
		}
	}
}

func TestAStepOutOfTurnIsAnErrorAndChangesNothing(t *testing.T) {
	accepted, declined := answered(t, consent.Consent.Accept), answered(t, consent.Consent.Decline)
	for _, c := range []struct {
		state  string
		from   consent.Consent
		errors map[string]error
	}{
		{"not asked", consent.Consent{}, map[string]error{"ask": nil, "resend": consent.ErrNotAsked, "readdress": consent.ErrNotAsked, "accept": consent.ErrNotAsked, "decline": consent.ErrNotAsked}},
		{"asked", asked(t), map[string]error{"ask": consent.ErrFrozen, "resend": nil, "readdress": nil, "accept": nil, "decline": nil}},
		{"accepted", accepted, map[string]error{"ask": consent.ErrFrozen, "resend": consent.ErrAnswered, "readdress": consent.ErrAnswered, "accept": consent.ErrAnswered, "decline": consent.ErrAnswered}},
		{"declined", declined, map[string]error{"ask": consent.ErrFrozen, "resend": consent.ErrAnswered, "readdress": consent.ErrAnswered, "accept": consent.ErrAnswered, "decline": consent.ErrAnswered}},
	} {
		for step, want := range c.errors {
			got, err := steps[step](c.from)
			if !errors.Is(err, want) || (want == nil) != (err == nil) {
				t.Errorf("%s, then %s: error %v, want %v", c.state, step, err, want)
			}
			if unchanged := cmp.Equal(got, c.from); unchanged != (want != nil) {
				t.Errorf("%s, then %s: unchanged %t, though the error is %v", c.state, step, unchanged, err)
			}
		}
	}
}

func TestMethodsDoNotChangeTheValueThatTheyAreCalledOn(t *testing.T) {
	for _, from := range []consent.Consent{{}, asked(t), answered(t, consent.Consent.Accept)} {
		kept := from
		for name, step := range steps {
			_, _ = step(from)
			if !cmp.Equal(from, kept) {
				t.Errorf("%s changed %+v to %+v", name, kept, from)
			}
		}
	}
}

func TestTheDealSizeIsInUSDAndAboveZeroUnlessTheEditionLetsItBeZero(t *testing.T) {
	malformed := func(err error) bool {
		var field *mci.FieldError
		return errors.As(err, &field) && field.Path == "dealSize" && errors.Is(err, mci.ErrInvalid)
	}
	missing := func(err error) bool { return errors.Is(err, consent.ErrDealSizeMissing) }
	none := func(err error) bool { return err == nil }
	for _, c := range []struct {
		name     string
		size     mci.Money
		required func(error) bool
		optional func(error) bool
		zero     func(error) bool // if it may be zero
	}{
		{"given", dealSize, none, none, none},
		{"one cent", money("0.01", mci.USD), none, none, none},
		{"missing", mci.Money{}, missing, none, missing},
		{"zero", money("0", mci.USD), malformed, malformed, none},
		{"negative", money("-0.01", mci.USD), malformed, malformed, malformed},
		{"in another currency", money("25000", "EUR"), malformed, malformed, malformed},
		{"zero in another currency", money("0", "JPY"), malformed, malformed, malformed},
	} {
		for rule, want := range map[mci.DealSizeRule]func(error) bool{mci.DealSizeRequired: c.required, mci.DealSizeOptional: c.optional, mci.DealSizeMayBeZero: c.zero} {
			got, err := consent.Consent{}.Ask(sized(c.size), rule, monday)
			if !want(err) {
				t.Errorf("%s, where it is %v: error %v", c.name, rule, err)
			}
			if err != nil && !cmp.Equal(got, consent.Consent{}) {
				t.Errorf("%s, where it is %v: a refused request was asked all the same: %+v", c.name, rule, got)
			}
			if err == nil && (!got.Asked.Equal(monday) || !got.DealSize.Equal(c.size)) {
				t.Errorf("%s, where it is %v: asked for %v at %v", c.name, rule, got.DealSize, got.Asked)
			}
		}
	}
}

func TestTheContactsAndTheLanguageOfARequestAreWellFormedWhereTheyAreGiven(t *testing.T) {
	for path, change := range map[string]func(*consent.Request){
		"customer.name":  func(r *consent.Request) { r.Customer.Name = "" },
		"customer.email": func(r *consent.Request) { r.Customer.Email = "contoso.com" },
		"partner.name":   func(r *consent.Request) { r.Partner.Name = "" },
		"partner.email":  func(r *consent.Request) { r.Partner.Email = "Pat <pat@fabrikam.com>" },
		"language":       func(r *consent.Request) { r.Language = "de_CH" },
	} {
		changed := request
		change(&changed)
		got, err := consent.Consent{}.Ask(changed, mci.DealSizeRequired, monday)
		wantField(t, "a request with a wrong "+path, err, path)
		if !cmp.Equal(got, consent.Consent{}) {
			t.Errorf("a request with a wrong %s was sent: %+v", path, got)
		}
	}
	if err := (consent.Request{DealSize: dealSize}).Check(mci.DealSizeRequired); err != nil {
		t.Errorf("with none of them: %v", err)
	}
}

// wantField fails the test unless err is a FieldError with the path.
func wantField(t *testing.T, what string, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || field.Path != path {
		t.Errorf("%s: error %v, want a FieldError with the path %q", what, err, path)
	}
}

func TestSilenceIsAWindowThatEndsWithoutAnAnswer(t *testing.T) {
	window := mci.Calendar{}.Window(monday, 30)
	for name, c := range map[string]consent.Consent{"not asked": {}, "asked": asked(t)} {
		if c.Silent(window, window.End.Add(-1)) {
			t.Errorf("%s: silent a nanosecond before the end", name)
		}
		if !c.Silent(window, window.End) {
			t.Errorf("%s: not silent at the end", name)
		}
	}
	for _, c := range []consent.Consent{answered(t, consent.Consent.Accept), answered(t, consent.Consent.Decline)} {
		if c.Silent(window, window.End) {
			t.Errorf("silent though %s", c.Answer)
		}
	}
}

// If the instant were missing, the consent would look as if it had never been
// requested. It could then be requested again with another deal size.
func TestAStepNeedsItsInstant(t *testing.T) {
	if got, err := (consent.Consent{}).Ask(request, mci.DealSizeRequired, time.Time{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("asking at no instant gives %+v, %v, want a FieldError", got, err)
	}
	if got, err := asked(t).Accept(time.Time{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("accepting at no instant gives %+v, %v, want a FieldError", got, err)
	}
	if got, err := asked(t).Decline(time.Time{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("declining at no instant gives %+v, %v, want a FieldError", got, err)
	}
}

func TestCorrectionsAreCountedToABound(t *testing.T) {
	c := asked(t)
	c.Generation = 65534
	c, err := c.Readdress()
	if err != nil || c.Generation != 65535 {
		t.Fatalf("%+v, %v", c, err)
	}
	after, err := c.Readdress()
	wantField(t, "one too many", err, "generation")
	if !cmp.Equal(after, c) {
		t.Errorf("%+v became %+v", c, after)
	}
}

func TestResendingCountsAndHasNoLimit(t *testing.T) {
	c := asked(t)
	for n := 1; n <= 100; n++ {
		next, err := c.Resend()
		if err != nil {
			t.Fatalf("mail %d: %v", n, err)
		}
		if c.Resent++; !cmp.Equal(next, c) {
			t.Fatalf("mail %d gives %+v, want only the count to grow: %+v", n, next, c)
		}
	}
}

// call is one call of one method with some arguments.
type call func(consent.Consent) (consent.Consent, error)

func calls() *rapid.Generator[call] {
	sizes := []mci.Money{{}, dealSize, money("99000", mci.USD), money("0", mci.USD), money("5", "EUR")}
	return rapid.Custom(func(t *rapid.T) call {
		at := monday.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "later")))
		request := sized(rapid.SampledFrom(sizes).Draw(t, "deal size"))
		rule := rapid.SampledFrom([]mci.DealSizeRule{mci.DealSizeRequired, mci.DealSizeOptional}).Draw(t, "rule")
		return rapid.SampledFrom([]call{
			func(c consent.Consent) (consent.Consent, error) { return c.Ask(request, rule, at) },
			func(c consent.Consent) (consent.Consent, error) { return c.Resend() },
			func(c consent.Consent) (consent.Consent, error) { return c.Readdress() },
			func(c consent.Consent) (consent.Consent, error) { return c.Accept(at) },
			func(c consent.Consent) (consent.Consent, error) { return c.Decline(at) },
		}).Draw(t, "method")
	})
}

func TestWhateverIsCalledTheDealSizeAndTheAnswerNeverChangeOnceTheyAreSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c consent.Consent
		for _, call := range rapid.SliceOfN(calls(), 1, 12).Draw(t, "calls") {
			next, err := call(c)
			switch {
			case err != nil && !cmp.Equal(next, c):
				t.Fatalf("the error %v, and yet %+v became %+v", err, c, next)
			case !c.Asked.IsZero() && (!next.Asked.Equal(c.Asked) || !next.DealSize.Equal(c.DealSize)):
				t.Fatalf("asked at %v for %v became %v for %v", c.Asked, c.DealSize, next.Asked, next.DealSize)
			case c.Answer != consent.NoAnswer && (next.Answer != c.Answer || !next.Answered.Equal(c.Answered) || next.Resent != c.Resent):
				t.Fatalf("the answered %+v became %+v", c, next)
			case next.Generation < c.Generation || next.Generation > c.Generation+1 || int(next.Earlier) > next.Resent:
				t.Fatalf("%+v became %+v", c, next)
			case next.Resent < c.Resent || next.Resent > c.Resent+1:
				t.Fatalf("%d mails became %d", c.Resent, next.Resent)
			case next.Answer != consent.NoAnswer && next.Asked.IsZero():
				t.Fatalf("answered without being asked: %+v", next)
			case (next.Answer == consent.NoAnswer) != next.Answered.IsZero():
				t.Fatalf("an answer without its instant, or the reverse: %+v", next)
			}
			c = next
		}
	})
}

func TestAConsentIsStoredAndReadBackUnchanged(t *testing.T) {
	resent, err := asked(t).Resend()
	if err != nil {
		t.Fatal(err)
	}
	corrected, err := resent.Readdress()
	if err != nil {
		t.Fatal(err)
	}
	without, err := consent.Consent{}.Ask(sized(mci.Money{}), mci.DealSizeOptional, monday)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		value consent.Consent
		want  string
	}{
		{"not asked", consent.Consent{}, `{}`},
		{"asked without a deal size", without, `{"asked":"2025-09-01T09:00:00Z","language":"de-CH"}`},
		{"asked", asked(t), `{"asked":"2025-09-01T09:00:00Z","dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH"}`},
		{"resent", resent, `{"asked":"2025-09-01T09:00:00Z","resent":1,"dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH"}`},
		{"corrected", corrected, `{"asked":"2025-09-01T09:00:00Z","resent":1,"dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH","generation":1,"earlier":1}`},
		{"accepted", answered(t, consent.Consent.Accept), `{"asked":"2025-09-01T09:00:00Z","dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH","answer":"accepted","answered":"2025-09-04T09:00:00Z"}`},
		{"declined", answered(t, consent.Consent.Decline), `{"asked":"2025-09-01T09:00:00Z","dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH","answer":"declined","answered":"2025-09-04T09:00:00Z"}`},
	} {
		written, err := json.Marshal(c.value)
		if err != nil || string(written) != c.want {
			t.Errorf("%s is written as %s, %v, want %s", c.name, written, err, c.want)
		}
		var read consent.Consent
		if err := json.Unmarshal(written, &read); err != nil || !cmp.Equal(read, c.value) {
			t.Errorf("%s is read back as %+v, %v, want %+v", c.name, read, err, c.value)
		}
	}
}

func TestAnAnswerIsWrittenAndReadInWords(t *testing.T) {
	for answer, text := range map[consent.Answer]string{consent.NoAnswer: "none", consent.Accepted: "accepted", consent.Declined: "declined"} {
		written, err := answer.MarshalText()
		if err != nil || string(written) != text || answer.String() != text {
			t.Errorf("answer %d is written as %q and %q, %v, want %q", uint8(answer), written, answer.String(), err, text)
		}
		var read consent.Answer
		if err := read.UnmarshalText([]byte(text)); err != nil || read != answer {
			t.Errorf("%q is read as %d, %v, want %d", text, uint8(read), err, uint8(answer))
		}
	}
	if got := consent.Answer(9).String(); got != "invalid answer" {
		t.Errorf("an undeclared answer is called %q", got)
	}
}

func TestATextThatIsNoAnswerIsRefusedAndChangesNothing(t *testing.T) {
	for _, text := range []string{"", "Accepted", "yes", "invalid answer"} {
		answer := consent.Declined
		err := answer.UnmarshalText([]byte(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%q: error %v, want a FieldError", text, err)
		}
		if answer != consent.Declined {
			t.Errorf("%q changed the answer to %v", text, answer)
		}
	}
}

// If a host stores an Answer, it must be able to read it back. The enumerations
// of package mci follow the same rule.
func TestEveryAnswerThatIsWrittenCanBeReadBack(t *testing.T) {
	for _, answer := range []consent.Answer{consent.NoAnswer, consent.Accepted, consent.Declined, 3, 255} {
		written, err := answer.MarshalText()
		if err != nil {
			continue // it may refuse to write the value
		}
		var read consent.Answer
		if err := read.UnmarshalText(written); err != nil || read != answer {
			t.Errorf("Answer(%d) is written as %q, which is read as %d, %v", uint8(answer), written, uint8(read), err)
		}
	}
}

func FuzzAnswerText(f *testing.F) {
	for _, text := range []string{"none", "accepted", "declined", "", "ACCEPTED", "invalid answer"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var answer consent.Answer
		err := answer.UnmarshalText([]byte(text))
		if err != nil && (!errors.Is(err, mci.ErrInvalid) || answer != consent.NoAnswer) {
			t.Fatalf("%q is refused with %v and read as %v", text, err, answer)
		}
		if written, failed := answer.MarshalText(); err == nil && (failed != nil || string(written) != text) {
			t.Fatalf("%q is written back as %q, %v", text, written, failed)
		}
	})
}

func FuzzConsentJSON(f *testing.F) {
	f.Add(`{}`)
	f.Add(`{"asked":"2025-09-01T09:00:00Z","resent":1,"dealSize":{"amount":"25000.00","currency":"USD"},"language":"de-CH","answer":"accepted","answered":"2025-09-04T09:00:00Z"}`)
	f.Add(`{"asked":"2025-09-01T09:00:00+02:00","dealSize":null,"answer":"none"}`)
	f.Fuzz(func(t *testing.T, data string) {
		var read consent.Consent
		if json.Unmarshal([]byte(data), &read) != nil {
			return
		}
		written, err := json.Marshal(read)
		if err != nil {
			t.Fatalf("%s is read and cannot be written: %v", data, err)
		}
		var again consent.Consent
		if err := json.Unmarshal(written, &again); err != nil || !cmp.Equal(read, again) {
			t.Fatalf("%s is read as %+v and, written as %s, as %+v, %v", data, read, written, again, err)
		}
	})
}

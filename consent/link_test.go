package consent_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// tb lists the methods that tests, fuzz targets and properties share.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

var (
	window = mci.Calendar{}.Window(monday, 30)
	yes    = consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: window.End, Nonce: "nonce-0123456789"}
)

func wantReason(t tb, what string, err, reason error) *consent.LinkError {
	t.Helper()
	var refused *consent.LinkError
	if !errors.As(err, &refused) || !errors.Is(err, reason) {
		t.Fatalf("%s: error %v, want a LinkError with: %v", what, err, reason)
	}
	return refused
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

func TestEachMailAndEachAnswerHasItsOwnIdempotencyKey(t *testing.T) {
	no, next := yes, yes
	no.Answer, next.Nonce = consent.Declined, "nonce-0123456780"
	keys := map[string]bool{yes.Key(): true, no.Key(): true, next.Key(): true}
	if len(keys) != 3 || yes.Key() != "consent/accepted/nonce-0123456789" {
		t.Errorf("keys %v", keys)
	}
}

func TestALinkIsBoundedInItsEndAndItsNonce(t *testing.T) {
	for name, c := range map[string]struct {
		path   string
		change func(*consent.Link)
	}{
		"the first year":      {"", func(l *consent.Link) { l.Ends = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		"the year before":     {"ends", func(l *consent.Link) { l.Ends = time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC) }},
		"the last year":       {"", func(l *consent.Link) { l.Ends = time.Date(9000, 12, 31, 23, 59, 59, 0, time.UTC) }},
		"the year after":      {"ends", func(l *consent.Link) { l.Ends = time.Date(9001, 1, 1, 0, 0, 0, 0, time.UTC) }},
		"the shortest nonce":  {"", func(l *consent.Link) { l.Nonce = strings.Repeat("-", 16) }},
		"a nonce too short":   {"nonce", func(l *consent.Link) { l.Nonce = strings.Repeat("n", 15) }},
		"the longest nonce":   {"", func(l *consent.Link) { l.Nonce = strings.Repeat("_", 64) }},
		"a nonce too long":    {"nonce", func(l *consent.Link) { l.Nonce = strings.Repeat("n", 65) }},
		"a nonce with a plus": {"nonce", func(l *consent.Link) { l.Nonce = strings.Repeat("n", 15) + "+" }},
	} {
		given := yes
		c.change(&given)
		if err := given.Check(); c.path != "" {
			wantField(t, name, err, c.path)
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

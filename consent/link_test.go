package consent_test

import (
	"errors"
	"testing"

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

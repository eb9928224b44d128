package consent_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/consent"
)

func TestALinkErrorWithoutAReasonIsStillAText(t *testing.T) {
	if text := (&consent.LinkError{Link: consent.Link{Claim: "claim-1"}}).Error(); !strings.HasPrefix(text, "consent link of claim claim-1") {
		t.Errorf("got %q", text)
	}
}

package referral_test

import (
	"testing"
	"time"

	"github.com/mci-go/incentives/referral"
)

// Gateways are the host's own, so one may say how long to wait and not why.
func TestAWaitWithoutAReasonHasAText(t *testing.T) {
	if got := (&referral.WaitError{For: time.Minute}).Error(); got != "<nil>; again in 1m0s" {
		t.Errorf("got %q", got)
	}
}

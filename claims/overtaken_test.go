package claims_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
)

// A command that is dated before its window is not inside it, so that taking
// back the expiry would not help.
func TestACommandThatIsDatedBeforeTheWindowIsNotOvertaken(t *testing.T) {
	l := reach(t, plain(claims.ConsentExpired))
	created := l.claim.Record().Created
	for when, overtaken := range map[time.Time]bool{created.Add(-time.Second): false, created: true} {
		_, err := claims.Apply(l.claim, claims.Accept{}, by(claims.CustomerAccepts, when))
		var refusal *claims.Refusal
		if got := errors.As(err, &refusal) && refusal.Rule == "claim.overtaken"; got != overtaken || err == nil {
			t.Errorf("at %s: %v", when, err)
		}
	}
}

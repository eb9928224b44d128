package claims_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// postAtOnce has a host's answer page take links at the same time, each in a goroutine of its own, and returns how
// many answers it took.
func postAtOnce(t *testing.T, page answerPage, links ...consent.Link) (taken int) {
	t.Helper()
	var together sync.WaitGroup
	codes := make([]int, len(links))
	for i, link := range links {
		token := must(page.ring.Sign(link))
		together.Go(func() {
			answer := httptest.NewRecorder()
			page.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/?answer="+token, nil))
			codes[i] = answer.Code
		})
	}
	together.Wait()
	for _, code := range codes {
		switch code {
		case http.StatusOK:
			taken++
		case http.StatusConflict:
		default:
			t.Errorf("status %d", code)
		}
	}
	return taken
}

func TestOfManyLinksThatAreFollowedAtOnceOneCounts(t *testing.T) {
	for range 20 {
		desk := deskWithClaim("claim-1", claims.SendConsent{})
		page := answerPage{answerRing(), desk, func() time.Time { return day("2022-11-20") }}
		yes := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: day("2022-12-11"), Nonce: "mail-1-of-claim-1"}
		no, reminder := yes, yes
		no.Answer, reminder.Nonce = consent.Declined, "mail-2-of-claim-1"
		if taken := postAtOnce(t, page, yes, no, reminder); taken != 1 {
			t.Fatalf("%d answers were taken", taken)
		}
		if version := must(desk.Claim(t.Context(), "claim-1")).Version(); version != 3 {
			t.Fatalf("the claim is in version %d", version)
		}
	}
}

func TestALinkThatIsFollowedTwiceIsWrittenOnce(t *testing.T) {
	desk := deskWithClaim("claim-1", claims.SendConsent{})
	link := consent.Link{Claim: "claim-1", Answer: consent.Declined, Ends: day("2022-12-11"), Nonce: "mail-1-of-claim-1"}
	meta := claims.Meta{Actor: claims.Customer, At: day("2022-11-20"), Key: link.Key()}
	for _, entries := range []int{1, 0} {
		change := must(desk.Do(t.Context(), "claim-1", claims.Decline{}, meta))
		if len(change.Entries) != entries {
			t.Errorf("%d entries, want %d", len(change.Entries), entries)
		}
	}
	longest := consent.Link{Claim: "c", Answer: consent.Accepted, Nonce: string(make([]byte, 64))}
	if len(longest.Key()) > 200 {
		t.Errorf("an idempotency key of %d bytes", len(longest.Key()))
	}
}

// The link's end and the claim's own clock are one instant.
func TestALinkEndsWithTheConsentWindowOfItsClaim(t *testing.T) {
	claim := must(deskWithClaim("claim-1", claims.SendConsent{}).Claim(t.Context(), "claim-1"))
	deadline := claim.Deadlines()[0]
	if deadline.Clock != mci.ConsentClock || !deadline.Window.End.Equal(day("2022-12-11")) {
		t.Fatalf("the first deadline is %+v", deadline)
	}
	for at, silent := range map[time.Time]bool{deadline.Window.End.Add(-1): false, deadline.Window.End: true} {
		record := claim.Record()
		if got := record.Consent.Silent(deadline.Window, at); got != silent {
			t.Errorf("at %v, silent: %t", at, got)
		}
		_, err := claims.Apply(claim, claims.Expire{}, claims.Meta{Actor: claims.System, At: at})
		if (err == nil) != silent {
			t.Errorf("at %v, the expiry is answered by %v", at, err)
		}
	}
}

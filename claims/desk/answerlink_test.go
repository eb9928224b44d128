package desk_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// postAtOnce posts links to a host's answer page at the same time, each in its
// own goroutine. It returns the number of accepted answers.
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

func TestALinkThatIsConfirmedTwiceIsWrittenOnce(t *testing.T) {
	desk := deskWithClaim("claim-1", claims.SendConsent{})
	link := consent.Link{Claim: "claim-1", Answer: consent.Declined, Ends: day("2022-12-11"), Nonce: "mail-1-of-claim-1"}
	for _, entries := range []int{1, 0} {
		change := must(desk.ConfirmAnswer(t.Context(), link, claims.Meta{At: day("2022-11-20"), Received: day("2022-11-20")}))
		if len(change.Entries) != entries || change.Claim.State() != plain(claims.ConsentDeclined) {
			t.Errorf("%d entries, want %d, and the claim is %s", len(change.Entries), entries, change.Claim.State())
		}
	}
	other := link
	other.Answer = consent.Accepted
	if _, err := desk.ConfirmAnswer(t.Context(), other, claims.Meta{At: day("2022-11-20"), Received: day("2022-11-20")}); !errors.Is(err, consent.ErrUsed) {
		t.Errorf("the other link: %v", err)
	}
	longest := consent.Link{Claim: "c", Answer: consent.Accepted, Nonce: string(make([]byte, 64))}
	if len(longest.Key()) > 200 {
		t.Errorf("an idempotency key of %d bytes", len(longest.Key()))
	}
}

// A scanner fetches every link of a mail, often more than once.
func TestAScannerThatFetchesEveryLinkChangesNothing(t *testing.T) {
	desk := deskWithClaim("claim-1", claims.SendConsent{})
	page := answerPage{answerRing(), desk, func() time.Time { return day("2022-11-20") }}
	yes := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: day("2022-12-11"), Nonce: "mail-1-of-claim-1"}
	no := yes
	no.Answer = consent.Declined
	before := must(desk.Claim(t.Context(), "claim-1"))
	for range 3 {
		for _, link := range []consent.Link{yes, no} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				answer := httptest.NewRecorder()
				page.ServeHTTP(answer, httptest.NewRequest(method, "/?answer="+must(page.ring.Sign(link)), nil))
				if answer.Code != http.StatusOK {
					t.Errorf("%s of %s is answered by %d", method, link.Key(), answer.Code)
				}
			}
		}
	}
	if after := must(desk.Claim(t.Context(), "claim-1")); after.Version() != before.Version() || after.State() != plain(claims.AwaitingConsent) {
		t.Fatalf("the claim is %s in version %d", after.State(), after.Version())
	}
	if taken := postAtOnce(t, page, no); taken != 1 {
		t.Error("the customer's own no was not taken")
	}
}

// Preview decides the page for a GET, so it must refuse every answer that its
// confirmation would refuse.
func TestAPreviewOfAnAnswerIsRefusedAsItsConfirmationIs(t *testing.T) {
	link := consent.Link{Claim: "claim-1", Answer: consent.Accepted, Ends: day("2022-12-11"), Nonce: "mail-1-of-claim-1"}
	older := link
	older.Generation = 1 // as if the claim had one more correction
	canceled := []claims.Command{claims.SendConsent{}, claims.Cancel{}}
	for name, c := range map[string]struct {
		commands []claims.Command
		link     consent.Link
		at       time.Time
		want     error
	}{
		"not asked":             {nil, link, day("2022-11-20"), consent.ErrNotAsked},
		"of another generation": {canceled[:1], older, day("2022-11-20"), consent.ErrReplaced},
		"at its end":            {canceled[:1], link, day("2022-12-11"), consent.ErrExpired},
		"canceled":              {canceled, link, day("2022-11-20"), claims.ErrRefused},
		"no instant":            {canceled[:1], link, time.Time{}, mci.ErrInvalid},
	} {
		desk := deskWithClaim("claim-1", c.commands...)
		before := must(desk.Claim(t.Context(), "claim-1")).Version()
		_, err := desk.PreviewAnswer(t.Context(), c.link, claims.Meta{At: c.at, Received: c.at})
		_, err2 := desk.ConfirmAnswer(t.Context(), c.link, claims.Meta{At: c.at, Received: c.at})
		if !errors.Is(err, c.want) || !errors.Is(err2, c.want) {
			t.Errorf("%s: preview %v, confirmation %v, want %v", name, err, err2, c.want)
		}
		if refused := !errors.Is(c.want, mci.ErrInvalid); (classOf(err) == "refused") != refused || classOf(err2) != classOf(err) {
			t.Errorf("%s: preview is %s, confirmation %s", name, classOf(err), classOf(err2))
		}
		if after := must(desk.Claim(t.Context(), "claim-1")).Version(); after != before {
			t.Errorf("%s: version %d became %d", name, before, after)
		}
	}
	link.Claim = "claim-2"
	if _, err := deskWithClaim("claim-1").PreviewAnswer(t.Context(), link, claims.Meta{At: day("2022-11-20"), Received: day("2022-11-20")}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a claim that is not stored: %v", err)
	}
}

func TestACorrectedAddressKillsTheLinksThatWentToTheWrongOne(t *testing.T) {
	desk := deskWithClaim("claim-1", claims.SendConsent{})
	awaiting := must(desk.Claim(t.Context(), "claim-1"))
	window, before := awaiting.Deadlines()[0].Window, awaiting.Record()
	wrong := must(before.Consent.Links("claim-1", window, "mail-1-of-claim-1", day("2022-11-12")))
	for _, c := range []struct {
		name       string
		side       claims.Side
		contact    mci.Contact
		generation uint16
	}{
		{"the partner's contact", claims.PartnerSide, otherContact, 0},
		{"the customer's name alone", claims.CustomerSide, mci.Contact{Name: "A. Other", Email: before.CustomerContact.Email}, 0},
		{"the customer's address", claims.CustomerSide, otherContact, 1},
		{"the same address again", claims.CustomerSide, otherContact, 1},
	} {
		change := must(desk.Do(t.Context(), "claim-1", claims.UpdateContact{Side: c.side, Contact: c.contact}, by(claims.ContactUpdated, day("2022-11-12"))))
		if got := change.Claim.Record().Consent.Generation; got != c.generation {
			t.Errorf("%s: generation %d, want %d", c.name, got, c.generation)
		}
		if got := change.Claim.Deadlines()[0].Window; got != window {
			t.Errorf("%s: the window became %v, from %v", c.name, got, window)
		}
	}
	corrected := must(desk.Claim(t.Context(), "claim-1")).Record()
	right := must(corrected.Consent.Links("claim-1", window, "mail-2-of-claim-1", day("2022-11-12")))
	for _, link := range []consent.Link{wrong.Accept, wrong.Decline} {
		if _, err := desk.ConfirmAnswer(t.Context(), link, claims.Meta{At: day("2022-11-20"), Received: day("2022-11-20")}); !errors.Is(err, consent.ErrReplaced) {
			t.Errorf("%s to the wrong address: %v", link.Key(), err)
		}
	}
	if change := must(desk.ConfirmAnswer(t.Context(), right.Accept, claims.Meta{At: day("2022-11-20"), Received: day("2022-11-20")})); change.Claim.State() != plain(claims.ConsentReceived) {
		t.Errorf("the link to the right address leaves the claim %s", change.Claim.State())
	}
}

// The link ends at the same instant as the claim's consent clock.
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
		_, err := claims.Apply(claim, claims.Expire{}, claims.Meta{Actor: claims.System, At: at, Received: at})
		if (err == nil) != silent {
			t.Errorf("at %v, the expiry is answered by %v", at, err)
		}
	}
}

func classOf(err error) string { return desk.ClassOf(err).String() }

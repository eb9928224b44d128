package gateway_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/resource"
)

func TestACreateThatIsAnsweredWithoutTheLinkSaysWhatWasMade(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id": "R-2", "externalReferenceId": null}`)
	})
	made, err := g.Create(t.Context(), resource.Referral{ExternalReferenceID: "L-1"})
	if made.ID != "R-2" || !errors.Is(err, referral.ErrUnlinked) || !errors.Is(err, gateway.ErrAnother) || errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%v, %v", made, err)
	}
}

func TestAnETagThatNoHeaderCanCarryIsNotSent(t *testing.T) {
	g := answering(t, func(http.ResponseWriter, *http.Request) { t.Error("it is sent") })
	for _, eTag := range []string{"\"1\"\r\nX: y", "\x00", "\u0085"} {
		if _, err := g.Patch(t.Context(), "R-1", change.Patch{{Op: change.Add, Path: "/details/notes", Value: `"x"`}}, eTag); err == nil || errors.Is(err, referral.ErrConflict) {
			t.Errorf("%q: %v", eTag, err)
		}
	}
}

// Every published referral has an engagement. One without is perhaps a related
// one, so the list is not whole.
func TestARelatedReferralWithoutAnEngagementIsTold(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"value": [{"id": "R-1", "engagementId": "E"}, {"id": "R-2"}, {"id": "R-3", "engagementId": null}, {"id": "R-4", "engagementId": "F"}]}`)
	})
	found, err := g.Related(t.Context(), "e")
	var unread *referral.UnreadError
	if len(found) != 1 || !errors.As(err, &unread) || len(unread.Elements) != 2 {
		t.Errorf("%v, %v", found, err)
	}
}

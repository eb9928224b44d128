package icalendar_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/icalendar"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

var noon = time.Date(2023, 3, 1, 12, 0, 0, 0, time.UTC)

// office is a desk over claims of the public catalog.
type office struct {
	*desk.Desk
	kept *store.Memory
	t    *testing.T
}

func newOffice(t *testing.T) *office {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	kept := &store.Memory{}
	o := &office{desk.New(kept, card), kept, t}
	engagement, _ := card.Find("fy23-microsoft-viva", mci.DateOf(noon))
	customer, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Adopt(t.Context(), claims.Adoption{
		Name: "Contoso, Ltd", Engagement: engagement, CustomerID: customer, Shown: claims.ReadStatus("Customer claimed"), Created: noon,
	}, "a/b c,1", claims.Meta{Actor: claims.PartnerCenter, At: noon, Received: noon})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// shown brings the claim to a status of Partner Center.
func (o *office) shown(status string, at time.Time) {
	o.t.Helper()
	meta := claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at}
	if _, err := o.Observe(o.t.Context(), "a/b c,1", claims.ReadStatus(status), meta); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) feed(at time.Time) icalendar.Feed {
	o.t.Helper()
	feed, err := icalendar.Of(o.t.Context(), o.Desk, store.Query{}, at, "tracker", nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return feed
}

func uids(feed icalendar.Feed) (all []string) {
	for i := range feed {
		all = append(all, feed[i].UID)
	}
	return all
}

func TestAUIDStaysTheSameThroughALifeAndTheSequenceGrows(t *testing.T) {
	o := newOffice(t)
	first := o.feed(noon)
	if len(first) != 1 || first[0].UID != "a%2Fb%20c%2C1/consent@tracker" {
		t.Fatalf("got %+v", first)
	}
	o.shown("Awaiting customer consent response", noon.Add(time.Hour))
	second := o.feed(noon.Add(48 * time.Hour))
	if second[0].UID != first[0].UID || second[0].Sequence <= first[0].Sequence || !second[0].Changed.After(first[0].Changed) {
		t.Errorf("got %+v after %+v", second, first)
	}
	o.shown("Customer consent received", noon.Add(2*time.Hour))
	third := o.feed(noon.Add(2 * time.Hour))
	if len(third) == 0 || strings.Contains(strings.Join(uids(third), " "), "/consent@") {
		t.Errorf("got %q", uids(third))
	}
	parse(t, serialized(t, third))
}

func TestAnApprovedClaimIsInTheFeedUntilItIsPaid(t *testing.T) {
	o := newOffice(t)
	o.shown("Approved", noon.Add(time.Hour))
	feed := o.feed(noon.Add(time.Hour))
	if len(feed) != 1 || feed[0].UID != "a%2Fb%20c%2C1/payment@tracker" || !strings.Contains(feed[0].Summary, "payment expected (assumed)") {
		t.Errorf("got %+v", feed)
	}
}

func TestAClaimThatHasEndedIsNotInTheFeed(t *testing.T) {
	o := newOffice(t)
	o.shown("Customer consent declined", noon.Add(time.Hour))
	if feed := o.feed(noon.Add(time.Hour)); feed == nil || len(feed) != 0 {
		t.Errorf("got %+v", feed)
	}
}

// torn is a desk over a claim that cannot be read.
func torn(t *testing.T) *desk.Desk {
	t.Helper()
	o := newOffice(t)
	stored, err := o.kept.Load(t.Context(), "a/b c,1")
	if err != nil {
		t.Fatal(err)
	}
	stored.Body = []byte(`{"format": 1}`)
	if err := o.kept.Reindex(t.Context(), []store.Envelope{stored}); err != nil {
		t.Fatal(err)
	}
	return o.Desk
}

func TestAClaimThatCannotBeReadIsToldAndLeftOutOrEndsTheFeed(t *testing.T) {
	d := torn(t)
	told := 0
	feed, err := icalendar.Of(t.Context(), d, store.Query{}, noon, "tracker", func(error) bool { told++; return true })
	if err != nil || told != 1 || len(feed) != 0 {
		t.Errorf("told %d: got %+v, %v", told, feed, err)
	}
	for name, skips := range map[string]func(error) bool{"nobody is told": nil, "who is told wants no more": func(error) bool { return false }} {
		if feed, err := icalendar.Of(t.Context(), d, store.Query{}, noon, "tracker", skips); err == nil || feed != nil {
			t.Errorf("%s: got %+v, %v", name, feed, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := icalendar.Of(ctx, d, store.Query{}, noon, "tracker", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

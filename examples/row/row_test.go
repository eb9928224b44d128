package row

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// pagesOf yields numbers in pages of two. The number 3 cannot be read.
func pagesOf(ctx context.Context, numbers ...int) (read []int, errs []error) {
	begin := func() func() ([]int, error) {
		left := numbers
		return func() ([]int, error) {
			page := left[:min(2, len(left))]
			left = left[len(page):]
			return page, nil
		}
	}
	for n, err := range Pages(ctx, begin, func(n *int) (int, error) {
		if *n == 3 {
			return 0, errors.New("three")
		}
		return *n, nil
	}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		read = append(read, n)
	}
	return read, errs
}

func TestPagesGoOnAfterARowThatCannotBeRead(t *testing.T) {
	read, errs := pagesOf(t.Context(), 1, 2, 3, 4, 5)
	if !slices.Equal(read, []int{1, 2, 4, 5}) || len(errs) != 1 {
		t.Errorf("got %v, %v", read, errs)
	}
}

func TestPagesEndWithTheErrorOfTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if read, errs := pagesOf(ctx, 1, 2); read != nil || len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("got %v, %v", read, errs)
	}
}

func TestASequenceCanBeReadTwice(t *testing.T) {
	all := Pages(t.Context(), func() func() ([]string, error) {
		left := []string{"a", "b"}
		return func() ([]string, error) {
			page := left
			left = nil
			return page, nil
		}
	}, func(s *string) (string, error) { return *s, nil })
	for range 2 {
		var got []string
		for s := range all {
			got = append(got, s)
		}
		if !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("got %v", got)
		}
	}
}

func TestTextsSortLikeTheirInstants(t *testing.T) {
	first := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	seconds := rapid.Int64Range(0, 220_898_000_000) // to the year 9000
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) time.Time {
			at := time.Unix(first.Unix()+seconds.Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" nanoseconds"))
			return at.In(time.FixedZone("elsewhere", rapid.IntRange(-43200, 43200).Draw(t, name+" zone")))
		}
		a, b := draw("a"), draw("b")
		if got := strings.Compare(Sortable(a), Sortable(b)); got != a.Compare(b) {
			t.Fatalf("%s and %s compare as %d", Sortable(a), Sortable(b), got)
		}
	})
	if Sortable(time.Time{}) != "" {
		t.Error("no instant has a text")
	}
}

func TestOnlyAPositionThatCanHaveBeenMadeIsRead(t *testing.T) {
	for p, want := range map[store.Position]bool{"": true, "1": true, "12": true, "0": false, "-1": false, "01": false, "+1": false, "x": false, "9223372036854775808": false} {
		if _, made := Position(p); made != want {
			t.Errorf("%q: %v, want %v", p, made, want)
		}
	}
	delivery, err := (&Entry{Position: 7, Claim: "a", Number: 1, Data: "{}"}).Delivery()
	var bad *store.ClaimError
	if !errors.As(err, &bad) || bad.ID != "a" || delivery.Position != "7" {
		t.Errorf("got %v, %v", delivery, err)
	}
}

// envelopes draws envelopes of both kinds, with each optional column set and
// unset.
func envelopes(t *rapid.T) store.Envelope {
	eur, err := mci.ParseCurrency("EUR")
	if err != nil {
		t.Fatal(err)
	}
	text := rapid.StringN(0, 12, 40)
	instant := func(name string) time.Time {
		if rapid.Bool().Draw(t, name+" is none") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(0, 220_898_000_000).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" nanoseconds")).UTC()
	}
	e := store.Envelope{
		Kind: rapid.SampledFrom([]store.Kind{store.PartnerActivity, store.PartnerAssociation}).Draw(t, "kind"),
		ID:   claims.ID(text.Draw(t, "id")), Version: rapid.Uint64Range(1, 1<<62).Draw(t, "version"), Status: text.Draw(t, "status"),
		Area: text.Draw(t, "area"), Location: mci.LocationID(text.Draw(t, "location")), Engagement: mci.EngagementID(text.Draw(t, "engagement")),
		Owner: text.Draw(t, "owner"), Expires: instant("expires"), Attention: instant("attention"), Search: text.Draw(t, "search"),
		Open: rapid.Bool().Draw(t, "open"), Counted: rapid.Bool().Draw(t, "counted"), Body: []byte(`{"a": 1}`),
	}
	if rapid.Bool().Draw(t, "customer") {
		id, err := mci.ParseCustomerID(mci.TopParentID, rapid.StringMatching(`[1-9][0-9]{2,8}`).Draw(t, "parent"))
		if err != nil {
			t.Fatal(err)
		}
		e.Customer = id
	}
	for range rapid.IntRange(0, 3).Draw(t, "amounts") {
		e.Amounts = append(e.Amounts, store.Amount{
			Kind:  rapid.SampledFrom([]store.AmountKind{store.EstimatedAmount, store.RequestedAmount, store.ApprovedAmount, store.PaidAmount}).Draw(t, "kind of amount"),
			Money: mci.MoneyOf(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "minor units"), rapid.SampledFrom([]mci.Currency{mci.USD, eur}).Draw(t, "currency")),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "keys") {
		e.Keys = append(e.Keys, text.Draw(t, "key"))
	}
	return e
}

func TestARowGivesItsEnvelopeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := envelopes(t)
		columns, err := Of(&e)
		if err != nil {
			t.Fatal(err)
		}
		again, err := columns.Envelope(store.NoKey)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Agrees(again); err != nil || again.Kind != e.Kind || !bytes.Equal(again.Body, e.Body) {
			t.Fatalf("got %+v, want %+v: %v", again, e, err)
		}
	})
}

func TestADamagedColumnIsAnErrorOfItsClaim(t *testing.T) {
	attention := time.Date(2023, 2, 1, 9, 0, 0, 5, time.UTC)
	for name, damage := range map[string]func(*Claim){
		"no kind":                func(c *Claim) { c.Kind = "" },
		"another kind":           func(c *Claim) { c.Kind = "from the future" },
		"a customer of no type":  func(c *Claim) { c.Customer = "659410" },
		"a customer of no value": func(c *Claim) { c.Customer = "tenant ID:x" },
		"an expiry":              func(c *Claim) { c.Expires = "tomorrow" },
		"amounts":                func(c *Claim) { c.Amounts = "{" },
		"amounts of no list":     func(c *Claim) { c.Amounts = `[1]` },
		"an amount of two parts": func(c *Claim) { c.Amounts = `[["paid", "USD"]]` },
		"a kind of amount":       func(c *Claim) { c.Amounts = `[["lent", "USD", 1]]` },
		"no kind of amount":      func(c *Claim) { c.Amounts = `[["", "USD", 1]]` },
		"a currency":             func(c *Claim) { c.Amounts = `[["paid", "US", 1]]` },
		"no currency":            func(c *Claim) { c.Amounts = `[["paid", "", 1]]` },
		"a broken number":        func(c *Claim) { c.Amounts = `[["paid", "USD", 1.5]]` },
		"keys":                   func(c *Claim) { c.Keys = "{" },
	} {
		columns, err := Of(&store.Envelope{Kind: store.PartnerActivity, ID: "a", Version: 1, Attention: attention, Body: []byte("{}")})
		if err != nil {
			t.Fatal(err)
		}
		damage(&columns)
		var bad *store.ClaimError
		if e, err := columns.Envelope(store.AttentionKey); !errors.As(err, &bad) || bad.ID != "a" || !bad.Key.Equal(attention) || e.ID != "" {
			t.Errorf("%s: got %+v, %v", name, e, err)
		}
	}
	columns := Claim{ID: "a", Kind: "association", Attention: "tomorrow", Amounts: "[]", Keys: "[]", Record: "{}"}
	if _, err := columns.Envelope(store.AttentionKey); !errors.As(err, new(*store.ClaimError)) {
		t.Errorf("a key: got %v", err)
	}
}

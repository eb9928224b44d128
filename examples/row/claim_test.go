package row

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// anyEnvelope draws an envelope that a desk can make, and some that none does.
func anyEnvelope(t *rapid.T) store.Envelope {
	text := rapid.StringN(0, 20, 60)
	instant := func(name string) time.Time {
		if rapid.Bool().Draw(t, "no "+name) {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(946_684_800, 221_845_000_000).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" nanoseconds")).UTC()
	}
	customers := []mci.CustomerID{{}}
	for kind, value := range map[mci.IDType]string{mci.TenantID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", mci.OpportunityID: "7-3CVDESBISU", mci.TopParentID: "12345", mci.DomainName: "contoso.com"} {
		id, err := mci.ParseCustomerID(kind, value)
		if err != nil {
			t.Fatal(err)
		}
		customers = append(customers, id)
	}
	e := store.Envelope{
		Kind: rapid.SampledFrom([]store.Kind{store.PartnerActivity, store.PartnerAssociation}).Draw(t, "kind"),
		ID:   claims.ID(text.Draw(t, "id")), Version: rapid.Uint64Range(0, 1<<62).Draw(t, "version"), Status: text.Draw(t, "status"), Area: text.Draw(t, "area"),
		Customer: rapid.SampledFrom(customers).Draw(t, "customer"), Location: mci.LocationID(text.Draw(t, "location")),
		Engagement: mci.EngagementID(text.Draw(t, "engagement")), Owner: mci.UserID(text.Draw(t, "owner")),
		Expires: instant("expires"), Attention: instant("attention"), Search: text.Draw(t, "search"),
		Open: rapid.Bool().Draw(t, "open"), Counted: rapid.Bool().Draw(t, "counted"),
		Keys: rapid.SliceOfN(text, 0, 3).Draw(t, "keys"), Body: json.RawMessage(`{"a":1}`),
	}
	for range rapid.IntRange(0, 3).Draw(t, "amounts") {
		e.Amounts = append(e.Amounts, store.Amount{
			Kind:  rapid.SampledFrom([]store.AmountKind{store.EstimatedAmount, store.RequestedAmount, store.ApprovedAmount, store.PaidAmount}).Draw(t, "kind of amount"),
			Money: mci.MoneyOf(rapid.Int64Range(-999_999_999_999_999_999, 999_999_999_999_999_999).Draw(t, "minor"), rapid.SampledFrom([]mci.Currency{"USD", "EUR", "JPY"}).Draw(t, "currency")),
		})
	}
	return e
}

func TestARowGivesItsEnvelopeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyEnvelope(t)
		columns, err := Of(&want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := columns.Envelope(store.NoKey)
		if err != nil {
			t.Fatal(err)
		}
		if difference := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }), cmp.Comparer(func(a, b mci.Money) bool { return a.Equal(b) })); difference != "" {
			t.Fatal(difference)
		}
		if columns.Key(store.ExpiresKey) != Sortable(want.Expires) || columns.Key(store.AttentionKey) != Sortable(want.Attention) || columns.Key(store.NoKey) != "" {
			t.Fatalf("the keys are %q and %q", columns.Key(store.ExpiresKey), columns.Key(store.AttentionKey))
		}
	})
}

func TestADamagedColumnIsTheErrorOfItsClaimWithTheKeyOfTheList(t *testing.T) {
	attention := time.Date(2023, 1, 9, 0, 0, 0, 0, time.UTC)
	whole, err := Of(&store.Envelope{Kind: store.PartnerActivity, ID: "claim-1", Version: 1, Status: "Approved", Attention: attention, Body: json.RawMessage("{}")})
	if err != nil {
		t.Fatal(err)
	}
	for column, damage := range map[string]func(*Claim){
		"kind":     func(c *Claim) { c.Kind = "of another world" },
		"customer": func(c *Claim) { c.Customer = "tenant ID:x" },
		"type":     func(c *Claim) { c.Customer = "shoe size:42" },
		"expires":  func(c *Claim) { c.Expires = "tomorrow" },
		"amounts":  func(c *Claim) { c.Amounts = "{" },
		"keys":     func(c *Claim) { c.Keys = "[7]" },
	} {
		damaged := whole
		damage(&damaged)
		_, err := damaged.Envelope(store.AttentionKey)
		var one *store.ClaimError
		if !errors.As(err, &one) || one.ID != "claim-1" || !one.Key.Equal(attention) || column != "keys" && !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v", column, err)
		}
	}
	for _, text := range []string{`[["paid","USD"]]`, `[["paid","USD",1.5]]`, `[["tea","USD",1]]`, `[["","USD",1]]`, `[["paid","",1]]`, `[["paid","USD",9999999999999999999]]`, `{}`} {
		damaged := whole
		damaged.Amounts = text
		if e, err := damaged.Envelope(store.NoKey); err == nil {
			t.Errorf("%s is read as %v", text, e.Amounts)
		}
	}
}

func TestAKindIsWrittenIntoTheStatementOnlyIfItIsDeclared(t *testing.T) {
	for kind, want := range map[store.Kind]string{0: "", store.PartnerAssociation: "kind = 'association'", 9: "1 = 0"} {
		if got := OfKind(kind); got != want || strings.Contains(got, "invalid") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

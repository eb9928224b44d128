package claims_test

import (
	"context"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

func TestADeskHoldsAClaimUntilItsTermsAreAccepted(t *testing.T) {
	ctx := context.Background()
	s := &store.Memory{}
	nomination := nominate(question(engagement(public(), viva), at("2022-11-10T09:00Z")))
	meta := by(claims.AddCustomer, at("2022-11-10T09:00Z"))
	meta.Key = "opening"
	must(desk.New(s, public()).Open(ctx, nomination, "claim-1", meta))

	d := desk.New(s, cardWith(t, true, termsEdits["windows of a day"]))
	claim, err := d.Claim(ctx, "claim-1")
	if !errors.Is(err, claims.ErrTermsChanged) || claim == nil || !claim.TermsChanged() {
		t.Fatalf("got %v and %v", claim, err)
	}
	if errors.Is(err, claims.ErrUnreadable) {
		t.Error("the claim is called unreadable")
	}
	if again, err := d.Open(ctx, nomination, "claim-1", meta); err != nil || len(again.Entries) != 0 {
		t.Errorf("the same opening again: %d entries, %v", len(again.Entries), err)
	}
	if _, err := d.Do(ctx, "claim-1", asked, by(claims.ConsentSent, at("2022-11-10T10:00Z"))); !errors.Is(err, claims.ErrTermsChanged) {
		t.Errorf("a command: %v", err)
	}
	if _, err := d.Observe(ctx, "claim-1", claims.ReadStatus("Approved"), seen(at("2022-11-10T10:00Z"))); !errors.Is(err, claims.ErrTermsChanged) {
		t.Errorf("an observation: %v", err)
	}
	held := 0
	for change, err := range d.Sweep(ctx, store.Query{}, at("2023-01-01")) {
		var one *store.ClaimError
		if change.Claim != nil || !errors.As(err, &one) || one.ID != "claim-1" || desk.ClassOf(err) != desk.TermsChanged {
			t.Errorf("a sweep: %v, %v", change.Claim, err)
		}
		held++
	}
	for claim, err := range d.Claims(ctx, []claims.ID{"claim-1"}) {
		if claim == nil || desk.ClassOf(err) != desk.TermsChanged {
			t.Errorf("a list: %v, %v", claim, err)
		}
		held++
	}
	if held != 2 {
		t.Errorf("the claim was told of %d times, want 2", held)
	}
	if _, err := d.Do(ctx, "claim-1", claims.AcceptTerms{}, accepting(at("2022-11-10T11:00Z"))); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(ctx, "claim-1", asked, by(claims.ConsentSent, at("2022-11-10T12:00Z"))); err != nil {
		t.Error(err)
	}
}

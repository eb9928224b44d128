package claims_test

import (
	"context"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
)

func TestATakingBackThatOpensNothingHasNoLimit(t *testing.T) {
	card := adapted(t, `{"claims": 1, "source": "customers-page-2022"}`, `{"claims": 5, "open": 1, "source": "customers-page-2022"}`)
	q := question(engagement(card, viva), at("2022-11-10T09:00Z"))
	q.Customer.OpenClaims = eligibility.CountOf(0)
	opened := must(claims.Open(nominate(q), "claim-1", by(claims.AddCustomer, q.At)))
	for name, command := range map[string]claims.Command{
		"a claim that is open":   claims.UpdateContact{Side: claims.PartnerSide, Contact: otherContact},
		"a claim that has ended": claims.RecordPayment{Amount: usd("1")},
	} {
		l := &life{t, card, opened.Claim, opened.Entries}
		if command.Event() == claims.PaymentRecorded {
			l.observe("2022-11-11", "Approved")
		}
		l.do("2022-11-12", command)
		taken := must(claims.TakeBack(l.claim, l.history, l.claim.Version(), card, back("2022-11-13")))
		if limit, limited := taken.Limit(); limited {
			t.Errorf("%s: the limit is %+v", name, limit)
		}
	}
}

func TestATakenBackApprovalCountsAsOpenAgain(t *testing.T) {
	ctx := context.Background()
	card := adapted(t, `{"claims": 1, "source": "customers-page-2022"}`, `{"claims": 5, "open": 1, "source": "customers-page-2022"}`)
	d := desk.New(&store.Memory{}, card)
	begin := func(id claims.ID, when string) error {
		q := question(engagement(card, viva), at(when))
		q.Customer.OpenClaims = eligibility.CountOf(0)
		_, err := d.Open(ctx, nominate(q), id, by(claims.AddCustomer, at(when)))
		return err
	}
	if err := begin("first", "2022-11-10T09:00Z"); err != nil {
		t.Fatal(err)
	}
	approved := must(d.Observe(ctx, "first", claims.ReadStatus("Approved"), seen(at("2022-11-12"))))
	if err := begin("second", "2022-11-13"); err != nil {
		t.Fatal(err)
	}
	if err := begin("third", "2022-11-13"); !errors.Is(err, store.ErrLimit) {
		t.Fatalf("a third: %v", err)
	}
	_, err := d.TakeBack(ctx, "first", approved.Entries[0].Number, back("2022-11-14"))
	if !errors.Is(err, store.ErrLimit) {
		t.Errorf("taking the approval back makes two claims open where one may be: %v", err)
	}
}

package store_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

func eur(amount string) mci.Money { return must(mci.ParseMoney(amount, "EUR")) }

func TestAmountsAreAddedUpByKindAndCurrency(t *testing.T) {
	var amounts []store.Amount
	for _, one := range []store.Amount{
		{Kind: store.PaidAmount, Money: usd("1")},
		{Kind: store.PaidAmount, Money: eur("2")},
		{Kind: store.ApprovedAmount, Money: usd("4")},
		{Kind: store.PaidAmount, Money: usd("8")},
		{Kind: store.PaidAmount, Money: eur("16")},
		{Kind: store.PaidAmount},
	} {
		amounts = must(store.WithAmount(amounts, one.Kind, one.Money))
	}
	want := []store.Amount{
		{Kind: store.PaidAmount, Money: usd("9")}, {Kind: store.PaidAmount, Money: eur("18")}, {Kind: store.ApprovedAmount, Money: usd("4")},
	}
	if !reflect.DeepEqual(amounts, want) {
		t.Errorf("got %v, want %v", amounts, want)
	}
	most := usd("999999999999999")
	for range 20 {
		var err error
		if amounts, err = store.WithAmount(amounts, store.PaidAmount, most); err != nil {
			if !errors.Is(err, mci.ErrAmountRange) || amounts != nil {
				t.Errorf("got %v, %v", amounts, err)
			}
			return
		}
	}
	t.Error("a sum has no bound")
}

func TestSumsCountTheClaimsOfEachStatusAndOfEachAmount(t *testing.T) {
	var sums store.Sums
	for _, e := range []store.Envelope{
		{Kind: store.PartnerActivity, Status: "Submitted"},
		{Kind: store.PartnerActivity, Status: "Approved", Amounts: []store.Amount{{Kind: store.PaidAmount, Money: usd("1")}, {Kind: store.PaidAmount, Money: eur("2")}}},
		{Kind: store.PartnerActivity, Status: "Approved", Amounts: []store.Amount{{Kind: store.PaidAmount, Money: usd("4")}}},
		{Kind: store.PartnerAssociation, Status: "Approved"},
	} {
		if err := sums.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	want := []store.PipelineStatus{
		{Kind: store.PartnerActivity, Status: "Approved", Claims: 2, Amounts: []store.PipelineAmount{
			{Currency: "EUR", Paid: store.Total{Money: eur("2"), Claims: 1}}, {Currency: mci.USD, Paid: store.Total{Money: usd("5"), Claims: 2}},
		}},
		{Kind: store.PartnerActivity, Status: "Submitted", Claims: 1},
		{Kind: store.PartnerAssociation, Status: "Approved", Claims: 1},
	}
	if got := sums.Lines(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if err := sums.Add(&store.Envelope{Amounts: []store.Amount{{Kind: 99, Money: usd("1")}}}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a kind of amount that is not declared: %v", err)
	}
}

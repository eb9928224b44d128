package cosell

import (
	"errors"
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

func TestDealTypesAreOrderedByHowMuchMicrosoftSees(t *testing.T) {
	if types := []DealType{NoDeal, Private, PartnerLed, CoSell}; !slices.IsSorted(types) || len(slices.Compact(types)) != 4 {
		t.Errorf("the deal types do not go up: %v", types)
	}
}

func TestADealTypeIsWrittenAndReadInWords(t *testing.T) {
	for deal, text := range map[DealType]string{NoDeal: "none", Private: "private", PartnerLed: "partner-led", CoSell: "co-sell"} {
		written, err := deal.MarshalText()
		if err != nil || string(written) != text || deal.String() != text {
			t.Errorf("deal type %d is written as %q and %q, %v, want %q", uint8(deal), written, deal.String(), err, text)
		}
		var read DealType
		if err := read.UnmarshalText([]byte(text)); err != nil || read != deal {
			t.Errorf("%q is read as %d, %v, want %d", text, uint8(read), err, uint8(deal))
		}
	}
	if got := DealType(9).String(); got != "invalid deal type" {
		t.Errorf("an undeclared deal type is called %q", got)
	}
}

func TestATextThatIsNoDealTypeIsRefusedAndChangesNothing(t *testing.T) {
	for _, text := range []string{"", "Co-sell", "cosell", "p2p", "invalid deal type"} {
		deal := PartnerLed
		err := deal.UnmarshalText([]byte(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%q: error %v, want a FieldError", text, err)
		}
		if deal != PartnerLed {
			t.Errorf("%q changed the deal type to %v", text, deal)
		}
	}
}

// If a host stores a DealType, it must be able to read it back. The
// enumerations of package mci follow the same rule.
func TestEveryDealTypeThatIsWrittenCanBeReadBack(t *testing.T) {
	for _, deal := range []DealType{NoDeal, Private, PartnerLed, CoSell, 4, 255} {
		written, err := deal.MarshalText()
		if err != nil {
			continue // it may refuse to write the value
		}
		var read DealType
		if err := read.UnmarshalText(written); err != nil || read != deal {
			t.Errorf("DealType(%d) is written as %q, which is read as %d, %v", uint8(deal), written, uint8(read), err)
		}
	}
}

func FuzzDealTypeText(f *testing.F) {
	for _, text := range []string{"none", "private", "partner-led", "co-sell", "", "Co-Sell", "invalid deal type"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var deal DealType
		err := deal.UnmarshalText([]byte(text))
		if err != nil && (!errors.Is(err, mci.ErrInvalid) || deal != NoDeal) {
			t.Fatalf("%q is refused with %v and read as %v", text, err, deal)
		}
		if written, failed := deal.MarshalText(); err == nil && (failed != nil || string(written) != text) {
			t.Fatalf("%q is written back as %q, %v", text, written, failed)
		}
	})
}

func TestTheSellersSeeADealByItsTypeWithTheSource(t *testing.T) {
	for deal, want := range map[DealType]struct {
		sees    Visibility
		outcome mci.Outcome
	}{NoDeal: {UnknownVisibility, mci.Unknown}, Private: {Hidden, mci.Fail}, PartnerLed: {Passive, mci.Pass}, CoSell: {Joined, mci.Pass}, CoSell + 1: {UnknownVisibility, mci.Unknown}} {
		sees, f := SellersSeeType(deal)
		if sees != want.sees || f.Outcome != want.outcome || f.Source.Title == "" || f.Found == "" || f.Rule == "" {
			t.Errorf("%v: %v, %+v", deal, sees, f)
		}
	}
	own := resource.Referral{EngagementID: "E", Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}}
	if sees, f := SellersSee(&own, Related{}); sees != UnknownVisibility || f.Found != "a deal of unknown type" {
		t.Errorf("related referrals not read: %v, %+v", sees, f)
	}
	if sees, _ := SellersSee(&own, Related{Read: true}); sees != Passive {
		t.Errorf("shared: %v", sees)
	}
}

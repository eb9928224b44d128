package cosell

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// enumeration lists the methods that the numeric enumerations share.
type enumeration interface {
	~uint8
	MarshalText() ([]byte, error)
	String() string
}

func checkTexts[T enumeration, P interface {
	*T
	UnmarshalText([]byte) error
}](t *testing.T, first, last T,
) {
	t.Helper()
	for v := first; v <= last; v++ {
		text, err := v.MarshalText()
		read := new(T)
		if err != nil || string(text) != v.String() || P(read).UnmarshalText(text) != nil || *read != v {
			t.Errorf("%T %d is written as %q, %v, and read as %d", v, v, text, err, *read)
		}
	}
	undeclared := last + 1
	if _, err := undeclared.MarshalText(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%T %d is written", undeclared, undeclared)
	}
	if read := new(T); !errors.Is(P(read).UnmarshalText([]byte("nonsense")), mci.ErrInvalid) {
		t.Errorf("nonsense is read as a %T", *read)
	}
}

func TestEnumerationsAreWrittenInWordsAndReadBack(t *testing.T) {
	checkTexts[Category](t, Unclassified, CoSellOpportunity)
	checkTexts[DealType](t, NoDeal, CoSell)
	checkTexts[Visibility](t, UnknownVisibility, Joined)
}

func TestADealTypeOnlyGoesUp(t *testing.T) {
	types := []DealType{NoDeal, Private, PartnerLed, CoSell, 4}
	for _, from := range types {
		for _, to := range types {
			want := from == Private && (to == PartnerLed || to == CoSell) || from == PartnerLed && to == CoSell
			if got := from.MayBecome(to); got != want {
				t.Errorf("%v may become %v: %t", from, to, got)
			}
		}
	}
}

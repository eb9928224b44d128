package portal_test

import (
	"testing"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/mci"
)

func TestAnEmptyFigureIsNoMoney(t *testing.T) {
	if money, err := (portal.Figure{}).Money(mci.USD); err != nil || !money.IsNone() {
		t.Errorf("got %s, %v", money, err)
	}
}

func TestADecimalMarkIsWrittenAndReadByItsName(t *testing.T) {
	for _, mark := range []portal.DecimalMark{portal.DecimalPoint, portal.DecimalComma} {
		text, err := mark.MarshalText()
		var read portal.DecimalMark
		if err != nil || read.UnmarshalText(text) != nil || read != mark || string(text) != mark.String() {
			t.Errorf("%s is written as %q and read as %s, %v", mark, text, read, err)
		}
	}
}

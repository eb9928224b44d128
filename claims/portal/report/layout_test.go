package report

import (
	"slices"
	"testing"
)

func TestAHeaderTellsItsLayoutWhateverCaseAndBlanks(t *testing.T) {
	for name, c := range map[string]struct {
		header []string
		want   []Layout
	}{
		"earnings":     {[]string{"\ufeffEarning ID", "EARNINGAMOUNT", "claimId"}, []Layout{Earnings}},
		"summarized":   {[]string{"earningAmount", "Maturity month"}, []Layout{Summarized}},
		"payments":     {[]string{"paymentID", "totalPayment"}, []Layout{Payments}},
		"ineligible":   {[]string{"unearnedId", "reason"}, []Layout{Ineligible}},
		"cap balances": {[]string{"maxCapUSD"}, []Layout{MaxCapBalance}},
		"mixed":        {[]string{"earningId", "earningAmount", "paymentId", "totalPayment"}, []Layout{Earnings, Payments}},
		"no header":    {[]string{"Downloaded on 2023-05-01"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Recognize(c.header); !slices.Equal(got, c.want) {
				t.Errorf("Recognize(%q) = %v, want %v", c.header, got, c.want)
			}
		})
	}
}

func TestALayoutIsReadAsItIsWritten(t *testing.T) {
	for layout := Earnings; layout <= MaxCapBalance; layout++ {
		text, err := layout.MarshalText()
		var again Layout
		if err != nil || again.UnmarshalText(text) != nil || again != layout || string(text) != layout.String() {
			t.Errorf("%s is read as %s, %v", layout, again, err)
		}
	}
}

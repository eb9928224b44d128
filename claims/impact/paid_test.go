package impact

import (
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/diff"
)

func TestAChangeThatPaysTheSameTouchesNothingUnlessAnEstimateSaysSo(t *testing.T) {
	pays := Pay{Outcome: mci.Pass, Amount: mci.MoneyOf(1, mci.USD)}
	estimated := pays
	estimated.Estimated = true
	touch := diff.Touch{Outcome: mci.Pass, Why: "its rate"}
	for _, c := range []struct {
		old, updated Pay
		want         mci.Outcome
	}{
		{pays, pays, mci.Fail},
		{estimated, pays, mci.Unknown},
		{pays, estimated, mci.Unknown},
		{estimated, estimated, mci.Unknown},
	} {
		i := Impact{Old: c.old, New: c.updated}
		if got := i.paid(touch).Outcome; got != c.want {
			t.Errorf("%+v to %+v: %s, want %s", c.old, c.updated, got, c.want)
		}
	}
}

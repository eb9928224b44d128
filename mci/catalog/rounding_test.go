package catalog_test

import (
	"encoding/json"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAPayoutIsRoundedOnceToTheMinorUnitAsTheCatalogSays(t *testing.T) {
	for _, c := range []struct{ mode, currency, value, share, want string }{
		{"half away from zero", "USD", "1.25", "USD 0.125", "0.13"},
		{"half away from zero", "USD", "1.35", "USD 0.135", "0.14"},
		{"half away from zero", "USD", "1.24", "USD 0.124", "0.12"},
		{"half away from zero", "USD", "1.29", "USD 0.129", "0.13"},
		{"half even", "USD", "1.25", "USD 0.125", "0.12"},
		{"half even", "USD", "1.35", "USD 0.135", "0.14"},
		{"half even", "USD", "1.26", "USD 0.126", "0.13"},
		{"toward zero", "USD", "1.25", "USD 0.125", "0.12"},
		{"toward zero", "USD", "1.29", "USD 0.129", "0.12"},
		{"half away from zero", "JPY", "125", "JPY 12.5", "13"},
		{"half even", "JPY", "125", "JPY 12.5", "12"},
		{"toward zero", "JPY", "129", "JPY 12.9", "12"},
		{"half away from zero", "KWD", "0.125", "KWD 0.0125", "0.013"},
		{"half even", "KWD", "0.125", "KWD 0.0125", "0.012"},
	} {
		e, _ := catalogWith(t, change{"editions[1].settings.rounding", c.mode}, change{variably + ".pay.currency", c.currency},
			change{variably + ".opportunity.minimumContractValue.currency", c.currency}).
			Find("illustrative-variable-pay", mci.Date{})
		p := e.Payout(catalog.PayInputs{CustomerCountry: "CH", Hours: hours("80"), ContractValue: must(mci.ParseMoney(c.value, mci.Currency(c.currency)))})
		if p.Amount.Amount() != c.want || p.Worksheet().Steps[1].Value != c.share {
			t.Errorf("%s, %s %s: pays %s of %s, want %s of %s", c.mode, c.currency, c.value, p.Amount.Amount(), p.Worksheet().Steps[1].Value, c.want, c.share)
		}
		if last := p.Worksheet().Steps[len(p.Worksheet().Steps)-1]; last.Name != "rounding" || last.Detail != c.mode+", once, to the minor unit" || last.Value != p.Amount.String() {
			t.Errorf("%s: the last step is %+v", c.mode, last)
		}
		if p.Worksheet().Rounding.Mode.String() != c.mode {
			t.Errorf("the payout says that it was rounded %s, want %s", p.Worksheet().Rounding.Mode, c.mode)
		}
	}
}

func TestTheZeroRoundingIsHalfAwayFromZero(t *testing.T) {
	if got, want := string(must(json.Marshal(mci.Rounding{}))), `{"mode":"half away from zero"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package pages

import (
	"net/http"
	"strings"
	"testing"
)

func TestAnAmountInAnotherCurrencyThanTheClaimPaysInIsTakenAndSaid(t *testing.T) {
	f := newFixture(t, nil)
	const page, warns = "/claims/northwind-sales", "the claim pays in USD"
	before := f.get(t, page).Body.String()
	for _, want := range []string{`list="record-payment-amount-currency-offers"`, `<datalist id="record-facts-approved-currency-offers"><option value="USD">`, "The claim pays in USD. An amount in another currency"} {
		if !strings.Contains(before, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(before, warns) {
		t.Error("it warns without a reason")
	}
	f.give(t, "northwind-sales", "record-payment", "amount.amount", "100", "amount.currency", "USD", "reference", "PAY-0", "earning", "E-0")
	if strings.Contains(f.get(t, page).Body.String(), warns) {
		t.Error("it warns of its own currency")
	}
	f.give(t, "northwind-sales", "record-payment", "amount.amount", "100", "amount.currency", "EUR", "reference", "PAY-1", "earning", "E-1")
	f.give(t, "northwind-sales", "record-facts", "approved.amount", "5000", "approved.currency", "JPY")
	if n := strings.Count(f.get(t, page).Body.String(), warns); n != 2 {
		t.Errorf("it warns %d times", n)
	}
}

func TestACurrencyThatIsNoneIsRefusedBesideItsField(t *testing.T) {
	f := newFixture(t, nil)
	for _, c := range []struct{ form, field, currency string }{
		{"record-payment", "amount", "XYZ"}, {"record-payment", "amount", "usd"}, {"record-facts", "approved", "Euro"}, {"record-facts", "approved", "\u202e"},
	} {
		address := "/claims/northwind-sales/" + c.form
		values := f.values(t, "/claims/northwind-sales", address, c.field+".amount", "100", c.field+".currency", c.currency, "reference", "PAY-9", "earning", "E-9")
		if c.form == "record-facts" {
			values.Del("reference")
			values.Del("earning")
		}
		w := f.post(t, address, values)
		body := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="`+c.form+"-"+c.field+`-currency-error"`) || !strings.Contains(body, "ISO 4217") {
			t.Errorf("%+v: %d %s", c, w.Code, errorsIn(body))
		}
		if !strings.Contains(body, `list="`+c.form+"-"+c.field+`-currency-offers"`) {
			t.Errorf("%+v: no currency is offered any more", c)
		}
	}
}

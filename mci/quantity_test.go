package mci_test

import (
	"encoding/json"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func quantity(text string) mci.Quantity { return must(mci.ParseQuantity(text)) }

func TestAQuantityIsZeroOrMoreToTheHundredth(t *testing.T) {
	for text, want := range map[string]string{"0": "0", "1200": "1200", "0.5": "0.5", "0.50": "0.5", "007": "7", "999999999999.99": "999999999999.99"} {
		if got, err := mci.ParseQuantity(text); err != nil || got.String() != want {
			t.Errorf("%q is %q (%v), want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-1", "-0", "-0.01", "1.234", "1e3", "1,000", " 1", "1234567890123", "١", "0x1", "."} {
		if got, err := mci.ParseQuantity(text); err == nil {
			t.Errorf("%q is taken for %s", text, got)
		} else {
			wantFieldError(t, err)
		}
	}
}

func TestQuantitiesOfAClaimSurviveStorage(t *testing.T) {
	want := mci.Quantities{"seats": quantity("1200"), "share": quantity("0.25"), "none": {}}
	var got mci.Quantities
	text := must(json.Marshal(want))
	if err := json.Unmarshal(text, &got); err != nil || len(got) != 3 || got["seats"] != want["seats"] || got["share"] != want["share"] {
		t.Errorf("%s is read as %v (%v)", text, got, err)
	}
	if string(text) != `{"none":"0","seats":"1200","share":"0.25"}` {
		t.Errorf("written as %s", text)
	}
	q := quantity("7")
	if err := json.Unmarshal([]byte(`"many"`), &q); err == nil || q != quantity("7") {
		t.Errorf("a text that is no quantity leaves %s (%v)", q, err)
	}
}

func TestAQuantityThatIsNullIsUnknownAndNotZero(t *testing.T) {
	for text, want := range map[string]mci.Quantities{
		`{"seats": null}`:               {},
		`{"seats": null, "cores": "0"}`: {"cores": {}},
		`null`:                          nil,
	} {
		got := mci.Quantities{"hosts": {}}
		if err := json.Unmarshal([]byte(text), &got); err != nil || (got == nil) != (want == nil) || !maps.Equal(got, want) {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	var got mci.Quantities
	if err := json.Unmarshal([]byte(`{"seats": "many"}`), &got); err == nil {
		t.Errorf("got %v", got)
	}
}

func TestQuantitiesCompareAsNumbersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, 99_999_999_999_999).Draw(t, "a"), rapid.Int64Range(0, 99_999_999_999_999).Draw(t, "b")
		order := 0
		if a < b {
			order = -1
		} else if a > b {
			order = 1
		}
		left, right := quantity(inHundredths(a)), quantity(inHundredths(b))
		if got := left.Compare(right); got != order || (left == right) != (order == 0) {
			t.Fatalf("%s compares to %s as %d, want %d", left, right, got, order)
		}
	})
}

func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{"0", "1200", "0.5", "999999999999.99", "-1", "1e9", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := mci.ParseQuantity(text)
		if err != nil {
			wantFieldError(t, err)
			return
		}
		if again, err := mci.ParseQuantity(q.String()); err != nil || again != q {
			t.Errorf("%q is written as %s and then read as %s (%v)", text, q, again, err)
		}
	})
}

func TestAQuantityIsAnAmountIfTheCurrencyHasItsDigits(t *testing.T) {
	for _, c := range []struct {
		quantity string
		currency mci.Currency
		want     int64
		ok       bool
	}{
		{"1.5", mci.USD, 150, true},
		{"1.25", "BHD", 1250, true},
		{"1.25", "JPY", 0, false},
		{"1.5", "JPY", 0, false},
		{"20", "JPY", 20, true},
	} {
		if minor, ok := must(mci.ParseQuantity(c.quantity)).Minor(c.currency); minor != c.want || ok != c.ok {
			t.Errorf("%s %s: %d, %t", c.currency, c.quantity, minor, ok)
		}
	}
	five, two := must(mci.ParseQuantity("5")), must(mci.ParseQuantity("2.5"))
	if five.Minus(two) != two || two.Minus(five) != (mci.Quantity{}) {
		t.Errorf("%s, %s", five.Minus(two), two.Minus(five))
	}
}

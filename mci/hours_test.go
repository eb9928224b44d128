package mci_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// hours returns the amount of work in a valid text, and the zero Hours for the
// empty text.
func hours(text string) mci.Hours {
	var h mci.Hours
	if err := h.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return h
}

func TestHoursAreAboveZeroToTheHundredth(t *testing.T) {
	for text, want := range map[string]string{
		"80": "80", "7.5": "7.5", "7.50": "7.5", "0.01": "0.01", "999999.99": "999999.99", "007": "7", "100": "100",
	} {
		h, err := mci.ParseHours(text)
		if err != nil || h.String() != want || h.IsNone() {
			t.Errorf("%s is %q (%v), want %s", text, h, err, want)
		}
	}
	for text, want := range map[string]string{
		"0":       "hours above zero",
		"0.00":    "hours above zero",
		"-8":      "hours above zero",
		"1000000": "a plain decimal number, 6 digits at most and at most 2 decimal places",
		"7.125":   "a plain decimal number, 6 digits at most and at most 2 decimal places",
		"8h":      "a plain decimal number, 6 digits at most and at most 2 decimal places",
		"":        "a plain decimal number, 6 digits at most and at most 2 decimal places",
		"1e3":     "a plain decimal number, 6 digits at most and at most 2 decimal places",
	} {
		h, err := mci.ParseHours(text)
		if field := wantFieldError(t, err); field.Path != "" || field.Want != want {
			t.Errorf("%q: got %+v, want %s", text, field, want)
		}
		if !h.IsNone() {
			t.Errorf("%q is refused and yet read as %s", text, h)
		}
	}
}

func TestHoursCompareByAmount(t *testing.T) {
	ascending := []mci.Hours{{}, hours("0.01"), hours("7.5"), hours("7.51"), hours("80"), hours("100")}
	for i, a := range ascending {
		for j, b := range ascending {
			got := a.Compare(b)
			if (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%q compares to %q as %d", a, b, got)
			}
		}
	}
}

func TestNoHoursAreWrittenAsNothing(t *testing.T) {
	var none mci.Hours
	if text, err := none.MarshalText(); err != nil || len(text) != 0 || !none.IsNone() {
		t.Errorf("written as %q (%v)", text, err)
	}
	h := hours("80")
	if err := h.UnmarshalText(nil); err != nil || !h.IsNone() {
		t.Errorf("nothing is read as %q (%v)", h, err)
	}
	h = hours("80")
	wantFieldError(t, h.UnmarshalText([]byte("many")))
	if h != hours("80") {
		t.Errorf("a malformed text changed the hours to %q", h)
	}
}

func TestHoursAreWrittenAndReadAsTheSameAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, err := mci.ParseHours(rapid.StringMatching(`[1-9][0-9]{0,5}(\.[0-9]{1,2})?`).Draw(t, "hours"))
		if err != nil {
			t.Fatal(err)
		}
		var decoded mci.Hours
		if err := json.Unmarshal(must(json.Marshal(h)), &decoded); err != nil || decoded != h || decoded.Compare(h) != 0 {
			t.Fatalf("%s is decoded as %s (%v)", h, decoded, err)
		}
	})
}

func TestHoursOfAreWithinTheBoundsOfTheText(t *testing.T) {
	for hundredths, want := range map[int64]string{750: "7.5", 1: "0.01", 99_999_999: "999999.99", 0: "", -1: "", 100_000_000: ""} {
		if got := mci.HoursOf(hundredths).String(); got != want {
			t.Errorf("%d: %q, want %q", hundredths, got, want)
		}
	}
}

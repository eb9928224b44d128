package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestPercentIsAboveZeroAndAtMostAHundred(t *testing.T) {
	for text, want := range map[string]string{
		"15": "15%", "3.75": "3.75%", "100": "100%", "0.000001": "0.000001%", "100.000000": "100%", "099": "99%",
	} {
		p, err := mci.ParsePercent(text)
		if err != nil || p.String() != want {
			t.Errorf("%s is %s (%v), want %s", text, p, err, want)
		}
	}
	for text, want := range map[string]string{
		"0":          "a percentage above 0 and at most 100",
		"0.0":        "a percentage above 0 and at most 100",
		"-5":         "a percentage above 0 and at most 100",
		"101":        "a percentage above 0 and at most 100",
		"100.000001": "a percentage above 0 and at most 100",
		"1000":       "a plain decimal number, 3 digits at most and at most 6 decimal places",
		"1.0000001":  "a plain decimal number, 3 digits at most and at most 6 decimal places",
		"15%":        "a plain decimal number, 3 digits at most and at most 6 decimal places",
		"":           "a plain decimal number, 3 digits at most and at most 6 decimal places",
		"1e2":        "a plain decimal number, 3 digits at most and at most 6 decimal places",
	} {
		p, err := mci.ParsePercent(text)
		if field := wantFieldError(t, err); field.Path != "" || field.Want != want {
			t.Errorf("%q: got %+v, want %s", text, field, want)
		}
		if p.String() != "0%" {
			t.Errorf("%q is refused and yet read as %s", text, p)
		}
	}
}

func TestTheZeroPercentIsNoneAndIsWrittenAsNothing(t *testing.T) {
	percent := must(mci.ParsePercent("33.3"))
	if percent.IsNone() || !(mci.Percent{}).IsNone() || percent.Rest() != must(mci.ParsePercent("66.7")) {
		t.Errorf("the rest of %s is %s", percent, percent.Rest())
	}
	for text, want := range map[string]mci.Percent{"": {}, "33.3": percent} {
		read := must(mci.ParsePercent("1"))
		if err := read.UnmarshalText([]byte(text)); err != nil || read != want {
			t.Errorf("%q is read as %s, %v", text, read, err)
		}
		if written, err := want.MarshalText(); err != nil || string(written) != text {
			t.Errorf("%s is written as %q, %v", want, written, err)
		}
	}
}

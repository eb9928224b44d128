package catalog_test

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAReferralModeIsWrittenAndReadByItsName(t *testing.T) {
	for _, mode := range []catalog.ReferralMode{catalog.LinkedReferral, catalog.CreatedReferral} {
		text, err := mode.MarshalText()
		if err != nil || string(text) != mode.String() {
			t.Errorf("%s is written as %q, %v", mode, text, err)
		}
		var read catalog.ReferralMode
		if err := read.UnmarshalText(text); err != nil || read != mode {
			t.Errorf("%s is read as %s, %v", mode, read, err)
		}
	}
	var read catalog.ReferralMode
	if err := read.UnmarshalText([]byte("guessed")); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a text that names no mode: %v", err)
	}
}

package vocabulary_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/vocabulary"
)

func TestAnIDThatASpreadsheetProgramHasRoundedIsNone(t *testing.T) {
	for _, text := range []string{"1.23457E+16", "1,23457E+16", "1E+15", "1.23456789012346e+16"} {
		if err := vocabulary.CheckExact("claim", text); err == nil || !strings.Contains(err.Error(), `claim: found "`+text+`", want all digits`) {
			t.Errorf("%s: got %v", text, err)
		}
	}
	for _, text := range []string{"", "12345678901234567", "1E16", "E+16", "1E+", "CL-1E+16", "1.5E+16x", "12345678-e29b-41d4-a716-446655440000"} {
		if err := vocabulary.CheckExact("claim", text); err != nil {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

package vocabulary_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/vocabulary"
)

func TestAPathQuotesANameThatCouldBeMistaken(t *testing.T) {
	for name, want := range map[string]string{
		"rates": "pay.rates", "": `pay[nothing]`, "a.b": `pay["a.b"]`, "x\ny": "", strings.Repeat("x", 500): "",
		"a_b-c$d e1": "pay.a_b-c$d e1", strings.Repeat("x", 60): "pay." + strings.Repeat("x", 60), strings.Repeat("x", 61): `pay["` + strings.Repeat("x", 60) + `"…]`,
	} {
		got := vocabulary.FieldPath("pay", name)
		if want != "" && got != want || len(got) > 200 || strings.Contains(got, "\n") {
			t.Errorf("%.20q has the path %s, want %s", name, got, want)
		}
	}
	if got := vocabulary.FieldPath("", "name"); got != "name" {
		t.Errorf("a field of the whole has the path %s", got)
	}
}

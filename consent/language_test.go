package consent_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/consent"
)

func TestALanguageHasTheShapeOfATagAndAtMost35Bytes(t *testing.T) {
	longest := "de-" + strings.Repeat("abcdefgh-", 3) + "abcde"
	for text, ok := range map[string]bool{
		"": true, "de": true, "de-CH": true, "DE-ch": true, "zh-Hant-TW": true, "sl-rozaj-biske-1994": true,
		"es-419": true, "de-CH-x-formal": true, "en-a-bbb-x-a1": true, "i-klingon": false, "abcdefgh": true,
		"d": false, "abcdefghi": false, "d1": false, "1d": false, "-": false, "-de": false, "de-": false, "de--CH": false,
		"de-x": false, "de-abcdefghi": false, "de_CH": false, "de CH": false, "dé": false, "de-Ü": false, "de\n": false,
		"de-/": false, "de-:": false, "de-@": false, "de-[": false, "de-`": false, "de-{": false,
		"de-0AZ": true, "de-9az": true,
		longest: true, longest + "f": false,
	} {
		err := consent.Language(text).Check()
		if ok && err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if !ok {
			wantField(t, text, err, "")
		}
	}
	if len(longest) != 35 {
		t.Errorf("the longest tag has %d bytes", len(longest))
	}
}

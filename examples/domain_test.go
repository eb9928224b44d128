package examples

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/idna"

	"github.com/mci-go/incentives/mci"
)

// If the library accepts a domain in Unicode, the result is the same as with
// the reference implementation of IDNA. If it refuses one, the user must give
// it in ASCII.
func TestADomainInUnicodeIsReadAsIDNAReadsIt(t *testing.T) {
	scripts := []string{
		"abcdefghijklmnopqrstuvwxyz0123456789-", "äöüéèàñçåøæœłžščřßıƀ", "αβγδεζηθικλμνξοπρστυφχψω", "абвгдежзийклмнопрстуфхцчшщъыьэюя",
		"אבגדהוזחט", "ابتثجحخدذرزسشصضطظعغ", "हिन्दीभारत", "中文网络日本語東京", "ひらがなカタカナ", "한국어도메인", "ไทย", "𐐨𐐩",
		"ÄÖÜÉ", "ＡＢａｂ", "ﬁﬂ", "①②", "K\u0130", "e\u0301", "\u00ad", "²", "\u200d", "🙂",
	}
	random := rand.New(rand.NewPCG(1, 2))
	taken, refused := 0, 0
	for range 200_000 {
		var label strings.Builder
		for range 1 + random.IntN(8) {
			script := []rune(scripts[random.IntN(len(scripts))])
			label.WriteRune(script[random.IntN(len(script))])
		}
		domain := label.String() + ".example"
		id, err := mci.ParseCustomerID(mci.DomainName, domain)
		if err != nil {
			refused++
			continue
		}
		taken++
		want, err := idna.Lookup.ToASCII(domain)
		if err == nil && id.Value() != want {
			t.Fatalf("%q is read as %s, want %s", domain, id.Value(), want)
		}
		if plain, err := idna.Punycode.ToASCII(strings.ToLower(domain)); err != nil || id.Value() != plain {
			t.Fatalf("%q is read as %s, in Punycode it is %s (%v)", domain, id.Value(), plain, err)
		}
		if again, err := mci.ParseCustomerID(mci.DomainName, id.Value()); err != nil || again != id {
			t.Fatalf("%q is read as %s, which is then read as %s (%v)", domain, id.Value(), again.Value(), err)
		}
	}
	if taken < 10_000 || refused < 10_000 {
		t.Errorf("%d domains were taken and %d refused", taken, refused)
	}
}

package cloudevent_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/internal/cloudevent"
)

func TestTheSourceOfAnEventIsAURIOfAtMost500Bytes(t *testing.T) {
	for source, ok := range map[string]bool{
		"/tracker": true, "https://partner.example/mci?x=1#~": true, strings.Repeat("s", 500): true,
		strings.Repeat("s", 501): false, "": false, "/a b": false, "/a\x7f": false, "/é": false, "/<a>": false,
	} {
		if err := (&cloudevent.Attributes{Source: source, Claim: "claim-1", Number: 1}).Check(); (err == nil) != ok {
			t.Errorf("%q: %v", source, err)
		}
	}
}

func TestAnEventIsABoundedObjectWithNamesOfSmallLettersAndDigits(t *testing.T) {
	const before, after = `{"source":"/a","data":"`, `"}`
	sized := func(size int) string { return before + strings.Repeat("d", size-len(before)-len(after)) + after }
	for text, ok := range map[string]bool{
		`{}`: true, `{"source":"/a","az09":1}`: true, sized(256 << 10): true, sized(256<<10 + 1): false,
		`[]`: false, `[{}]`: false, `"source"`: false, ``: false, `{} {}`: false, `{"source":"/a"`: false, `{"a":}`: false,
		`{"A":1}`: false, `{"a{":1}`: false, "{\"a`\":1}": false, `{"/":1}`: false, `{":":1}`: false, `{"":1}`: false, `{"a":1,"a":1}`: false,
	} {
		found, err := cloudevent.Read([]byte(text))
		if (err == nil) != ok || ok && strings.Contains(text, "source") && found.Source() != "/a" {
			t.Errorf("%.40q of %d bytes: %v", text, len(text), err)
		}
	}
}

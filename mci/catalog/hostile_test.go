package catalog_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
)

// Problems about other fields quote names of the catalog. Such a name can
// contain a line feed and 500 bytes.
func TestATextOfACatalogCannotForgeOrFloodALine(t *testing.T) {
	name := "x\nformat: found nothing, want a cat" + strings.Repeat("y", 460)
	numbered := func(i int) string { return fmt.Sprintf("%d %s", i, name) }
	var steps, segments, markets []any
	amounts := map[string]any{}
	for i := range 30 {
		steps = append(steps, map[string]any{"size": numbered(i), "from": fmt.Sprint(i)})
		segments = append(segments, numbered(i))
		markets = append(markets, map[string]any{"id": numbered(i), "countries": []any{"CH"}})
		amounts[numbered(i+1)] = "0"
	}
	again := append([]any{}, steps...)
	again[0] = map[string]any{"size": "other", "from": "0"}
	document := with(madeUpDocument(),
		change{"segments", segments},
		change{"marketLists[0].versions[0].markets", append(markets, markets[0])},
		change{"marketLists[0].id", name},
		change{"sources[0].id", name}, change{"sources[1].id", name},
		change{bySize + ".pay.marketList", name},
		change{bySize + ".pay.currency", name},
		change{bySize + ".pay.sizes.ladders[0].steps", steps},
		change{bySize + ".pay.sizes.ladders[1].steps", again},
		change{bySize + ".pay.rates[0].amounts", map[string]any{numbered(2): amounts, name: amounts}},
		change{bySize + ".barredSegments[0]", map[string]any{"segment": numbered(2), "sizes": []any{name, numbered(1), numbered(1)}, "source": name}},
		change{byMarket + ".partnerGates[0].id", name},
		change{byMarket + ".partnerGates[0].rows[0].anyOf", []any{name, name}},
		change{byMarket + ".links[0]", map[string]any{"title": name, "url": "https://" + name, name: name}},
	)
	lines := problems(t, string(must(json.Marshal(document))), catalog.ReadOptions{})
	if len(lines) < 50 {
		t.Errorf("only %d problems", len(lines))
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "format: ") || !strings.Contains(line, "found ") || len(line) > 1500 {
			t.Errorf("the line of %d bytes is forged or flooded: %.200s", len(line), line)
		}
	}
}

package impact_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/mci/catalog"
)

// damaged returns a record with one value of its JSON replaced, or the record
// as it is if the result cannot be read.
func damaged(t *rapid.T, record claims.Record) claims.Record {
	var document map[string]any
	if err := json.Unmarshal(must(json.Marshal(&record)), &document); err != nil {
		t.Fatal(err)
	}
	spoil(t, document)
	var read claims.Record
	if err := json.Unmarshal(must(json.Marshal(document)), &read); err != nil {
		return record
	}
	return read
}

// spoil replaces or removes one value, at any depth.
func spoil(t *rapid.T, document map[string]any) {
	name := rapid.SampledFrom(keysOf(document)).Draw(t, "field")
	if inner, ok := document[name].(map[string]any); ok && len(inner) > 0 && rapid.Bool().Draw(t, "deeper") {
		spoil(t, inner)
		return
	}
	switch value := rapid.SampledFrom([]any{nil, "", "x", 0, -1, 1e18, "2032-01-01T00:00:00Z", "0001-01-01T00:00:00Z", true, map[string]any{}, []any{}, "Paid", "Approved"}).Draw(t, "value"); {
	case value == nil:
		delete(document, name)
	default:
		document[name] = value
	}
}

// keysOf returns the names in an order, which rapid needs.
func keysOf(document map[string]any) []string { return slices.Sorted(maps.Keys(document)) }

// Whatever a stored record says, it has one impact, and the records after it
// have theirs, as if it were not there.
func TestADamagedRecordHasOneImpactAndChangesNoOther(t *testing.T) {
	public, updated := must(catalog.Public()), card(lessA, muchA)
	good := claimOf("claim-2", "CH", agreed("2022-11-15")...)
	records := []claims.Record{claimOf("claim-1", "CH"), claimOf("claim-1", "PL", agreed("2022-11-15")...), claimOf("claim-1", "CH", reviewed()...)}
	want := string(must(json.Marshal(all(t, updated, good)[0])))
	rapid.Check(t, func(t *rapid.T) {
		record := damaged(t, rapid.SampledFrom(records).Draw(t, "record"))
		var got []impact.Impact
		var totals impact.Totals
		for i, err := range impact.Register(listed(record, good), public, updated, day("2022-12-01")) {
			if err != nil {
				t.Fatal(err)
			}
			if err := totals.Add(i); err != nil {
				t.Fatal(err)
			}
			got = append(got, i)
		}
		if len(got) != 2 || totals.Claims != 2 || totals.Loads+totals.NeedAcceptance+totals.Unreadable+totals.Ended != 2 {
			t.Fatalf("%d impacts, totals %+v", len(got), totals)
		}
		if other := string(must(json.Marshal(got[1]))); other != want {
			t.Fatalf("the record after it has the impact %s, want %s", other, want)
		}
		if first := got[0]; first.Loading == impact.Unreadable && first.Why == "" || strings.Contains(first.String(), "%!") {
			t.Fatalf("the damaged record has the impact %s", first)
		}
	})
}

package catalog_test

import (
	_ "embed"
	"encoding/json"
	"sync"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// madeUpJSON is a catalog that uses every shape in the format. None of its
// figures come from Microsoft.
//
//go:embed testdata/made-up.catalog.json
var madeUpJSON string

// madeUpDocument returns the made-up catalog as decoded JSON.
var madeUpDocument = sync.OnceValue(func() (document any) {
	if err := json.Unmarshal([]byte(madeUpJSON), &document); err != nil {
		panic(err)
	}
	return document
})

// madeUpCatalog returns the made-up catalog, which is read only once.
func madeUpCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	return must(madeUpOnce())
}

var madeUpOnce = sync.OnceValues(func() (*catalog.Catalog, error) {
	return catalog.Read([]byte(madeUpJSON), catalog.ReadOptions{})
})

// madeUpEngagement returns an engagement of the made-up catalog.
func madeUpEngagement(t testing.TB, id mci.EngagementID) *catalog.Engagement {
	t.Helper()
	return madeUpWith(t, id)
}

// madeUpWith returns an engagement of the made-up catalog after some changes.
func madeUpWith(t testing.TB, id mci.EngagementID, changes ...change) *catalog.Engagement {
	t.Helper()
	card, err := madeUpOnce()
	if len(changes) > 0 {
		card, err = readDocument(with(madeUpDocument(), changes...))
	}
	if err != nil {
		t.Fatal(err)
	}
	e, ok := card.Find(id, mci.Date{})
	if !ok {
		t.Fatalf("the made-up catalog lacks %s", id)
	}
	return e
}

// counted returns the made-up facts with quantities in place of theirs; an
// empty text takes one away.
func counted(pairs ...string) catalog.PayInputs {
	return facts(func(i *catalog.PayInputs) {
		for p := 0; p < len(pairs); p += 2 {
			delete(i.Quantities, mci.MeasureID(pairs[p]))
			if pairs[p+1] != "" {
				i.Quantities[mci.MeasureID(pairs[p])] = quantity(pairs[p+1])
			}
		}
	})
}

// payCase is the facts of a claim and its expected payout.
type payCase struct {
	name   string
	inputs catalog.PayInputs
	want   string
}

func testPay(t *testing.T, e *catalog.Engagement, cases []payCase) {
	t.Helper()
	for _, c := range cases {
		if got := e.Payout(c.inputs).Summary(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

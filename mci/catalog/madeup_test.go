package catalog_test

import (
	_ "embed"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// madeUpJSON is a catalog that uses every shape in the format. None of its
// figures come from Microsoft.
var madeUpJSON string

// These are the paths of the engagements of the made-up catalog.
const (
	byMarket = "editions[0].engagements[0]"
	bySize   = "editions[0].engagements[1]"
	byHours  = "editions[0].engagements[2]"
	byUnit   = "editions[0].engagements[3]"
	byShare  = "editions[0].engagements[4]"
	byWhole  = "editions[0].engagements[5]"
	staged   = "editions[0].engagements[6]"
)

func madeUpCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	card, err := catalog.Read([]byte(madeUpJSON), catalog.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// madeUpEngagement returns an engagement of the made-up catalog.
func madeUpEngagement(t testing.TB, id mci.EngagementID) *catalog.Engagement {
	t.Helper()
	return madeUpWith(t, id)
}

// madeUpWith returns an engagement of the made-up catalog after some changes.
func madeUpWith(t testing.TB, id mci.EngagementID, changes ...change) *catalog.Engagement {
	t.Helper()
	catalog, err := readDocument(with(decoded(t, madeUpJSON), changes...))
	if err != nil {
		t.Fatal(err)
	}
	e, ok := catalog.Find(id, mci.Date{})
	if !ok {
		t.Fatalf("the made-up catalog lacks %s", id)
	}
	return e
}

// madeUpFacts returns the facts of a claim that is paid by every engagement of
// the made-up catalog.
func madeUpFacts() catalog.PayInputs {
	return catalog.PayInputs{
		Dates: mci.AnchorDates{
			Nomination: date("2026-01-05"), Creation: date("2026-01-05"), Consent: date("2026-01-20"), Submission: date("2026-03-01"), Approval: date("2026-03-20"),
		},
		CustomerCountry: "CH", PartnerCountry: "DE", Segment: "commercial", Hours: hours("80"), ContractValue: usd("50000"),
		Quantities: mci.Quantities{
			"seats": quantity("1200"), "active users": quantity("800"), "high-water mark": quantity("500"), "first-year consumption": quantity("150000.55"),
		},
		Target: catalog.Measurement{Quantity: quantity("260"), On: date("2026-07-01")},
	}
}

// facts returns the made-up facts after a change.
func facts(change func(*catalog.PayInputs)) catalog.PayInputs {
	inputs := madeUpFacts()
	change(&inputs)
	return inputs
}

// counted returns the made-up facts with the given quantities, as pairs of
// measure and number. An empty number removes the quantity.
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

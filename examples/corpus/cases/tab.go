package cases

import (
	"fmt"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// claimsOfTab are the claims that a customer may have beside the facts.
var claimsOfTab = []struct {
	name   string
	open   []customers.OpenClaim
	closed []customers.ClosedClaim
}{
	{"no claim", nil, nil},
	{"an open claim", []customers.OpenClaim{{
		ID: "claim-1", Status: "Customer claimed", Deadline: day("2023-03-31"), Actions: []customers.CustomerAction{customers.SendConsentEmail},
	}}, nil},
	{"a closed claim", nil, []customers.ClosedClaim{{ID: "claim-0", Status: "Approved"}}},
	{"an open and a closed claim", []customers.OpenClaim{{ID: "claim-1", Status: "Under review"}}, []customers.ClosedClaim{{ID: "claim-0", Status: "Canceled"}}},
	{"an open claim without an ID", []customers.OpenClaim{{Status: "Under review"}}, nil},
}

// tabs makes the cases of the kind "tab".
func (m *maker) tabs() {
	for i := range bases {
		b := &bases[i]
		for _, known := range []mci.Fact{mci.Yes, mci.No, mci.NotSupplied} {
			q := b.question(m.catalogs[b.catalog])
			q.Customer.ConsentedBefore = known
			for _, holding := range claimsOfTab {
				m.place(b, &q, i, fmt.Sprintf("earlier consent %s, %s", known, holding.name))
			}
			if known != mci.Yes {
				continue
			}
			for _, v := range variations {
				varied := q.Clone()
				v.change(&varied)
				m.place(b, &varied, 0, v.name)
			}
		}
	}
}

// place asks for the tabs of a question with some claims.
func (m *maker) place(b *base, q *eligibility.Question, _ int, what string) {
	in := answer.Tab{Catalog: b.catalog, Name: "Contoso", Question: must(q.MarshalJSON())}
	for _, holding := range claimsOfTab {
		if holding.name != "no claim" && len(what) > len(holding.name) && what[len(what)-len(holding.name):] == holding.name {
			in.Open, in.Closed = holding.open, holding.closed
		}
	}
	m.offer(in, "tab: "+what)
}

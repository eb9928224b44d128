package cases

import (
	"fmt"
	"strings"

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
	first := bases[0].question(m.catalogs[bases[0].catalog])
	long := []customers.ClosedClaim{{ID: "claim-0", Status: strings.Repeat("x", 501)}}
	in := answer.Tab{Catalog: bases[0].catalog, Name: "Contoso", Question: questionText(&first), Closed: long}
	m.offer(in, "tab: a closed claim with a status of 501 bytes")
	for i := range bases {
		b := &bases[i]
		for _, known := range []mci.Fact{mci.Yes, mci.No, mci.NotSupplied} {
			q := b.question(m.catalogs[b.catalog])
			q.Customer.ConsentedBefore = known
			for _, c := range claimsOfTab {
				in := answer.Tab{Catalog: b.catalog, Name: "Contoso", Question: questionText(&q), Open: c.open, Closed: c.closed}
				m.offer(in, fmt.Sprintf("tab: earlier consent %s, %s", known, c.name))
			}
		}
		q := b.question(m.catalogs[b.catalog])
		q.Customer.ConsentedBefore = mci.Yes
		for _, v := range variations {
			varied := q.Clone()
			v.change(&varied)
			m.offer(answer.Tab{Catalog: b.catalog, Name: "Contoso", Question: questionText(&varied)}, tabCovers(b, v.name, &q, &varied)...)
		}
	}
	m.eachZonedDay(zonedBases, func(b *base, q eligibility.Question) any {
		q.Customer.ConsentedBefore = mci.Yes
		return answer.Tab{Catalog: b.catalog, Name: "Contoso", Question: questionText(&q)}
	})
}

// tabCovers names a variation. If the variation changes the tab or the reasons
// of a base, it names these, too.
func tabCovers(b *base, name string, q, varied *eligibility.Question) []string {
	covers := []string{"tab: " + name}
	if before, after := tabOf(q), tabOf(varied); before != after {
		covers = append(covers, fmt.Sprintf("tab %s: %s", after, b.engagement))
	}
	return covers
}

// tabOf returns the tab of a customer without claims, and the reasons for it.
// It is "none" if the customer is not on the page.
func tabOf(q *eligibility.Question) string {
	entries := func(yield func(customers.Entry) bool) { yield(customers.Entry{Name: "Contoso", Question: *q}) }
	for line := range customers.Page(entries) {
		return strings.Join(append([]string{line.Tab.String()}, textsOf(line.Reasons)...), ", ")
	}
	return "none"
}

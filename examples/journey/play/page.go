package play

import (
	"context"
	"iter"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A page is an engagement's Customers page at an instant of the story.
type page struct {
	at         bookPage
	engagement *catalog.Engagement
	lines      []customers.Line
}

func (p *player) showPage(ctx context.Context, out Printer, wanted bookPage) error {
	// Read has already checked the engagement
	engagement, _ := p.catalog.Find(wanted.Engagement, mci.DateOf(wanted.At))
	shown := &page{at: wanted, engagement: engagement}
	var failure error
	for line := range customers.Page(p.entries(ctx, wanted, engagement, &failure)) {
		shown.lines = append(shown.lines, line)
	}
	if failure != nil {
		return failure
	}
	return out.page(shown)
}

// entries yields every ID of every customer, with its claims, if the engagement
// accepts that type of ID. If an entry cannot be made, it sets failure and
// stops.
func (p *player) entries(ctx context.Context, wanted bookPage, engagement *catalog.Engagement, failure *error) iter.Seq[customers.Entry] {
	return func(yield func(customers.Entry) bool) {
		for i := range p.book.Customers {
			customer := &p.book.Customers[i]
			for _, id := range customer.IDs {
				if !engagement.Takes(id.parsed.Type()) {
					continue
				}
				entry, err := p.entry(ctx, customer, id.parsed, wanted, engagement)
				if err != nil {
					*failure = err
					return
				}
				if !yield(entry) {
					return
				}
			}
		}
	}
}

func (p *player) entry(ctx context.Context, customer *bookCustomer, id mci.CustomerID, wanted bookPage, engagement *catalog.Engagement) (customers.Entry, error) {
	facts, err := p.facts(ctx, customer, id, engagement)
	entry := customers.Entry{
		Name:     customer.Name,
		Question: eligibility.Question{Engagement: engagement, At: wanted.At, Way: eligibility.Claim, Customer: facts, Opportunity: p.book.opportunity(id)},
	}
	if err != nil {
		return entry, err
	}
	for claim, err := range p.desk.List(ctx, store.Query{Customer: facts.Checked(), Engagement: wanted.Engagement}) {
		if err != nil {
			return entry, err
		}
		if claim.Record().CustomerID == id {
			claim.EnterOn(&entry, wanted.At)
		}
	}
	return entry, nil
}

package play

import (
	"testing"

	"github.com/mci-go/incentives/eligibility/eligibilitytest"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/mci/catalog"
)

// factBook has a domain, an opportunity and a subscription of one customer, each
// with every fact that a book can give.
const factBook = `{"title": "t", "partner": "Fabrikam", "qualifications": ["Security"],
 "locations": [{"id": "L", "name": "Zurich", "country": "CH", "enrollment": "enrolled", "payeeProfile": "yes", "eligible": {"yes": ["*"]}}],
 "users": [{"id": "mia", "name": "Mia", "email": "mia@fabrikam.example", "roles": [{"role": "Incentives admin"}]}],
 "tenants": [{"domain": "contoso.com", "tenant": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}],
 "customers": [{"id": "c", "name": "Contoso", "country": "CH", "segment": "commercial", "quantities": {"seats": "300"}, "requirements": {"bona-fide": "yes"},
   "contact": {"name": "Noa", "email": "noa@contoso.com"},
   "subscriptions": [{"id": "S", "products": ["Sales"], "channel": "CSP", "active": "yes", "provisioned": "yes", "provisionedOn": "2025-11-01", "listed": "yes", "associatedElsewhere": "no"}],
   "ids": [
     {"type": "domain name", "value": "contoso.com", "criteria": {"yes": ["*"]}, "nominatedElsewhere": {"no": ["*"]}},
     {"type": "MSX opportunity ID", "value": "7-3CVDESBISU", "criteria": {"yes": ["*"]}, "nominatedElsewhere": {"no": ["*"]}}]}],
 "opportunities": [{"id": "7-3CVDESBISU", "contractValue": {"amount": "120000", "currency": "USD"}, "status": "open", "stage": "Develop"}],
 "steps": [
  {"at": "2025-12-01T09:00:00Z", "by": "mia", "do": "add", "claim": "k", "customer": "c", "id": {"type": "domain name", "value": "contoso.com"},
   "engagement": "by-market", "location": "L", "hours": 40, "mismatchReason": "another domain"},
  {"at": "2025-12-01T09:00:00Z", "by": "mia", "do": "add", "claim": "l", "customer": "c", "id": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
   "engagement": "by-hours", "location": "L", "hours": 40, "mismatchReason": "another domain"},
  {"at": "2025-12-01T09:00:00Z", "by": "mia", "do": "propose", "claim": "m", "customer": "c", "location": "L",
   "association": "Microsoft Online Services Advisor (OSA)", "workloads": ["Sales"], "subscription": "S", "customerTitle": "Head of IT",
   "proof": {"reference": "sow.pdf", "pertains": "yes", "signed": "yes", "dated": "2025-11-01", "describes": "yes", "workloads": ["Sales"]}}
 ]}`

func TestABookHasAKeyForEveryFact(t *testing.T) {
	card, err := catalogfile.Load("../../../mci/catalog/testdata/made-up.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read([]byte(factBook), card)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlayer(b, card, nil, catalog.CreatedReferral)
	const waivers = "a waiver is decided within the partner, and a book is about what others see"
	for i, leftOut := range []map[string]string{
		{
			"waivers":                   waivers,
			"opportunity.contractValue": "a domain is no opportunity",
			"opportunity.status":        "a domain is no opportunity",
			"opportunity.stage":         "a domain is no opportunity",
		},
		{
			"waivers":             waivers,
			"customer.resolution": "an opportunity is no domain",
		},
	} {
		if problems := b.plays[i].problems; len(problems) > 0 {
			t.Fatal(problems)
		}
		question, err := p.question(t.Context(), &b.plays[i].step)
		if err != nil {
			t.Fatal(err)
		}
		eligibilitytest.TestFacts(t, question, leftOut)
	}
	if problems := b.plays[2].problems; len(problems) > 0 {
		t.Fatal(problems)
	}
	question, err := p.proposal(t.Context(), &b.plays[2].step)
	if err != nil {
		t.Fatal(err)
	}
	eligibilitytest.TestFacts(t, question, map[string]string{"proof.undated": "the proof has a date"})
}

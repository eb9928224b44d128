package play

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// smallBook has a step of each outcome for a claim, and one for an association.
const smallBook = `{"title": "t", "partner": "Fabrikam",
 "locations": [{"id": "L", "name": "Zurich", "country": "CH", "enrollment": "enrolled", "payeeProfile": "yes", "eligible": {"yes": ["*"]}}],
 "users": [{"id": "mia", "name": "Mia", "email": "mia@fabrikam.example", "roles": [{"role": "Incentives admin"}]}],
 "tenants": [{"domain": "contoso.com", "tenant": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}],
 "customers": [{"id": "c", "name": "Contoso", "country": "CH", "contact": {"name": "Noa", "email": "noa@contoso.com"},
   "ids": [{"type": "TPID", "value": "123456", "criteria": {"yes": ["*"]}}, {"type": "domain name", "value": "contoso.com"}],
   "workloads": [{"name": "Teams", "associatedElsewhere": "no"}], "subscriptions": [{"id": "S", "products": ["Sales"], "channel": "CSP"}]}],
 "steps": [
  {"at": "2022-12-01T09:00:00Z", "by": "mia", "do": "add", "claim": "k", "customer": "c", "id": {"type": "TPID", "value": "123456"}, "engagement": "fy23-microsoft-viva", "location": "L"},
  {"at": "2022-12-02T09:00:00Z", "by": "mia", "do": "submit", "claim": "k", "expect": {"outcome": "applied"}},
  {"at": "2022-12-01T09:00:00Z", "by": "mia", "do": "propose", "claim": "a", "customer": "c", "location": "L",
   "association": "Modern Work and Security Usage", "workloads": ["Teams"], "customerTitle": "Head of IT"},
  {"at": "2022-12-05T09:00:00Z", "by": "partner center", "do": "show", "claim": "a", "shown": "Approved"},
  {"at": "2023-03-01T09:00:00Z", "by": "system", "do": "sweep"}
 ]}`

// Whatever a book holds, it is played to its end, or it is refused with the
// path of a field. Nothing panics.
func FuzzBook(f *testing.F) {
	card, err := catalog.Public()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(smallBook)
	f.Add(strings.NewReplacer("Modern Work and Security Usage", "Microsoft Online Services Advisor (OSA)", `["Teams"], "customerTitle"`, `["Sales"], "subscription": "S", "customerTitle"`).Replace(smallBook))
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Read([]byte(text), card)
		if err != nil {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		out := Together(NewLines(io.Discard), NewStory(io.Discard), NewChecker(io.Discard, "", false))
		_ = b.Play(t.Context(), out, Options{}) // it can stop at an invalid step
	})
}

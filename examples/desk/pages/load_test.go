package pages

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/sqlite"
)

var (
	manyClaims    = flag.Int("claims", 300, "measure the pages at `N` claims in SQLite")
	people        = flag.Int("people", 20, "let `N` people work at once")
	requests      = flag.Int("requests", 10, "let each of them ask for `N` pages")
	pause         = flag.Duration("pause", 0, "let each of them wait for a `TIME` before each page")
	manyCustomers = flag.Int("customers", 600, "measure the pages at `N` customers")
)

// TestThePagesAtScale prints the time of each page. It only demands that every
// page is answered, because the time depends on the machine.
func TestThePagesAtScale(t *testing.T) {
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	f := newFixture(t, kept)
	f.grow(t, *manyClaims, *manyCustomers)
	f.keepReports(t, "earnings.csv", f.earned(*manyClaims), "keep")
	for _, address := range []string{
		"/claims", "/claims?show=all&sort=attention", "/claims?text=claim+00017&show=all", "/claims?area=Security", "/claims/litware-sales", "/due", "/due?by=area",
		"/engagements", "/engagements/fy23-microsoft-viva", "/engagements/fy23-microsoft-viva/customers", "/customers", "/customers?text=00017", "/customers/Contoso",
		"/nominate?customer=Contoso&engagement=fy23-microsoft-syntex", "/money", "/money/settlement", "/money/settlement?state=late", "/referrals", "/calendar", "/changes",
		"/import", "/associate?kind=Modern+Work+and+Security+Usage&customer=Contoso", "/claims/adventure-teams", "/due?by=conflict", "/due?by=owner",
		"/nominate/many?customer=Contoso&engagement=fy23-microsoft-syntex&engagement=fy23-microsoft-viva", "/claims.csv?show=all",
		"/claims?text=claim-0", "/customers?text=57ee05cd", "/customers?text=nobody.example", customerPath(f.partner.Customers[len(f.partner.Customers)-1].Name), "/due?owner=" + opaque("pat@fabrikam.example"),
	} {
		var times []time.Duration
		for range 9 {
			start := time.Now()
			if w := f.get(t, address); w.Code != http.StatusOK {
				t.Fatalf("%s: %d", address, w.Code)
			}
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		t.Logf("%-70s median %8s, slowest %8s", address, times[4].Round(100*time.Microsecond), times[8].Round(100*time.Microsecond))
	}
}

// grownStatuses are the statuses of the grown claims, in turn.
var grownStatuses = []string{"Awaiting customer consent response", "Customer claimed", "Under review", "Approved", "Customer consent expired", "Customer consent received"}

// grow adds claims by an import, and customers.
func (f *fixture) grow(t *testing.T, held, customers int) {
	t.Helper()
	engagements := f.engagementChoices("")
	text := &strings.Builder{}
	text.WriteString("Claim ID,Claim name,Engagement,Customer ID,Status,Created,Location\n")
	for i := range held {
		fmt.Fprintf(text, "C-%06d,Claim %06d,%s,%08d-1a09-4f8e-9d7c-6b5a4f3e2d1c,%s,2023-03-%02d,zurich\n", i, i, engagements[i%len(engagements)].Value, i%customers, grownStatuses[i%len(grownStatuses)], 1+i%14)
	}
	for result, err := range portal.NewImporter(f.store, f.catalog, portal.ImportOptions{}).Import(t.Context(), strings.NewReader(text.String()), demoStart, demoStart) {
		if err != nil {
			t.Fatal(result, err)
		}
	}
	known, _ := f.partner.customer("City Power & Light")
	for i := range customers {
		one := *known
		one.Name = fmt.Sprintf("Customer %06d", i)
		f.partner.Customers = append(f.partner.Customers, one)
	}
}

// earned returns a report with an earning of each grown claim that is approved.
func (f *fixture) earned(held int) string {
	text := &strings.Builder{}
	header, _, _ := strings.Cut(earningsReport, "\n")
	text.WriteString(header + "\n")
	for i := 3; i < held; i += len(grownStatuses) {
		fmt.Fprintf(text, "E-%06d,4863040,Microsoft Commerce Incentives,USD,Rebate,4000.00,4000.00,2023-02-28,C-%06d,,Unprocessed,%08d-1a09-4f8e-9d7c-6b5a4f3e2d1c,,,,,Apr 2023,,,\n", i, i, i)
	}
	return text.String()
}

// TestManyPeopleAtOnceLoseNothing works on one file with many people, each of
// whom asks for one page after the other: six in ten are lists, three one
// claim, and one is a command. Every command that was answered with success is
// in a history, once.
func TestManyPeopleAtOnceLoseNothing(t *testing.T) {
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	f := newFixture(t, kept)
	f.grow(t, *manyClaims, *manyCustomers)
	f.site.log = slog.New(slog.DiscardHandler)
	lists := []string{
		"/claims", "/due", "/claims?sort=expires", "/customers", "/engagements", "/claims?area=Security", "/money", "/due?by=owner",
		"/engagements/fy23-microsoft-viva/customers",
	}
	var work []string
	for e, err := range kept.List(t.Context(), store.Query{Statuses: store.Statuses(claims.ConsentReceived), Most: 500}) {
		if err != nil {
			t.Fatal(err)
		}
		work = append(work, string(e.ID))
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	var times []time.Duration
	saved := 0
	for person := range *people {
		group.Go(func() {
			time.Sleep(*pause * time.Duration(person) / time.Duration(*people))
			for i := range *requests {
				if *pause > 0 {
					time.Sleep(*pause)
				}
				start := time.Now()
				id := work[(person*7+i)%len(work)]
				var status int
				switch (person + i) % 10 {
				case 0:
					status = f.remark(t, id, fmt.Sprintf("person %d, remark %d", person, i))
				case 1, 2, 3:
					status = f.get(t, "/claims/"+id).Code
				default:
					status = f.get(t, lists[(person+i)%len(lists)]).Code
				}
				mu.Lock()
				times = append(times, time.Since(start))
				if status == http.StatusSeeOther {
					saved++
				}
				mu.Unlock()
				if status >= http.StatusInternalServerError {
					t.Errorf("%d", status)
				}
			}
		})
	}
	group.Wait()
	found := map[string]bool{}
	for _, id := range work {
		for entry, err := range f.site.desk.History(t.Context(), claims.ID(id)) {
			if err != nil {
				t.Fatal(err)
			}
			if comment, ok := entry.Command.(claims.AddComment); ok && strings.HasPrefix(comment.Comment, "person") {
				found[comment.Comment] = true
			}
		}
	}
	if len(found) != saved {
		t.Errorf("%d remarks were answered with success, and %d are kept", saved, len(found))
	}
	slices.Sort(times)
	t.Logf("%d requests of %d people: median %s, 99 of 100 in %s, slowest %s; %d remarks", len(times), *people, times[len(times)/2], times[len(times)*99/100], times[len(times)-1], saved)
}

// remark leaves a comment, as the page of the claim has it now.
func (f *fixture) remark(t testing.TB, id, text string) int {
	t.Helper()
	return f.post(t, "/claims/"+id+"/comment", url.Values{"version": {f.versionOf(t, id)}, "key": {text}, "comment": {text}}).Code
}

package main

import (
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/examples/sqlite"
)

var (
	manyClaims    = flag.Int("claims", 300, "measure the pages at `N` claims in SQLite")
	manyCustomers = flag.Int("customers", 600, "measure the pages at `N` customers")
)

// TestThePagesAtScale prints how long each page takes. It demands only that
// every page is answered, since time depends on the machine.
func TestThePagesAtScale(t *testing.T) {
	kept, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	f := newFixture(t, kept)
	f.grow(t, *manyClaims, *manyCustomers)
	for _, address := range []string{
		"/claims", "/claims?show=all&sort=attention", "/claims?text=claim+00017&show=all", "/claims?area=Security", "/claims/litware-sales", "/due", "/due?by=area",
		"/engagements", "/engagements/fy23-microsoft-viva", "/engagements/fy23-microsoft-viva/customers", "/customers", "/customers?text=00017", "/customers/Contoso",
		"/nominate?customer=Contoso&engagement=fy23-microsoft-syntex", "/money",
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

// grow adds claims by an import, and customers.
func (f *fixture) grow(t *testing.T, claims, customers int) {
	t.Helper()
	engagements := f.engagementChoices("")
	text := &strings.Builder{}
	text.WriteString("Claim ID,Claim name,Engagement,Customer ID,Status,Created,Location\n")
	statuses := []string{"Awaiting customer consent response", "Customer claimed", "Under review", "Approved", "Customer consent expired", "Customer consent received"}
	for i := range claims {
		fmt.Fprintf(text, "C-%06d,Claim %06d,%s,%08d-1a09-4f8e-9d7c-6b5a4f3e2d1c,%s,2023-03-%02d,zurich\n", i, i, engagements[i%len(engagements)].Value, i%customers, statuses[i%len(statuses)], 1+i%14)
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

package pages

import (
	"context"
	"encoding/csv"
	"errors"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAnAssociationHasAPage(t *testing.T) {
	f := newFixture(t, nil)
	f.withAssociation(t)
	for _, address := range []string{"/claims/cpor", "/claims?sort=attention"} {
		if w := f.get(t, address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "CPOR Contoso") {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	f.golden(t, "/claims/cpor", "association")
	if w := f.post(t, "/claims/cpor/comment", map[string][]string{"version": {"1"}, "comment": {"x"}}); w.Code != http.StatusConflict {
		t.Errorf("%d", w.Code)
	}
}

// A damaged store has a claim and a history that cannot be read.
type damaged struct {
	store.Store
	also claims.ID // one more that cannot be read
}

func (d damaged) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	e, err := d.Store.Load(ctx, id)
	if id == "northwind-sales" || id == d.also {
		e.Body = []byte(`{"format": 99}`)
	}
	return e, err
}

func (d damaged) List(ctx context.Context, q store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		for e, err := range d.Store.List(ctx, q) {
			if e.ID == "northwind-sales" || e.ID == d.also {
				e.Body = []byte(`{"format": 99}`)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func (d damaged) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for e, err := range d.Store.History(ctx, id, after) {
			if id == "litware-sales" {
				e.Body = []byte(`{}`)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

func TestOneClaimThatCannotBeReadHidesNoOther(t *testing.T) {
	f := newFixture(t, nil)
	f.site.desk = f.deskOver(damaged{Store: f.store})
	f.store = damaged{Store: f.store}
	body := f.get(t, "/claims?show=all").Body.String()
	if !strings.Contains(body, "1 claim of this page cannot be read") || !strings.Contains(body, "Woodgrove Bank workshop") {
		t.Error("the list is not whole")
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(f.get(t, "/claims.csv?show=all").Body.String(), "\ufeff"))).ReadAll()
	if last := rows[len(rows)-1]; err != nil || last[0] != "litware-sales" && last[0] != "northwind-sales" || !strings.HasPrefix(last[1], "not exported: ") {
		t.Errorf("the export ends with %q, %v", last, err)
	}
	if body := f.get(t, "/calendar").Body.String(); !strings.Contains(body, "cannot be read, and their deadlines are not here") {
		t.Error("the calendar says nothing of it")
	}
	if events, err := f.feed(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/calendar/x.ics", http.NoBody)); err != nil || !strings.HasPrefix(events[len(events)-1].Summary, "Not here: the deadlines of 1 claim") {
		t.Errorf("the feed says nothing of it: %v", err)
	}
	for _, address := range []string{"/claims/northwind-sales", "/claims/litware-sales"} {
		if w := f.get(t, address); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "<h1>Unreadable</h1>") {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, address := range []string{"/claims/litware-sales/take-back", "/claims/litware-sales/comment"} {
		values := map[string][]string{"version": {f.versionOf(t, "litware-sales")}, "number": {"1"}}
		if strings.HasSuffix(address, "comment") {
			values = map[string][]string{"version": {"1"}}
		}
		if w := f.post(t, address, values); w.Code != http.StatusInternalServerError {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestAClaimUnderOtherTermsIsHeldUntilTheyAreAccepted(t *testing.T) {
	f := newFixture(t, nil)
	text := strings.ReplaceAll(string(publicText(t)), `"5000"`, `"5100"`)
	card, err := catalog.Read([]byte(text), catalog.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f.catalog = card
	f.site.desk = f.deskOver(f.store)
	const page = "/claims/proseware-syntex"
	body := f.get(t, page).Body.String()
	if !strings.Contains(body, "takes no other command until the terms are accepted") || strings.Contains(body, page+"/observe") {
		t.Error("the page does not say that the claim is held")
	}
	version := f.versionOf(t, "proseware-syntex")
	if w := f.post(t, page+"/comment", map[string][]string{"version": {version}, "comment": {"x"}}); w.Code != http.StatusConflict {
		t.Errorf("%d", w.Code)
	}
	f.give(t, "proseware-syntex", "accept-terms", "comment", "as published")
	if f.claim(t, "proseware-syntex").TermsChanged() {
		t.Error("the terms were not accepted")
	}
}

// publicText returns the text of the public catalog.
func publicText(t *testing.T) []byte {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	text, err := card.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAPageThatCannotBeMadeIsAnErrorAndNotHalfAPage(t *testing.T) {
	f := newFixture(t, nil)
	f.handler = f.answering(func(*site, *http.Request) (answer, error) {
		return &page{template: "claim", model: struct{}{}}, nil
	})
	w := f.get(t, "/")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "<html") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	f.handler = f.answering(func(*site, *http.Request) (answer, error) { return nil, errors.New("lost") })
	if w := f.get(t, "/"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

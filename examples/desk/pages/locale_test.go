package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/store"
)

// read asks for a page as a reader of a language does.
func (f *fixture) read(t testing.TB, address, languages string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	r.Header.Set("Accept-Language", languages)
	return f.serve(r)
}

func TestDaysAndMoneyAreWrittenAsTheReaderWritesThem(t *testing.T) {
	f := newFixture(t, nil)
	var readers sync.WaitGroup
	for languages, want := range map[string][2]string{
		"": {"10 Nov 2022", "USD 5,000.00"}, "en-GB": {"10 Nov 2022", "USD 5,000.00"}, "en-US,en;q=0.9": {"Nov 10, 2022", "USD 5,000.00"}, "de-DE,de;q=0.9,en;q=0.5": {"10.11.2022", "USD 5.000,00"},
		"de-CH": {"10.11.2022", "USD 5’000.00"}, "fr": {"10/11/2022", "USD 5\u00a0000,00"}, "sv": {"2022-11-10", "USD 5\u00a0000,00"}, "ja": {"2022/11/10", "USD 5,000.00"},
		"tlh": {"10 Nov 2022", "USD 5,000.00"}, "*": {"10 Nov 2022", "USD 5,000.00"}, "x;q=y": {"10 Nov 2022", "USD 5,000.00"}, strings.Repeat("de,", 5000): {"10.11.2022", "USD 5.000,00"},
	} {
		readers.Go(func() {
			w := f.read(t, "/claims/contoso-viva", languages)
			body := strings.ReplaceAll(w.Body.String(), "\u202f", "\u00a0")
			if w.Code != http.StatusOK || !strings.Contains(body, want[0]) || !strings.Contains(body, want[1]) || w.Header().Get("Vary") != "Accept, Accept-Language" {
				t.Errorf("%.20s: %d: %s or %s is not there", languages, w.Code, want[0], want[1])
			}
		})
	}
	readers.Wait()
	for _, value := range hostile {
		if w := f.read(t, "/claims", value); w.Code != http.StatusOK {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
}

func TestAnAmountIsFoundInAText(t *testing.T) {
	german := &locales().list[2]
	for text, want := range map[string]string{
		"USD 1234567.50": "USD 1.234.567,50", "USD -1,000.00": "USD -1.000,00", "CHF 0": "CHF 0", "no amount": "no amount", "from 2022-11-01, USD 12 of 3": "from 2022-11-01, USD 12 of 3",
		"edition FY23-2022-11": "edition FY23-2022-11",
	} {
		if got := german.money(text); got != want {
			t.Errorf("%s: got %s", text, got)
		}
	}
	if german.days(time.Time{}) != "–" || german.instants(time.Time{}) != "–" {
		t.Error("an instant that has not happened has a day")
	}
}

// If the library writes a day, it is shown in the user's format. A person's own
// text is never mistaken for a day or an amount.
func TestTheDaysOfFindingsAreTheReadersAndIDsStayAsTheyAre(t *testing.T) {
	f := newFixture(t, nil)
	for language, want := range map[string]string{"": "from 1 Jul 2022, known until 30 Jun 2023", "de": "from 01.07.2022, known until 30.06.2023"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/engagements", http.NoBody)
		r.Header.Set("Accept-Language", language)
		if body := f.serve(r).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "2022-07-01,") {
			t.Errorf("%q: %s is not there", language, want)
		}
	}
	german := &locales().list[2]
	for text, want := range map[string]string{
		"on 2022-07-01.": "on 01.07.2022.", "2022-07-01": "01.07.2022", "(2022-07-01)": "(01.07.2022)", "2022-07-01: yes": "01.07.2022: yes", "2022-07-01, 2022-07-02": "01.07.2022, 02.07.2022",
		"7-2022-07-01": "7-2022-07-01", "2022-07-01-B": "2022-07-01-B", `found "2022-07-01"`: `found "2022-07-01"`, "a/2022-07-01": "a/2022-07-01", "2022-07-01.csv": "2022-07-01.csv", "é2022-07-01": "é2022-07-01",
		"TEL 123456": "TEL 123456", "USD 123456": "USD 123.456", "2022-13-01": "2022-13-01",
	} {
		if got := german.texts(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestNobodyWaitsForAClock(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(1, 0, 0) }
	n := 0
	for kept, err := range f.store.List(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		body := f.get(t, claimPath(kept.ID)).Body.String()
		if strings.Contains(body, "Waiting for <b>Clock") {
			t.Error("it waits for a clock")
		}
		n += strings.Count(body, "Waiting for <b>the deadline")
	}
	if n == 0 {
		t.Error("no claim waits for a deadline")
	}
}

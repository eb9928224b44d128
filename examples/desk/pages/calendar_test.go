package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// subscribe makes an address for the user and returns its path.
func (f *fixture) subscribe(t testing.TB) string {
	t.Helper()
	w := f.done(t, "/calendar", nil)
	address := regexp.MustCompile(`value="http://[^/]+(/calendar/[A-Z0-9]+\.ics)"`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || address == nil {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	return address[1]
}

func TestACalendarReadsTheDeadlinesByThePersonsAddress(t *testing.T) {
	f := newFixture(t, nil)
	if !strings.Contains(f.get(t, "/calendar").Body.String(), "You have none") {
		t.Error("there is an address")
	}
	address := f.subscribe(t)
	w := f.get(t, address)
	for _, want := range []string{"BEGIN:VCALENDAR", "UID:graphic-viva/consent@desk", "UID:adventure-teams/answer@desk", "UID:northwind-sales/payment@desk", "DTSTART;VALUE=DATE:2023", "END:VCALENDAR"} {
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: %s is not there", w.Code, want)
		}
	}
	if w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Body.String() != f.get(t, address).Body.String() {
		t.Error("the same claims give other bytes, or another type")
	}
	if body := f.get(t, "/calendar").Body.String(); !strings.Contains(body, "Made on 15 Mar 2023") || strings.Contains(body, address) {
		t.Error("the address is shown again, or not known")
	}
	err := filepath.WalkDir(f.mail.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), strings.TrimSuffix(filepath.Base(address), ".ics")) {
			t.Errorf("%s has the token", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestThePageOfTheCalendarBeginsWithTheFirstDays(t *testing.T) {
	f := newFixture(t, nil)
	f.grow(t, 2*mostShown, 5)
	var shown struct{ Events []struct{ Day mci.Date } }
	if err := json.Unmarshal(f.get(t, "/calendar", "application/json").Body.Bytes(), &shown); err != nil {
		t.Fatal(err)
	}
	if len(shown.Events) != mostShown {
		t.Errorf("%d events", len(shown.Events))
	}
	for i := 1; i < len(shown.Events); i++ {
		if shown.Events[i].Day.Compare(shown.Events[i-1].Day) < 0 {
			t.Errorf("%s comes after %s", shown.Events[i].Day, shown.Events[i-1].Day)
		}
	}
}

func TestAnAddressDiesWhenItIsRevokedReplacedOrItsPersonLeaves(t *testing.T) {
	f := newFixture(t, nil)
	first := f.subscribe(t)
	second := f.subscribe(t)
	if w := f.get(t, first); w.Code != http.StatusNotFound {
		t.Errorf("the replaced address: %d", w.Code)
	}
	users := f.partner.Users
	f.user = users[1]
	other := f.subscribe(t)
	f.partner.Users = users[1:]
	if w := f.get(t, second); w.Code != http.StatusNotFound {
		t.Errorf("the address of somebody who left: %d", w.Code)
	}
	f.partner.Users[0].Grants = nil
	if w := f.get(t, other); w.Code != http.StatusNotFound {
		t.Errorf("the address of somebody without a role: %d", w.Code)
	}
	f.partner.Users, f.user = users, users[0]
	if w := f.get(t, second); w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
	if w := f.post(t, "/calendar/revoke", nil); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if w := f.get(t, second); w.Code != http.StatusNotFound {
		t.Errorf("the revoked address: %d", w.Code)
	}
}

func TestAForgedAddressIsNoAddress(t *testing.T) {
	f := newFixture(t, nil)
	f.subscribe(t)
	for _, value := range append([]string{"x.ics", "x", ".ics", "../link.key.ics"}, hostile...) {
		if w := f.get(t, "/calendar/"+url.PathEscape(value)); w.Code != http.StatusNotFound && w.Code != http.StatusOK && w.Code/100 != 3 || strings.Contains(w.Body.String(), "VCALENDAR") {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
	if err := os.WriteFile(filepath.Join(f.calendars(), "x.json"), []byte("no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/calendar", "/calendar/revoke"} {
		if w := f.post(t, address, nil); w.Code >= http.StatusBadRequest {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := f.get(t, "/calendar"); w.Code != http.StatusOK || !strings.Contains(f.logged.String(), "x.json") {
		t.Errorf("%d: a damaged file keeps the others from being read, or is not told", w.Code)
	}
	f.site.desk = f.deskOver(failing{})
	if w := f.get(t, "/calendar"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

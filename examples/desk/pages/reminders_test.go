package pages

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/desk"
)

const asked = "/claims/humongous-sales"

// ask sends the request for consent of a claim, for the tests of its mails.
func (f *fixture) ask(t testing.TB) {
	t.Helper()
	f.give(t, "humongous-sales", "send-consent", "dealSize.amount", "1000")
}

func TestACustomerIsRemindedAsOftenAsTheDeskAllows(t *testing.T) {
	f := newFixture(t, nil)
	f.ask(t)
	again := asked + "/resend-consent"
	for range f.reminders {
		f.give(t, "humongous-sales", "resend-consent")
	}
	body := f.get(t, asked).Body.String()
	if strings.Contains(body, `action="`+again+`"`) || !strings.Contains(body, "The customer was reminded 5 times") {
		t.Error("one more is offered, or nobody says why not")
	}
	values := url.Values{"version": {f.versionOf(t, "humongous-sales")}, "key": {"k"}}
	if w := f.post(t, again, values); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "please call instead") {
		t.Errorf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := f.program(t, http.MethodPost, again, values); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), string(remindersRule)) || !strings.Contains(w.Body.String(), typeOf(desk.Refused.String())) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := f.claim(t, "humongous-sales").Consent().Resent; got != standardReminders {
		t.Errorf("reminded %d times", got)
	}
	f.reminders = 6
	f.give(t, "humongous-sales", "resend-consent")
}

func TestAnAddressIsNotCorrectedBackAndForthWithoutEnd(t *testing.T) {
	f := newFixture(t, nil)
	f.ask(t)
	correct := func(i int) url.Values {
		return f.values(t, asked, asked+"/update-contact", "side", "customer", "contact.name", "Eva", "contact.email", fmt.Sprintf("eva%d@humongousinsurance.example", i%2))
	}
	for i := range f.reminders {
		if w := f.post(t, asked+"/update-contact", correct(i)); w.Code != http.StatusSeeOther {
			t.Fatalf("%d: %d %s", i, w.Code, errorsIn(w.Body.String()))
		}
	}
	if w := f.post(t, asked+"/update-contact", correct(f.reminders)); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "corrected 5 times") {
		t.Errorf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	ours := f.values(t, asked, asked+"/update-contact", "side", "partner", "contact.name", "Kim", "contact.email", "kim@fabrikam.example")
	if w := f.post(t, asked+"/update-contact", ours); w.Code != http.StatusSeeOther {
		t.Errorf("our own contact: %d", w.Code)
	}
}

func TestOneMailIsSentAFewTimesOnly(t *testing.T) {
	f, s := newFixture(t, nil), newMailServer(t)
	s.sends(t, f, "")
	f.ask(t)
	for i := range mostCopies {
		f.mailings = mailLimit.fresh() // a minute later
		w := f.post(t, asked+"/mail", nil)
		if last := i == mostCopies-1; (w.Code == http.StatusConflict) != last || last && !strings.Contains(w.Body.String(), "was sent 3 times") {
			t.Errorf("%d: %d %s", i, w.Code, errorsIn(w.Body.String()))
		}
	}
	if left, sent := f.inFolder(t); sent != mostCopies || left != 0 || len(s.mails) != mostCopies {
		t.Errorf("%d left, %d sent, %d mails", left, sent, len(s.mails))
	}
	if body := f.get(t, asked).Body.String(); strings.Contains(body, asked+"/mail") || !strings.Contains(body, "This mail was sent 3 times") {
		t.Error("it is offered again, or nobody says why not")
	}
	// the next reminder is another mail, and taking it back makes it none
	f.site.now = func() time.Time { return demoStart.Add(time.Hour) }
	for range 2 * mostCopies {
		f.give(t, "humongous-sales", "resend-consent")
		if w := f.post(t, asked+"/take-back", f.values(t, asked, asked+"/take-back")); w.Code != http.StatusSeeOther {
			t.Fatalf("a reminder cannot be taken back: %d", w.Code)
		}
	}
	if len(s.mails) > 2*mostCopies {
		t.Errorf("%d mails", len(s.mails))
	}
}

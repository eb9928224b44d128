package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

// If a user reloads the page with the result of a form, the form is not sent
// again.
func TestAFormThatDidSomethingLeadsToAPageThatSaysSo(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "humongous-sales", "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	report := hiddenIn(t, f.drop(t, "payments.csv", paymentsReport).Body.String(), "/import/report")
	report.Set("do", "keep")
	report.Set("downloaded", "2023-03-15")
	many := url.Values{
		"customer": {"City Power & Light"}, "engagement": {"fy23-microsoft-viva", "fy23-collaborative-apps"}, "key": {"k"}, "customerContact.name": {"Ann"},
		"customerContact.email": {"ann@citypowerandlight.example"}, "partnerContact.name": {"Pat"}, "partnerContact.email": {"pat@fabrikam.example"},
	}
	for _, step := range []struct {
		address string
		values  func() url.Values
		says    string
		once    bool
	}{
		{"/import/confirm", func() url.Values { return hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm") }, "The import was saved", false},
		{"/import/report", func() url.Values { return report }, "The report was kept", false},
		{"/import/undo", func() url.Values {
			values := hiddenIn(t, f.get(t, "/import").Body.String(), "/import/undo")
			values.Set("do", "undo")
			return values
		}, "taken back.", false},
		{"/nominate/many", func() url.Values { return many }, "2 claims opened", false},
		{"/calendar", func() url.Values { return nil }, "This is your address", true},
		{"/consent", func() url.Values { return answerOf(t, accept) }, "Your consent to the engagement", false},
	} {
		w := f.post(t, step.address, step.values())
		to := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || to == "" {
			t.Errorf("%s: %d %s", step.address, w.Code, errorsIn(w.Body.String()))
			continue
		}
		for i, accept := range []string{"text/html", "application/json", "text/html"} {
			w := f.get(t, to, accept)
			if said := strings.Contains(w.Body.String(), step.says); w.Code != http.StatusOK || accept == "text/html" && said != (i == 0 || !step.once) {
				t.Errorf("%s, look %d at %s: %d", step.address, i, to, w.Code)
			}
		}
	}
	f.user = f.partner.Users[1]
	if w := f.get(t, "/import?outcome=unknown"); w.Code != http.StatusOK {
		t.Errorf("one that is forgotten: %d", w.Code)
	}
}

func TestAnOutcomeIsItsUsersAndForgottenAfterAWhile(t *testing.T) {
	o, now := &memory[*page]{}, time.Now()
	o.add(outcome[*page]{id: "a", user: "pat", at: now, says: &page{title: "A"}}, mostOutcomes)
	for _, c := range []struct {
		id    string
		user  mci.UserID
		at    time.Time
		found bool
	}{{"a", "pat", now, true}, {"a", "kim", now, false}, {"b", "pat", now, false}, {"a", "pat", now.Add(outcomeTime + 1), false}} {
		if (o.find(c.id, c.user, c.at) != nil) != c.found {
			t.Errorf("%+v", c)
		}
	}
	for range 2 * mostOutcomes {
		o.add(outcome[*page]{id: "x", at: now}, mostOutcomes)
	}
	if len(o.kept) != mostOutcomes {
		t.Errorf("%d are kept", len(o.kept))
	}
	o.add(outcome[*page]{id: "y", at: now.Add(2 * outcomeTime)}, mostOutcomes)
	if len(o.kept) != 1 {
		t.Errorf("%d are kept", len(o.kept))
	}
}

func TestThePageThatThanksIsForTheAnswerThatWasGiven(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "humongous-sales", "send-consent", "dealSize.amount", "1000")
	accept, decline := f.links(t)
	if body := f.get(t, accept+"&given=true").Body.String(); !strings.Contains(body, "Yes, we consent") {
		t.Error("it thanks before there is an answer")
	}
	f.done(t, "/consent", answerOf(t, accept))
	if w := f.get(t, decline+"&given=true"); w.Code != http.StatusGone {
		t.Errorf("it thanks for another answer: %d", w.Code)
	}
}

// A reload, a bookmark or a hand that types says nothing that no form did.
func TestANoticeIsSaidOnceAndNeverByAnAddress(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(0, 0, 20) }
	for _, address := range []string{"/due?ended=-5", "/due?ended=3&left=1", "/due?outcome=3", "/import?dropped=true", "/import?outcome=true", "/claims/wide-usage?mail=false", "/claims/wide-usage?mail=true", "/claims/litware-sales?done=" + f.versionOf(t, "litware-sales")} {
		if body := f.get(t, address).Body.String(); strings.Contains(body, `<p class="notice good"`) || strings.Contains(body, "The mail to the customer") {
			t.Errorf("%s says what was never done", address)
		}
	}
	w := f.post(t, "/due/expire", nil)
	to, user := w.Header().Get("Location"), f.user
	f.user = f.partner.Users[1]
	if body := f.get(t, to).Body.String(); strings.Contains(body, "was recorded") {
		t.Error("it is said to another user")
	}
	f.user = user
	for look, want := range []bool{true, false} {
		if body := f.get(t, to).Body.String(); strings.Contains(body, "The expiry of 7 claims was recorded.") != want {
			t.Errorf("look %d at %s", look, to)
		}
	}
	for range 2 * mostNotices {
		f.tell("/due", notice{swept: true})
	}
	if n := len(f.outcomes.notices.kept); n != mostNotices {
		t.Errorf("%d are kept", n)
	}
}

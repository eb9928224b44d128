package pages

import (
	"net/http"
	"strings"
	"testing"
)

func TestNothingIsOfferedToBeKeptOrSavedWhereNothingCanBe(t *testing.T) {
	f := newFixture(t, nil)
	if w := f.drop(t, "reports.zip", "PK\x03\x04 no archive"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "There is no report in the file") ||
		strings.Contains(w.Body.String(), `value="keep"`) {
		t.Errorf("a broken archive: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	const offer, header = `action="/import/confirm"`, "Claim ID,Claim name,Engagement,Customer ID,Status,Created\n"
	for name, c := range map[string]struct {
		content, says string
		offered       bool
	}{
		"a header alone":         {header, "There is nothing to save: the file has no row.", false},
		"a claim as it is":       {header + "litware-sales,,,,Customer consent received,\n", "There is nothing to save: no row changes a claim.", false},
		"a claim that is unread": {header + "X-1,,,,no status,\n", "There is nothing to save", false},
		"a change":               {export, "Nothing is saved yet", true},
	} {
		w := f.upload(t, "", c.content)
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, offer) != c.offered || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d, offered: %t, %s", name, w.Code, strings.Contains(body, offer), errorsIn(body))
		}
	}
}

package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/desk"
)

// driven drives the pages as a program does, in JSON, with one claim that it
// nominates.
type driven struct {
	*fixture
	t       *testing.T
	claimed string // the address of the claim
	accept  string // the links of the first mail
	decline string
	keys    int
	given   bool // all evidence, whose survey is not sent again
}

// Advance implements [claimstest.System].
func (d *driven) Advance(_ context.Context, by time.Duration) error {
	now := d.now().Add(by)
	d.site.now = func() time.Time { return now }
	return nil
}

// shown returns the claim as a program reads it.
func (d *driven) shown() (record claims.Record, err error) {
	w := d.get(d.t, d.claimed, "application/json")
	var page struct{ Record claims.Record }
	if w.Code != http.StatusOK {
		return record, fmt.Errorf("%d: %s", w.Code, w.Body)
	}
	err = json.Unmarshal(w.Body.Bytes(), &page)
	return page.Record, err
}

// Status implements [claimstest.System].
func (d *driven) Status(context.Context) (claims.Status, error) {
	record, err := d.shown()
	return record.Status, err
}

// parts are the forms that give all evidence of the engagement.
var parts = [][]string{
	{"part", "invoice", "reference", "invoice 7.pdf"},
	{"part", "proof of execution", "template", "2022-10-01"},
	{"part", "customer survey", "surveySent", "on"},
	{"part", "customer survey"},
	{"part", "partner survey"},
}

// sentWith are the fields of the forms that need some.
var sentWith = map[claims.Event][]string{
	claims.ConsentSent: {"dealSize.amount", "120000", "dealSize.currency", "USD"}, claims.PartnerComments: {"comment", "here"},
	claims.ContactUpdated:   {"side", "partner", "contact.name", "Kim Olsen", "contact.email", "kim@fabrikam.example"},
	claims.ReviewerApproves: {"amount.amount", "4000", "amount.currency", "USD"}, claims.PaymentRecorded: {"amount.amount", "4000", "amount.currency", "USD"},
}

// Do implements [claimstest.System]. The customer answers by the links of the
// mail.
func (d *driven) Do(_ context.Context, event claims.Event) error {
	switch event {
	case claims.ClaimCustomer:
		return d.nominate()
	case claims.CustomerAccepts:
		return d.answer(d.accept)
	case claims.CustomerDeclines:
		return d.answer(d.decline)
	case claims.EvidenceGiven:
		all := parts
		if d.given {
			all = parts[len(parts)-1:]
		}
		for _, part := range all {
			if err := d.send(event, part); err != nil {
				return err
			}
		}
		d.given = true
		return nil
	default:
		return d.send(event, sentWith[event])
	}
}

// without has the forms that the guards refuse.
var without = map[claims.Guard]struct {
	event  claims.Event
	fields []string
}{
	claims.EvidenceComplete:    {claims.PartnerSubmits, nil},
	claims.RequestAnswered:     {claims.PartnerSubmits, nil},
	claims.SurveyLinkLive:      {claims.EvidenceGiven, []string{"part", "customer survey", "surveySent", "on"}},
	claims.CustomerContactOpen: {claims.ContactUpdated, []string{"side", "customer", "contact.name", "Kim Olsen", "contact.email", "kim@cpandl.example"}},
}

// DoWithout implements [claimstest.System].
func (d *driven) DoWithout(_ context.Context, guard claims.Guard) error {
	if guard == claims.EvidenceComplete && d.given {
		if err := d.send(claims.EvidenceGiven, []string{"part", "partner survey", "surveySent", "on"}); err != nil {
			return err
		}
	}
	return d.send(without[guard].event, without[guard].fields)
}

// nominate opens the claim.
func (d *driven) nominate() error {
	values := d.nomination(d.t, "City Power & Light", "fy23-microsoft-viva", "customer", "City Power & Light")
	w := d.program(d.t, http.MethodPost, "/nominate", values)
	d.claimed, _, _ = strings.Cut(w.Header().Get("Location"), "?")
	return result(w)
}

// answer follows a link of the mail and presses its button. If there is no mail
// yet, it cannot.
func (d *driven) answer(link string) error {
	if link == "" {
		return fmt.Errorf("no mail: %w", claims.ErrRefused)
	}
	w := d.get(d.t, link, "application/json")
	if w.Code == http.StatusOK {
		w = d.program(d.t, http.MethodPost, "/consent", answerOf(d.t, link))
	}
	return result(w)
}

// send sends a form of the claim, as a program does that knows its version.
func (d *driven) send(event claims.Event, more []string) error {
	record, err := d.shown()
	if err != nil {
		return err
	}
	d.keys++
	values := url.Values{"version": {strconv.FormatUint(record.Version, 10)}, "key": {fmt.Sprint("key-", d.keys)}}
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	err = result(d.program(d.t, http.MethodPost, d.claimed+"/"+slug(event), values))
	if err == nil && event == claims.ConsentSent {
		d.accept, d.decline = d.links(d.t)
	}
	return err
}

// result returns an answer as an error. A link that no longer works is a
// refusal, too.
func result(w *httptest.ResponseRecorder) error {
	if w.Code == http.StatusOK || w.Code == http.StatusSeeOther {
		return nil
	}
	var found problem
	if err := json.Unmarshal(w.Body.Bytes(), &found); w.Code == http.StatusGone || err == nil && found.Type == typeOf(desk.Refused.String()) {
		return fmt.Errorf("%d: %w", w.Code, claims.ErrRefused)
	}
	return fmt.Errorf("%d: %s", w.Code, w.Body)
}

func TestThePagesLeadAClaimToEveryStateAsTheMachineDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: -short leads no claim through all pages")
	}
	claimstest.TestSystem(t, func(t *testing.T) claimstest.System {
		t.Helper()
		d := &driven{fixture: newFixture(t, nil), t: t}
		mails, err := filepath.Glob(filepath.Join(d.mail.folder, "*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, mail := range mails {
			if err := os.Remove(mail); err != nil {
				t.Fatal(err)
			}
		}
		return d
	}, claimstest.Lacks{
		Events: []claims.Event{claims.AddCustomer},   // since the customer consented before
		Guards: []claims.Guard{claims.DealSizeGiven}, // since the edition does not require it
	})
}

package pages

import (
	"encoding"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

// pathsOf returns the paths of the values of a command's JSON.
func pathsOf(at string, kind reflect.Type) []string {
	if slices.ContainsFunc([]reflect.Type{reflect.TypeFor[json.Marshaler](), reflect.TypeFor[encoding.TextMarshaler]()}, kind.Implements) {
		return []string{at}
	}
	if kind.Kind() != reflect.Struct {
		return []string{at}
	}
	var all []string
	for field := range kind.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		all = append(all, pathsOf(strings.TrimPrefix(at+"."+name, "."), field.Type)...)
	}
	return all
}

// unasked returns the paths of a command that no field of a form is about.
func unasked(command any, fields []field) []string {
	return slices.DeleteFunc(pathsOf("", reflect.TypeOf(command)), func(path string) bool {
		return path == "" || slices.ContainsFunc(fields, func(one field) bool { return within(one.Name, path) })
	})
}

// leftOut are the fields of commands that no form asks for, with the reason.
var leftOut = map[string]string{
	"send consent language": "the mails are in English",
	"edit subscription":     "it cannot be changed: a new subscription takes a new claim",
}

// claimCommands are the commands of partner activities.
var claimCommands = []claims.Command{
	claims.SendConsent{},
	claims.ResendConsent{},
	claims.Accept{},
	claims.Decline{},
	claims.Cancel{},
	claims.GiveEvidence{},
	claims.UpdateContact{},
	claims.AddComment{},
	claims.Submit{},
	claims.Dispute{},
	claims.BeginReview{},
	claims.RequestAction{},
	claims.Approve{},
	claims.Reject{},
	claims.Expire{},
	claims.RecordPayment{},
	claims.Resolve{},
	claims.RecordFacts{},
	claims.AcceptTerms{},
}

// associationCommands are the commands of associations.
var associationCommands = []association.Command{
	association.GiveProof{},
	association.Edit{},
	association.AddComment{},
	association.Submit{},
	association.Dispute{},
	association.Disassociate{},
	association.BeginReview{},
	association.FindCompetitor{},
	association.RequestAction{},
	association.Approve{},
	association.Reject{},
	association.OptOut{},
	association.EndSubscription{},
	association.Expire{},
	association.Resolve{},
	association.RecordFacts{},
}

func TestEveryEventHasAFormOrAWayOfItsOwn(t *testing.T) {
	given := map[claims.Event]bool{}
	for _, c := range claimCommands {
		given[c.Event()] = true
	}
	for _, e := range claims.Events() {
		_, formed := formOf(commandForms, e)
		if formed == (otherWay(e) != "") {
			t.Errorf("%s: it has neither a form nor another way, or both", e)
		}
		if formed && !given[e] {
			t.Errorf("%s: no command of these tests is about it", e)
		}
	}
	answered := map[lifecycle.Event]bool{lifecycle.ClaimCreated: true} // by the page on which it is claimed
	for _, c := range associationCommands {
		answered[c.Event()] = true
	}
	for _, e := range lifecycle.Events() {
		if _, formed := formOf(associationForms, e); formed == (e == lifecycle.ClaimCreated) || !answered[e] {
			t.Errorf("%s: it has no form, or no command of these tests is about it", e)
		}
	}
}

func TestEveryFieldOfACommandCanBeFilledIn(t *testing.T) {
	check := func(event string, command any, fields []field) {
		for _, path := range unasked(command, fields) {
			if name := event + " " + path; leftOut[name] == "" {
				t.Errorf("no form asks for %s", name)
			}
		}
	}
	for _, c := range claimCommands {
		if row, ok := formOf(commandForms, c.Event()); ok {
			check(c.Event().String(), c, row.fields)
		}
	}
	for _, c := range associationCommands {
		if row, ok := formOf(associationForms, c.Event()); ok {
			check(c.Event().String(), c, row.fields)
		}
	}
}

// adopt stores a claim as an export of Partner Center shows it, without
// contacts.
func (f *fixture) adopt(t testing.TB, id claims.ID, shown string) {
	t.Helper()
	c := f.claim(t, "fourth-frontline")
	r := c.Record()
	adoption := claims.Adoption{Name: "From the export", Engagement: c.Engagement(), CustomerID: r.CustomerID, Shown: claims.ReadStatus(shown), CustomerCountry: "CH", LocationCountry: "CH", Location: r.Location, Created: demoStart}
	if _, err := f.site.desk.Adopt(t.Context(), adoption, id, claims.Meta{Actor: claims.PartnerCenter, At: demoStart, Received: demoStart}); err != nil {
		t.Fatal(err)
	}
}

func TestAClaimWithoutContactsIsAskedForThemWithTheConsent(t *testing.T) {
	f := newFixture(t, nil)
	f.adopt(t, "exported", "Customer claimed")
	const page, send = "/claims/exported", "/claims/exported/send-consent"
	if body := f.get(t, page).Body.String(); !strings.Contains(body, `name="customerContact.email"`) || !strings.Contains(body, `name="partnerContact.email" type="email" value="pat@fabrikam.example"`) {
		t.Error("the form does not ask for the contacts")
	}
	if body := f.get(t, "/claims/lucerne-apps").Body.String(); strings.Contains(body, `name="customerContact.email"`) {
		t.Error("the form asks for a contact that the claim has")
	}
	values := f.values(t, page, send, "dealSize.amount", "1000")
	if w := f.post(t, send, values); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="send-consent-customerContact-email-error"`) || f.claim(t, "exported").Version() != 1 {
		t.Errorf("without contacts: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	f.give(t, "exported", "send-consent", "dealSize.amount", "1000", "customerContact.name", "Mia", "customerContact.email", "mia@fourth.example",
		"partnerContact.name", "Pat", "partnerContact.email", "pat@fabrikam.example")
	if mails := f.mailsTo(t, "mia@fourth.example"); mails != 1 {
		t.Errorf("%d mails", mails)
	}
}

func TestAContactIsCorrectedWhileTheConsentWaits(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "fourth-frontline", "update-contact", "side", "customer", "contact.name", "Mia Novak", "contact.email", "right@fourthcoffee.example")
	if mails := f.mailsTo(t, "right@fourthcoffee.example"); mails != 1 {
		t.Errorf("%d mails", mails)
	}
	body := f.get(t, "/claims/fourth-frontline").Body.String()
	if !strings.Contains(body, "Only the customer answers") {
		t.Error("the page does not say how the customer answers")
	}
	f.adopt(t, "awaiting", "Awaiting customer consent response")
	const page, address = "/claims/awaiting", "/claims/awaiting/mail"
	if body := f.get(t, page).Body.String(); strings.Contains(body, `action="`+address+`"`) || !strings.Contains(body, "lacks a contact") {
		t.Error("a mail without contacts is offered")
	}
	if w := f.post(t, address, url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a mail without contacts: %d", w.Code)
	}
	f.give(t, "awaiting", "update-contact", "side", "customer", "contact.name", "Mia", "contact.email", "mia@awaiting.example")
	f.give(t, "awaiting", "update-contact", "side", "partner", "contact.name", "Pat", "contact.email", "pat@fabrikam.example")
	if mails := f.mailsTo(t, "mia@awaiting.example"); mails != 1 {
		t.Errorf("%d mails", mails)
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

// mailsTo returns the number of mails that were written to an address.
func (f *fixture) mailsTo(t testing.TB, address string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(f.mail.folder, "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "<"+address+">") {
			n++
		}
	}
	return n
}

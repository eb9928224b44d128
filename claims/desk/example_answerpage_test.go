package desk_test

import (
	"context"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
)

// An answerPage is a host's page behind the links of its consent mails. It
// answers a GET with a question, because scanners and mail programs fetch every
// link; only the POST of its button is an answer.
type answerPage struct {
	ring link.KeyRing
	desk *desk.Desk
	now  func() time.Time
}

var button = htmltemplate.Must(htmltemplate.New("button").Parse(
	`<form method="post"><button>Record that {{.Claim}} is {{.Answer}}</button></form>`))

// said maps each reason to the text that the customer reads. A log shows the
// error itself, which contains no token.
var said = []struct {
	reason error
	status int
	text   string
}{
	{consent.ErrExpired, http.StatusGone, "The time to answer is over."},
	{consent.ErrUsed, http.StatusConflict, "You have answered already."},
	{consent.ErrReplaced, http.StatusGone, "A later mail replaced this link."},
	{link.ErrTruncated, http.StatusBadRequest, "Your mail program cut the link short. Copy it as a whole."},
	{claims.ErrRefused, http.StatusConflict, "This request does not take an answer any more."},
	{store.ErrNotFound, http.StatusNotFound, "This link leads nowhere."},
	{link.ErrMalformed, http.StatusNotFound, "This link leads nowhere."},
	{link.ErrVersion, http.StatusNotFound, "This link leads nowhere."},
	{link.ErrUnknownKey, http.StatusNotFound, "This link leads nowhere."},
	{link.ErrForged, http.StatusNotFound, "This link leads nowhere."},
}

func (p answerPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Referrer-Policy", "no-referrer") // the token is in the address
	w.Header().Set("Cache-Control", "no-store")
	var err error
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		err = p.ask(w, r)
	case http.MethodPost:
		err = p.record(w, r)
	default:
		http.Error(w, "This page is read, or answered by its button.", http.StatusMethodNotAllowed)
	}
	if err == nil {
		return
	}
	for _, s := range said {
		if errors.Is(err, s.reason) {
			http.Error(w, s.text, s.status)
			return
		}
	}
	http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
}

// ask shows the question of the link. It changes nothing.
func (p answerPage) ask(w http.ResponseWriter, r *http.Request) error {
	followed, err := p.ring.Verify(r.URL.Query().Get(link.TokenParameter), p.now())
	if err != nil {
		return err
	}
	question, err := p.desk.PreviewAnswer(r.Context(), followed, claims.Meta{At: p.now(), Received: p.now()})
	if err != nil {
		return err
	}
	return button.Execute(w, question)
}

// record saves the customer's answer to the claim that the link names.
func (p answerPage) record(w http.ResponseWriter, r *http.Request) error {
	pressed, err := p.ring.Verify(r.URL.Query().Get(link.TokenParameter), p.now())
	if err != nil {
		return err
	}
	if _, err := p.desk.ConfirmAnswer(r.Context(), pressed, claims.Meta{At: p.now(), Received: p.now()}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, "Thank you.")
	return err
}

// A customer answers through a link in a mail. The example shows the whole
// path, from the signed link through a host's page to the claim.
func Example_answerPage() {
	d := deskWithClaim("claim-1", claims.SendConsent{Language: "de-CH"})
	claim, err := d.Claim(context.Background(), "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	record, window := claim.Record(), claim.Deadlines()[0].Window
	ring := answerRing()
	site, err := link.NewPage(ring, "https://fabrikam.example/consent")
	if err != nil {
		log.Fatal(err)
	}
	links, err := record.Consent.Links(string(record.ID), window, "mail-1-of-claim-1", day("2022-11-11"))
	if err != nil {
		log.Fatal(err)
	}
	urls, err := site.URLs(links)
	if err != nil {
		log.Fatal(err)
	}
	mail, err := record.Consent.Mail(consent.Draft{
		Claim: string(record.ID), Engagement: claim.Engagement().Title(), Company: "Fabrikam",
		Customer: record.CustomerContact, Partner: record.PartnerContact, Window: window, URLs: urls,
	}, day("2022-11-11"))
	if err != nil {
		log.Fatal(err)
	}

	page := answerPage{ring, d, func() time.Time { return day("2022-11-20") }}
	visit := func(page answerPage, method, url string) {
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, httptest.NewRequest(method, url, nil))
		body, _ := io.ReadAll(answer.Body)
		fmt.Println(method, answer.Code, strings.TrimSpace(string(body)))
	}
	visit(page, http.MethodGet, mail.Accept) // a scanner follows every link of the mail
	visit(page, http.MethodGet, mail.Decline)
	visit(page, http.MethodGet, mail.Accept) // the customer
	visit(page, http.MethodPost, mail.Accept)
	visit(page, http.MethodPost, mail.Accept) // the customer pressed the button twice
	visit(page, http.MethodGet, mail.Accept)
	visit(page, http.MethodPost, mail.Decline)
	visit(page, http.MethodPost, mail.Accept[:80])
	visit(page, http.MethodPost, mail.Accept[:len(mail.Accept)-4]+"AAAA")
	visit(answerPage{ring, d, func() time.Time { return window.End }}, http.MethodPost, mail.Decline)
	if claim, err = d.Claim(context.Background(), "claim-1"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(claim.State(), "in version", claim.Version())
	// Output:
	// GET 200 <form method="post"><button>Record that claim-1 is accepted</button></form>
	// GET 200 <form method="post"><button>Record that claim-1 is declined</button></form>
	// GET 200 <form method="post"><button>Record that claim-1 is accepted</button></form>
	// POST 200 Thank you.
	// POST 200 Thank you.
	// GET 409 You have answered already.
	// POST 409 You have answered already.
	// POST 400 Your mail program cut the link short. Copy it as a whole.
	// POST 404 This link leads nowhere.
	// POST 410 The time to answer is over.
	// Customer consent received in version 3
}

// answerRing returns a host's key ring. A real host loads the secret from its
// secret store; the secret in this example protects nothing.
func answerRing() link.KeyRing {
	key, err := link.NewKey("2022-autumn", []byte("in truth: 32 bytes of crypto/rand"))
	if err != nil {
		log.Fatal(err)
	}
	ring, err := link.NewKeyRing(key)
	if err != nil {
		log.Fatal(err)
	}
	return ring
}

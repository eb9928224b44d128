package claims_test

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
	"github.com/mci-go/incentives/consent"
)

// An answerPage is a host's page behind the links of its consent mails. It answers a GET with a question, because
// mail programs follow links by themselves to see what is behind them; only the customer's POST is an answer.
type answerPage struct {
	ring consent.KeyRing
	desk *claims.Desk
	now  func() time.Time
}

var button = htmltemplate.Must(htmltemplate.New("button").Parse(
	`<form method="post"><button>Record that {{.Claim}} is {{.Answer}}</button></form>`))

// said is what the customer reads for each reason. A log shows the error itself, which holds no token.
var said = []struct {
	reason error
	status int
	text   string
}{
	{consent.ErrExpired, http.StatusGone, "The time to answer is over."},
	{consent.ErrUsed, http.StatusConflict, "You have answered already."},
	{consent.ErrTruncated, http.StatusBadRequest, "Your mail program cut the link short. Copy it as a whole."},
	{claims.ErrRefused, http.StatusConflict, "This request does not take an answer any more."},
	{claims.ErrNotFound, http.StatusNotFound, "This link leads nowhere."},
	{consent.ErrMalformed, http.StatusNotFound, "This link leads nowhere."},
	{consent.ErrVersion, http.StatusNotFound, "This link leads nowhere."},
	{consent.ErrUnknownKey, http.StatusNotFound, "This link leads nowhere."},
	{consent.ErrForged, http.StatusNotFound, "This link leads nowhere."},
}

func (p answerPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Referrer-Policy", "no-referrer") // the token is in the address
	w.Header().Set("Cache-Control", "no-store")
	link, err := p.ring.Verify(r.URL.Query().Get(consent.TokenParameter), p.now())
	if err == nil && r.Method != http.MethodPost {
		err = button.Execute(w, link)
	} else if err == nil {
		err = p.record(r.Context(), link, p.now())
	}
	for _, s := range said {
		if errors.Is(err, s.reason) {
			http.Error(w, s.text, s.status)
			return
		}
	}
	if err != nil {
		http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
	} else if r.Method == http.MethodPost {
		fmt.Fprintln(w, "Thank you.")
	}
}

// record gives the customer's answer to the claim that the link names. The consent says whether the link is used up.
// The desk saves by version, so that of two answers at once one wins, and under the link's key, so that a repetition
// changes nothing.
func (p answerPage) record(ctx context.Context, link consent.Link, at time.Time) error {
	id := claims.ID(link.Claim)
	claim, err := p.desk.Claim(ctx, id)
	if err != nil {
		return err
	}
	if _, err := claim.Record().Consent.Follow(link, at); err != nil {
		return err
	}
	var command claims.Command = claims.Decline{}
	if link.Answer == consent.Accepted {
		command = claims.Accept{}
	}
	_, err = p.desk.Do(ctx, id, command, claims.Meta{Actor: claims.Customer, At: at, Key: link.Key()})
	return err
}

// A customer answers through the links of a mail: a host's page, from the signed link to the claim.
func Example_answerPage() {
	desk := deskWithClaim("claim-1", claims.SendConsent{Language: "de-CH"})
	claim, err := desk.Claim(context.Background(), "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	record, window := claim.Record(), claim.Deadlines()[0].Window
	ring := answerRing()
	links, err := consent.NewLinks(ring, "https://fabrikam.example/consent")
	if err != nil {
		log.Fatal(err)
	}
	mail, err := record.Consent.Mail(consent.Draft{
		Claim: string(record.ID), Engagement: claim.Engagement().Title(), Company: "Fabrikam",
		Customer: record.CustomerContact, Partner: record.PartnerContact, Window: window, Nonce: "mail-1-of-claim-1",
	}, links, day("2022-11-11"))
	if err != nil {
		log.Fatal(err)
	}

	page := answerPage{ring, desk, func() time.Time { return day("2022-11-20") }}
	visit := func(page answerPage, method, url string) {
		answer := httptest.NewRecorder()
		page.ServeHTTP(answer, httptest.NewRequest(method, url, nil))
		body, _ := io.ReadAll(answer.Body)
		fmt.Println(method, answer.Code, strings.TrimSpace(string(body)))
	}
	visit(page, http.MethodGet, mail.Accept) // the mail program, then the customer
	visit(page, http.MethodPost, mail.Accept)
	visit(page, http.MethodPost, mail.Accept)
	visit(page, http.MethodPost, mail.Decline)
	visit(page, http.MethodPost, mail.Accept[:80])
	visit(page, http.MethodPost, mail.Accept[:len(mail.Accept)-4]+"AAAA")
	visit(answerPage{ring, desk, func() time.Time { return window.End }}, http.MethodPost, mail.Decline)
	if claim, err = desk.Claim(context.Background(), "claim-1"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(claim.State(), "in version", claim.Version())
	// Output:
	// GET 200 <form method="post"><button>Record that claim-1 is accepted</button></form>
	// POST 200 Thank you.
	// POST 409 You have answered already.
	// POST 409 You have answered already.
	// POST 400 Your mail program cut the link short. Copy it as a whole.
	// POST 404 This link leads nowhere.
	// POST 410 The time to answer is over.
	// Customer consent received in version 3
}

// answerRing is a host's key ring. Its secret comes from the host's store of secrets; this one is none.
func answerRing() consent.KeyRing {
	key, err := consent.NewKey("2022-autumn", []byte("in truth: 32 bytes of crypto/rand"))
	if err != nil {
		log.Fatal(err)
	}
	ring, err := consent.NewKeyRing(key)
	if err != nil {
		log.Fatal(err)
	}
	return ring
}

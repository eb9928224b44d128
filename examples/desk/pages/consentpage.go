package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
)

// A consentModel is the model of the customer's page. The question is the only
// part of the claim in it.
type consentModel struct {
	Company    string         `json:"company"`
	Engagement string         `json:"engagement,omitempty"`
	Answer     consent.Answer `json:"answer,omitempty"`
	// Before is the first instant at which an answer is too late.
	Before time.Time `json:"before,omitzero"`
	// Given says that the answer was recorded.
	Given bool `json:"given,omitempty"`
	// Sorry says politely why the link cannot record an answer. It is empty if
	// the link can.
	Sorry string `json:"-"`

	Token string `json:"-"`
}

// A sorry is the polite text for a link that cannot record an answer.
type sorry struct {
	err    error
	status int
	title  string // of the class of problems
	words  string
}

const withdrawn = "The request was withdrawn. There is nothing more to do."

// sorries are checked in this order.
var sorries = []sorry{
	{link.ErrTruncated, http.StatusBadRequest, "malformed", "This link was cut short, as some mail programs do. Please copy the whole link from the mail into the address bar."},
	{link.ErrUnknownKey, http.StatusGone, "gone", "This link is too old to be read. Please ask for a new mail."},
	{link.ErrVersion, http.StatusBadRequest, "malformed", "This link cannot be read by this page. Please ask for a new mail."},
	{link.ErrMalformed, http.StatusBadRequest, "malformed", "This is not a complete link. Please open it from the mail that you received."},
	{link.ErrForged, http.StatusForbidden, "not allowed", "This link was changed on its way. Please open it from the mail that you received."},
	{consent.ErrExpired, http.StatusGone, "gone", "The time to answer is over, so this link has no effect any more. Please write to us if you would like to go on."},
	{consent.ErrUsed, http.StatusGone, "gone", "An answer was given already. Thank you; there is nothing more to do."},
	{consent.ErrReplaced, http.StatusGone, "gone", "A later mail to another address replaced this link. Please use that one."},
	{consent.ErrNotAsked, http.StatusGone, "gone", withdrawn},
	{claims.ErrRefused, http.StatusGone, "gone", withdrawn},
}

// customersAnswer returns the page for a link that cannot record an answer. It
// returns nil if the error is not about the link.
func (s *site) customersAnswer(err error) *page {
	for _, one := range sorries {
		if errors.Is(err, one.err) {
			return s.sorryPage(one.status, one.title, one.words)
		}
	}
	if desk.ClassOf(err) == desk.NotFound {
		return s.sorryPage(http.StatusGone, "gone", "The request of this link does not exist any more. There is nothing more to do.")
	}
	return nil
}

func (s *site) consentPage(m *consentModel) *page {
	m.Company = s.partner.Company
	return &page{template: "consent", title: "Your consent", outside: true, model: m}
}

// sorryPage returns the page with a polite text for a class of problems.
func (s *site) sorryPage(status int, title, words string) *page {
	p := s.consentPage(&consentModel{Sorry: words})
	p.problem = &problem{Type: typeOf(title), Title: title, Status: status, Detail: words}
	return p
}

// consentPath is the address of the customer's page.
const consentPath = "/consent"

// customersProblem returns the customer's page for a problem that is not about
// the link. The page reveals nothing about the claim or the desk.
func (s *site) customersProblem(p *problem) *page {
	words := "This page could not read your answer, so nothing was recorded. Please open the link from the mail again, and answer there."
	switch {
	case p.Status == http.StatusTooManyRequests:
		words = "This link was opened very often. Please try it again in a minute."
	case p.Status == http.StatusConflict, p.Status >= http.StatusInternalServerError:
		words = "Your answer cannot be taken at the moment, so nothing was recorded. Please try the link again later, or write to us."
	}
	return s.sorryPage(p.Status, p.Title, words)
}

// question shows the question of a link. It changes nothing, because mail
// programs and scanners open every link.
func (s *site) question(r *http.Request) (answer, error) {
	values := r.URL.Query()
	l, m, err := s.followed(r.Context(), tokenIn(values))
	switch {
	case err != nil:
	case values.Get(givenName) == "true" && s.gave(r.Context(), l):
		m.Given, m.Token = true, ""
	default:
		_, err = s.desk.PreviewAnswer(r.Context(), l, s.customersMeta())
	}
	return s.linkPage(m, err)
}

// confirm records the answer of a link when the customer presses the button.
func (s *site) confirm(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	token := tokenIn(r.PostForm)
	l, m, err := s.followed(r.Context(), token)
	if err == nil {
		_, err = s.desk.ConfirmAnswer(r.Context(), l, s.customersMeta())
	}
	if err == nil { // to the page that says thanks, so that reloading it records nothing
		return redirect(consentPath + "?" + url.Values{link.TokenParameter: {token}, givenName: {"true"}}.Encode()), nil
	}
	return s.linkPage(m, err)
}

// givenName is the parameter of the page that says thanks for an answer.
const givenName = "given"

// gave reports whether the answer of a link was recorded.
func (s *site) gave(ctx context.Context, l consent.Link) bool {
	claim, _ := s.desk.Claim(ctx, claims.ID(l.Claim)) // followed has returned the error already
	if claim == nil {
		return false
	}
	recorded := claim.Consent()
	return !recorded.Answered.IsZero() && recorded.Answer == l.Answer
}

// tokenIn returns the token of a link. If a mail program made the punctuation
// or the bracket after the link part of its address, it is removed.
func tokenIn(values url.Values) string {
	return strings.Trim(values.Get(link.TokenParameter), " \t\r\n<>()[].,;:!?\"'")
}

func (s *site) customersMeta() claims.Meta {
	now := s.now()
	return claims.Meta{At: now, Received: now}
}

// followed verifies a token, and returns its link and the page with its
// question.
func (s *site) followed(ctx context.Context, token string) (consent.Link, *consentModel, error) {
	l, err := s.mail.ring.Verify(token, s.now())
	if err != nil {
		return l, nil, err
	}
	claim, err := s.desk.Claim(ctx, claims.ID(l.Claim))
	if claim == nil {
		return l, nil, err
	}
	return l, &consentModel{Engagement: claim.Engagement().Title(), Answer: l.Answer, Before: l.Ends, Token: token}, nil
}

// linkPage returns the page of a link, or the polite text if the link cannot
// record an answer.
func (s *site) linkPage(m *consentModel, err error) (answer, error) {
	if err == nil {
		return s.consentPage(m), nil
	}
	if p := s.customersAnswer(err); p != nil {
		return p, nil
	}
	return nil, err
}

// mailed writes or sends the mail to the customer of a claim if an event made
// one due. If that fails, the command stands, because the mail can be written
// again from the claim's page.
func (s *site) mailed(ctx context.Context, claim *claims.Claim, event claims.Event) bool {
	due := event == claims.ConsentSent || event == claims.ConsentResent || event == claims.ContactUpdated
	if record := claim.Record(); !due || record.Status != claims.AwaitingConsent || !isMailable(&record) {
		return true
	}
	return s.writeMail(ctx, claim) == nil
}

// writeMail writes or sends the mail of a claim. If it cannot, it logs the
// reason.
func (s *site) writeMail(ctx context.Context, claim *claims.Claim) error {
	m, err := s.mail.mailOf(claim, s.partner.Company, s.now())
	if err != nil {
		return err
	}
	outcome, err := s.mail.deliver(ctx, &m, s.now())
	s.meter.mail(outcome)
	if err != nil {
		s.log.ErrorContext(ctx, "a consent mail was not delivered", "request", traceOf(ctx).id, "claim", claim, "outcome", outcome, "error", err)
	}
	return err
}

// mailSpent returns a [plenty] error if the mail of a claim was sent as often
// as the desk allows.
func (s *site) mailSpent(claim *claims.Claim) (*plenty, error) {
	if s.mail.sender == nil {
		return nil, nil //nolint:nilnil // because a mail that is only written to a file is not sent twice
	}
	m, err := s.mail.mailOf(claim, s.partner.Company, s.now())
	if err != nil {
		return nil, err
	}
	return s.mail.copied(&m), nil
}

// writeAgain writes the mail of a claim again. The mail and its links stay the
// same.
func (s *site) writeAgain(r *http.Request) (answer, error) {
	claim, err := s.desk.Claim(r.Context(), claims.ID(r.PathValue("id")))
	if claim == nil {
		return nil, err
	}
	if err := s.mayWork(claim.Record().Location); err != nil {
		return nil, err
	}
	if claim.State().Status != claims.AwaitingConsent {
		return nil, mci.Invalid("status", claim.State().String(), claims.AwaitingConsent.String())
	}
	if err := mailable(claim); err != nil {
		return nil, err
	}
	if !asks(claim, s.now()) {
		return nil, mci.Invalid("window", "a window for consent that is over", "one that runs, because the links of the mail would have no effect")
	}
	if s.mail.sender != nil && !s.mailings.allow(string(claim.ID()), time.Now()) {
		return later{problemOf(errMailed).page()}, nil
	}
	var left unsent
	err = s.writeMail(r.Context(), claim)
	if err != nil && !errors.As(err, &left) {
		return nil, err
	}
	return s.tell(claimPath(claim.ID()), notice{mail: strconv.FormatBool(err == nil)}), nil
}

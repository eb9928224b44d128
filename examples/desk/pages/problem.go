package pages

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// A problem is an error in the form of RFC 9457, as a client reads it.
type problem struct {
	// Type is the class of the problem as a URI.
	Type string `json:"type"`
	// Title is the class of the problem in words.
	Title string `json:"title"`
	// Status is the HTTP status.
	Status int `json:"status"`
	// Detail describes the error. It is empty if the store failed, because
	// errors of the store are only for the operator.
	Detail string `json:"detail,omitempty"`
	// Advice says how to proceed.
	Advice string `json:"advice,omitempty"`
	// Problems are the malformed fields.
	Problems mci.Problems `json:"problems,omitempty"`
	// Request is the ID of the request in the log. It is only set if the desk
	// failed.
	Request string `json:"request,omitempty"`
	// Refusal is the rule that refused a command, with its gaps. If a role is
	// missing, it holds the gaps of the role.
	Refusal any `json:"refusal,omitempty"`
	// Findings are the findings that prevent a nomination or an association.
	Findings []mci.Finding `json:"findings,omitempty"`
	// Opened are the addresses of the claims that were opened although others
	// were not.
	Opened []string `json:"opened,omitempty"`
}

// Errors of the site itself.
var (
	errNoPage   = errors.New("there is no page with this address")
	errMethod   = errors.New("the address does not take this method")
	errForeign  = errors.New("the form was sent from a page of another site")
	errNoRole   = errors.New("you have no role that may see claims")
	errTooOften = errors.New("too many people or programs sign in from your network at once")
	errMailed   = errors.New("the mail went to the customer a moment ago")
	errTooLong  = errors.New("the form or the file is too large: a form may have 64 KiB, and a file 64 MiB")
)

// own holds the status and the advice for each error of the site itself.
var own = []struct {
	err           error
	status        int
	title, advice string
}{
	{errNoPage, http.StatusNotFound, "not found", "choose a page from the menu"},
	{errMethod, http.StatusMethodNotAllowed, "method not allowed", "use a method that the header Allow names, or choose a page from the menu"},
	{errForeign, http.StatusForbidden, "not allowed", "open the page of this site, and send its form"},
	{errNoRole, http.StatusForbidden, "not allowed", "ask the person who gives roles in Partner Center, and have the partner's file say so"},
	{errSignIn, http.StatusUnauthorized, "not signed in", "sign in, and send it again; a form that was sent has to be filled in once more"},
	{errIssuer, http.StatusServiceUnavailable, "sign-in unavailable", "try again in a minute"},
	{errSession, http.StatusInternalServerError, "failed", "try again, and if it fails again, tell the person who runs the desk"},
	{errReplayed, http.StatusBadRequest, "sign-in out of date", "open the first page, and sign in again"},
	{errDenied, http.StatusForbidden, "sign-in refused", "sign in again, and if it is refused again, ask the person who runs the desk"},
	{errStranger, http.StatusForbidden, "unknown user", "ask the person who runs the desk to add you to the partner's file, or sign in with another account"},
	{errTooOften, http.StatusTooManyRequests, "too many requests", "wait for a minute"},
	{errMailed, http.StatusTooManyRequests, "too many requests", "wait for a minute, so that the customer does not get it several times"},
	{errFailed, http.StatusInternalServerError, "failed", "try again, and if it fails again, tell the person who runs the desk"},
	{errTooLong, http.StatusRequestEntityTooLarge, "too long", "shorten the texts, or take a smaller file"},
}

// problemOf returns the problem for an error, by the error's class.
func problemOf(err error) *problem {
	var missing *forbidden
	if errors.As(err, &missing) {
		return &problem{
			Type: typeOf("not allowed"), Title: "not allowed", Status: http.StatusForbidden, Detail: missing.Error(), Refusal: missing.gaps,
			Advice: "ask the person who gives roles in Partner Center, and have the partner's file say so",
		}
	}
	for _, o := range own {
		if errors.Is(err, o.err) {
			p := &problem{Type: typeOf(o.title), Title: o.title, Status: o.status, Detail: o.err.Error(), Advice: o.advice}
			if large := (*fileSizeError)(nil); errors.As(err, &large) {
				p.Detail = large.Error()
			}
			return p
		}
	}
	class := desk.ClassOf(err)
	p := &problem{Type: typeOf(class.String()), Title: class.String(), Status: class.HTTPStatus(), Advice: class.Advice(), Problems: fieldsOf(err)}
	if class != desk.Unavailable {
		p.Detail = err.Error()
	}
	var activity *claims.Refusal
	var associated *association.Refusal
	var enough *plenty
	switch {
	case errors.As(err, &enough):
		p.Refusal = enough.gap()
	case errors.As(err, &activity):
		p.Refusal = activity
	case errors.As(err, &associated):
		p.Refusal = associated
	}
	return p
}

// gapsOf returns the gaps of a refusal by a claim of either kind.
func gapsOf(err error) []claims.Gap {
	var activity *claims.Refusal
	var associated *association.Refusal
	var missing *forbidden
	var enough *plenty
	switch {
	case errors.As(err, &missing):
		return missing.gaps
	case errors.As(err, &enough):
		return []claims.Gap{enough.gap()}
	case errors.As(err, &activity):
		return activity.Gaps
	case errors.As(err, &associated):
		return associated.Gaps
	default:
		return nil
	}
}

// typeOf returns the URI of a class of problems.
func typeOf(title string) string {
	return "urn:mci-go:incentives:problem:" + strings.ReplaceAll(title, " ", "-")
}

// fieldsOf returns the malformed fields of an error.
func fieldsOf(err error) mci.Problems {
	var all mci.Problems
	var one *mci.FieldError
	switch {
	case errors.As(err, &all):
		return all
	case errors.As(err, &one):
		return mci.Problems{one}
	default:
		return nil
	}
}

// refused returns the problem for findings that prevent a claim.
func refused(findings []mci.Finding) *problem {
	p := problemOf(fmt.Errorf("%w: the rules do not allow it", claims.ErrRefused))
	p.Findings = findings
	return p
}

func (p *problem) page() *page {
	return &page{template: "problem", title: strings.ToUpper(p.Title[:1]) + p.Title[1:], problem: p, model: p}
}

// brief writes the problem without a page, as JSON or as a line of text.
func (p *problem) brief(w http.ResponseWriter, r *http.Request) {
	if !wantsJSON(r) {
		http.Error(w, p.Detail, p.Status)
		return
	}
	w.Header().Set("Content-Type", problemKind)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client went away, so the error cannot be shown to it
}

// problemKind is the content type of a problem.
const problemKind = "application/problem+json"

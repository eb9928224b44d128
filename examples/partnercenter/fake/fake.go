// Package fake is a Partner Center for tests and demonstrations. It keeps
// referrals in memory and behaves as the documents of the real one describe. A
// test starts a [Server] for referrals or [Exports] for reports, and calls
// [Server.Deliveries] for events.
package fake

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// Path is the path of the referrals.
const Path = "/v1.0/engagements/referrals"

// A Server is an [http.Handler] that answers like Partner Center. Set its
// fields before the first request. The zero Server refuses every request,
// because it has no token.
type Server struct {
	// Token is the only access token that the server accepts.
	Token string
	// PageSize is the number of referrals on a page of a list. 0 means 2.
	PageSize int
	// OddElement is JSON that is the first element on every page of a list. If
	// it is empty, there is no such element.
	OddElement string
	// Repeats is how often each event is delivered. 0 means once.
	Repeats int
	// Delayed makes Deliveries return each event one call later.
	Delayed bool
	// Referrals holds the server's referrals. If its Permissive is set, patches
	// of any path and queries of any member are accepted. Otherwise the tables
	// in contract.go list the accepted ones.
	Referrals referral.MemoryGateway

	script
	events deliveries
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.note(r)
	switch {
	case s.Token == "" || r.Header.Get("Authorization") != "Bearer "+s.Token:
		w.WriteHeader(http.StatusUnauthorized)
	case fault.Lost:
		s.serve(httptest.NewRecorder(), r)
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			connection.Close() //nolint:errcheck,gosec // the connection is meant to break
		}
	case fault.Status != 0:
		if fault.RetryAfter != "" {
			w.Header().Set("Retry-After", fault.RetryAfter)
		}
		w.WriteHeader(fault.Status)
	default:
		s.serve(w, r)
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	routes := http.NewServeMux()
	routes.HandleFunc("GET "+Path, s.list)
	routes.HandleFunc("POST "+Path, s.create)
	routes.HandleFunc("GET "+Path+"/{id}", s.get)
	routes.HandleFunc("PATCH "+Path+"/{id}", s.patch)
	routes.ServeHTTP(w, r)
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	var draft resource.Referral
	err := decode(r, &draft)
	if err == nil && !s.Referrals.Permissive {
		err = judgeDraft(&draft)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	made, err := s.Referrals.Create(r.Context(), draft)
	if err == nil {
		s.tell(r.Context(), &made, true)
	}
	answer(w, http.StatusCreated, made, err)
}

func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	found, err := s.Referrals.Get(r.Context(), r.PathValue("id"))
	answer(w, http.StatusOK, found, err)
}

func (s *Server) patch(w http.ResponseWriter, r *http.Request) {
	var patch change.Patch
	if err := decode(r, &patch); err != nil {
		refuse(w, err)
		return
	}
	changed, err := s.change(r.Context(), r.PathValue("id"), patch, r.Header.Get("If-Match"))
	if err == nil {
		s.tell(r.Context(), &changed, false)
	}
	if err == nil && r.Header.Get("Prefer") != "return=representation" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, http.StatusOK, changed, err)
}

// change patches a referral. Unless the server is permissive, the patch is
// judged first.
func (s *Server) change(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error) {
	current, err := s.Referrals.Get(ctx, id)
	if err != nil {
		return current, err
	}
	if fresh := eTag == "" || eTag == current.ETag; fresh && !s.Referrals.Permissive {
		if err := judgePatch(&current, patch); err != nil {
			return current, err
		}
	}
	return s.Referrals.Patch(ctx, id, patch, eTag)
}

func decode(r *http.Request, into any) error {
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return mci.Invalid("body", "no JSON of this kind", "a resource or a patch")
	}
	return nil
}

func answer(w http.ResponseWriter, status int, resource resource.Referral, err error) {
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("ETag", resource.ETag)
	write(w, status, resource)
}

// refuse answers with an error in the known form of the service.
func refuse(w http.ResponseWriter, err error) {
	status, code, inner := http.StatusInternalServerError, "internalServerError", ""
	var field *mci.FieldError
	target := ""
	switch {
	case errors.Is(err, referral.ErrNotFound):
		status, code = http.StatusNotFound, "notFound"
	case errors.Is(err, referral.ErrConflict):
		// the eTag does not match
		status, code, inner = http.StatusPreconditionFailed, "preconditionFailed", "99918"
	case errors.Is(err, change.ErrRefused), errors.Is(err, mci.ErrInvalid):
		status, code = http.StatusBadRequest, "badRequest"
		if errors.As(err, &field) {
			target = field.Path
		}
	}
	body := map[string]any{"code": code, "message": err.Error()}
	if target != "" {
		body["target"] = target
	}
	if inner != "" {
		body["innerError"] = map[string]any{"code": inner}
	}
	write(w, status, map[string]any{"error": body})
}

func write(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // so that the text stays as it was sent
	encoder.Encode(value)        //nolint:errcheck,gosec // a client that is gone asks again
}

// Package fake is a service that behaves as the referrals of Partner Center are documented to, for tests on this machine.
package fake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// Path is where the service has the referrals.
const Path = "/v1.0/engagements/referrals"

// pageSize is small, so that every list has pages.
const pageSize = 3

// A Server is the service. Each one has its own referrals. The zero Server is ready.
type Server struct {
	referrals referral.MemoryGateway

	mu       sync.Mutex
	troubles []Trouble
	requests []string
}

// A Trouble is what becomes of one request.
type Trouble struct {
	Status     int           // the answer; the request has no effect
	RetryAfter time.Duration // beside the answer
	Lost       bool          // the request has its effect, and the connection breaks before the answer
	NoContent  bool          // a patch is answered without the referral
}

// Next lets the next requests have troubles, one each. The zero Trouble is none.
func (s *Server) Next(troubles ...Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.troubles = append(s.troubles, troubles...)
}

// Requests returns the methods of the requests so far, with the If-Match of each if it has one.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

func (s *Server) take(r *http.Request) (trouble Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, strings.TrimSpace(r.Method+" "+r.Header.Get("If-Match")))
	if len(s.troubles) > 0 {
		trouble, s.troubles = s.troubles[0], s.troubles[1:]
	}
	return trouble
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	trouble := s.take(r)
	if trouble.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(trouble.RetryAfter.Seconds())))
	}
	switch {
	case trouble.Status != 0:
		w.WriteHeader(trouble.Status)
		return
	case !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	status, answer := s.answer(r)
	if trouble.Lost {
		panic(http.ErrAbortHandler)
	}
	if trouble.NoContent && status == http.StatusOK {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(answer)
}

// answer does what the request asks for.
func (s *Server) answer(r *http.Request) (status int, body []byte) {
	id, err := url.PathUnescape(strings.Trim(strings.TrimPrefix(r.URL.EscapedPath(), Path), "/"))
	if err != nil || !strings.HasPrefix(r.URL.EscapedPath(), Path) {
		return http.StatusNotFound, nil
	}
	sent, err := io.ReadAll(io.LimitReader(r.Body, 1<<21))
	if err != nil {
		return http.StatusBadRequest, nil
	}
	var resource referral.Resource
	switch {
	case r.Method == http.MethodPost && id == "":
		status = http.StatusCreated
		if resource, err = referral.DecodeResource(sent); err == nil {
			resource, err = s.referrals.Create(r.Context(), resource)
		}
	case r.Method == http.MethodGet && id == "":
		return s.page(r)
	case r.Method == http.MethodGet:
		status = http.StatusOK
		resource, err = s.referrals.Get(r.Context(), id)
	case r.Method == http.MethodPatch:
		status = http.StatusOK
		var patch referral.Patch
		if err = json.Unmarshal(sent, &patch); err == nil {
			resource, err = s.referrals.Patch(r.Context(), id, patch, r.Header.Get("If-Match"))
		}
	default:
		return http.StatusMethodNotAllowed, nil
	}
	if err == nil {
		body, err = resource.Encode()
	}
	if err != nil {
		return refusal(err), nil
	}
	return status, body
}

func refusal(err error) int {
	switch {
	case errors.Is(err, referral.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, referral.ErrConflict):
		return http.StatusPreconditionFailed
	case errors.Is(err, referral.ErrRefused), errors.Is(err, mci.ErrInvalid):
		return http.StatusBadRequest
	default:
		return http.StatusInternalServerError
	}
}

// page answers with some referrals of a link, and where the next ones are.
func (s *Server) page(r *http.Request) (int, []byte) {
	query := r.URL.Query()
	link, ok := strings.CutPrefix(query.Get("$filter"), "externalReferenceId eq '")
	link, closed := strings.CutSuffix(link, "'")
	skip, _ := strconv.Atoi(query.Get("$skip"))
	all, err := s.referrals.List(r.Context(), strings.ReplaceAll(link, "''", "'"))
	if !ok || !closed || err != nil || skip < 0 || skip > len(all) {
		return http.StatusBadRequest, nil
	}
	page := map[string]any{"@odata.count": len(all), "value": []referral.Resource{}}
	if rest := all[skip:]; len(rest) > 0 {
		page["value"] = rest[:min(len(rest), pageSize)]
		if len(rest) > pageSize {
			query.Set("$skip", strconv.Itoa(skip+pageSize))
			page["@odata.nextLink"] = fmt.Sprintf("http://%s%s?%s", r.Host, Path, query.Encode())
		}
	}
	body, err := json.Marshal(page)
	if err != nil {
		return http.StatusInternalServerError, nil
	}
	return http.StatusOK, body
}

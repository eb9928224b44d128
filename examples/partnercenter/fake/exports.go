package fake

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"
)

// ExportsPath is the path of the exports of earnings and payments.
const ExportsPath = "/v1.0/payouts"

// Exports answers like the exports of Partner Center. A request is queued and
// processed, and then it is completed or fails. If it is completed, its file
// can be downloaded for a while at an address of its own. Set the fields before
// the first request. The zero Exports accept no token.
type Exports struct {
	// Token is the only access token that is accepted.
	Token string
	// Files holds the files by the kind of export, such as payments.
	Files map[string]string
	// Polls is how often an export is asked for until it has ended. 0 means
	// that it ends at once.
	Polls int
	// Failures is the number of exports that fail, counted from the first one.
	Failures int

	script
	made    []*export
	expired int // the number of exports whose addresses no longer work, counted from the first one
}

// An export is one request.
type export struct {
	id, kind, query, key string
	polls                int
	failed, deleted      bool
}

// Expire makes all addresses of files that were returned so far invalid.
func (s *Exports) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = len(s.made)
}

// ServeHTTP implements [http.Handler].
func (s *Exports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := s.note(r)
	routes := http.NewServeMux()
	routes.HandleFunc("GET /blob/{place}", s.blob)
	routes.HandleFunc("POST "+ExportsPath+"/{kind}", s.allowed(s.queue))
	routes.HandleFunc("GET "+ExportsPath+"/{kind}/{id}", s.allowed(s.status))
	routes.HandleFunc("DELETE "+ExportsPath+"/{kind}/{id}", s.allowed(s.remove))
	switch {
	case fault.Lost:
		routes.ServeHTTP(httptest.NewRecorder(), r)
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			connection.Close() //nolint:errcheck,gosec // it is to be lost
		}
	case fault.Status != 0:
		if fault.RetryAfter != "" {
			w.Header().Set("Retry-After", fault.RetryAfter)
		}
		w.WriteHeader(fault.Status)
	default:
		routes.ServeHTTP(w, r)
	}
}

// allowed wraps a handler. It refuses a request without the token, and locks
// the exports during the request.
func (s *Exports) allowed(serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.Token == "" || r.Header.Get("Authorization") != "Bearer "+s.Token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		serve(w, r)
	}
}

// queue makes an export. It makes only one for each idempotency ID.
func (s *Exports) queue(w http.ResponseWriter, r *http.Request) {
	kind, key := r.PathValue("kind"), r.Header.Get("ms-requestid")
	if _, ok := s.Files[kind]; !ok || r.URL.Query().Get("fileformat") != "csv" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for place, one := range s.made {
		if key != "" && one.key == key {
			s.answer(w, r, http.StatusAccepted, place)
			return
		}
	}
	place := len(s.made)
	s.made = append(s.made, &export{
		id: fmt.Sprintf("93c2b3cf-c6d8-4e7e-ade1-%012d", place+1), kind: kind, query: r.URL.Query().Get("$filter"), key: key, failed: place < s.Failures,
	})
	s.answer(w, r, http.StatusAccepted, place)
}

// find returns the index of an export. If there is none, it answers the request
// and returns -1.
func (s *Exports) find(w http.ResponseWriter, r *http.Request) int {
	for place, one := range s.made {
		if one.id == r.PathValue("id") && one.kind == r.PathValue("kind") && !one.deleted {
			return place
		}
	}
	w.WriteHeader(http.StatusNotFound)
	return -1
}

func (s *Exports) status(w http.ResponseWriter, r *http.Request) {
	if place := s.find(w, r); place >= 0 {
		s.made[place].polls++
		s.answer(w, r, http.StatusOK, place)
	}
}

// remove deletes an export, unless it is being made.
func (s *Exports) remove(w http.ResponseWriter, r *http.Request) {
	place := s.find(w, r)
	switch {
	case place < 0:
	case s.state(s.made[place]) == "Processing":
		w.WriteHeader(http.StatusBadRequest)
	default:
		s.made[place].deleted = true
	}
}

// state returns the status of an export.
func (s *Exports) state(e *export) string {
	switch {
	case e.polls == 0 || e.polls < s.Polls-1:
		return "Queued"
	case e.polls < s.Polls:
		return "Processing"
	case e.failed:
		return "Failed"
	default:
		return "Completed"
	}
}

// answer writes an export as the answer.
func (s *Exports) answer(w http.ResponseWriter, r *http.Request, status, place int) {
	one := s.made[place]
	blob := ""
	if s.state(one) == "Completed" {
		blob = "http://" + r.Host + "/blob/" + strconv.Itoa(place) + "?sig=secret"
	}
	write(w, status, map[string]any{
		"value": []any{map[string]any{
			"requestId": one.id, "requestDateTime": time.Date(2023, 4, 2, 9, 0, place, 0, time.UTC), "requestPath": ExportsPath + "/" + one.kind,
			"requestQueryString": one.query, "blobLocation": blob, "status": s.state(one),
		}},
		"nextLink": nil, "totalCount": 1,
	})
}

// blob sends a file to a client that knows its address. If the client also
// sends a token, it is refused.
func (s *Exports) blob(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	place, err := strconv.Atoi(r.PathValue("place"))
	switch {
	case err != nil || place < 0 || place >= len(s.made):
		w.WriteHeader(http.StatusNotFound)
	case place < s.expired || r.URL.Query().Get("sig") != "secret" || r.Header.Get("Authorization") != "":
		w.WriteHeader(http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Write([]byte(s.Files[s.made[place].kind])) //nolint:errcheck,gosec // a client that is gone asks again
	}
}

package fake

import (
	"net/http"
	"slices"
	"sync"
)

// A Fault is the outcome of the next request with a method. The zero Fault lets
// the next request pass.
type Fault struct {
	Method     string // empty is any
	Status     int    // the status of the answer; the request is not carried out
	RetryAfter string // sent with the status
	Lost       bool   // the request is carried out, but the connection breaks before the answer
}

// A script holds the requests that a server has received, and the faults that
// it will meet.
type script struct {
	mu       sync.Mutex
	faults   []Fault
	requests []string
}

// Meet makes the server meet faults, each once, in their order.
func (s *script) Meet(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Requests returns the requests so far without their queries, such as "POST
// /v1.0/engagements/referrals".
func (s *script) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// note records a request and returns the fault that it meets.
func (s *script) note(r *http.Request) (fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
	i := slices.IndexFunc(s.faults, func(f Fault) bool { return f.Method == "" || f.Method == r.Method })
	if i >= 0 {
		fault = s.faults[i]
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return fault
}

package fake

import (
	"net/http"
	"slices"
	"sync"
)

// A Fault is what becomes of the next request of a method. The zero Fault lets
// the next request pass.
type Fault struct {
	Method     string // empty is any
	Status     int    // of the answer; nothing is done then
	RetryAfter string // beside the status
	Lost       bool   // it is done, and the connection dies before the answer
}

// A script is what was asked of a server, and what it is to meet.
type script struct {
	mu       sync.Mutex
	faults   []Fault
	requests []string
}

// Meet has the server meet faults, each once, in their order.
func (s *script) Meet(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Requests returns what was asked so far, such as "POST
// /v1.0/engagements/referrals", without queries.
func (s *script) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// note writes a request down and returns the fault that it meets.
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

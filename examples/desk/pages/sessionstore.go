package pages

import (
	"slices"
	"sync"
	"time"
)

// mostSessions is the most sessions that are kept at once.
const mostSessions = 10_000

// A sessionStore keeps the sessions of the users in memory, as
// [github.com/alexedwards/scs/v2.Store]. When the program stops, everybody has
// to sign in again. The zero sessionStore is empty and ready to use. It is safe
// for concurrent use.
//
// A session that was deleted never comes back: a request that was still under
// way when its user signed out does not save it again.
type sessionStore struct {
	mu sync.Mutex
	// kept holds the sessions by their tokens. A deleted one has no data.
	kept map[string]keptSession
}

// A keptSession is the data of a session until it expires.
type keptSession struct {
	data    []byte
	expires time.Time
}

// Find returns the data of a session.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.kept[token]
	if !ok || one.data == nil || !time.Now().Before(one.expires) {
		return nil, false, nil
	}
	return slices.Clone(one.data), true, nil
}

// Commit keeps the data of a session until an instant. If there is no room for
// another session, the one that expires first makes room. Sessions of people
// who have not signed in yet expire within minutes, so they go first.
func (s *sessionStore) Commit(token string, data []byte, expires time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, known := s.kept[token]
	if known && one.data == nil {
		return nil // it was deleted meanwhile
	}
	if !known && len(s.kept) >= mostSessions {
		s.makeRoom()
	}
	s.set(token, keptSession{data: slices.Clone(data), expires: expires})
	return nil
}

// Delete deletes a session. Its token is remembered for as long as a request
// may be under way.
func (s *sessionStore) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.kept[token]; known {
		s.set(token, keptSession{expires: time.Now().Add(mostAnswerTime)})
	}
	return nil
}

func (s *sessionStore) set(token string, one keptSession) {
	if s.kept == nil {
		s.kept = map[string]keptSession{}
	}
	s.kept[token] = one
}

// makeRoom removes the sessions that are over, or else the one that expires
// first.
func (s *sessionStore) makeRoom() {
	now, first := time.Now(), ""
	for token, one := range s.kept {
		if !now.Before(one.expires) {
			delete(s.kept, token)
		} else if first == "" || one.expires.Before(s.kept[first].expires) {
			first = token
		}
	}
	if len(s.kept) >= mostSessions {
		delete(s.kept, first)
	}
}

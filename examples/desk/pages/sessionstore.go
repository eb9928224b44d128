package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

const (
	// mostSessions is the largest number of sessions that are kept at once.
	mostSessions = 10_000
	// sessionSlack is the time by which the end of a session may move before
	// its file is written again, so that not every request writes a file.
	sessionSlack = time.Minute
	// sweepTime is the time after which ended sessions are removed.
	sweepTime = 10 * time.Minute
)

// A sessionStore keeps the sessions of the users in memory and, if it has a
// folder, in files, as [github.com/alexedwards/scs/v2.Store]. So sessions
// outlive the program, and programs with the same folder share them. The zero
// sessionStore is empty and ready to use. It is safe for concurrent use.
//
// A file is named after the SHA-256 hash of the session's token, so nobody can
// take over a session by reading the folder. A deleted session never comes
// back. For example, if a request is still running when its user signs out, it
// does not save the session again.
type sessionStore struct {
	// folder is the folder of the files. If it is empty, sessions are only kept
	// in memory.
	folder string

	mu sync.Mutex
	// kept maps the hashes of the tokens to their sessions. A deleted session
	// has no data.
	kept map[string]keptSession
	// swept is the instant of the last sweep.
	swept time.Time
}

// A keptSession is the data of a session until it expires.
type keptSession struct {
	Data    []byte    `json:"data"`
	Expires time.Time `json:"expires"`

	written time.Time // the end of the session as its file has it
}

// openSessions returns the store of a folder, without the sessions that have
// ended. If a file cannot be read, it is removed, and its user has to sign in
// again.
func openSessions(folder string) (*sessionStore, error) {
	s := &sessionStore{folder: folder}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	for _, file := range files {
		sum := filepath.Base(file[:len(file)-len(".json")])
		if _, known := s.read(sum); !known {
			err = errors.Join(err, removed(file))
		}
	}
	return s, err
}

// sumOf returns the hash under which the session of a token is kept.
func sumOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (s *sessionStore) file(sum string) string { return filepath.Join(s.folder, sum+".json") }

// read reads a session from its file. It reports false if the session has
// ended.
func (s *sessionStore) read(sum string) (keptSession, bool) {
	var one keptSession
	if s.folder == "" {
		return one, false
	}
	text, err := os.ReadFile(s.file(sum))
	if err != nil || readJSON(sum, text, &one) != nil || !time.Now().Before(one.Expires) || len(one.Data) == 0 {
		return keptSession{}, false
	}
	one.written = one.Expires
	s.set(sum, one)
	return one, true
}

// find returns a session. It reports false if the session has ended or if
// another process deleted it.
func (s *sessionStore) find(sum string) (keptSession, bool) {
	one, known := s.kept[sum]
	switch {
	case !known:
		return s.read(sum)
	case one.Data == nil || !time.Now().Before(one.Expires):
		return one, false
	case s.folder == "":
		return one, true
	}
	if _, err := os.Stat(s.file(sum)); errors.Is(err, fs.ErrNotExist) { // another process signed the user out
		s.set(sum, keptSession{Expires: time.Now().Add(mostAnswerTime)})
		return one, false
	}
	return one, true
}

// Find returns the data of a session.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.find(sumOf(token))
	if !ok {
		return nil, false, nil
	}
	return slices.Clone(one.Data), true, nil
}

// Commit keeps the data of a session until an instant. If there is no room for
// another session, the one that expires first is dropped. Sessions before
// sign-in expire within minutes, so they are dropped first.
func (s *sessionStore) Commit(token string, data []byte, expires time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := sumOf(token)
	one, found := s.find(sum)
	_, known := s.kept[sum]
	if known && !found && one.Data == nil || known && s.kept[sum].Data == nil {
		return nil // it was deleted meanwhile
	}
	if now := time.Now(); !known && len(s.kept) >= mostSessions || now.Sub(s.swept) > sweepTime {
		s.sweep(now)
	}
	next := keptSession{Data: slices.Clone(data), Expires: expires, written: one.written}
	if moved := expires.Sub(one.written); s.folder != "" && (!found || moved > sessionSlack || moved < 0 || !bytes.Equal(one.Data, data)) {
		if err := writeWhole(s.file(sum), next); err != nil {
			return err
		}
		next.written = expires
	}
	s.set(sum, next)
	return nil
}

// Delete deletes a session. Its token is remembered for as long as a request
// may still be running.
func (s *sessionStore) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := sumOf(token)
	if _, known := s.kept[sum]; known {
		s.set(sum, keptSession{Expires: time.Now().Add(mostAnswerTime)})
	}
	return s.drop(sum)
}

// drop removes the file of a session.
func (s *sessionStore) drop(sum string) error {
	if s.folder == "" {
		return nil
	}
	return removed(s.file(sum))
}

func (s *sessionStore) set(sum string, one keptSession) {
	if s.kept == nil {
		s.kept = map[string]keptSession{}
	}
	s.kept[sum] = one
}

// sweep removes the sessions that are over and, if there is still no room for
// another one, the one that expires first. If a file cannot be removed, its
// session ends all the same.
func (s *sessionStore) sweep(now time.Time) {
	s.swept = now
	first := ""
	for sum, one := range s.kept {
		if !now.Before(one.Expires) {
			delete(s.kept, sum)
			_ = s.drop(sum)
		} else if first == "" || one.Expires.Before(s.kept[first].Expires) {
			first = sum
		}
	}
	if len(s.kept) >= mostSessions {
		delete(s.kept, first)
		_ = s.drop(first)
	}
}

package pages

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/mci-go/incentives/mci"
)

const (
	// mostOutcomes is the most pages that are remembered at once, and
	// mostNotices the most notices, which are small.
	mostOutcomes, mostNotices = 32, 1024
	// outcomeTime is the time for which an outcome is remembered.
	outcomeTime = time.Hour
	// outcomeName is the parameter of an address that names an outcome.
	outcomeName = "outcome"
)

// Outcomes are what the forms of the last hour did, each for the user whose
// form it was. A form leads to an address of its own that says it, so that
// nobody sends the form again who loads the page again, and no address can
// claim what no form did. One that is forgotten, or that another program
// remembers, is told by the page of its address as it is without it. The zero
// outcomes hold none. They are safe for concurrent use.
type outcomes struct {
	// pages say themselves what a form did.
	pages memory[*page]
	// notices stand on a page that is there without the form, too.
	notices memory[notice]
}

// A notice says what a form has just done. It is shown once.
type notice struct {
	// done is the number of the entry that was made, or 0.
	done uint64
	// mail is "true" if the consent mail was written, and "false" if it could
	// not be. It is empty if there was none to write.
	mail string
	// swept says that the claims whose window is over were ended, and ended and
	// left count those that were and those that could not be.
	swept       bool
	ended, left int
	// dropped says that a report was taken back.
	dropped bool
}

// An outcome is one thing that a form did.
type outcome[T any] struct {
	id   string
	user mci.UserID
	at   time.Time
	// once says that it is shown once.
	once bool
	says T
}

// A memory holds outcomes of one type.
type memory[T any] struct {
	mu   sync.Mutex
	kept []outcome[T] // the oldest first
}

// add remembers an outcome, and forgets the oldest ones.
func (m *memory[T]) add(one outcome[T], most int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = slices.DeleteFunc(m.kept, func(old outcome[T]) bool { return one.at.Sub(old.at) > outcomeTime })
	if m.kept = append(m.kept, one); len(m.kept) > most {
		m.kept = slices.Delete(m.kept, 0, len(m.kept)-most)
	}
}

// find returns what a user's outcome says, or nothing if it is not remembered.
func (m *memory[T]) find(id string, user mci.UserID, now time.Time) (says T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.kept, func(one outcome[T]) bool {
		return one.id == id && one.user == user && now.Sub(one.at) <= outcomeTime
	})
	if i < 0 {
		return says
	}
	says = m.kept[i].says
	if m.kept[i].once {
		m.kept = slices.Delete(m.kept, i, i+1)
	}
	return says
}

// done leads from a form to the page that says what it did, below an address
// that is [shown]. If the page says that something is wrong, it is the answer.
func (s *site) done(address string, p *page, once bool) answer {
	if p.problem != nil {
		return p
	}
	one := outcome[*page]{id: rand.Text(), user: s.user.ID, at: time.Now(), once: once, says: p}
	s.outcomes.pages.add(one, mostOutcomes)
	to, err := url.Parse(address)
	if err != nil { // no address of ours is malformed
		return p
	}
	values := to.Query()
	values.Set(outcomeName, one.id)
	to.RawQuery = values.Encode()
	return redirect(to.String())
}

// tell leads from a form to a page, which says what the form did when it is
// looked at next.
func (s *site) tell(path string, says notice) redirect {
	one := outcome[notice]{id: rand.Text(), user: s.user.ID, at: time.Now(), once: true, says: says}
	s.outcomes.notices.add(one, mostNotices)
	return redirect(path + "?" + url.Values{outcomeName: {one.id}}.Encode())
}

// told returns what the user's form has just done that led to a page. If none
// did, or if it was told before, it is the zero notice.
func (s *site) told(r *http.Request) notice {
	return s.outcomes.notices.find(r.URL.Query().Get(outcomeName), s.user.ID, time.Now())
}

// shown lets a function answer unless the address names an outcome.
func shown(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if p := s.outcomes.pages.find(r.URL.Query().Get(outcomeName), s.user.ID, time.Now()); p != nil {
			return p, nil
		}
		return look(s, r)
	}
}

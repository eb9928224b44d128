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
	// mostOutcomes is the largest number of pages that are remembered at once,
	// and mostNotices that of notices, which are small.
	mostOutcomes, mostNotices = 32, 1024
	// outcomeTime is the time for which an outcome is remembered.
	outcomeTime = time.Hour
	// outcomeName is the parameter of an address that names an outcome.
	outcomeName = "outcome"
)

// outcomes remember the results of the forms of the last hour, each for the
// user who sent the form. A form redirects to an address that names its result.
// If the user reloads the page, the form is not sent again, and no address can
// show a result that no form had. If a result was forgotten, or only another
// process remembers it, the address shows the plain page. The zero outcomes
// hold none. They are safe for concurrent use.
type outcomes struct {
	// pages are results that are whole pages.
	pages memory[*page]
	// notices are results that are shown on a page which also exists without
	// them.
	notices memory[notice]
}

// A notice is the result of a form on another page. It is shown once.
type notice struct {
	// done is the number of the entry that was made, or 0.
	done uint64
	// mail is "true" if the consent mail was written, and "false" if it could
	// not be. It is empty if no mail was due.
	mail string
	// swept says that the claims whose window is over were ended. ended and
	// left count those that were ended and those that could not be.
	swept       bool
	ended, left int
	// dropped says that a report was withdrawn.
	dropped bool
}

// An outcome is one result of a form.
type outcome[T any] struct {
	id   string
	user mci.UserID
	at   time.Time
	// once says that the result is shown once.
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

// find returns the content of a user's outcome. It is zero if the outcome is
// not remembered.
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

// done redirects from a form to a page with the form's result, below an address
// that is wrapped by [shown]. If the page reports a problem, it is itself the
// answer.
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

// tell redirects from a form to a page. The page shows the form's result the
// next time it is opened.
func (s *site) tell(path string, says notice) redirect {
	one := outcome[notice]{id: rand.Text(), user: s.user.ID, at: time.Now(), once: true, says: says}
	s.outcomes.notices.add(one, mostNotices)
	return redirect(path + "?" + url.Values{outcomeName: {one.id}}.Encode())
}

// told returns the notice of the user's form that redirected to this page. If
// there is none, or if it was shown before, it is the zero notice.
func (s *site) told(r *http.Request) notice {
	return s.outcomes.notices.find(r.URL.Query().Get(outcomeName), s.user.ID, time.Now())
}

// shown wraps a function for a page. If the address names an outcome, that is
// shown instead.
func shown(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if p := s.outcomes.pages.find(r.URL.Query().Get(outcomeName), s.user.ID, time.Now()); p != nil {
			return p, nil
		}
		return look(s, r)
	}
}

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
	// mostOutcomes is the most outcomes that are remembered at once.
	mostOutcomes = 32
	// outcomeTime is the time for which an outcome is remembered.
	outcomeTime = time.Hour
	// outcomeName is the parameter of an address that names an outcome.
	outcomeName = "outcome"
)

// An outcome is the page that says what a form did. The form leads to it by an
// address of its own, so that nobody sends the form again who loads the page
// again.
type outcome struct {
	id   string
	user mci.UserID
	at   time.Time
	// once says that the page is shown once, because it has a secret.
	once bool
	page *page
}

// The outcomes are those of the last hour, each for the user whose form it was.
// One that is forgotten, or that another program remembers, is told by the page
// of its address as it is without it. The zero outcomes hold none. They are
// safe for concurrent use.
type outcomes struct {
	mu   sync.Mutex
	kept []outcome // the oldest first
}

// add remembers an outcome, and forgets the oldest ones.
func (o *outcomes) add(one outcome) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept = slices.DeleteFunc(o.kept, func(old outcome) bool { return one.at.Sub(old.at) > outcomeTime })
	if o.kept = append(o.kept, one); len(o.kept) > mostOutcomes {
		o.kept = slices.Delete(o.kept, 0, len(o.kept)-mostOutcomes)
	}
}

// find returns the page of a user's outcome, or nil if it is not remembered.
func (o *outcomes) find(id string, user mci.UserID, now time.Time) *page {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.kept, func(one outcome) bool {
		return one.id == id && one.user == user && now.Sub(one.at) <= outcomeTime
	})
	if i < 0 {
		return nil
	}
	found := o.kept[i].page
	if o.kept[i].once {
		o.kept = slices.Delete(o.kept, i, i+1)
	}
	return found
}

// done leads from a form to the page that says what it did, below an address
// that is [shown]. If the page says that something is wrong, it is the answer.
func (s *site) done(address string, p *page, once bool) answer {
	if p.problem != nil {
		return p
	}
	one := outcome{id: rand.Text(), user: s.user.ID, at: time.Now(), once: once, page: p}
	s.outcomes.add(one)
	to, err := url.Parse(address)
	if err != nil { // no address of ours is malformed
		return p
	}
	values := to.Query()
	values.Set(outcomeName, one.id)
	to.RawQuery = values.Encode()
	return redirect(to.String())
}

// shown lets a function answer unless the address names an outcome.
func shown(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if p := s.outcomes.find(r.URL.Query().Get(outcomeName), s.user.ID, time.Now()); p != nil {
			return p, nil
		}
		return look(s, r)
	}
}

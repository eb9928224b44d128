package pages

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/icalendar"
	"github.com/mci-go/incentives/mci"
)

// A calendarModel is the model of the page for subscribing to the deadlines.
type calendarModel struct {
	// Made is when the user's address was made, or zero if there is none.
	Made time.Time `json:"made,omitzero"`
	// Address is the user's address. It is only set right after the address was
	// made, because the desk keeps its hash alone and cannot show it again.
	Address string `json:"address,omitempty"`
	// Events are the first events at present, in the order of their days. There
	// are at most 50.
	Events icalendar.Feed `json:"events"`
	// Unread is the number of unreadable claims among the most urgent ones.
	Unread int `json:"unread,omitempty"`
}

// A calendarToken is the stored form of a user's address. Its file is named
// after the SHA-256 hash of the token.
type calendarToken struct {
	User mci.UserID `json:"user"`
	Made time.Time  `json:"made"`
	// Grants are the roles that the user signed in with, if roles come from the
	// ID token. Each later sign-in renews them. They are empty if roles come
	// from the partner's file.
	Grants []mci.Grant `json:"grants,omitempty"`
}

// calendarProgram is the name of this program in the events.
const calendarProgram = "desk"

// mostShown is the most events that the page shows.
const mostShown = 50

// calendars is the folder of the stored tokens.
func (s *site) calendars() string { return filepath.Join(s.mail.folder, "calendars") }

// tokensOf returns the files of a user's tokens, and when the latest was made.
func (s *site) tokensOf(user mci.UserID) (files []string, made time.Time, err error) {
	all, err := filepath.Glob(filepath.Join(s.calendars(), "*.json"))
	if err != nil {
		return nil, made, err
	}
	for _, file := range all {
		one, err := readToken(file)
		if damaged := (*damagedError)(nil); errors.As(err, &damaged) { // the other tokens can still be read
			s.log.Warn("the address of a calendar cannot be read; its user makes a new one", "file", file, "error", err)
			continue
		}
		if err != nil {
			return nil, made, err
		}
		if one != nil && one.User == user {
			files, made = append(files, file), latest(made, one.Made)
		}
	}
	return files, made, nil
}

// readToken returns the stored token of a file, or nil if it was revoked.
func readToken(file string) (*calendarToken, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	one := &calendarToken{}
	if err == nil {
		err = readJSON(file, text, one)
	}
	return one, err
}

// feed returns the events at present.
func (s *site) feed(r *http.Request) (icalendar.Feed, error) {
	unread := 0
	events, err := icalendar.Of(r.Context(), s.desk, store.Query{}, s.now(), calendarProgram, skipping(&unread))
	if err != nil || unread == 0 {
		return events, err
	}
	today := mci.DateOf(s.now())
	return append(events, icalendar.Event{ // for people who only see the calendar
		UID: "unread@" + calendarProgram, Changed: today.Start(time.UTC), Day: today,
		Summary:     fmt.Sprintf("Not here: the deadlines of %s", counted(unread, "claim")),
		Description: "These claims cannot be read with the catalog that is in use. The page Due names each of them, and why.",
	}), nil
}

// skipping returns a function that counts the claims that a list leaves out.
func skipping(unread *int) func(error) bool {
	return func(err error) bool {
		skipped := skips(err)
		if skipped {
			*unread++
		}
		return skipped
	}
}

// firstEvents returns the events of the most urgent claims, in the order of
// their days. The other claims are not read.
func (s *site) firstEvents(r *http.Request) (events icalendar.Feed, unread int, err error) {
	query := store.Query{Key: store.AttentionKey, ByKey: true, Most: mostShown}
	events, err = icalendar.Of(r.Context(), s.desk, query, s.now(), calendarProgram, skipping(&unread))
	slices.SortStableFunc(events, func(a, b icalendar.Event) int { return a.Day.Compare(b.Day) })
	return events[:min(len(events), mostShown)], unread, err
}

// calendarPage shows whether the user has an address, and the next events.
func (s *site) calendarPage(r *http.Request) (answer, error) { return s.calendarAnswer(r, "") }

func (s *site) calendarAnswer(r *http.Request, address string) (*page, error) {
	m := &calendarModel{Address: address}
	var err error
	if _, m.Made, err = s.tokensOf(s.user.ID); err != nil {
		return nil, err
	}
	if m.Events, m.Unread, err = s.firstEvents(r); err != nil {
		return nil, err
	}
	return &page{template: "calendar", title: "Calendar", section: "Due", model: m}, nil
}

// makeCalendar makes a new address for the user. If there was one before, it
// stops working.
func (s *site) makeCalendar(r *http.Request) (answer, error) {
	if err := s.dropCalendars(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.calendars(), 0o700); err != nil {
		return nil, err
	}
	token := rand.Text()
	if err := writeWhole(s.tokenFile(token), calendarToken{s.user.ID, s.now(), s.ownGrants()}); err != nil {
		return nil, err
	}
	p, err := s.calendarAnswer(r, s.mail.public.String()+"/calendar/"+token+".ics")
	if err != nil {
		return nil, err
	}
	return s.done("/calendar", p, true), nil
}

// rolesFromToken reports whether the roles of users come from the sign-in.
func (s *site) rolesFromToken() bool { return s.signIn != nil && s.signIn.from == fromToken }

// ownGrants returns the roles to store with the user's address. There are none
// if roles come from the partner's file.
func (s *site) ownGrants() []mci.Grant {
	if s.rolesFromToken() {
		return s.user.Grants
	}
	return nil
}

// ownerOf returns the present user of an address. It reports false if the user
// has left.
func (s *site) ownerOf(one *calendarToken) (mci.User, bool) {
	if s.rolesFromToken() {
		return mci.User{ID: one.User, Grants: one.Grants}, true
	}
	user, err := s.partner.as(string(one.User))
	return user, err == nil
}

// renewCalendars stores the roles of the latest sign-in with all addresses of a
// user. If a role was lost, the addresses lose it, too.
func (s *site) renewCalendars(user *mci.User) error {
	if !s.rolesFromToken() {
		return nil
	}
	files, _, err := s.tokensOf(user.ID)
	for _, file := range files {
		one, failure := readToken(file)
		if failure == nil && one != nil {
			one.Grants = user.Grants
			failure = writeWhole(file, one)
		}
		err = errors.Join(err, failure)
	}
	return err
}

// tokenFile returns the file of a token.
func (s *site) tokenFile(token string) string {
	sum := sha256.Sum256([]byte(token))
	return filepath.Join(s.calendars(), hex.EncodeToString(sum[:])+".json")
}

// dropCalendar revokes the user's address.
func (s *site) dropCalendar(*http.Request) (answer, error) {
	return redirect("/calendar"), s.dropCalendars()
}

// dropCalendars revokes all addresses of the user.
func (s *site) dropCalendars() error {
	files, _, err := s.tokensOf(s.user.ID)
	for _, file := range files {
		if failure := os.Remove(file); !errors.Is(failure, fs.ErrNotExist) {
			err = errors.Join(err, failure)
		}
	}
	return err
}

// calendarFeed answers a calendar program. It cannot sign in, so the token in
// its address stands for the user. The answer is the same if the token is
// unknown and if the user may no longer see claims.
func (s *site) calendarFeed(r *http.Request) (answer, error) {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return nil, errNoPage
	}
	one, err := readToken(s.tokenFile(token))
	if damaged := (*damagedError)(nil); errors.As(err, &damaged) {
		return nil, errNoPage
	}
	if err != nil {
		return nil, err
	}
	if one == nil || one.User == "" { // an empty ID would be the first user
		return nil, errNoPage
	}
	user, ok := s.ownerOf(one)
	if !ok {
		return nil, errNoPage
	}
	if may, err := s.maySee(user); err != nil || !may {
		return nil, errors.Join(err, errNoPage)
	}
	feed, err := s.feed(r)
	if err != nil {
		return nil, err
	}
	return &download{name: "deadlines.ics", kind: "text/calendar; charset=utf-8", write: func(w io.Writer) error { return feed.Serialize(w, calendarProgram) }}, nil
}

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

// A calendarModel is the model of the page on which a user subscribes to the
// deadlines.
type calendarModel struct {
	// Made is when the user's address was made, or zero if there is none.
	Made time.Time `json:"made,omitzero"`
	// Address is the address, right after it was made. Nobody can show it
	// again, because only its sum is kept.
	Address string `json:"address,omitempty"`
	// Events are the first events as they are now, in the order of their days.
	// There are at most 50.
	Events icalendar.Feed `json:"events"`
	// Unread is the number of claims that cannot be read, among those that need
	// somebody first.
	Unread int `json:"unread,omitempty"`
}

// A calendarToken is what is kept of a user's address: its file has the name of
// the token's SHA-256 sum.
type calendarToken struct {
	User mci.UserID `json:"user"`
	Made time.Time  `json:"made"`
	// Grants are the roles that the user signed in with, if roles come from the
	// token. A later sign-in renews them. They are empty if roles come from the
	// partner's file.
	Grants []mci.Grant `json:"grants,omitempty"`
}

// calendarProgram names this program in the events.
const calendarProgram = "desk"

// mostShown is the most events that the page shows.
const mostShown = 50

// calendars is the folder of the tokens.
func (s *site) calendars() string { return filepath.Join(s.mail.folder, "calendars") }

// tokensOf returns the files of a user's tokens, and when the latest was made.
func (s *site) tokensOf(user mci.UserID) (files []string, made time.Time, err error) {
	all, err := filepath.Glob(filepath.Join(s.calendars(), "*.json"))
	if err != nil {
		return nil, made, err
	}
	for _, file := range all {
		one, err := readToken(file)
		if damaged := (*damagedError)(nil); errors.As(err, &damaged) { // which keeps no other from being read
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

// readToken returns what is kept of a token, or nil if it was revoked.
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

// feed returns the events as they are now.
func (s *site) feed(r *http.Request) (icalendar.Feed, error) {
	unread := 0
	events, err := icalendar.Of(r.Context(), s.desk, store.Query{}, s.now(), calendarProgram, skipping(&unread))
	if err != nil || unread == 0 {
		return events, err
	}
	today := mci.DateOf(s.now())
	return append(events, icalendar.Event{ // for whoever sees the calendar alone
		UID: "unread@" + calendarProgram, Changed: today.Start(time.UTC), Day: today,
		Summary:     fmt.Sprintf("Not here: the deadlines of %s", counted(unread, "claim")),
		Description: "These claims cannot be read with the catalog that is in use. The page Due names each of them, and why.",
	}), nil
}

// skipping returns a function that counts the claims that a list skips.
func skipping(unread *int) func(error) bool {
	return func(err error) bool {
		skipped := skips(err)
		if skipped {
			*unread++
		}
		return skipped
	}
}

// firstEvents returns the events of the claims that need somebody first, in the
// order of their days. It does not read the other claims.
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

// makeCalendar makes a new address for the user. An earlier one dies.
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

// rolesFromToken reports whether the roles of the users come with the sign-in.
func (s *site) rolesFromToken() bool { return s.signIn != nil && s.signIn.from == fromToken }

// ownGrants returns the roles to keep with the user's address: none if they are
// in the partner's file.
func (s *site) ownGrants() []mci.Grant {
	if s.rolesFromToken() {
		return s.user.Grants
	}
	return nil
}

// ownerOf returns the user of an address as of now. It is false if the user has
// left.
func (s *site) ownerOf(one *calendarToken) (mci.User, bool) {
	if s.rolesFromToken() {
		return mci.User{ID: one.User, Grants: one.Grants}, true
	}
	user, err := s.partner.as(string(one.User))
	return user, err == nil
}

// renewCalendars gives the addresses of a user the roles that the user has just
// signed in with, so that a role that was lost ends them.
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

// calendarFeed answers a calendar, which cannot sign in: its address names the
// user by a token. An unknown token, and a user who may see no claims any more,
// are answered alike.
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

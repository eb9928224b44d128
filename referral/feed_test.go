package referral

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAFeedCatchesUpSinceItsLastMarkAndLosesNothing(t *testing.T) {
	at := now
	gateway := &MemoryGateway{Now: func() time.Time { at = at.Add(time.Second); return at }}
	first, err := CatchUp(t.Context(), gateway, time.Time{}, Query{}, at)
	if err != nil || len(first.Referrals) != 0 || !first.Mark.IsZero() {
		t.Fatalf("%v, %v", first, err)
	}
	var made []resource.Referral
	for range 5 {
		made = append(made, must(gateway.Create(t.Context(), full())))
	}
	second, err := CatchUp(t.Context(), gateway, first.Mark, Query{}, at)
	if last, _ := made[4].UpdatedDateTime.Time(); err != nil || len(second.Referrals) != 5 || !second.Mark.Equal(last) {
		t.Fatalf("%v, %v", second, err)
	}
	must(gateway.Patch(t.Context(), made[2].ID, change.Patch{{Op: change.Add, Path: "/salesStage", Value: `"40"`}}, ""))
	third, err := CatchUp(t.Context(), gateway, second.Mark, Query{}, at)
	if err != nil || len(third.Referrals) != 2 || third.Referrals[0].ID != made[2].ID || !third.Mark.After(second.Mark) || third.Ahead != nil {
		t.Errorf("%v, %v", third, err)
	}
	// A page that could not be read leaves the mark where it was.
	half, err := CatchUp(t.Context(), halfRead{gateway}, second.Mark, Query{}, at)
	if !errors.Is(err, ErrUnread) || len(half.Referrals) != 2 || half.Mark != second.Mark {
		t.Errorf("%v, %v", half, err)
	}
	// A customer without a readable instant is listed every time.
	if q := (Query{UpdatedSince: now}); !q.Selects(&resource.Referral{UpdatedDateTime: "soon"}) {
		t.Error("a referral of an unknown instant is left out")
	}
}

// listed is a feed of one page.
type listed []resource.Referral

func (l listed) Query(_ context.Context, q Query) (Page, error) {
	var page Page
	for i := range l {
		if q.Selects(&l[i]) {
			page.Referrals = append(page.Referrals, l[i])
		}
	}
	return page, nil
}

func updatedAt(id string, at time.Time) resource.Referral {
	return resource.Referral{ID: id, UpdatedDateTime: resource.InstantOf(at)}
}

func TestAnUpdateThatIsDatedAheadIsToldAndDoesNotMoveTheMark(t *testing.T) {
	feed := listed{updatedAt("R-1", now.AddDate(7000, 0, 0)), updatedAt("R-2", now.Add(-time.Hour)), updatedAt("R-3", now.Add(time.Minute)), {ID: "R-4", UpdatedDateTime: "soon"}}
	first, err := CatchUp(t.Context(), feed, time.Time{}, Query{}, now)
	if err != nil || len(first.Referrals) != 4 || !first.Mark.Equal(now.Add(-time.Hour)) || !slices.Equal(first.Ahead, []string{"R-1"}) {
		t.Fatalf("%+v, %v", first, err)
	}
	// The change that came afterward is not missed.
	feed = append(feed, updatedAt("R-5", now.Add(30*time.Second)))
	second, err := CatchUp(t.Context(), feed, first.Mark, Query{}, now.Add(time.Hour))
	if err != nil || len(second.Referrals) != 5 || !second.Mark.Equal(now.Add(time.Minute)) || !slices.Equal(second.Ahead, []string{"R-1"}) {
		t.Errorf("%+v, %v", second, err)
	}
}

func TestAMarkInTheFutureIsNotBelieved(t *testing.T) {
	feed := listed{updatedAt("R-1", now)}
	for path, c := range map[string]struct{ mark, now time.Time }{"mark": {now.Add(6 * time.Minute), now}, "now": {now, time.Time{}}} {
		got, err := CatchUp(t.Context(), feed, c.mark, Query{}, c.now)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || got.Mark != c.mark || got.Referrals != nil {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	// The clocks of two hosts may differ a little.
	got, err := CatchUp(t.Context(), feed, now.Add(time.Minute), Query{}, now)
	if err != nil || len(got.Referrals) != 1 || !got.Mark.Equal(now) {
		t.Errorf("%+v, %v", got, err)
	}
}

// endless is a feed with one element on each of endlessly many pages.
type endless struct{ broken int }

func (e endless) Query(_ context.Context, q Query) (Page, error) {
	n, _ := strconv.Atoi("0" + q.Next)
	if n == e.broken {
		return Page{}, errLost
	}
	return Page{[]resource.Referral{{ID: "R-" + strconv.Itoa(n%3), Name: q.Next}}, strconv.Itoa(n + 1)}, nil
}

func TestPagesThatNeverEndAreAnErrorAndARepeatedReferralIsReturnedOnce(t *testing.T) {
	found, err := All(t.Context(), endless{broken: -1}, Query{})
	if !errors.Is(err, ErrEndless) || len(found) != 3 || found[0].Name != "999" {
		t.Errorf("%v, %v", found, err)
	}
	if found, err := All(t.Context(), endless{broken: 2}, Query{}); !errors.Is(err, errLost) || len(found) != 2 {
		t.Errorf("%v, %v", found, err)
	}
	if _, err := (&MemoryGateway{}).Query(t.Context(), Query{Next: "nowhere"}); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

// flood is a feed of pages with many referrals.
type flood struct{ pages int }

func (f *flood) Query(context.Context, Query) (Page, error) {
	f.pages++
	page := Page{Referrals: make([]resource.Referral, 1000), Next: strconv.Itoa(f.pages)}
	for i := range page.Referrals {
		page.Referrals[i].ID = fmt.Sprint(f.pages, "-", i)
	}
	return page, nil
}

func TestAListIsBoundedInReferrals(t *testing.T) {
	if mostListed != 100_000 {
		t.Errorf("All lists up to %d referrals", mostListed)
	}
	for most, want := range map[int]int{2999: 3000, 3000: 4000} {
		pages := &flood{}
		if found, err := listUpTo(t.Context(), pages, Query{}, most); !errors.Is(err, ErrEndless) || len(found) != want || pages.pages != want/1000 {
			t.Errorf("%d referrals of %d pages, %v", len(found), pages.pages, err)
		}
	}
}

// ring is a feed whose pages lead in a ring.
type ring struct{ asked int }

func (r *ring) Query(context.Context, Query) (Page, error) {
	r.asked++
	return Page{nil, strconv.Itoa(r.asked % 2)}, nil
}

func TestPagesThatLeadInARingAreAnErrorAtOnce(t *testing.T) {
	pages := &ring{}
	if _, err := All(t.Context(), pages, Query{}); !errors.Is(err, ErrEndless) || pages.asked != 3 {
		t.Errorf("%v after %d pages", err, pages.asked)
	}
}

func TestAReferralWhoseMemberCannotBeReadIsNotSaidToBeOutsideTheQuery(t *testing.T) {
	all := Query{Status: progress.StatusActive, Direction: resource.Outgoing, Engagement: "E-1", Country: "CH", Customer: "Contoso"}
	for text, want := range map[string]string{
		`{"id": "R-1", "status": {}}`:                                     `referral "R-1": status could not be read`,
		`{"id": "R-1", "direction": 1}`:                                   `referral "R-1": direction could not be read`,
		`{"id": "R-1", "engagementId": 7}`:                                `referral "R-1": engagementId could not be read`,
		`{"id": "R-1", "customerProfile": 7}`:                             `referral "R-1": customerProfile.address.country could not be read`,
		`{"id": "R-1", "customerProfile": {"address": []}}`:               `referral "R-1": customerProfile.address.country could not be read`,
		`{"id": "R-1", "customerProfile": {"name": ["Contoso"]}}`:         `referral "R-1": customerProfile.name could not be read`,
		`{"id": "R-1", "team": 7, "customerProfile": {"ids": {}}}`:        "",
		`{"id": "R-1", "status": "Closed", "direction": "Outgoing"}`:      "",
		`{"id": "R-1", "Status": "Active", "updatedDateTime": {"at": 1}}`: "",
	} {
		r, err := resource.Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := all.Unsure(&r); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if err := (&Query{}).Unsure(&r); err != nil {
			t.Errorf("%s, and a query of all: %v", text, err)
		}
	}
}

func TestAQuerySelectsByEachOfItsFieldsAndByAllOfThem(t *testing.T) {
	r := resource.Referral{
		Status: progress.StatusActive, Direction: resource.Outgoing, EngagementID: "E-1", UpdatedDateTime: resource.InstantOf(now),
		CustomerProfile: resource.CustomerProfile{Name: "Contoso", Address: resource.Address{Country: "CH"}},
	}
	whole := Query{Status: progress.StatusActive, Direction: resource.Outgoing, Engagement: "e-1", Country: "ch", Customer: "contoso", UpdatedSince: now}
	if !whole.Selects(&r) || !(&Query{}).Selects(&r) {
		t.Error("a query for what it is leaves it out")
	}
	for name, change := range map[string]func(*Query){
		"the status":     func(q *Query) { q.Status = progress.StatusClosed },
		"the direction":  func(q *Query) { q.Direction = resource.Incoming },
		"the engagement": func(q *Query) { q.Engagement = "E-2" },
		"the country":    func(q *Query) { q.Country = "DE" },
		"the customer":   func(q *Query) { q.Customer = "Fabrikam" },
		"the instant":    func(q *Query) { q.UpdatedSince = now.Add(1) },
	} {
		var alone Query
		all := whole
		change(&alone)
		change(&all)
		if alone.Selects(&r) || all.Selects(&r) {
			t.Errorf("%s is another, and yet it is selected", name)
		}
	}
}

// Two clocks may differ by five minutes.
func TestAMarkMayBeAsFarAheadAsClocksMayDiffer(t *testing.T) {
	ahead, further := resource.InstantOf(now.Add(clockTolerance)), resource.InstantOf(now.Add(clockTolerance+1))
	feed := listed{{ID: "R-1", UpdatedDateTime: ahead}, {ID: "R-2", UpdatedDateTime: further}}
	updates, err := CatchUp(t.Context(), feed, now.Add(clockTolerance), Query{}, now)
	if err != nil || !slices.Equal(updates.Ahead, []string{"R-2"}) {
		t.Errorf("%v, %v", updates.Ahead, err)
	}
	if _, err := CatchUp(t.Context(), feed, now.Add(clockTolerance+1), Query{}, now); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a mark further ahead: %v", err)
	}
}

func TestAGatewayInMemoryPatchesPublishedPathsUnlessItIsPermissive(t *testing.T) {
	for _, permissive := range []bool{false, true} {
		g := &MemoryGateway{Permissive: permissive}
		made := must(g.Create(t.Context(), full()))
		patched := func(path, value string) bool {
			_, err := g.Patch(t.Context(), made.ID, change.Patch{{Op: change.Add, Path: path, Value: resource.Verbatim(value)}}, "")
			return err == nil
		}
		if !patched("/details/notes", `"n"`) || patched("/name", `"Contoso"`) != permissive {
			t.Errorf("permissive: %t", permissive)
		}
	}
}

func TestAGatewayInMemoryNumbersReferralsEngagementsAndVersions(t *testing.T) {
	g := &MemoryGateway{Now: func() time.Time { return now }}
	for i := range 3 {
		made := must(g.Create(t.Context(), full()))
		if want := fmt.Sprintf("00000000-0000-0000-0000-%012d", i+1); made.ID != want || made.EngagementID != fmt.Sprintf("00000000-0000-0000-0001-%012d", i+1) || made.ETag != strconv.Quote(strconv.Itoa(i+1)) {
			t.Errorf("the referral %s of %s in version %s", made.ID, made.EngagementID, made.ETag)
		}
	}
	whole := must(g.Query(t.Context(), Query{Most: 3}))
	if len(whole.Referrals) != 3 || whole.Next != "" {
		t.Errorf("a page that holds all has %d, and then %q", len(whole.Referrals), whole.Next)
	}
}

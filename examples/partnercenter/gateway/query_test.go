package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// answeringAll starts a server that answers every request with a body, and
// returns a gateway to it with the addresses that were asked for.
func answeringAll(t *testing.T, body string, edits ...func(*gateway.Options)) (*gateway.Gateway, *[]string) {
	t.Helper()
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		w.Write([]byte(strings.ReplaceAll(body, "HOST", r.Host)))
	}))
	t.Cleanup(server.Close)
	return to(t, server.URL+fake.Path, edits...), &asked
}

func TestAQueryAsksOnlyForWhatTheDocumentsHave(t *testing.T) {
	g, asked := answeringAll(t, `{"value": []}`)
	for _, query := range []referral.Query{
		{},
		{Status: progress.StatusActive, Direction: resource.Incoming, Engagement: "it's", Country: "CH", Customer: "Contoso", UpdatedSince: now},
		{Order: referral.OldestFirst, Select: []string{"name", "id"}, Most: 10},
		{Order: referral.NewestFirst},
	} {
		if _, err := g.Query(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"$orderby=updatedDateTime%20desc",
		"$filter=status%20eq%20%27Active%27%20and%20direction%20eq%20%27Incoming%27%20and%20engagementId%20eq%20%27it%27%27s%27%20and%20customerProfile%2Faddress%2Fcountry%20eq%20%27CH%27&$orderby=updatedDateTime%20desc",
		"$orderby=createdDateTime&$select=name%2Cid%2CengagementId%2Cstatus%2Cdirection%2CcustomerProfile%2CcreatedDateTime%2CupdatedDateTime&$top=10",
		"$orderby=createdDateTime%20desc",
	}
	if !slices.Equal(*asked, want) {
		t.Errorf("%q, want %q", *asked, want)
	}
}

func TestAPageWithOddElementsCostsOnlyThem(t *testing.T) {
	g, asked := answeringAll(t, `{"value": [7, {"name": "no ID"}, {"id": "R-1", "updatedDateTime": "2026-03-02T08:00:00Z", "ids": {}},
		{"id": "R-2", "updatedDateTime": "2026-03-01T08:00:00Z"}], "@odata.nextLink": "http://HOST/v1.0/engagments/referrals?$skiptoken=2"}`)
	page, err := g.Query(t.Context(), referral.Query{UpdatedSince: now.AddDate(0, 0, -1)})
	var unread *referral.UnreadError
	if !errors.As(err, &unread) || len(unread.Elements) != 2 || len(page.Referrals) != 1 || page.Referrals[0].ID != "R-1" || page.Next == "" {
		t.Errorf("%+v, %v", page, err)
	}
	page, err = g.Query(t.Context(), referral.Query{})
	if !errors.Is(err, referral.ErrUnread) || len(page.Referrals) != 2 || page.Next == "" {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := g.Query(t.Context(), referral.Query{Next: page.Next}); !errors.Is(err, referral.ErrUnread) || (*asked)[len(*asked)-1] != "$skiptoken=2" {
		t.Errorf("%v after %v", err, *asked)
	}
	if found, err := referral.All(t.Context(), g, referral.Query{}); !errors.Is(err, referral.ErrEndless) || len(found) != 2 {
		t.Errorf("pages in a ring: %v, %v", found, err)
	}
	for _, next := range []string{"https://elsewhere.example/referrals", "://"} {
		if _, err := g.Query(t.Context(), referral.Query{Next: next}); err == nil {
			t.Errorf("the page at %s was read", next)
		}
	}
	broken, _ := answeringAll(t, `{"value": 7}`)
	if page, err := broken.Query(t.Context(), referral.Query{}); err == nil || page.Next != "" {
		t.Errorf("%+v, %v", page, err)
	}
}

// A referral may stand behind older ones, for example because the list changed
// while it was read.
func TestCatchingUpLosesNoReferralThatIsListedOutOfOrder(t *testing.T) {
	body := func(first, second string) string {
		return `{"value": [{"id": "R-1", "updatedDateTime": "` + first + `"}, {"id": "R-2", "updatedDateTime": "` + second + `"}], "@odata.nextLink": "http://HOST/referrals?$skiptoken=2"}`
	}
	const old, late, odd = "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z", "soon"
	for _, c := range []struct {
		first, second string
		trusts, ends  bool
	}{
		{old, old, false, false},
		{old, late, false, false},
		{old, late, true, false},
		{late, old, true, false},
		{old, odd, true, false},
		{old, old, true, true},
	} {
		g, _ := answeringAll(t, body(c.first, c.second), func(o *gateway.Options) { o.TrustOrder = c.trusts })
		page, err := g.Query(t.Context(), referral.Query{UpdatedSince: now.AddDate(0, 0, -1)})
		if err != nil || (page.Next == "") != c.ends {
			t.Errorf("%+v: %+v, %v", c, page, err)
		}
		if page, err := g.Query(t.Context(), referral.Query{UpdatedSince: now.AddDate(0, 0, -1), Order: referral.OldestFirst}); err != nil || page.Next == "" {
			t.Errorf("%+v, by creation: %+v, %v", c, page, err)
		}
	}
	empty, _ := answeringAll(t, `{"value": [], "@odata.nextLink": "http://HOST/referrals?$skiptoken=2"}`, func(o *gateway.Options) { o.TrustOrder = true })
	if page, err := empty.Query(t.Context(), referral.Query{UpdatedSince: now}); err != nil || page.Next == "" {
		t.Errorf("an empty page: %+v, %v", page, err)
	}
}

func TestTheFakeRefusesAQueryThatTheContractDoesNotHaveUnlessItIsPermissive(t *testing.T) {
	server := &fake.Server{Token: token}
	listening := httptest.NewServer(server)
	defer listening.Close()
	status := func(query string) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, listening.URL+fake.Path+"?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response.StatusCode
	}
	for query, want := range map[string][2]int{
		"":                                   {200, 200},
		"$filter=(status%20eq%20'New')":      {200, 200},
		"$filter=name%20eq%20'x'":            {400, 200},
		"$filter=status%20ne%20'New'":        {400, 400},
		"$filter=(status%20eq%20'New'":       {400, 400},
		"$filter=status%20eq%20'New":         {400, 400},
		"$filter=status%20eq%20'a'%20or%20b": {400, 400},
		"$filter=team/any(t:t/email%20eq%20'r2d2@contoso.com')%20and%20status%20eq%20'New'": {200, 200},
		"$filter=team/any(t:t/email%20eq%20'r2d2@contoso.com'":                              {400, 400},

		"$orderby=updatedDateTime":            {200, 200},
		"$filter=status%20eq%20'it's'":        {400, 400},
		"$orderby=name":                       {400, 200},
		"$orderby=updatedDateTime%20desc":     {200, 200},
		"$expand=team":                        {400, 200},
		"$top=ten":                            {400, 400},
		"$select=id&$top=3&$skiptoken=100000": {200, 200},
	} {
		for i, permissive := range []bool{false, true} {
			server.Referrals.Permissive = permissive
			if got := status(query); got != want[i] {
				t.Errorf("%s, permissive %v: %d, want %d", query, permissive, got, want[i])
			}
		}
	}
}

func TestTheFakeFiltersAsTheContractHasIt(t *testing.T) {
	server := &fake.Server{Token: token, PageSize: 10}
	one := draft
	one.EngagementID, one.Team, one.ExternalReferenceID = "65edc0b5-3485-41b7-a17e-dfa9ef4706e2", []resource.Member{{Email: "r2d2@contoso.com"}}, "Smith and 'Sons'"
	if _, err := server.Referrals.Create(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	for filter, want := range map[string]int{
		"engagementId eq '65EDC0B5-3485-41b7-a17e-dfa9ef4706e2'": 1,
		"engagementId eq '75edc0b5-3485-41b7-a17e-dfa9ef4706e2'": 0,
		"status eq 'Active'": 1,
		"status eq 'active'": 0,
		"team/any(t:t/email eq 'r2d2@contoso.com') and status eq 'Active'":        1,
		"team/any(t:t/email eq 'c3po@contoso.com')":                               0,
		"externalReferenceId eq 'Smith and ''Sons''' and substatus eq 'Accepted'": 1,
	} {
		r := httptest.NewRequest(http.MethodGet, fake.Path+"?$filter="+url.QueryEscape(filter)+"&$orderby=updatedDateTime+asc", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		page, err := resource.DecodePage(w.Body.Bytes())
		if err != nil || len(page.Elements) != want {
			t.Errorf("%s: %d, %v, want %d", filter, len(page.Elements), err, want)
		}
	}
}

func TestAnElementThatAQueryCannotBeAppliedToIsToldAndCostsNoOther(t *testing.T) {
	g, _ := answeringAll(t, `{"value": [{"id": "R-1", "status": {"is": "Active"}}, {"id": "R-2", "status": "Active"}, {"id": "R-3", "status": "New"}]}`)
	page, err := g.Query(t.Context(), referral.Query{Status: progress.StatusActive})
	var unread *referral.UnreadError
	if !errors.As(err, &unread) || len(unread.Elements) != 1 || len(page.Referrals) != 1 || page.Referrals[0].ID != "R-2" {
		t.Errorf("%v, %v", page, err)
	}
}

func TestTheFeedCatchesUpOverHTTPWithOddElementsBusyServicesAndLostAnswers(t *testing.T) {
	server, g := started(t)
	at := now
	server.Referrals.Now = func() time.Time {
		at = at.Add(time.Second)
		return at
	}
	for range 5 {
		if _, err := g.Create(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
	}
	server.OddElement = `{"id": 7}`
	updates, err := referral.CatchUp(t.Context(), g, time.Time{}, referral.Query{}, at)
	if !errors.Is(err, referral.ErrUnread) || len(updates.Referrals) != 5 || !updates.Mark.IsZero() {
		t.Errorf("%+v, %v", updates, err)
	}
	server.OddElement = ""
	server.Meet(fake.Fault{Status: 429, RetryAfter: "7"})
	if _, err := referral.CatchUp(t.Context(), g, time.Time{}, referral.Query{}, at); !errors.Is(err, referral.ErrThrottled) {
		t.Error(err)
	}
	server.Meet(fake.Fault{Lost: true}, fake.Fault{}, fake.Fault{Status: 503})
	updates, err = referral.CatchUp(t.Context(), g, time.Time{}, referral.Query{}, at)
	if err != nil || len(updates.Referrals) != 5 || !updates.Mark.Equal(at) {
		t.Errorf("%+v, %v, want the mark %v", updates, err, at)
	}
}

// expiring is a source whose token is refused once, after some requests. Then
// it has a new one.
type expiring struct{ asked, refusedAt int }

func (e *expiring) Token(context.Context) (string, error) {
	e.asked++
	if e.asked == e.refusedAt {
		return "one that has expired", nil
	}
	return token, nil
}

func TestATokenThatExpiresInTheMiddleLosesAndDoublesNothing(t *testing.T) {
	for refusedAt := 1; refusedAt <= 3; refusedAt++ {
		server := &fake.Server{Token: token}
		at := now
		server.Referrals.Now = func() time.Time {
			at = at.Add(time.Second)
			return at
		}
		for range 5 { // on three pages
			if _, err := server.Referrals.Create(t.Context(), draft); err != nil {
				t.Fatal(err)
			}
		}
		listening := httptest.NewServer(server)
		g := to(t, listening.URL+fake.Path, func(o *gateway.Options) { o.Tokens = &expiring{refusedAt: refusedAt} })
		first, err := referral.CatchUp(t.Context(), g, time.Time{}, referral.Query{}, at)
		var status *gateway.StatusError
		if !errors.As(err, &status) || status.Status != http.StatusUnauthorized || !first.Mark.IsZero() || len(first.Referrals) != 2*(refusedAt-1) {
			t.Errorf("at request %d: %d referrals, %v", refusedAt, len(first.Referrals), err)
		}
		if again, err := referral.CatchUp(t.Context(), g, first.Mark, referral.Query{}, at); err != nil || len(again.Referrals) != 5 || !again.Mark.Equal(at) {
			t.Errorf("with a new token: %d referrals, %v", len(again.Referrals), err)
		}
		listening.Close()
	}
}

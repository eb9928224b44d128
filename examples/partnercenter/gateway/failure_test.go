package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// answering returns a gateway to a service that always answers the same way.
func answering(t *testing.T, answer http.HandlerFunc) *gateway.Gateway {
	t.Helper()
	listening := httptest.NewServer(answer)
	t.Cleanup(listening.Close)
	return to(t, listening.URL+fake.Path)
}

var draft = resource.Referral{
	Name: "Contoso", ExternalReferenceID: "L-1", Type: resource.Independent, Qualification: resource.SalesQualified,
	CustomerProfile: resource.CustomerProfile{Name: "Contoso"},
	Consent:         resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes},
	Details:         resource.Details{DealValue: "25000", Currency: "USD"},
}

var renamed = change.Patch{{Op: change.Add, Path: "/details/notes", Value: `"renamed"`}}

// calls holds the four methods, without their results.
var calls = map[string]func(context.Context, *gateway.Gateway) error{
	"Create": func(ctx context.Context, g *gateway.Gateway) error { _, err := g.Create(ctx, draft); return err },
	"Get":    func(ctx context.Context, g *gateway.Gateway) error { _, err := g.Get(ctx, "R-1"); return err },
	"Patch": func(ctx context.Context, g *gateway.Gateway) error {
		_, err := g.Patch(ctx, "R-1", renamed, `"1"`)
		return err
	},
	"List": func(ctx context.Context, g *gateway.Gateway) error { _, err := g.List(ctx, "L-1"); return err },
}

func TestEveryStatusIsTheErrorThatItMeansAndNoErrorHoldsTheToken(t *testing.T) {
	meanings := []error{referral.ErrNotFound, referral.ErrConflict, change.ErrRefused, referral.ErrThrottled}
	for status, want := range map[int]error{
		404: referral.ErrNotFound, 409: referral.ErrConflict, 412: referral.ErrConflict,
		400: change.ErrRefused, 422: change.ErrRefused, 429: referral.ErrThrottled,
		302: nil, 401: nil, 403: nil, 500: nil, 503: nil,
	} {
		g := answering(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere?"+token)
			w.WriteHeader(status)
			fmt.Fprint(w, r.Header.Get("Authorization")) // a service that repeats its input
		})
		for name, call := range calls {
			err := call(t.Context(), g)
			for _, meaning := range meanings {
				if errors.Is(err, meaning) != errors.Is(want, meaning) {
					t.Errorf("%s: %d is %v, want %v", name, status, err, want)
				}
			}
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), token) {
				t.Errorf("%s: the token is in %v", name, err)
			}
			if want == nil && !strings.Contains(err.Error(), fmt.Sprint(status)) {
				t.Errorf("%s: %v does not name %d", name, err, status)
			}
		}
	}
}

// If the service names its own time, that counts. A host's clock that is 50
// years off must not cause an endless wait, or none.
func TestHowLongToWaitIsReadAndBounded(t *testing.T) {
	at := func(after time.Duration) string { return now.Add(after).Format(http.TimeFormat) }
	const years = 50 * 365 * 24 * time.Hour
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"7", at(0), 7 * time.Second},
		{"0", at(0), 0},
		{"", at(0), 30 * time.Second},
		{"soon", at(0), 30 * time.Second},
		{"-1", at(0), 30 * time.Second},
		{"1.5", at(0), 30 * time.Second},
		{"3600", at(0), time.Hour},
		{"3601", at(0), time.Hour},
		{"2147483647", at(0), time.Hour},
		{"99999999999", at(0), time.Hour},
		{strings.Repeat("9", 400), at(0), time.Hour},
		{at(90 * time.Second), at(0), 90 * time.Second},
		{at(90 * time.Second), "", 90 * time.Second},
		{at(90 * time.Second), "no date", 90 * time.Second},
		{at(years + 90*time.Second), at(years), 90 * time.Second},
		{at(90*time.Second - years), at(-years), 90 * time.Second},
		{at(years), at(0), time.Hour},
		{at(-time.Minute), at(0), 0},
		{at(-years), "", 30 * time.Second},
	} {
		asked := 0
		g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			w.Header()["Date"] = nil
			if c.date != "" {
				w.Header().Set("Date", c.date)
			}
			w.Header().Set("Retry-After", c.after)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := g.Create(t.Context(), draft)
		var wait *referral.WaitError
		if !errors.As(err, &wait) || wait.For != c.want || !errors.Is(err, referral.ErrThrottled) {
			t.Errorf("%.40q at %q: found %v, want to wait for %v", c.after, c.date, err, c.want)
		}
		if asked != 1 {
			t.Errorf("%.40q: the gateway tried again by itself: %d requests", c.after, asked)
		}
	}
}

// Support asks for the codes and the request's ID. The message is left out
// because it may be about a person.
func TestAnErrorShowsItsCodesAndItsRequestAndNoMessage(t *testing.T) {
	body := `{"error": {"code": "preconditionFailed", "message": "Alex Doe changed it", "target": "details/dealValue",
		"innerError": {"code": 99918, "message": "of Contoso", "innerError": {"code": "etagMismatch"}}}}`
	g := answering(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("request-id", "4f6e-answered")
		w.WriteHeader(http.StatusPreconditionFailed)
		fmt.Fprint(w, body)
	})
	for name, call := range calls {
		err := call(t.Context(), g)
		var status *gateway.StatusError
		if !errors.As(err, &status) || status.Code != "preconditionFailed" || status.Target != "details/dealValue" || !slices.Equal(status.Inner, []string{"99918", "etagMismatch"}) || status.RequestID != "4f6e-answered" {
			t.Errorf("%s: %#v", name, err)
		}
		for _, want := range []string{"code preconditionFailed > 99918 > etagMismatch", "target details/dealValue", "request 4f6e-answered"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not show %q", name, err, want)
			}
		}
		if text := fmt.Sprintf("%v %+v %#v", err, err, status); strings.Contains(text, "Alex") || strings.Contains(text, "Contoso") {
			t.Errorf("%s: the message is in %s", name, text)
		}
	}
	for _, odd := range []string{`{"error": 7}`, `{"error": {"code": "of Alex Doe"}}`, `{"error": {"code": "` + token + `", "target": "` + strings.Repeat("x", 200) + `"}}`, `{"error": {"target": ["x"]}}`, "<html>", ""} {
		body = odd
		var status *gateway.StatusError
		if err := calls["Get"](t.Context(), g); !errors.As(err, &status) || status.Code+status.Target != "" || status.Status != 412 {
			t.Errorf("%.60s: %#v", odd, err)
		}
	}
}

func TestACallCarriesIDsThatStayWhenItIsTriedAgain(t *testing.T) {
	var requests, correlations, clients []string
	g := answering(t, func(w http.ResponseWriter, r *http.Request) {
		requests, correlations = append(requests, r.Header.Get("MS-RequestId")), append(correlations, r.Header.Get("MS-CorrelationId"))
		clients = append(clients, r.Header.Get("client-request-id"))
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	for range 2 {
		var status *gateway.StatusError
		if err := calls["Get"](t.Context(), g); !errors.As(err, &status) || status.RequestID != requests[len(requests)-1] {
			t.Errorf("%v does not name the request", err)
		}
	}
	guid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, id := range slices.Concat(requests, correlations) {
		if !guid.MatchString(id) {
			t.Errorf("%q is no GUID", id)
		}
	}
	if len(requests) != 6 || requests[0] != requests[2] || requests[3] != requests[5] || requests[0] == requests[3] || !slices.Equal(requests, clients) {
		t.Errorf("the requests are %q and %q", requests, clients)
	}
	slices.Sort(correlations)
	if len(slices.Compact(correlations)) != 6 {
		t.Errorf("a correlation is used again: %q", correlations)
	}
}

func TestAnAnswerAboutAnotherReferralIsAnError(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"id": "R-2", "externalReferenceId": "L-2"}`)
	})
	for _, name := range []string{"Create", "Get", "Patch"} {
		if err := calls[name](t.Context(), g); !errors.Is(err, gateway.ErrAnother) || errors.Is(err, mci.ErrInvalid) || errors.Is(err, change.ErrRefused) {
			t.Errorf("%s = %v, want %v", name, err, gateway.ErrAnother)
		}
	}
	g = answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id": "r-1"}`) })
	if err := calls["Get"](t.Context(), g); err != nil {
		t.Errorf("a GUID in small letters is another one: %v", err)
	}
}

func TestOnlyWhatReadsIsTriedAgain(t *testing.T) {
	for _, c := range []struct {
		call, method string
		tries        int
	}{{"Get", "GET", 3}, {"List", "GET", 3}, {"Create", "POST", 1}, {"Patch", "PATCH", 1}} {
		for _, fault := range []fake.Fault{{Method: c.method, Status: 503}, {Method: c.method, Lost: true}} {
			server, g := started(t)
			server.Meet(slices.Repeat([]fake.Fault{fault}, 3)...)
			if err := calls[c.call](t.Context(), g); err == nil || len(server.Requests()) != c.tries {
				t.Errorf("%s: %v after %v, want %d tries", c.call, err, server.Requests(), c.tries)
			}
		}
	}
	server, g := started(t)
	server.Meet(fake.Fault{Method: "GET", Status: 500}, fake.Fault{Method: "GET", Lost: true})
	if found, err := g.List(t.Context(), "L-1"); err != nil || len(found) != 0 {
		t.Errorf("List = %v, %v, want none at the third try", found, err)
	}
}

func TestALostAnswerToACreateHasMadeTheReferral(t *testing.T) {
	server, g := started(t)
	server.Meet(fake.Fault{Method: "POST", Lost: true})
	if _, err := g.Create(t.Context(), draft); err == nil || errors.Is(err, mci.ErrInvalid) || errors.Is(err, change.ErrRefused) {
		t.Errorf("Create = %v, want an error that leaves open whether it was done", err)
	}
	if found, err := g.List(t.Context(), "L-1"); err != nil || len(found) != 1 {
		t.Errorf("List = %v, %v, want the one that was made", found, err)
	}
}

func TestAConflictOnDemandAndByAnETagOfOld(t *testing.T) {
	server, g := started(t)
	made, err := g.Create(t.Context(), draft)
	if err != nil || !strings.HasPrefix(made.ETag, `"`) {
		t.Fatalf("Create = %v, %v, want an eTag in quotes", made, err)
	}
	server.Meet(fake.Fault{Method: "PATCH", Status: 409})
	for _, want := range []error{referral.ErrConflict, nil, referral.ErrConflict} {
		if _, err := g.Patch(t.Context(), made.ID, renamed, made.ETag); !errors.Is(err, want) {
			t.Errorf("Patch = %v, want %v", err, want)
		}
	}
}

// The fake answers with the known codes of the service.
func TestAnETagOfOldIsShownWithItsCodes(t *testing.T) {
	_, g := started(t)
	made, err := g.Create(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.Patch(t.Context(), made.ID, renamed, `"0"`)
	if err == nil || !strings.Contains(err.Error(), "code preconditionFailed > 99918") {
		t.Errorf("Patch = %v", err)
	}
}

func TestTheTokenGoesToNoOtherHost(t *testing.T) {
	var told []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told = append(told, r.Header.Get("Authorization")) }))
	defer other.Close()
	for _, link := range []string{other.URL + fake.Path, "//" + strings.TrimPrefix(other.URL, "http://") + "/", "http://127.0.0.1:1/", "https://127.0.0.1/", "https://HOST/", "ftp://HOST/", "//user@HOST/", "http://x.HOST/"} {
		g := answering(t, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"value": [], "@odata.nextLink": %q}`, strings.ReplaceAll(link, "HOST", r.Host))
		})
		if _, err := g.List(t.Context(), "L-1"); !errors.Is(err, gateway.ErrElsewhere) {
			t.Errorf("%s: List = %v, want %v", link, err, gateway.ErrElsewhere)
		}
	}
	redirecting := answering(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	for name, call := range calls {
		if err := call(t.Context(), redirecting); err == nil {
			t.Errorf("%s follows a redirect", name)
		}
	}
	if told != nil {
		t.Errorf("the other host was told %q", told)
	}
}

func TestAnswersThatCannotBeTakenAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"too many bytes":  {`{"id": "R-1"` + strings.Repeat(" ", 9<<20) + `}`, gateway.ErrTooLong},
		"pages in a ring": {`{"id": "R-1", "value": [], "@odata.nextLink": "?again"}`, gateway.ErrTooLong},
		"another list":    {`{"value": {}}`, nil},
		"two lists":       {`{"value": [], "value": []}`, nil},
		"an odd link":     {`{"value": [], "@odata.nextLink": 7}`, nil},
		"no JSON":         {"<html>", nil},
		"no list":         {"{}", nil},
		"no link":         {`{"value": [], "@odata.nextLink": "http://%zz"}`, nil},
	} {
		g := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.body) })
		if _, err := g.List(t.Context(), "L-1"); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: List = %v, want %v", name, err, c.want)
		}
	}
}

// If the error matched mci.ErrInvalid or ErrRefused, the desk would create a
// second referral at once.
func TestAnAnswerToACreateThatCannotBeReadLeavesOpenWhetherItWasDone(t *testing.T) {
	for _, body := range []string{"", "<html>", "{}", `{"id": 7}`, strings.Repeat(" ", 9<<20)} {
		g := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := g.Create(t.Context(), draft)
		if err == nil || errors.Is(err, mci.ErrInvalid) || errors.Is(err, change.ErrRefused) || errors.Is(err, referral.ErrThrottled) {
			t.Errorf("%.9q: Create = %v", body, err)
		}
	}
}

func TestAPatchThatIsAnsweredWithNothingIsReadAgain(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fmt.Fprint(w, `{"id": "R-1", "details": {"notes": "renamed"}}`)
	})
	if changed, err := g.Patch(t.Context(), "R-1", renamed, ""); err != nil || changed.Details.Notes != "renamed" {
		t.Errorf("Patch = %v, %v", changed, err)
	}
}

func TestACanceledContextEndsARequestAndThePauseBeforeTheNext(t *testing.T) {
	for name, call := range calls {
		ctx, cancel := context.WithCancelCause(t.Context())
		asked := 0
		g := answering(t, func(_ http.ResponseWriter, r *http.Request) {
			asked++
			cancel(errors.New("enough"))
			// a server notices that the client is gone only after it has read
			// the body
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		})
		err := call(ctx, g)
		if asked != 1 || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v after %d requests, want %v after one", name, err, asked, context.Canceled)
		}
	}
}

func TestARequestEndsAtItsTimeLimit(t *testing.T) {
	release := make(chan struct{})
	listening := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer listening.Close()
	defer close(release)
	g, err := gateway.New(gateway.Options{URL: listening.URL, Tokens: fixed(token), Now: clock, Timeout: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Create(t.Context(), draft); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Create = %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestATokenThatCannotBeHadOrSentIsAnErrorWithoutIt(t *testing.T) {
	server, _ := started(t)
	listening := httptest.NewServer(server)
	defer listening.Close()
	for _, bad := range []fixed{token + "\n", token + "x"} {
		g, err := gateway.New(gateway.Options{URL: listening.URL + fake.Path, Tokens: bad, Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		for name, call := range calls {
			if err := call(t.Context(), g); err == nil || strings.Contains(err.Error(), token) {
				t.Errorf("%s = %v", name, err)
			}
		}
	}
	g, err := gateway.New(gateway.Options{URL: listening.URL + fake.Path, Tokens: signedOut{}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Create(t.Context(), draft); !errors.Is(err, errSignedOut) {
		t.Errorf("Create = %v, want %v", err, errSignedOut)
	}
}

var errSignedOut = errors.New("signed out")

type signedOut struct{}

func (signedOut) Token(context.Context) (string, error) { return "", errSignedOut }

func TestAGatewayNeedsAnAddressThatKeepsTheTokenSecret(t *testing.T) {
	for _, address := range []string{"http://api.example", "ftp://127.0.0.1", "https://", "https://a:b@api.example", "https://api.example?x=y", "%zz"} {
		if _, err := gateway.New(gateway.Options{URL: address, Tokens: fixed(token), Now: clock}); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: New = %v, want %v", address, err, mci.ErrInvalid)
		}
	}
	for name, options := range map[string]gateway.Options{"no tokens": {Now: clock}, "no clock": {Tokens: fixed(token)}} {
		if _, err := gateway.New(options); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: New = %v, want %v", name, err, mci.ErrInvalid)
		}
	}
	for _, address := range []string{"", gateway.DefaultURL, "http://localhost:1/", "http://[::1]:1"} {
		to(t, address)
	}
}

func TestAnInnerCodeWithoutAnOuterOneIsShownAlone(t *testing.T) {
	err := &gateway.StatusError{Method: "GET", Status: http.StatusPreconditionFailed, Inner: []string{"99918"}}
	if got := err.Error(); !strings.Contains(got, "code 99918") {
		t.Error(got)
	}
}

// An ID is a GUID, whose letters can have either case. A reference belongs to
// the host and keeps its case.
func TestAListComparesGUIDsWithoutCaseAndReferencesWithIt(t *testing.T) {
	g := answering(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"value": [
			{"id": "AB-1", "engagementId": "EF-9", "externalReferenceId": "c1"},
			{"id": "ab-1", "engagementId": "ef-9", "externalReferenceId": "C1"}]}`)
	})
	related, err := g.Related(t.Context(), "Ef-9")
	if err != nil || len(related) != 1 {
		t.Errorf("Related: %d referrals, %v; want the one that was read last", len(related), err)
	}
	listed, err := g.List(t.Context(), "c1")
	if err != nil || len(listed) != 1 || listed[0].ExternalReferenceID != "c1" {
		t.Errorf("List: %v, %v", listed, err)
	}
}

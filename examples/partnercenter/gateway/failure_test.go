package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

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

var renamed = resource.Patch{{Op: resource.Replace, Path: "/name", Value: `"renamed"`}}

// calls are the four methods, without their results.
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
	meanings := []error{referral.ErrNotFound, referral.ErrConflict, resource.ErrRefused, referral.ErrThrottled}
	for status, want := range map[int]error{
		404: referral.ErrNotFound, 409: referral.ErrConflict, 412: referral.ErrConflict,
		400: resource.ErrRefused, 422: resource.ErrRefused, 429: referral.ErrThrottled,
		302: nil, 401: nil, 403: nil, 500: nil, 503: nil,
	} {
		g := answering(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere?"+token)
			w.WriteHeader(status)
			fmt.Fprint(w, r.Header.Get("Authorization")) // a service that repeats what it was told
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

func TestHowLongToWaitIsReadInSecondsAndAsAnInstantOfTheHostsClock(t *testing.T) {
	for after, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": 0, "": 30 * time.Second, "soon": 30 * time.Second, "-1": 30 * time.Second, "99999999999": 30 * time.Second,
		now.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
		now.Add(-time.Hour).Format(http.TimeFormat):       0,
	} {
		server, g := started(t)
		server.Meet(fake.Fault{Method: "POST", Status: 429, RetryAfter: after})
		_, err := g.Create(t.Context(), draft)
		var wait *referral.WaitError
		if !errors.As(err, &wait) || wait.For != want {
			t.Errorf("%q: found %v, want to wait for %v", after, err, want)
		}
		if len(server.Requests()) != 1 {
			t.Errorf("%q: the gateway tried again by itself: %v", after, server.Requests())
		}
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
	if _, err := g.Create(t.Context(), draft); err == nil || errors.Is(err, mci.ErrInvalid) || errors.Is(err, resource.ErrRefused) {
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

func TestTheTokenGoesToNoOtherHost(t *testing.T) {
	var told []string
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told = append(told, r.Header.Get("Authorization")) }))
	defer other.Close()
	for _, link := range []string{other.URL + fake.Path, "//" + strings.TrimPrefix(other.URL, "http://") + "/", "https://127.0.0.1/", "ftp://HOST/", "//user@HOST/"} {
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

// An error that matches mci.ErrInvalid or ErrRefused would let the desk create a second referral at once.
func TestAnAnswerToACreateThatCannotBeReadLeavesOpenWhetherItWasDone(t *testing.T) {
	for _, body := range []string{"", "<html>", "{}", `{"id": 7}`, strings.Repeat(" ", 9<<20)} {
		g := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := g.Create(t.Context(), draft)
		if err == nil || errors.Is(err, mci.ErrInvalid) || errors.Is(err, resource.ErrRefused) || errors.Is(err, referral.ErrThrottled) {
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
		fmt.Fprint(w, `{"id": "R-1", "name": "renamed"}`)
	})
	if changed, err := g.Patch(t.Context(), "R-1", renamed, ""); err != nil || changed.Name != "renamed" {
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
			io.Copy(io.Discard, r.Body) // a server sees that a caller is gone once the body is read
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

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
)

// A twist writes another answer than the service gave. The request was done all
// the same.
type twist func(w http.ResponseWriter, status int, body string)

// says answers with a status, a header and a body.
func says(status int, name, value, body string) twist {
	return func(w http.ResponseWriter, _ int, _ string) {
		if name != "" {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// swaps answers as the service does, with another text in the place of each old
// one.
func swaps(old, text string) twist {
	return func(w http.ResponseWriter, status int, body string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.ReplaceAll(body, old, text))
	}
}

var twists = map[string]twist{
	"half of the JSON": func(w http.ResponseWriter, status int, body string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body[:len(body)/2])
	},
	"half of the bytes": func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body[:len(body)/2])
	},
	"a page of HTML":                       says(200, "", "", "<html>"),
	"null":                                 says(200, "", "", "null"),
	"an empty object":                      says(200, "", "", "{}"),
	"nothing, accepted":                    says(202, "", "", ""),
	"nothing":                              says(204, "", "", ""),
	"a redirect":                           says(301, "Location", "http://127.0.0.1:1/", ""),
	"a token that expired":                 says(401, "", "", ""),
	"not found":                            says(404, "", "", ""),
	"too many requests":                    says(429, "", "", ""),
	"too many requests, for ever":          says(429, "Retry-After", "99999999999999999999", ""),
	"too many requests, for a negative":    says(429, "Retry-After", "-1", ""),
	"a failure":                            says(500, "", "", `{"error": {"code": 7, "innerError": {"innerError": null}}}`),
	"another referral's ID":                swaps(`"id":"00000000`, `"id":"99999999`),
	"no engagement":                        swaps(`"engagementId"`, `"engagement"`),
	"the eTag of another version":          swaps(`"eTag":"\"`, `"eTag":"W/\"x`),
	"an eTag with a line break":            swaps(`"eTag":"\"`, `"eTag":"\r\n\"`),
	"another organization's referral":      swaps(`"engagementId"`, `"organizationId":"another","engagementId"`),
	"a team of another form":               swaps(`"consent":{`, `"team":7,"consent":{`),
	"a page that leads to another host":    swaps(`"value":[`, `"@odata.nextLink":"https://elsewhere.example/","value":[`),
	"a page that leads to a file":          swaps(`"value":[`, `"@odata.nextLink":"file:///etc/passwd","value":[`),
	"an element that is nested too deeply": swaps(`"value":[`, `"value":[`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+`,`),
}

// A hostile service twists the answers to the requests of one method while it
// is hostile.
type hostile struct {
	center *fake.Server
	method string
	twist  twist // nil once it behaves
}

func (h *hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	h.center.ServeHTTP(answer, r)
	if h.twist != nil && r.Method == h.method {
		h.twist(w, answer.Code, answer.Body.String())
		return
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// deskAt returns a desk over a hostile service.
func deskAt(t *testing.T, service http.Handler, linked bool) *referral.Desk {
	t.Helper()
	address, stop, err := listen(t.Context(), service)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stop() })
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token("t"), Now: time.Now, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	options := referral.Options{Gateway: carrier, Policy: closing{}, Organization: "own"}
	if linked {
		options.ModeOf = func(*claims.Claim) catalog.ReferralMode { return catalog.LinkedReferral }
	}
	return referral.NewDesk(&referral.MemoryStore{}, options)
}

// counts returns the partner's own referrals and those for Microsoft.
func counts(t *testing.T, center *fake.Server) (own []resource.Referral, microsofts int) {
	t.Helper()
	page, err := center.Referrals.Query(t.Context(), referral.Query{Most: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Referrals {
		if r.IsForMicrosoft() {
			microsofts++
		} else {
			own = append(own, r)
		}
	}
	return own, microsofts
}

// The service twists every answer to one method while the claim is asked for
// consent, accepted and canceled, and behaves after that. Whatever it answered,
// there is never more than one referral of each kind, and in the end nothing is
// left under way.
func TestWhateverAHostileServiceAnswersNothingIsDoubledOrLost(t *testing.T) {
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	phases := []*claims.Claim{scenes[0].claim, scenes[3].claim, scenes[5].claim}
	for name, twist := range twists {
		for _, method := range []string{"GET", "POST", "PATCH"} {
			t.Run(method+" "+name, func(t *testing.T) {
				service := &hostile{center: &fake.Server{Token: "t"}, method: method, twist: twist}
				desk := deskAt(t, service, false)
				at := scenes[0].at
				for _, claim := range phases {
					for range 2 {
						_, _, _ = desk.Follow(t.Context(), claim, facts, at)
						at = at.Add(10 * time.Minute)
					}
				}
				service.twist = nil
				var deal referral.Deal
				for range 3 {
					deal, _, err = desk.Follow(t.Context(), phases[2], facts, at)
					at = at.Add(10 * time.Minute)
				}
				own, microsofts := counts(t, service.center)
				if len(own) > 1 || microsofts > 1 {
					t.Fatalf("%d of the partner's, %d for Microsoft", len(own), microsofts)
				}
				if method == "POST" && name == "another referral's ID" {
					if !errors.Is(err, referral.ErrGone) { // the gateway cannot know more
						t.Error(err)
					}
					return
				}
				if err != nil || !deal.Remote.Attempt.IsZero() || !deal.Connected.Attempt.IsZero() {
					t.Errorf("%+v, %v", deal, err)
				}
				if len(own) == 1 && (own[0].ID != deal.Remote.ID || own[0].State().Substatus != progress.Lost || (microsofts == 1) != (deal.Connected.ID != "")) {
					t.Errorf("%+v, and the service has %v", deal, own[0])
				}
			})
		}
	}
}

// The same in linked mode, in which nothing is ever sent.
func TestWhateverAHostileServiceAnswersALinkedReferralIsFollowedInTheEnd(t *testing.T) {
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	claim, at := scenes[3].claim, scenes[3].at
	for name, twist := range twists {
		t.Run(name, func(t *testing.T) {
			center := &fake.Server{Token: "t"}
			own, err := center.Referrals.Create(t.Context(), resource.Referral{
				Type: resource.Independent, Qualification: resource.SalesQualified, CustomerProfile: resource.CustomerProfile{Name: "Contoso"}, OrganizationID: "own",
				Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes}, Details: resource.Details{Notes: "made for a claim"},
			})
			if err != nil {
				t.Fatal(err)
			}
			service := &hostile{center: center, method: "GET", twist: twist}
			desk := deskAt(t, service, true)
			link := referral.Link{Referral: own.ID, By: "maria", At: at}
			_, err = desk.Link(t.Context(), "C-1", link)
			service.twist = nil
			if _, again := desk.Link(t.Context(), "C-1", link); again != nil {
				t.Fatalf("%v, and then %v", err, again)
			}
			service.twist = twist
			_, _, _ = desk.Follow(t.Context(), claim, facts, at)
			service.twist = nil
			if err := upgrade(t, center, &own); err != nil {
				t.Fatal(err)
			}
			deal, _, err := desk.Follow(t.Context(), claim, facts, at)
			if err != nil || deal.Seen.Type != cosell.CoSell || deal.Seen.Gone || deal.Connected.ID == "" || deal.Remote.ID != own.ID {
				t.Errorf("%+v, %v", deal, err)
			}
			for _, request := range center.Requests() {
				if !strings.HasPrefix(request, "GET ") {
					t.Errorf("the desk sent %s", request)
				}
			}
		})
	}
}

// A service that drops the claim's link from each referral gets one create,
// however often the desk is asked.
func TestAServiceThatDropsTheLinkGetsOneCreateOverHTTP(t *testing.T) {
	center := &fake.Server{Token: "t"}
	desk := deskAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			var members map[string]json.RawMessage
			if err := json.NewDecoder(r.Body).Decode(&members); err != nil {
				t.Error(err)
			}
			delete(members, "externalReferenceId")
			body, _ := json.Marshal(members)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
		}
		center.ServeHTTP(w, r)
	}), false)
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		_, _, err := desk.Follow(t.Context(), scenes[0].claim, facts, scenes[0].at.Add(time.Duration(i)*time.Hour))
		if own, _ := counts(t, center); !errors.Is(err, referral.ErrUnlinked) || len(own) != 1 {
			t.Fatalf("%d referrals, %v", len(own), err)
		}
	}
}

// The list has 20,000 pages. Each use of it ends with a clear error, and
// nothing is made or moved.
func TestAListOfTwentyThousandPagesEndsWithAClearError(t *testing.T) {
	pages := 0
	service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			t.Errorf("the desk sent %s", r.Method)
		}
		pages++
		next := fmt.Sprintf(`,"@odata.nextLink":"http://%s%s?$skiptoken=%d"`, r.Host, fake.Path, pages)
		if pages%20_000 == 0 {
			next = ""
		}
		fmt.Fprintf(w, `{"value":[{"id":"%d","engagementId":"E","updatedDateTime":"2025-10-08T00:00:00Z"}]%s}`, pages, next)
	})
	desk := deskAt(t, service, false)
	scenes, err := life()
	if err != nil {
		t.Fatal(err)
	}
	claim, at := scenes[0].claim, scenes[0].at
	if deal, _, err := desk.Follow(t.Context(), claim, facts, at); !errors.Is(err, gateway.ErrTooLong) || deal.Remote.Attempt.IsZero() || pages > 100 {
		t.Errorf("%+v, %v after %d pages", deal, err, pages)
	}
	pages = 0
	if found, err := desk.Candidates(t.Context(), claim, referral.Search{}); !errors.Is(err, referral.ErrEndless) || found != nil || pages > 1000 {
		t.Errorf("%d candidates, %v after %d pages", len(found), err, pages)
	}
}

package fake_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/referral/event"
)

// draft has every member that is required of a create.
const draft = `{"type":"Independent","customerProfile":{"name":"Contoso"},"consent":{"consentToContact":false},"details":{"notes":"n"}`

// send sends a request to a server and returns the status of the answer.
func send(t *testing.T, s *fake.Server, method, path, body string) int {
	t.Helper()
	r := httptest.NewRequest(method, fake.Path+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer t")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code
}

// made returns a server with one referral, and the path of that referral.
func made(t *testing.T, members string) (*fake.Server, string) {
	t.Helper()
	s := &fake.Server{Token: "t"}
	if got := send(t, s, http.MethodPost, "", draft+members+"}"); got != http.StatusCreated {
		t.Fatal(got)
	}
	return s, "/00000000-0000-0000-0000-000000000001"
}

func TestACreateIsJudgedByTheDocumentsUnlessTheFakeIsPermissive(t *testing.T) {
	for body, want := range map[string][2]int{
		draft + `}`: {201, 201},
		draft + `,"partnerRole":"Solution design"}`:           {201, 201},
		draft + `,"favouriteColour":"red"}`:                   {400, 201},
		draft + `,"id":"R-1"}`:                                {400, 201},
		draft + `,"eTag":"x"}`:                                {400, 201},
		draft + `,"createdDateTime":"2026-01-01T00:00Z"}`:     {400, 201},
		draft + `,"registrations":[{"id":"G"}]}`:              {400, 201},
		`{"type":"Independent"}`:                              {400, 400},
		strings.Replace(draft, "Independent", "Odd", 1) + `}`: {400, 201},
		"[": {400, 400},
	} {
		for i, permissive := range []bool{false, true} {
			s := &fake.Server{Token: "t"}
			s.Referrals.Permissive = permissive
			if got := send(t, s, http.MethodPost, "", body); got != want[i] {
				t.Errorf("%s, permissive %v: %d, want %d", body, permissive, got, want[i])
			}
		}
	}
}

// values are a value for each published path of a patch.
var values = map[string]string{
	"/consent/consentToShareReferralWithMicrosoftSellers": "true", "/customerProfile/team": "[]", "/customerProfile/team/-": "{}",
	"/details/dealValue": "1", "/details/requirements/solutions": "[]", "/details/requirements/solutions/-": "{}", "/team": "[]", "/team/-": "{}",
	"/registrations/-": `{"type":"x"}`, "/status": `"Active"`, "/substatus": `"Accepted"`,
	"/registrations/0/contract/value": "1", "/registrations/0/solutionDetails/0/value": "1", "/registrations/0/solutionDetails/0/isDeployedOnAzure": "true",
	"/registrations/0/solutionDetails/0/marketplaceTransactionDetails/isMarketplaceTransacted": "false",
}

func TestEachPublishedPathIsPatchedAndEachOtherOneIsRefused(t *testing.T) {
	for _, path := range change.PatchPaths() {
		s, id := made(t, `,"team":[]`)
		s.Referrals.Permissive = true
		for _, first := range []string{
			`[{"op":"add","path":"/registrations","value":[{"contract":{},"solutionDetails":[{"marketplaceTransactionDetails":{}}]}]}]`,
			`[{"op":"add","path":"/customerProfile/team","value":[]}]`, `[{"op":"add","path":"/details/requirements","value":{"solutions":[]}}]`,
		} {
			if got := send(t, s, http.MethodPatch, id, first); got != http.StatusNoContent {
				t.Fatalf("%s: %d", first, got)
			}
		}
		s.Referrals.Permissive = false
		value := values[path]
		if value == "" {
			value = `"2026-05-04T00:00:00Z"`
		}
		if got := send(t, s, http.MethodPatch, id, `[{"op":"add","path":"`+path+`","value":`+value+`}]`); got != http.StatusNoContent {
			t.Errorf("%s: %d", path, got)
		}
	}
	for _, path := range []string{"/type", "/target", "/inviteContext", "/name", "/id", "/customerProfile/name", "/registrations/1/contract/value", "/nothing", ""} {
		s, id := made(t, "")
		if got := send(t, s, http.MethodPatch, id, `[{"op":"add","path":"`+path+`","value":"x"}]`); got != http.StatusBadRequest {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestAPatchIsJudgedByTheStates(t *testing.T) {
	state := func(status, substatus string) string {
		return `[{"op":"replace","path":"/status","value":"` + status + `"},{"op":"replace","path":"/substatus","value":"` + substatus + `"}]`
	}
	s, id := made(t, "")
	for _, c := range []struct {
		body string
		want int
	}{
		{state("New", "Pending"), 400},
		{state("Active", "Won"), 400},
		{`[{"op":"remove","path":"/details/notes"}]`, 400},
		{state("Closed", "Won"), 204},
		{`[{"op":"add","path":"/details/notes","value":"late"}]`, 400},
		{state("Active", "Accepted"), 400},
		{`[{"op":"add","path":"/registrations/-","value":{"solutionDetails":[{"id":"SOL-1"}]}}]`, 204},
	} {
		if got := send(t, s, http.MethodPatch, id, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", c.body, got, c.want)
		}
	}
	s.Referrals.Permissive = true
	if got := send(t, s, http.MethodPatch, id, state("Active", "Accepted")); got != http.StatusNoContent {
		t.Errorf("a permissive fake answers %d", got)
	}
	if got := send(t, s, http.MethodPatch, "/nobody", "[]"); got != http.StatusNotFound {
		t.Error(got)
	}
}

func TestEventsAreDeliveredRepeatedlyLateAndInNoOrder(t *testing.T) {
	s, id := made(t, `,"engagementId":"E"`)
	s.Repeats, s.Delayed = 3, true
	if got := send(t, s, http.MethodPost, "", draft+`,"engagementId":"E"}`); got != http.StatusCreated {
		t.Fatal(got)
	}
	if early := s.Deliveries(); len(early) != 0 {
		t.Errorf("at once: %v", early)
	}
	send(t, s, http.MethodPatch, id, `[{"op":"add","path":"/details/notes","value":"x"}]`)
	names := func(bodies []string) (all []event.Name) {
		for _, body := range bodies {
			e, err := event.Decode([]byte(body))
			if err != nil || e.Referral() == "" {
				t.Errorf("%s: %v", body, err)
			}
			all = append(all, e.Name)
		}
		return all
	}
	if got := names(s.Deliveries()); len(got) != 9 || got[0] != event.RelatedReferralCreated || got[3] != event.ReferralCreated || got[8] != event.ReferralCreated {
		t.Errorf("%v", got)
	}
	s.Delayed, s.Repeats = false, 0
	if got := names(s.Deliveries()); len(got) != 2 || got[1] != event.ReferralUpdated || got[0] != event.RelatedReferralUpdated {
		t.Errorf("%v", got)
	}
}

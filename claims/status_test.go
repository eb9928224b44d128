package claims_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

// documentedNames lists the 17 names of the documented list with their
// statuses. Two names have the same status.
var documentedNames = []struct {
	name   string
	status claims.Status
}{
	{"Customer claimed", claims.CustomerClaimed},
	{"Awaiting customer consent response", claims.AwaitingConsent},
	{"Customer consent received", claims.ConsentReceived},
	{"Consent rejected", claims.ConsentDeclined},
	{"Customer consent declined", claims.ConsentDeclined},
	{"Customer consent expired", claims.ConsentExpired},
	{"Not submitted expired", claims.NotSubmittedExpired},
	{"Submitted", claims.Submitted},
	{"Under review", claims.UnderReview},
	{"Partner action required", claims.ActionRequired},
	{"Post submission expired", claims.PostSubmissionExpired},
	{"Approved", claims.Approved},
	{"Rejected", claims.Rejected},
	{"Disputed", claims.Disputed},
	{"Disputed expired", claims.DisputedExpired},
	{"Rejected final", claims.RejectedFinal},
	{"Canceled", claims.Canceled},
}

// otherNames lists names from other documents and other programs.
var otherNames = []struct {
	name   string
	status claims.Status
}{
	{"Action Required", claims.ActionRequired},
	{"Draft", claims.ConsentReceived},
	{"completed", claims.Approved},
	{"canceled", claims.Canceled},
	{"cancelled", claims.Canceled},
	{"ActionRequired", claims.ActionRequired},
	{"active", claims.ConsentReceived},
	{"not started", claims.AwaitingConsent},
	{"first-submission", claims.NotSubmittedExpired},
	{"first-submission expired", claims.NotSubmittedExpired},
	{"post-submission", claims.PostSubmissionExpired},
	{"post-submission expired", claims.PostSubmissionExpired},
	{"final rejected", claims.RejectedFinal},
}

func TestEveryDocumentedNameIsParsedWhateverItsCase(t *testing.T) {
	seen := map[claims.Status]bool{}
	for _, test := range append(documentedNames, otherNames...) {
		for _, name := range []string{test.name, strings.ToLower(test.name), strings.ToUpper(test.name)} {
			if got, err := claims.ParseStatus(name); err != nil || got != test.status {
				t.Errorf("%q: got %s, %v; want %s", name, got, err, test.status)
			}
		}
		seen[test.status] = true
	}
	if len(seen) != len(claims.Statuses()) {
		t.Errorf("%d of %d statuses have a documented name", len(seen), len(claims.Statuses()))
	}
}

func TestAStatusPrintsAsItsDocumentedName(t *testing.T) {
	canonical := map[claims.Status]string{}
	for _, test := range documentedNames {
		canonical[test.status] = test.name // if there are two names, the later one is canonical
	}
	for _, status := range claims.Statuses() {
		if got := status.String(); got != canonical[status] {
			t.Errorf("got %q, want %q", got, canonical[status])
		}
		if got := throughJSON(t, status); got != status {
			t.Errorf("%s comes back from JSON as %s", status, got)
		}
	}
}

func TestStatusesAreSixteenInTheDocumentedOrder(t *testing.T) {
	statuses := claims.Statuses()
	if len(statuses) != 16 || statuses[0] != claims.CustomerClaimed || statuses[15] != claims.Canceled {
		t.Errorf("got %v", statuses)
	}
	for i, status := range statuses {
		if int(status) != i+1 {
			t.Errorf("status %d is at place %d", status, i)
		}
	}
}

func TestAnUnknownNameOfAStatusIsAFieldError(t *testing.T) {
	for _, name := range []string{"", "no claim", "invalid status", "Expired", "Submitted ", " Submitted", "Under-review", "Submitted / Under review"} {
		got, err := claims.ParseStatus(name)
		wantInvalid(t, err, "status")
		if got != 0 {
			t.Errorf("%q: got %s beside the error", name, got)
		}
		status := claims.Approved
		wantInvalid(t, status.UnmarshalText([]byte(name)), "status")
		if status != claims.Approved {
			t.Errorf("%q: the status was changed to %s", name, status)
		}
	}
}

func TestAStatusThatIsNoneHasNoTextForm(t *testing.T) {
	for status, want := range map[claims.Status]string{0: "no claim", claims.Canceled + 1: "invalid status", 255: "invalid status"} {
		if got := status.String(); got != want {
			t.Errorf("status %d: got %q, want %q", status, got, want)
		}
		if text, err := status.MarshalText(); err == nil {
			t.Errorf("status %d: got the text %q, want an error", status, text)
		}
		if data, err := json.Marshal(status); err == nil {
			t.Errorf("status %d: got the JSON %s, want an error", status, data)
		}
	}
}

func TestIsExpiredHoldsForTheFourExpiredStatuses(t *testing.T) {
	for _, status := range append(claims.Statuses(), 0, 255) {
		want := strings.HasSuffix(status.String(), "expired")
		if got := status.IsExpired(); got != want {
			t.Errorf("%s: got %t", status, got)
		}
	}
}

func TestAStateSaysThatItIsDisputedWhereTheStatusDoesNot(t *testing.T) {
	for state, want := range map[claims.State]string{
		{}:                                  "no claim",
		plain(claims.Submitted):             "Submitted",
		disputed(claims.Submitted):          "Submitted, disputed",
		disputed(claims.Disputed):           "Disputed",
		disputed(claims.RejectedFinal):      "Rejected final",
		plain(claims.DisputedExpired):       "Disputed expired",
		disputed(claims.DisputedExpired):    "Disputed expired, disputed",
		plain(255):                          "invalid status",
		plain(claims.RejectedFinal):         "invalid state",
		plain(claims.Disputed):              "invalid state",
		disputed(claims.ConsentReceived):    "Customer consent received, disputed",
		disputed(claims.ActionRequired):     "Partner action required, disputed",
		plain(claims.PostSubmissionExpired): "Post submission expired",
	} {
		if got := state.String(); got != want {
			t.Errorf("status %d, disputed %t: got %q, want %q", state.Status, state.Disputed, got, want)
		}
	}
}

func TestReachedStatesPrintDifferently(t *testing.T) {
	seen := map[string]claims.State{claims.State{}.String(): {}}
	for _, state := range reached() {
		if earlier, ok := seen[state.String()]; ok {
			t.Errorf("%+v and %+v both print as %s", state, earlier, state)
		}
		seen[state.String()] = state
	}
}

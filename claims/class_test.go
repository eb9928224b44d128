package claims_test

import (
	"testing"

	"github.com/mci-go/incentives/claims"
)

// endings follows the documented Complete tab. The last class is a reading of
// the library.
var endings = map[claims.Class][]claims.Status{
	claims.CompletedClass:     {claims.Approved},
	claims.ExpiredClass:       {claims.ConsentExpired, claims.NotSubmittedExpired, claims.PostSubmissionExpired, claims.DisputedExpired},
	claims.CanceledClass:      {claims.Canceled},
	claims.FinalRejectedClass: {claims.RejectedFinal},
	claims.DeclinedClass:      {claims.ConsentDeclined},
}

func TestEveryEndIsOfItsClassAndNothingElseHasOne(t *testing.T) {
	want := map[claims.Status]claims.Class{}
	for class, statuses := range endings {
		for _, status := range statuses {
			want[status] = class
		}
	}
	for _, status := range append(claims.Statuses(), 0, claims.Canceled+1, 255) {
		if got := status.Class(); got != want[status] {
			t.Errorf("%s: got class %q, want %q", status, got, want[status])
		}
	}
	for _, state := range reached() {
		if state.Terminal() != (state.Status.Class() != 0) {
			t.Errorf("%s: terminal %t, class %q", state, state.Terminal(), state.Status.Class())
		}
	}
}

func TestClassesHaveTheirDocumentedTextForms(t *testing.T) {
	for class, want := range map[claims.Class]string{
		0: "", claims.CompletedClass: "completed", claims.ExpiredClass: "expired", claims.CanceledClass: "canceled",
		claims.FinalRejectedClass: "final rejected", claims.DeclinedClass: "declined",
	} {
		if got := class.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := throughJSON(t, class); got != class {
			t.Errorf("%q comes back from JSON as %q", class, got)
		}
	}
	undeclared := claims.DeclinedClass + 1
	if text, err := undeclared.MarshalText(); err == nil || undeclared.String() != "invalid class" {
		t.Errorf("a class that is not declared is %q, with the text %q", undeclared, text)
	}
	class := claims.ExpiredClass
	wantInvalid(t, class.UnmarshalText([]byte("Expired")), "")
	if class != claims.ExpiredClass {
		t.Errorf("the class was changed to %q", class)
	}
}

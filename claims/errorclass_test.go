package claims_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestEveryErrorHasTheClassByWhichItsReceiverActs(t *testing.T) {
	for _, test := range []struct {
		err  error
		want claims.ErrorClass
	}{
		{nil, 0},
		{mci.Invalid("name", "", "a name"), claims.Malformed},
		{&claims.Refusal{}, claims.Refused},
		{claims.ErrNotFound, claims.NotFound},
		{claims.ErrConflict, claims.Conflicted},
		{claims.ErrExists, claims.ExistsAlready},
		{claims.ErrLimit, claims.LimitReached},
		{claims.ErrUnreadable, claims.Unreadable},
		{claims.ErrUnavailable, claims.Unavailable},
		{errors.New("connection reset"), claims.Unavailable},
		{context.Canceled, claims.Unavailable},
		{errors.Join(claims.ErrUnavailable, claims.ErrConflict), claims.Unavailable},
		{&claims.ClaimError{ID: "a", Err: claims.ErrConflict}, claims.Conflicted},
		{fmt.Errorf("%w: %w", claims.ErrUnreadable, mci.Invalid("name", "", "a name")), claims.Unreadable},
	} {
		if got := claims.ClassOf(test.err); got != test.want {
			t.Errorf("%v: got class %q, want %q", test.err, got, test.want)
		}
	}
}

func TestEveryClassOfErrorsSaysItsStatusAndWhatToDo(t *testing.T) {
	seen := map[string]bool{}
	for _, class := range claims.ErrorClasses() {
		if class.HTTPStatus() < 400 || class.Advice() == "" || class.String() == "" || seen[class.String()] {
			t.Errorf("%d: %q, %d, %q", class, class, class.HTTPStatus(), class.Advice())
		}
		seen[class.String()] = true
		if got := throughJSON(t, class); got != class {
			t.Errorf("%q comes back from JSON as %q", class, got)
		}
	}
	undeclared := claims.OutOfOrder + 1
	if _, err := json.Marshal(undeclared); err == nil || undeclared.HTTPStatus() != 0 {
		t.Errorf("%q is a class of errors", undeclared)
	}
	class := claims.Refused
	wantInvalid(t, class.UnmarshalText([]byte("Refused")), "class")
	if class != claims.Refused || claims.ErrorClass(0).HTTPStatus() != 0 {
		t.Errorf("the class was changed to %q", class)
	}
}

func TestTheDocumentedTableOfClassesIsTheTable(t *testing.T) {
	source := string(must(os.ReadFile("errorclass.go")))
	for _, class := range claims.ErrorClasses() {
		row := regexp.MustCompile(`(?m)^//\t` + class.String() + ` +(\d+) +(\S.*)$`).FindStringSubmatch(source)
		if row == nil || row[1] != fmt.Sprint(class.HTTPStatus()) {
			t.Errorf("%s: the comment says %q, the table %d", class, row, class.HTTPStatus())
		}
	}
}

func TestAnIDThatIsTakenExistsAndIsNoConflict(t *testing.T) {
	store := &claims.MemoryStore{}
	desk := claims.NewDesk(store, public())
	ctx := t.Context()
	must(desk.Adopt(ctx, adoption("Submitted"), "claim-1", seen(at("2022-12-15"))))
	meta := seen(at("2022-12-16"))
	meta.Key = "another key"
	_, errAdopt := desk.Adopt(ctx, adoption("Submitted"), "claim-1", meta)
	_, errOpen := desk.Open(ctx, nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	for _, err := range []error{errAdopt, errOpen} {
		if claims.ClassOf(err) != claims.ExistsAlready || errors.Is(err, claims.ErrConflict) {
			t.Errorf("got %v of class %q", err, claims.ClassOf(err))
		}
	}
}

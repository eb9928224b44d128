package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

func TestEveryErrorHasTheClassByWhichItsReceiverActs(t *testing.T) {
	for _, test := range []struct {
		err  error
		want desk.ErrorClass
	}{
		{nil, 0},
		{mci.Invalid("name", "", "a name"), desk.Malformed},
		{&claims.Refusal{}, desk.Refused},
		{&consent.LinkError{Err: consent.ErrUsed}, desk.Refused},
		{store.ErrNotFound, desk.NotFound},
		{store.ErrConflict, desk.Conflicted},
		{desk.ErrExists, desk.ExistsAlready},
		{store.ErrLimit, desk.LimitReached},
		{claims.ErrUnreadable, desk.Unreadable},
		{desk.ErrUnavailable, desk.Unavailable},
		{errors.New("connection reset"), desk.Unavailable},
		{context.Canceled, desk.Unavailable},
		{errors.Join(store.ErrNotFound, context.Canceled), desk.Unavailable},
		{errors.Join(store.ErrNotFound, context.DeadlineExceeded), desk.Unavailable},
		{errors.Join(desk.ErrUnavailable, store.ErrConflict), desk.Unavailable},
		{&store.ClaimError{ID: "a", Err: store.ErrConflict}, desk.Conflicted},
		{fmt.Errorf("%w: %w", claims.ErrUnreadable, mci.Invalid("name", "", "a name")), desk.Unreadable},
	} {
		if got := desk.ClassOf(test.err); got != test.want {
			t.Errorf("%v: got class %q, want %q", test.err, got, test.want)
		}
	}
}

func TestEveryClassOfErrorsSaysItsStatusAndWhatToDo(t *testing.T) {
	seen := map[string]bool{}
	for _, class := range desk.ErrorClasses() {
		if class.HTTPStatus() < 400 || class.Advice() == "" || class.String() == "" || seen[class.String()] {
			t.Errorf("%d: %q, %d, %q", class, class, class.HTTPStatus(), class.Advice())
		}
		seen[class.String()] = true
		if got := throughJSON(t, class); got != class {
			t.Errorf("%q comes back from JSON as %q", class, got)
		}
	}
	undeclared := desk.OutOfOrder + 1
	if _, err := json.Marshal(undeclared); err == nil || undeclared.HTTPStatus() != 0 {
		t.Errorf("%q is a class of errors", undeclared)
	}
	class := desk.Refused
	wantInvalid(t, class.UnmarshalText([]byte("Refused")), "class")
	if class != desk.Refused || desk.ErrorClass(0).HTTPStatus() != 0 {
		t.Errorf("the class was changed to %q", class)
	}
}

func TestTheDocumentedTableOfClassesIsTheTable(t *testing.T) {
	source := string(must(os.ReadFile("errorclass.go")))
	for _, class := range desk.ErrorClasses() {
		row := regexp.MustCompile(`(?m)^//\t` + class.String() + ` +(\d+) +(\S.*)$`).FindStringSubmatch(source)
		if row == nil || row[1] != fmt.Sprint(class.HTTPStatus()) {
			t.Errorf("%s: the comment says %q, the table %d", class, row, class.HTTPStatus())
		}
	}
}

func TestAnIDThatIsTakenExistsAndIsNoConflict(t *testing.T) {
	s := &store.Memory{}
	d := desk.New(s, public())
	ctx := t.Context()
	must(d.Adopt(ctx, adoption("Submitted"), "claim-1", seen(at("2022-12-15"))))
	meta := seen(at("2022-12-16"))
	meta.Key = "another key"
	_, errAdopt := d.Adopt(ctx, adoption("Submitted"), "claim-1", meta)
	_, errOpen := d.Open(ctx, nominate(question(engagement(public(), viva), at("2022-11-10"))), "claim-1", by(claims.AddCustomer, at("2022-11-10")))
	for _, err := range []error{errAdopt, errOpen} {
		if desk.ClassOf(err) != desk.ExistsAlready || errors.Is(err, store.ErrConflict) {
			t.Errorf("got %v of class %q", err, desk.ClassOf(err))
		}
	}
}

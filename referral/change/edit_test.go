package change

import (
	"errors"
	"strings"
	"testing"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/referral/progress"
)

func TestAMiscasedMemberIsEditedOnItsDocumentedPath(t *testing.T) {
	open := decoded(t, `{"Status":"Active","Substatus":"Accepted"}`)
	closed := open.Clone()
	closed.Status, closed.Substatus = progress.StatusClosed, progress.Won
	patch, err := MakePatch(&open, &closed)
	if err != nil || len(patch) != 2 || patch[0].Path != "/status" {
		t.Errorf("%v, %v, want the documented paths", patch, err)
	}
}

func TestNoEditOverwritesAMemberThatCouldNotBeRead(t *testing.T) {
	for text, edit := range map[string]func(*resource.Referral){
		`{"team":{"email":"a"}}`:               func(r *resource.Referral) { r.Team = append(r.Team, resource.Member{Email: "b"}) },
		`{"customerProfile":{"team":7}}`:       func(r *resource.Referral) { r.CustomerProfile.Team = []resource.Member{{Email: "b"}} },
		`{"customerProfile":7}`:                func(r *resource.Referral) { r.CustomerProfile.Team = []resource.Member{{Email: "b"}} },
		`{"name":"a","name":"b"}`:              func(r *resource.Referral) { r.Name = "c" },
		`{"details":{"notes":["n"]}}`:          func(r *resource.Referral) { r.Details.Notes = "m" },
		`{"team":[{"email":7},{"email":"b"}]}`: func(r *resource.Referral) { r.Team = r.Team[1:] },
	} {
		old := decoded(t, text)
		edited := old.Clone()
		edit(&edited)
		if patch, err := MakePatch(&old, &edited); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), string(oddRule)) {
			t.Errorf("%s: %v, %v, want a refusal", text, patch, err)
		}
	}
	old := decoded(t, `{"team":{"email":"a"},"details":{"notes":"a"}}`)
	edited := old.Clone()
	edited.Details.Notes = "b"
	if patch, err := MakePatch(&old, &edited); err != nil || len(patch) != 1 {
		t.Errorf("another member is not edited: %v, %v", patch, err)
	}
}

func TestARefusalForgesNoLine(t *testing.T) {
	old := decoded(t, `{"status":"Closed\n","substatus":"x"}`)
	edited := old.Clone()
	edited.Status = progress.StatusActive
	if _, err := MakePatch(&old, &edited); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("%q", err)
	}
}

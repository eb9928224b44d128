package change

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/progress"
)

// The bodies of the published patches, with made-up names. Source: Microsoft
// Learn, "Update a lead or opportunity", 2020-09-30, request example and the
// three sample requests.
var publishedPatches = []string{
	`[{"op":"replace","path":"/details/dealValue","value":"10000"},{"op":"add","path":"/team/-","value":{"email":"kim@partner.example","firstName":"Kim","lastName":"Doe","phoneNumber":"0000000001"}}]`,
	`[{"op":"replace","path":"/details/dealValue","value":"10000"},{"op":"replace","path":"/details/notes","value":"other words"}]`,
	`[{"op":"replace","path":"/status","value":"Closed"},{"op":"replace","path":"/substatus","value":"Won"}]`,
	`[{"op":"add","path":"/team/-","value":{"email":"kim@partner.example","firstName":"Kim","lastName":"Doe","phoneNumber":"0000000001"}}]`,
}

func TestEachPublishedPatchIsReadAllowedAppliedAndMadeAgain(t *testing.T) {
	old := decoded(t, `{"id":"R-1","status":"Active","substatus":"Accepted","details":{"dealValue":50000,"notes":"n"},"team":[{"email":"john@partner.example"}]}`)
	for i, text := range publishedPatches {
		var patch Patch
		if err := json.Unmarshal([]byte(text), &patch); err != nil {
			t.Fatal(err)
		}
		if written, err := json.Marshal(patch); err != nil || string(written) != text {
			t.Errorf("patch %d is written as %s, %v", i, written, err)
		}
		if err := patch.Refused(); err != nil {
			t.Errorf("patch %d: %v", i, err)
		}
		changed, err := patch.Apply(old)
		if err != nil {
			t.Fatalf("patch %d: %v", i, err)
		}
		again, err := MakePatch(&old, &changed)
		if err != nil {
			t.Errorf("patch %d cannot be made: %v", i, err)
		}
		if second, err := again.Apply(old); err != nil || !second.Equal(changed) {
			t.Errorf("patch %d is made as %v, %v", i, again, err)
		}
		value, err := changed.Value()
		switch won := changed.State() == (progress.State{Status: progress.StatusClosed, Substatus: progress.Won}); i {
		case 2:
			if !won {
				t.Errorf("it is %v", changed.State())
			}
		case 3:
			if len(changed.Team) != 2 || changed.Team[1].LastName != "Doe" {
				t.Errorf("the team is %v", changed.Team)
			}
		default:
			if changed.Details.DealValue != "10000" || err != nil || !value.IsNone() { // no currency
				t.Errorf("the value is %s, %v, %v", changed.Details.DealValue, value, err)
			}
		}
	}
}

// A patch that fails in the middle changes nothing, and names the operation.
func TestAPatchThatFailsInTheMiddleNamesTheOperation(t *testing.T) {
	old := decoded(t, `{"id":"R-1","details":{"notes":"n"}}`)
	for body, path := range map[string]string{
		`[{"op":"replace","path":"/details/notes","value":"m"},{"op":"replace","path":"/nothing","value":1}]`:       "[1].path",
		`[{"op":"replace","path":"/details/notes","value":"m"},{"op":"remove","path":"/details/notes"}]`:            "[1].op",
		`[{"op":"replace","path":"/details/notes","value":"m"},{"op":"add","path":"details/currency","value":"x"}]`: "[1].path",
	} {
		var patch Patch
		if err := json.Unmarshal([]byte(body), &patch); err != nil {
			t.Fatal(err)
		}
		got, err := patch.Apply(old)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || !got.Equal(old) {
			t.Errorf("%s: %v, %v, want an error at %s", body, got, err, path)
		}
	}
}

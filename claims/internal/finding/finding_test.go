package finding_test

import (
	"reflect"
	"testing"

	"github.com/mci-go/incentives/claims/internal/finding"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Two names of one group never stand for the same rule and version, because a
// version has one spelling. Whatever looks like another one is part of the name.
func TestAVersionIsReadOnlyAsItIsWritten(t *testing.T) {
	const text = `{"x": {"a": "1", "a@0": "2", "a@2": "3", "a@02": "4", "a@+2": "5", "a@-2": "6", "a@": "7", "a@b": "8", "a@99999999999999999999": "9"}}`
	want := []mci.Finding{
		{Rule: "x.a", Version: 1, Found: "1"},
		{Rule: "x.a", Version: 0, Found: "2"},
		{Rule: "x.a", Version: 2, Found: "3"},
		{Rule: "x.a@02", Version: 1, Found: "4"},
		{Rule: "x.a@+2", Version: 1, Found: "5"},
		{Rule: "x.a@-2", Version: 1, Found: "6"},
		{Rule: "x.a@", Version: 1, Found: "7"},
		{Rule: "x.a@b", Version: 1, Found: "8"},
		{Rule: "x.a@99999999999999999999", Version: 1, Found: "9"},
	}
	none := func(mci.RuleID, int) string { return "" }
	var got []mci.Finding
	if err := document.ReadValue([]byte(text), document.Limits{}, func(f document.Field) { got = finding.Bound(f, none) }); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		want[i].Outcome = mci.Pass
	}
	if stored := finding.Stored(want); !reflect.DeepEqual(got, stored) {
		t.Errorf("got  %+v\nwant %+v", got, stored)
	}
}

package mci_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestTheZeroRevisionIsTheFirst(t *testing.T) {
	var zero mci.Revision
	if first := must(mci.NewRevision(1)); first != zero || zero.Number() != 1 || zero.String() != "1" {
		t.Errorf("the zero revision is %s, and the first is %s", zero, first)
	}
}

func TestARevisionIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.IntRange(1, 9999).Draw(t, "number")
		revision := must(mci.NewRevision(number))
		if revision.Number() != number {
			t.Fatalf("%d is %s", number, revision)
		}
		read := must(mci.NewRevision(7))
		if err := json.Unmarshal(must(json.Marshal(revision)), &read); err != nil || read != revision {
			t.Fatalf("%s is read as %s (%v)", revision, read, err)
		}
		other := must(mci.NewRevision(rapid.IntRange(1, 9999).Draw(t, "other")))
		if got := revision.Compare(other); (got < 0) != (number < other.Number()) || (got == 0) != revision.Equal(other) {
			t.Fatalf("%s compares with %s as %d", revision, other, got)
		}
	})
}

func TestNothingElseIsARevision(t *testing.T) {
	for _, number := range []int{0, -1, 10000, 65537} {
		_, err := mci.NewRevision(number)
		wantFieldError(t, err)
	}
	for _, text := range []string{`0`, `-1`, `10000`, `1.0`, `1e0`, `"1"`, `true`, `{}`, `[]`} {
		kept := must(mci.NewRevision(7))
		wantFieldError(t, kept.UnmarshalJSON([]byte(text)))
		if kept.Number() != 7 {
			t.Errorf("%s changes the revision to %s", text, kept)
		}
	}
	kept := must(mci.NewRevision(7))
	if err := json.Unmarshal([]byte("null"), &kept); err != nil || kept.Number() != 7 {
		t.Errorf("null: %s, %v", kept, err)
	}
}

func TestAReferenceNamesItsRevisionUnlessItIsTheFirst(t *testing.T) {
	second := must(mci.NewRevision(2))
	for _, c := range []struct {
		ref        mci.EngagementRef
		text, json string
	}{
		{mci.EngagementRef{}, "", `{"edition":"","engagement":""}`},
		{mci.EngagementRef{Edition: "FY26", Engagement: "immersion"}, "FY26/immersion", `{"edition":"FY26","engagement":"immersion"}`},
		{
			mci.EngagementRef{Edition: "FY26", Revision: second, Engagement: "immersion"},
			"FY26 revision 2/immersion",
			`{"edition":"FY26","revision":2,"engagement":"immersion"}`,
		},
	} {
		if got := c.ref.String(); got != c.text {
			t.Errorf("%q, want %q", got, c.text)
		}
		if got := string(must(json.Marshal(c.ref))); got != c.json {
			t.Errorf("%s, want %s", got, c.json)
		}
		var read mci.EngagementRef
		if err := json.Unmarshal([]byte(c.json), &read); err != nil || read != c.ref {
			t.Errorf("%s is read as %v (%v)", c.json, read, err)
		}
	}
	var first mci.EngagementRef
	if err := json.Unmarshal([]byte(`{"edition":"FY26","revision":1,"engagement":"immersion"}`), &first); err != nil || first != (mci.EngagementRef{Edition: "FY26", Engagement: "immersion"}) {
		t.Errorf("revision 1 is read as %v (%v)", first, err)
	}
}

func TestARevisionIsWrittenInOneWayOnly(t *testing.T) {
	for _, text := range []string{"02", "+2", "2.0", `"2"`, ""} {
		var r mci.Revision
		wantFieldError(t, r.UnmarshalJSON([]byte(text)))
	}
}

package claims_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
)

// Partner Center and spreadsheets put in spaces that say nothing. The text
// stays as it was shown.
func TestAStatusIsReadWhateverItsWhiteSpace(t *testing.T) {
	for text, want := range map[string]claims.Status{
		"Under  review": claims.UnderReview, " customer\u00a0consent received\t": claims.ConsentReceived, "Final  Rejected": claims.RejectedFinal,
	} {
		if read := claims.ReadStatus(text); !read.Can(want) || read.String() != text {
			t.Errorf("%q is read as %v", text, slices.Collect(read.All()))
		}
	}
	if both := claims.ReadStatus("Submitted  /  Under review"); !both.Can(claims.Submitted) || !both.Can(claims.UnderReview) {
		t.Error("a name with two meanings is not read")
	}
	if claims.ReadStatus("Underreview").Known() {
		t.Error("a name without its space is read")
	}
}

func TestADocumentedNameMeansItsStatusAndKeepsItsText(t *testing.T) {
	for _, test := range append(documentedNames, otherNames...) {
		for _, name := range []string{test.name, strings.ToLower(test.name), strings.ToUpper(test.name)} {
			portal := claims.ReadStatus(name)
			if status, ok := portal.Status(); !ok || status != test.status || !portal.Known() || !portal.Can(test.status) || portal.Class() != test.status.Class() {
				t.Errorf("%q is read as %s, %t", name, status, ok)
			}
			if portal.String() != name {
				t.Errorf("%q prints as %q", name, portal)
			}
		}
	}
}

func TestANameThatMeansSeveralStatusesDoesNotMeanOneOfThem(t *testing.T) {
	for name, want := range map[string][]claims.Status{
		"Expired":                  endings[claims.ExpiredClass],
		"submitted / under review": {claims.Submitted, claims.UnderReview},
	} {
		portal := claims.ReadStatus(name)
		if status, ok := portal.Status(); ok || status != 0 {
			t.Errorf("%q is read as %s alone", name, status)
		}
		if got := slices.Collect(portal.All()); !slices.Equal(got, want) || !portal.Known() || portal.String() != name {
			t.Errorf("%q means %v, want %v", name, got, want)
		}
		for _, status := range append(claims.Statuses(), 0, 255) {
			if portal.Can(status) != slices.Contains(want, status) {
				t.Errorf("%q can mean %s: %t", name, status, portal.Can(status))
			}
			if portal.Can(status) && portal.Class() != status.Class() {
				t.Errorf("%q is of class %q, %s of class %q", name, portal.Class(), status, status.Class())
			}
		}
		for range portal.All() {
			break
		}
	}
}

// A name that no document lists has no meaning, but it is kept, and reading it
// back from JSON gives the same name.
func TestAnyNameIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := oneOf(t, "name", rapid.String().Draw(t, "text"), "On hold", "", "12 days left", "Under review", "EXPIRED")
		portal := claims.ReadStatus(name)
		if portal.String() != name {
			t.Fatalf("%q is kept as %q", name, portal)
		}
		if again := throughJSON(t, portal); again != portal {
			t.Fatalf("%q comes back from JSON as %q", portal, again)
		}
		status, err := claims.ParseStatus(name)
		if got, ok := portal.Status(); ok != (err == nil) || got != status {
			t.Fatalf("%q is read as %s and parsed as %s, %v", name, got, status, err)
		}
		if !portal.Known() && (portal.Class() != 0 || slices.Collect(portal.All()) != nil) {
			t.Fatalf("%q is unknown and of class %q", name, portal.Class())
		}
	})
}

func TestWhatIsNotTextInANameIsReplacedAndNotDropped(t *testing.T) {
	portal := claims.ReadStatus("On \xff hold")
	if portal.String() != "On \uFFFD hold" || !utf8.ValidString(portal.String()) || throughJSON(t, portal) != portal {
		t.Errorf("got %q", portal)
	}
}

func TestAPortalStatusStandsInARecordOfTheHost(t *testing.T) {
	type row struct {
		Status claims.PortalStatus `json:"status"`
	}
	const data = `{"status":"Waiting for tax form"}`
	var read row
	if err := json.Unmarshal([]byte(data), &read); err != nil || read.Status.Known() {
		t.Fatalf("got %+v, %v", read, err)
	}
	if written := must(json.Marshal(read)); string(written) != data {
		t.Errorf("%s comes back as %s", data, written)
	}
}

func TestAKnownNameCostsNothing(t *testing.T) {
	known, text := "Partner action required", []byte("Canceled")
	var portal claims.PortalStatus
	if got := testing.AllocsPerRun(100, func() { portal = claims.ReadStatus(known) }); got != 0 {
		t.Errorf("reading %q: %v allocations", portal, got)
	}
	if got := testing.AllocsPerRun(100, func() { _ = portal.UnmarshalText(text) }); got != 0 {
		t.Errorf("unmarshaling %q: %v allocations", portal, got)
	}
}

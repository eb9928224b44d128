package resource

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/progress"
)

const withUnknown = `{"id":"R-1","Status":"Active","x/y":{"a":[1,{"b":"c"}]},"team":[{"email":"maria@partner.example"}],"details":{"notes":"n"}}`

func TestAMemberIsReadByItsPathWhetherItIsKnownOrNot(t *testing.T) {
	r := decoded(t, withUnknown)
	for pointer, want := range map[string]Verbatim{
		"/id": `"R-1"`, "/status": `"Active"`, "/x~1y/a/1/b": `"c"`, "/x~1y/a": `[1,{"b":"c"}]`, "/team/0/email": `"maria@partner.example"`,
		"/details": `{"notes":"n"}`, "/details/notes/x": "", "/team/1": "", "/team/-": "", "/team/-1": "", "/nothing": "", "/": "", "": withUnknown,
	} {
		if got, err := r.At(pointer); got != want || err != nil {
			t.Errorf("%q: %s, %v, want %s", pointer, got, err, want)
		}
	}
	typed := decoded(t, `{"id":"R-1","type":"Independent"}`)
	for _, r := range []Referral{r, typed} { // whether the member was read or not
		r.Type = "Odd"
		for pointer, want := range map[string]Verbatim{"/id": `"R-1"`, "/type": "", "": ""} {
			if got, err := r.At(pointer); got != want || errors.Is(err, mci.ErrInvalid) != (want == "") {
				t.Errorf("%q: %s, %v", pointer, got, err)
			}
		}
	}
}

func TestAMemberThatIsReadAloneIsTheOneThatIsWritten(t *testing.T) {
	for _, text := range []string{
		published(t),
		withUnknown,
		`{"ID":"R-1","id":"R-2","Id":"R-3","status":null,"status":"New","team":7,"details":[]}`,
		`{"Name":"n","name":null,"x":1,"x":2,"DETAILS":{"Notes":"n","notes":null},"team":[]}`,
	} {
		r := decoded(t, text)
		for _, changed := range []func(){func() {}, func() { r.Name = "" }, func() { r.Status, r.Details.Notes = progress.StatusClosed, "other" }} {
			changed()
			whole, err := referralKind.Write(r)
			if err != nil {
				t.Fatal(err)
			}
			pointers := []string{"", "/", "/none", "/name", "/status", "/team/0", "/team/0/email", "/details/notes", "/details/Notes", "/DETAILS/notes"}
			for _, m := range whole.Members {
				pointers = append(pointers, "/"+m.Name)
			}
			for _, pointer := range pointers {
				if got, err := r.At(pointer); got != verbatimOf(whole.At(pointer)) || err != nil {
					t.Errorf("%s of %s: %s, %v", pointer, encoded(t, r), got, err)
				}
			}
		}
	}
}

func TestAMemberIsSetByItsPathAndTheReferralStays(t *testing.T) {
	r := decoded(t, withUnknown)
	for _, c := range []struct {
		pointer string
		value   Verbatim
		add     bool
		want    string // empty if it is refused
	}{
		{"/status", `"Closed"`, false, `{"id":"R-1","Status":"Closed","x/y":{"a":[1,{"b":"c"}]},"team":[{"email":"maria@partner.example"}],"details":{"notes":"n"}}`},
		{"/x~1y", `1`, false, `{"id":"R-1","Status":"Active","x/y":1,"team":[{"email":"maria@partner.example"}],"details":{"notes":"n"}}`},
		{"/team/-", `{}`, true, `{"id":"R-1","Status":"Active","x/y":{"a":[1,{"b":"c"}]},"team":[{"email":"maria@partner.example"},{}],"details":{"notes":"n"}}`},
		{"/team/-", `{}`, false, ""},
		{"/new", `1`, false, ""},
		{"/new/deeper", `1`, true, ""},
		{"/name", `{`, true, ""},
		{"name", `"x"`, true, ""},
		{"", `{}`, true, ""},
	} {
		got, err := r.With(c.pointer, c.value, c.add)
		if c.want == "" {
			if !errors.Is(err, mci.ErrInvalid) || encoded(t, got) != withUnknown {
				t.Errorf("%q: %v, %v", c.pointer, got, err)
			}
		} else if err != nil || encoded(t, got) != c.want {
			t.Errorf("%q: %s, %v, want %s", c.pointer, encoded(t, got), err, c.want)
		}
		if encoded(t, r) != withUnknown {
			t.Fatalf("%q changed the referral", c.pointer)
		}
	}
	odd, err := r.With("/team", `7`, false)
	if err != nil || len(odd.Odd()) != 2 { // the status was odd before
		t.Errorf("%v, %v", odd.Odd(), err)
	}
	r.Type = "Odd"
	if _, err := r.With("/id", `"R-2"`, false); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestAValueThatIsTooDeepForAReferralIsNotSet(t *testing.T) {
	r := decoded(t, `{"a":{"b":{"c":{}}}}`)
	deep := Verbatim(`[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]`)
	if _, err := r.With("/a/b/c/d", deep, true); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestTheDifferencesOfTwoVersionsAreThoseOfUnknownMembersToo(t *testing.T) {
	old := decoded(t, withUnknown)
	later := decoded(t, `{"id":"R-1","status":"Closed","x/y":{"a":[1,{"b":"d"}]},"details":{"notes":"n","currency":"USD"},"team":[{"email":"maria@partner.example"},{}]}`)
	got, err := Differences(&old, &later)
	want := []Difference{
		{"/status", `"Active"`, `"Closed"`}, {"/x~1y/a/1/b", `"c"`, `"d"`}, {"/team/-", "", `{}`}, {"/details/currency", "", `"USD"`},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := Differences(&old, &old); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	bad := Referral{Type: "Odd"}
	if _, err := Differences(&bad, &old); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
	if _, err := Differences(&old, &bad); !errors.Is(err, mci.ErrInvalid) {
		t.Error(err)
	}
}

func TestAPlaceThatAnArrayDoesNotHaveIsNotSet(t *testing.T) {
	r := decoded(t, `{"team":[{"email":"a@b.c"}],"x":{}}`)
	for _, pointer := range []string{"/team/-1/email", "/team/-1", "/team/1/email", "/team/first", "/team/", "/team/-/email", "/x/y/z", "/name/x"} {
		if changed, err := r.With(pointer, `"n"`, true); err == nil {
			t.Errorf("%s: got %s", pointer, encoded(t, changed))
		}
	}
}

func TestElementsThatAreAddedAreDifferencesAndAnotherKindIsOne(t *testing.T) {
	for _, c := range []struct{ old, updated, want string }{
		{`{"x":[1]}`, `{"x":[2,3,4]}`, "/x/0:1:2 /x/-::3 /x/-::4"},
		{`{"x":[1,2]}`, `{"x":[1]}`, "/x:[1,2]:[1]"},
		{`{"x":[]}`, `{"x":{}}`, "/x:[]:{}"},
		{`{"x":{"a":1}}`, `{"x":[1]}`, `/x:{"a":1}:[1]`},
		{`{"x":{"a":1}}`, `{"x":7}`, `/x:{"a":1}:7`},
		{`{"x":7}`, `{"x":[7]}`, `/x:7:[7]`},
	} {
		was, is := decoded(t, c.old), decoded(t, c.updated)
		found, err := Differences(&was, &is)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range found {
			got = append(got, d.Path+":"+string(d.Old)+":"+string(d.New))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s and %s: got %q, want %s", c.old, c.updated, got, c.want)
		}
	}
}

func TestAnOddNameIsQuotedInItsPath(t *testing.T) {
	for name, want := range map[string]string{
		"na me": `["na me"]`, "@odata.etag": "@odata.etag", "": `[""]`, strings.Repeat("n", 60): strings.Repeat("n", 60),
		strings.Repeat("n", 61): `["` + strings.Repeat("n", 60) + `"]`,
	} {
		r := decoded(t, `{"`+name+`":1,"`+name+`":2}`)
		odd := r.Odd()
		if len(odd) != 1 || odd[0].Path != want {
			t.Errorf("%q: got %+v, want %s", name, odd, want)
		}
	}
}

package document_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci/document"
)

func TestAnOpenedObjectReportsWhatWasNotAskedForWhenItIsClosed(t *testing.T) {
	const text = `{"id": "a", "inner": {"x": 1, "y": 2}, "list": [3, {"z": 4}], "x": 5}`
	err := document.Read([]byte(text), document.Limits{}, func(o document.Object) {
		inner, opened := o.Field("inner").Open()
		if !opened || !slices.Equal(inner.Names(), []string{"x", "y"}) {
			t.Errorf("opened %v, with %v", opened, inner.Names())
		}
		inner.Field("x").Whole(0, 9)
		before := o.Count()
		inner.Close()
		if o.Count() != before+1 {
			t.Errorf("%d problems after the inner object was closed, want one more than %d", o.Count(), before)
		}
		o.Field("id").Text(9)
		// Problems that show only later are told at their places.
		o.Field("inner").Member("x").Refuse("a larger number")
		o.Field("inner").Member("w").Refuse("a number")
		o.Field("list").Element(1).Member("z").Refuse("no such field")
		o.Field("list").Element(2).Report("two elements", "three")
		if _, opened := o.Field("id").Open(); opened {
			t.Error("a text was opened")
		}
	})
	wantProblems(t, err, `id: found "a", want a JSON object (line 1, column 8)
inner.w: found nothing, want a number (line 1, column 22)
inner.x: found 1, want a larger number (line 1, column 28)
inner.y: found an unknown field, want only fields of the format (line 1, column 31)
list: found two elements, want three (line 1, column 48)
list[1].z: found 4, want no such field (line 1, column 58)
x: found an unknown field, want only fields of the format (line 1, column 63)`)
}

func TestNamesHoldsEachNameOnceAndADoubledOneIsAProblem(t *testing.T) {
	err := document.Read([]byte(`{"b": 1, "a": 2, "b": 3}`), document.Limits{}, func(o document.Object) {
		if got := o.Names(); !slices.Equal(got, []string{"b", "a"}) {
			t.Errorf("names %v", got)
		}
		for _, name := range o.Names() {
			o.Field(name).Whole(0, 9)
		}
	})
	wantProblems(t, err, `b: found the field twice, want each field once (line 1, column 18)`)
}

func wantProblems(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("found\n%v\nwant\n%s", err, want)
	}
}

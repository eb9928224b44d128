package resource

import (
	"errors"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestAPageIsReadElementByElement(t *testing.T) {
	// The value is nested too deeply for encoding/json.
	deep := `{"id":"R-4","x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`
	large := `{"id":"R-5","x":"` + strings.Repeat("x", 1<<20) + `"}`
	page, err := DecodePage([]byte(`{"@odata.count": 6, "value": [{"id": "R-1"}, 7, {"id":"R-3","a":"]}\"","b":[{},[]]}, ` + deep + `, ` + large + `, null], "@odata.nextLink": "?2", "x": {"value": []}}`))
	if err != nil || page.Next != "?2" || len(page.Elements) != 6 {
		t.Fatalf("%d elements, next %q, %v", len(page.Elements), page.Next, err)
	}
	for i, want := range []struct{ id, path string }{{"R-1", ""}, {"", "value[1]"}, {"R-3", ""}, {"", "value[3].x" + strings.Repeat("[0]", 16)}, {"", "value[4]"}, {"", "value[5]"}} {
		e := page.Elements[i]
		var field *mci.FieldError
		if e.Referral.ID != want.id || (e.Err == nil) != (want.path == "") || e.Err != nil && (!errors.As(e.Err, &field) || field.Path != want.path) {
			t.Errorf("element %d is %q, %v, want %+v", i, e.Referral.ID, e.Err, want)
		}
		if e.Raw == "" {
			t.Errorf("element %d is not kept", i)
		}
	}
	for _, last := range []string{`{"value":[]}`, `{"value":[],"@odata.nextLink":null}`, `{"value":[],"@odata.nextLink":""}`} {
		if page, err := DecodePage([]byte(last)); err != nil || page.Next != "" || page.Elements != nil {
			t.Errorf("%s: %+v, %v", last, page, err)
		}
	}
}

func TestAPageThatMayHideReferralsIsRefused(t *testing.T) {
	for text, path := range map[string]string{
		`{}`: "value", `{"value":{}}`: "value", `{"value":null}`: "value",
		`{"value":[{"id":"R-1"}],"value":[]}`: "value", `{"value":[],"@odata.nextLink":7}`: "@odata.nextLink",
		`{"value":[],"@odata.nextLink":"?a","@odata.nextLink":"?b"}`: "@odata.nextLink",
		`[]`: "", ``: "", `{"value":[{"id":"R-1"}`: "value", "{\"value\":[\"\xff\"]}": "value[0]",
	} {
		page, err := DecodePage([]byte(text))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || page.Elements != nil {
			t.Errorf("%s: %+v, %v, want an error at %q", text, page, err, path)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add(`{"value":[{"id":"R-1","x":[{"y":"\\\"]"}]},7,"a",[]],"@odata.nextLink":"?2"}`)
	f.Add(`{"@odata.count":1,"value":[{"Status":"New","status":"New","status":"x"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		page, err := DecodePage([]byte(text))
		if err != nil && !errors.Is(err, mci.ErrInvalid) {
			t.Fatal(err)
		}
		for _, e := range page.Elements {
			again, err := Decode([]byte(e.Raw))
			if (err == nil) != (e.Err == nil) || err == nil && !again.Equal(e.Referral) {
				t.Fatalf("%s is read as %v, %v, and by itself as %v, %v", e.Raw, e.Referral, e.Err, again, err)
			}
		}
	})
}

func TestAMemberOfAPageIsReadInWhateverLetters(t *testing.T) {
	page, err := DecodePage([]byte(`{"Value":[{"id":"r-1"}],"@odata.nextlink":"https://example.com/2"}`))
	if err != nil || len(page.Elements) != 1 || page.Next != "https://example.com/2" {
		t.Errorf("got %d elements, then %q, %v", len(page.Elements), page.Next, err)
	}
	for _, text := range []string{`{"value":[],"Value":[]}`, `{"value":[],"@odata.nextLink":"a","@odata.nextlink":"b"}`} {
		if _, err := DecodePage([]byte(text)); err == nil {
			t.Errorf("%s was read, though one of both is lost", text)
		}
	}
}

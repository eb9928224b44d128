package vocabulary

import "testing"

func TestAnObjectOfTextsHasEachOfItsMembersOnceAndNoOther(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":"1","b":"2"}`: "1 2", ` { "b" : "2" } `: " 2", `{}`: " ", `{"a":"\u0031"}`: "1 ",
	} {
		var a, b string
		if ok := ReadTexts([]byte(text), map[string]*string{"a": &a, "b": &b}); !ok || a+" "+b != want {
			t.Errorf("%s: got %q %q, %t", text, a, b, ok)
		}
	}
	for _, text := range []string{
		"", "null", "[]", `"a"`, "1", `{"a":"1"`, `{"a":"1"}}`, `{"a":"1"} {}`, `{"a":1}`, `{"a":null}`, `{"a":{}}`, `{"a":["1"]}`,
		`{"c":"1"}`, `{"A":"1"}`, `{"a":"1","a":"1"}`, `{"a":"1","c":"2"}`, `{"a":"1",}`, `{"a"}`, `{"a":"1" "b":"2"}`, `{"":"1"}`, `{1:"1"}`,
	} {
		var a, b string
		if ReadTexts([]byte(text), map[string]*string{"a": &a, "b": &b}) {
			t.Errorf("%s is read", text)
		}
	}
}

func TestAValueIsReadStrictlyAndAlone(t *testing.T) {
	var into struct{ A string }
	if err := ReadStrictly([]byte(` {"a":"1"} `), &into); err != nil || into.A != "1" {
		t.Errorf("got %+v, %v", into, err)
	}
	for _, text := range []string{"", "{", `{"a":1}`, `{"a":"1","b":"2"}`, `{"a":"1"} {}`, `{"a":"1"} x`} {
		if err := ReadStrictly([]byte(text), &into); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

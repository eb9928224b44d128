package recognition

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestEveryStructHasAJSONFormOfItsOwn(t *testing.T) {
	c := known(ModernWork, CSP, tpor("A"), cpor("B", UseOrConsume), pal("C", Owner))
	c.Seats, c.Policy = SeatsOf(300), PublicPolicy()
	d, err := Decide(&c, "B", UsageRecognition)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		value any
		back  bool
	}{
		{c, true},
		{Case{Product: Azure}, true},
		{c.Associations[1], true},
		{d, false},
		{Decision{}, false},
		{PublicPolicy(), true},
		{grantTable[0], true},
		{MechanismTable()[0], true},
		{Approved.Terms(), true},
		{SeatsOf(0), true},
		{Seats{}, true},
	} {
		data, err := json.Marshal(f.value)
		if err != nil || string(data) == "{}" || regexp.MustCompile(`"[A-Z]\w*":`).Match(data) {
			t.Errorf("%T is written as %s, %v", f.value, data, err)
		}
		into := reflect.New(reflect.Indirect(reflect.ValueOf(f.value)).Type())
		if err := json.Unmarshal(data, into.Interface()); (err == nil) != f.back {
			t.Errorf("%T is read back: %v", f.value, err)
		}
		if again, _ := json.Marshal(into.Interface()); f.back && string(again) != string(data) {
			t.Errorf("%T was %s and is %s", f.value, data, again)
		}
	}
	for into, text := range map[any]string{new(Seats): "-1", new(Policy): `{"grants":[{}]}`} {
		if err := json.Unmarshal([]byte(text), into); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%T reads %s: %v", into, text, err)
		}
	}
	for _, text := range []string{`{"grants":[],"unless":[]}`, `{"grants":[]} {}`} {
		if err := new(Policy).UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	for of, want := range map[string]Decision{`"findings":[{"rule":`: d, `"findings":[]`: {}} {
		if data := must(json.Marshal(want)); len(d.Findings()) == 0 || !strings.Contains(string(data), of) {
			t.Errorf("%s lacks %s", data, of)
		}
	}
	if _, err := json.Marshal(SeatsOf(-1)); err == nil {
		t.Error("less than no seats are written")
	}
}

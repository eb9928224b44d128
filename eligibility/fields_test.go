package eligibility

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// factFields calls yield for each field of type Fact, with its path in JSON.
func factFields(v reflect.Value, path string, yield func(path string, fact reflect.Value)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(field.Name[:1]) + field.Name[1:]
		}
		at := strings.TrimPrefix(path+"."+name, ".")
		switch {
		case field.Type == reflect.TypeFor[mci.Fact]():
			yield(at, v.Field(i))
		case field.Type.Kind() == reflect.Struct:
			factFields(v.Field(i), at, yield)
		}
	}
}

// If a new fact is added but not inspected or not decoded, this test fails.
func TestEveryFactOfAQuestionIsInspectedAndRead(t *testing.T) {
	seen := 0
	q := workshop()
	catalog := catalogOf(q.Engagement.Ref())
	factFields(reflect.ValueOf(&q).Elem(), "", func(path string, fact reflect.Value) {
		seen++
		before := fact.Uint()
		fact.SetUint(9)
		var field *mci.FieldError
		if err := q.Check(); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s is not inspected: %v", path, err)
		}
		for _, answer := range []mci.Fact{mci.Yes, mci.No} {
			fact.SetUint(uint64(answer))
			read, err := ReadQuestion(written(q), catalog)
			if err != nil || string(written(read)) != string(written(q)) {
				t.Errorf("%s is not read: %v", path, err)
			}
		}
		fact.SetUint(before)
	})
	if seen < 7 {
		t.Errorf("only %d facts were seen", seen)
	}
}

package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
)

// resultTypes returns the types of all results, of the tools and of the
// commands, by their names.
func resultTypes() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	add := func(some []reflect.Type) {
		for _, one := range some {
			types[one.String()] = one
		}
	}
	for _, tool := range assistantTools() {
		add(tool.results)
	}
	for _, row := range results() {
		add(row.types)
	}
	add([]reflect.Type{reflect.TypeFor[assistantProblem]()})
	return types
}

// A sample returns a value of a type. Whatever can be nil is so unless the
// sample is whole; then it is not, and lists and maps have one element.
func sample(t *testing.T, of reflect.Type, whole bool) reflect.Value {
	t.Helper()
	value := reflect.New(of).Elem()
	if pointer := reflect.PointerTo(of); of.Kind() != reflect.Pointer && (pointer.Implements(jsonForm) || pointer.Implements(textForm)) {
		return written(t, value)
	}
	switch of.Kind() {
	case reflect.Struct:
		for field := range of.Fields() {
			if field.IsExported() {
				value.FieldByIndex(field.Index).Set(sample(t, field.Type, whole))
			}
		}
	case reflect.Array:
		for i := range of.Len() {
			value.Index(i).Set(sample(t, of.Elem(), whole))
		}
	case reflect.Pointer:
		if whole {
			value.Set(reflect.New(of.Elem()))
			value.Elem().Set(sample(t, of.Elem(), whole))
		}
	case reflect.Slice:
		if whole {
			value = reflect.Append(value, sample(t, of.Elem(), whole))
		}
	case reflect.Map:
		if whole {
			value.Set(reflect.MakeMap(of))
			value.SetMapIndex(sample(t, of.Key(), whole), sample(t, of.Elem(), whole))
		}
	}
	return value
}

// written returns a value that can be marshaled, of a type that does so itself:
// zero, or one if zero is no value of the type.
func written(t *testing.T, zero reflect.Value) reflect.Value {
	t.Helper()
	switch value := zero.Addr().Interface().(type) {
	case *settlement.Recording:
		value.Command = claims.RecordPayment{}
	case *claims.Entry:
		value.To = claims.CustomerClaimed
	case *requests.CellError:
		value.Err = mci.Invalid("amount", "x", "a number")
	default:
		if _, err := json.Marshal(zero.Interface()); err != nil {
			zero.SetUint(1)
		}
	}
	return zero
}

// Whatever can be nil in a result is once nil and once not.
func TestEveryResultKeepsToItsSchemaWhateverItLacks(t *testing.T) {
	types := resultTypes()
	for _, name := range slices.Sorted(maps.Keys(types)) {
		t.Run(name, func(t *testing.T) {
			of := types[name]
			schema := schemaOf(of)
			if schema.Type == "" && schema.Types == nil && !of.Implements(jsonForm) {
				t.Fatal("the schema says nothing")
			}
			resolved, err := schema.Resolve(nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, value := range []reflect.Value{sample(t, of, false), sample(t, of, true)} {
				text, err := json.Marshal(value.Interface())
				if err != nil {
					t.Fatal(err)
				}
				var plain any
				if err := json.Unmarshal(text, &plain); err != nil {
					t.Fatal(err)
				}
				if err := resolved.Validate(plain); err != nil {
					t.Errorf("%v in %s", err, text)
				}
			}
		})
	}
}

// Package fieldtest lists the fields of questions and of the values that
// questions are made of.
package fieldtest

import (
	"encoding"
	"encoding/json"
	"iter"
	"reflect"
	"strings"
)

// A Field is a field of a struct, or of a struct in it.
type Field struct {
	reflect.Value

	// Path is the place of the field, by the names in JSON.
	Path string
	// Whole says that the field is one value. If it is false, the fields in it
	// follow.
	Whole bool
}

// Of yields every field of a struct, and those of the structs in it that do not
// write their own JSON. A field that is never written in JSON, such as the
// engagement of a question, is none. If the value is a pointer, the fields are
// those of its struct, and they can be set.
func Of(v any) iter.Seq[Field] {
	return func(yield func(Field) bool) { walk(reflect.Indirect(reflect.ValueOf(v)), "", yield) }
}

var (
	writesJSON = reflect.TypeFor[json.Marshaler]()
	writesText = reflect.TypeFor[encoding.TextMarshaler]()
)

func walk(v reflect.Value, within string, yield func(Field) bool) bool {
	for i := range v.NumField() {
		declared := v.Type().Field(i)
		name, _, _ := strings.Cut(declared.Tag.Get("json"), ",")
		switch name {
		case "-":
			continue
		case "":
			name = strings.ToLower(declared.Name[:1]) + declared.Name[1:]
		}
		of := declared.Type
		field := Field{
			Value: v.Field(i), Path: within + name,
			Whole: of.Kind() != reflect.Struct || of.Implements(writesJSON) || of.Implements(writesText),
		}
		if !yield(field) || !field.Whole && !walk(field.Value, field.Path+".", yield) {
			return false
		}
	}
	return true
}

package main

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
)

// answerSchema returns the schema of an answer whose result has one of the
// types. If there are no types, the result can be anything.
func answerSchema(results []reflect.Type) *jsonschema.Schema {
	result := &jsonschema.Schema{}
	for _, one := range results {
		result.AnyOf = append(result.AnyOf, schemaOf(one))
	}
	return &jsonschema.Schema{
		Type: "object",
		Properties: map[string]*jsonschema.Schema{
			"result":  result,
			"after":   {Type: "string", Description: "continues a list that was cut"},
			"left":    {Type: "integer", Description: "the number of lines of the list that were left out"},
			"notes":   {Type: "array", Items: &jsonschema.Schema{Type: "string"}, Description: "what is to be said beside the result"},
			"problem": schemaOf(reflect.TypeFor[assistantProblem]()),
		},
	}
}

var (
	textForm = reflect.TypeFor[encoding.TextMarshaler]()
	jsonForm = reflect.TypeFor[json.Marshaler]()
)

// schemaOf returns the schema of a type's JSON form. If the type marshals
// itself as text, it is a string. If it marshals itself as JSON, the schema
// allows anything.
func schemaOf(of reflect.Type) *jsonschema.Schema {
	special := map[reflect.Type]*jsonschema.Schema{}
	collect(of, special, map[reflect.Type]bool{})
	schema, err := jsonschema.ForType(of, &jsonschema.ForOptions{TypeSchemas: special, IgnoreInvalidTypes: true})
	if err != nil {
		return &jsonschema.Schema{}
	}
	open(schema)
	return schema
}

// collect finds the types inside a type that marshal themselves. It never adds
// a pointer to special, because the schema of a pointer is derived from its
// type, which has the same methods.
func collect(of reflect.Type, special map[reflect.Type]*jsonschema.Schema, seen map[reflect.Type]bool) {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if seen[of] {
		return
	}
	seen[of] = true
	switch pointer := reflect.PointerTo(of); {
	case pointer.Implements(jsonForm):
		special[of] = &jsonschema.Schema{}
		return
	case pointer.Implements(textForm):
		special[of] = &jsonschema.Schema{Type: "string"}
		return
	}
	switch of.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		collect(of.Elem(), special, seen)
	case reflect.Struct:
		for field := range of.Fields() {
			collect(field.Type, special, seen)
		}
	}
}

// open lets objects have more members than the schema names. It also lets a
// value be null if it can be nil, as encoding/json writes it.
func open(schema *jsonschema.Schema) {
	schema.Required = nil
	switch {
	case schema.Type == "object" && schema.Properties == nil: // a map
		schema.Type, schema.Types = "", []string{"null", "object"}
	case slices.Equal(schema.Types, []string{"null"}): // a pointer to a type whose schema allows anything
		schema.Types = nil
	}
	if schema.Properties != nil {
		schema.AdditionalProperties = nil
	}
	for _, inside := range schema.Properties {
		open(inside)
	}
	for _, inside := range []*jsonschema.Schema{schema.Items, schema.AdditionalProperties} {
		if inside != nil {
			open(inside)
		}
	}
}

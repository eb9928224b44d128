package main

import (
	"encoding"
	"encoding/json"
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"
)

// answerSchema returns the schema of an answer whose result is one of some
// types. Without a type, the result can be anything.
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

// schemaOf returns the schema of the JSON form of a type. A type that marshals
// itself as text is a string; of one that marshals itself as JSON, the schema
// says nothing.
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

// collect finds the types inside a type that marshal themselves.
func collect(of reflect.Type, special map[reflect.Type]*jsonschema.Schema, seen map[reflect.Type]bool) {
	if seen[of] {
		return
	}
	seen[of] = true
	switch {
	case of.Implements(jsonForm) || reflect.PointerTo(of).Implements(jsonForm):
		special[of] = &jsonschema.Schema{}
		return
	case of.Implements(textForm) || reflect.PointerTo(of).Implements(textForm):
		special[of] = &jsonschema.Schema{Type: "string"}
		return
	}
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		collect(of.Elem(), special, seen)
	case reflect.Struct:
		for field := range of.Fields() {
			collect(field.Type, special, seen)
		}
	}
}

// open lets objects have more members than the schema names, and lists and
// pointers be null, as encoding/json writes what is nil.
func open(schema *jsonschema.Schema) {
	schema.AdditionalProperties, schema.Required = nil, nil
	for _, inside := range schema.Properties {
		open(inside)
	}
	if schema.Items != nil {
		open(schema.Items)
	}
}

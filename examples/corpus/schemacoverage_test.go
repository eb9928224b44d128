package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described holds whether a line has a member, a value of an enumeration or an
// alternative of a schema, by the place where the schema describes it.
type described map[string]bool

// add adds everything that a schema allows, as not seen yet.
func (d described) add(s *jsonschema.Schema) {
	if _, known := d[s.Location]; known {
		return
	}
	d[s.Location] = false
	if s.Enum != nil {
		for _, value := range s.Enum.Values {
			d[enumerated(s, value)] = false
		}
	}
	for _, inner := range slices.Concat(always(s), alternatives(s), elements(s), slices.Collect(maps.Values(s.Properties))) {
		d.add(inner)
	}
}

// see marks the members, values and alternatives of a schema that a value has.
// The value fits the schema.
func (d described) see(s *jsonschema.Schema, value any) {
	d[s.Location] = true
	if s.Enum != nil {
		d[enumerated(s, value)] = true
	}
	for _, inner := range always(s) {
		d.see(inner, value)
	}
	for _, inner := range alternatives(s) {
		if (s.Then != inner || s.If.Validate(value) == nil) && inner.Validate(value) == nil {
			d.see(inner, value)
		}
	}
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			for _, inner := range elements(s) {
				d.see(inner, element)
			}
		}
	case map[string]any:
		for name, member := range value {
			if inner, has := s.Properties[name]; has {
				d.see(inner, member)
				continue
			}
			for _, inner := range elements(s) {
				d.see(inner, member)
			}
		}
	}
}

func enumerated(s *jsonschema.Schema, value any) string {
	return fmt.Sprintf("%s = %v", s.Location, value)
}

// always returns the schemas that each value of a schema fits, too.
func always(s *jsonschema.Schema) []*jsonschema.Schema {
	if s.Ref == nil {
		return s.AllOf
	}
	return append(slices.Clone(s.AllOf), s.Ref)
}

// alternatives returns the schemas that a value of a schema can fit.
func alternatives(s *jsonschema.Schema) []*jsonschema.Schema {
	all := slices.Concat(s.AnyOf, s.OneOf)
	if s.Then != nil {
		all = append(all, s.Then)
	}
	return all
}

// elements returns the schema of the elements of a list, or of the members that
// have no schema of their own.
func elements(s *jsonschema.Schema) (all []*jsonschema.Schema) {
	if s.Items2020 != nil {
		all = append(all, s.Items2020)
	}
	if inner, is := s.AdditionalProperties.(*jsonschema.Schema); is {
		all = append(all, inner)
	}
	return all
}

// A reader in another language writes its types by the schema.
func TestEachMemberAndValueOfTheSchemaIsInALine(t *testing.T) {
	schema, all := schemaOfLines(t), described{}
	all.add(schema)
	eachLine(t, func(place string, line []byte) {
		var document any
		if err := json.Unmarshal(line, &document); err != nil {
			t.Fatalf("%s: %v", place, err)
		}
		all.see(schema, document)
	})
	for _, one := range slices.Sorted(maps.Keys(all)) {
		if _, place, _ := strings.Cut(one, "#"); !all[one] {
			t.Errorf("no line has %s", place)
		}
	}
}

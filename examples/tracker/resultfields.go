package main

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/opportunities"
	"github.com/mci-go/incentives/examples/icalendar"
	"github.com/mci-go/incentives/mci"
)

// A resultRow lists the types that a command prints as JSON. Each command with
// JSON output has a row.
type resultRow struct {
	command string // the whole command, such as "catalog check"
	types   []reflect.Type
}

// results returns the types of the results.
func results() []resultRow {
	row := func(command string, values ...any) resultRow {
		types := make([]reflect.Type, len(values))
		for i, value := range values {
			types[i] = reflect.TypeOf(value)
		}
		return resultRow{command, types}
	}
	return []resultRow{
		row("backup", copyReport{}),
		row("calendar", icalendar.Feed{}),
		row("catalog check", catalogCheck{}),
		row("catalog show", engagementList{}, statements{}),
		row("copy", copyReport{}),
		row("do", changedClaim{}),
		row("doctor", health{}),
		row("due", dueList{}, bookReport{}),
		row("earnings", earningsReport{}, bookReport{}),
		row("explain", history{}, associationHistory{}, verdict{}, associationVerdict{}),
		row("export", claims.Record{}, association.Record{}, bookReport{}),
		row("impact", impactReport{}),
		row("import", fileResult{}, rowResult{}, sheetResult{}),
		row("init", begun{}),
		row("list", claimList{}),
		row("next", nextSteps{}, associationSheet{}),
		row("nominate", requestRow{}, bookNotes{}, bookReport{}),
		row("open", changedClaim{}),
		row("opportunities", opportunities.Answer{}),
		row("pipeline", pipeline{}),
		row("plan", planReport{}, bookReport{}),
		row("restore", copyReport{}),
		row("rules", ruleList{}),
		row("serve", served{}),
		row("show", claimSheet{}, associationSheet{}),
		row("sweep", changedClaim{}),
		row("undo", undone{}),
	}
}

// checkFields returns the chosen fields without surrounding spaces, and those
// that can only be checked in the output. If no result of the command has a
// field, the error names it. The check comes before the command runs, because
// after a change it would be too late to report a misspelled field.
func checkFields(command string, fields []string) (chosen, untold []string, err error) {
	all := results()
	i := slices.IndexFunc(all, func(row resultRow) bool { return row.command == command })
	if i < 0 {
		return nil, nil, mci.Invalid("fields", strings.Join(fields, ","), "nothing, because the command prints no JSON")
	}
	objects := make([]*jsonschema.Schema, len(all[i].types))
	for j, one := range all[i].types {
		objects[j] = elementOf(schemaOf(one))
	}
	for _, field := range fields {
		field = strings.TrimSpace(field)
		if field == "" || slices.Contains(chosen, field) {
			return nil, nil, mci.Invalid("fields", strings.Join(fields, ","), "names with commas between them, each once, such as claim,status")
		}
		told, err := checkField(objects, "", field)
		if err != nil {
			return nil, nil, err
		}
		if chosen = append(chosen, field); !told {
			untold = append(untold, field)
		}
	}
	return chosen, untold, nil
}

// checkField looks for a field in objects, each of which can be the result. The
// parameter before is the path to these objects. It returns false if an
// object's type writes its own JSON, because such a type may have any field.
func checkField(objects []*jsonschema.Schema, before, field string) (told bool, err error) {
	first, rest, deeper := strings.Cut(field, ".")
	names := map[string]bool{}
	var inside []*jsonschema.Schema
	for _, object := range objects {
		if object.Type == "" && object.Items == nil && object.Types == nil {
			return false, nil
		}
		for name := range object.Properties {
			names[before+name] = true
		}
		if found := object.Properties[first]; found != nil {
			inside = append(inside, found)
		}
	}
	switch {
	case len(names) == 0:
		return false, mci.Invalid("fields", before+field, strings.TrimSuffix(before, ".")+", which has no fields")
	case len(inside) == 0:
		return false, mci.Invalid("fields", before+field, oneOf(names))
	case deeper:
		return checkField(inside, before+first+".", rest)
	}
	return true, nil
}

func oneOf(names map[string]bool) string {
	return "one of " + strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}

// elementOf returns the schema of the objects from which a field is chosen. If
// the schema is a list, these are its elements.
func elementOf(schema *jsonschema.Schema) *jsonschema.Schema {
	for schema.Items != nil {
		schema = schema.Items
	}
	return schema
}

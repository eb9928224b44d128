package pages

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
)

// A detail is one value in a command, with the value's path or the path's
// label.
type detail struct{ Path, Value string }

// Details returns the values in an entry's command as a person reads them.
func (m *claimModel) Details(e *claims.Entry) []detail {
	if e.Command == nil {
		return marksOf(e.Shown.String(), e.TakenBack)
	}
	row, _ := formOf(commandForms, e.Event)
	return append(marksOf(e.Shown.String(), e.TakenBack), labeled(valuesOf(e.Command), row.fields)...)
}

// Details returns the values in an entry's command as a person reads them.
func (m *associationModel) Details(e *association.Entry) []detail {
	if e.Command == nil {
		return marksOf(e.Shown.String(), e.TakenBack)
	}
	row, _ := formOf(associationForms, e.Event)
	return append(marksOf(e.Shown.String(), e.TakenBack), labeled(valuesOf(e.Command), row.fields)...)
}

// labeled returns details with the labels of the form for the command, so that
// a reader sees the words of the person who filled it in.
func labeled(all []detail, fields []field) []detail {
	for i := range all {
		all[i].Path = labelIn(fields, all[i].Path)
	}
	return all
}

// marksOf returns the details of an entry that are not in its command.
func marksOf(shown string, takenBack uint64) (all []detail) {
	if shown != "" {
		all = append(all, detail{"Partner Center showed", shown})
	}
	if takenBack > 0 {
		all = append(all, detail{"Taken back", "entry " + strconv.FormatUint(takenBack, 10)})
	}
	return all
}

// valuesOf returns the values of a command.
func valuesOf(command any) []detail {
	text, err := json.Marshal(command)
	var object map[string]any
	if err != nil || json.Unmarshal(text, &object) != nil {
		return nil
	}
	return detailsOf("", object)
}

// detailsOf returns the values in an object in the order of their names. An
// amount of money counts as one value.
func detailsOf(path string, object map[string]any) []detail {
	if value, ok := object["amount"].(string); ok && object["currency"] != nil {
		return []detail{{path, fmt.Sprint(object["currency"], " ", value)}}
	}
	var all []detail
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		below := strings.TrimPrefix(path+"."+name, ".")
		switch value := object[name].(type) {
		case map[string]any:
			all = append(all, detailsOf(below, value)...)
		case []any:
			texts := make([]string, len(value))
			for i := range value {
				texts[i] = fmt.Sprint(value[i])
			}
			all = append(all, detail{below, strings.Join(texts, ", ")})
		case nil:
		case bool:
			all = append(all, detail{below, map[bool]string{true: "yes", false: "no"}[value]})
		default:
			all = append(all, detail{below, fmt.Sprint(value)})
		}
	}
	return all
}

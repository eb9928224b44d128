package main

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/corpus/form"
	"github.com/mci-go/incentives/mci"
)

// questions has the type of the questions of each kind, and their subject. If
// two kinds have the same subject, a case of either is enough.
var questions = map[string]struct {
	of    reflect.Type
	about string
}{
	"step":                 {reflect.TypeFor[answer.Step](), "claim"},
	"life":                 {reflect.TypeFor[answer.Life](), "claim"},
	"deadlines":            {reflect.TypeFor[answer.Deadlines](), "claim"},
	"eligibility":          {reflect.TypeFor[answer.Eligibility](), "customer"},
	"tab":                  {reflect.TypeFor[answer.Tab](), "customer"},
	"payout":               {reflect.TypeFor[answer.Payout](), "payout"},
	"opportunities":        {reflect.TypeFor[answer.Opportunities](), "customer"},
	"plan":                 {reflect.TypeFor[answer.Plan](), "customer"},
	"recognition":          {reflect.TypeFor[answer.Recognition](), "recognition"},
	"status":               {reflect.TypeFor[answer.Status](), "status"},
	"settlement":           {reflect.TypeFor[answer.Settlement](), "settlement"},
	"associationStep":      {reflect.TypeFor[answer.AssociationStep](), "association"},
	"associationLife":      {reflect.TypeFor[answer.AssociationLife](), "association"},
	"associationDeadlines": {reflect.TypeFor[answer.AssociationDeadlines](), "association"},
}

// texts has the types of the members that are JSON texts, by the subject of the
// question. The type of a command depends on its event. If a question has a
// history, its entries are not looked into: no rule of another implementation
// makes them.
var texts = map[string]reflect.Type{
	"claim record":       reflect.TypeFor[claims.Record](),
	"claim question":     reflect.TypeFor[eligibility.Question](),
	"claim details":      reflect.TypeFor[eligibility.Details](),
	"customer question":  reflect.TypeFor[eligibility.Question](),
	"association record": reflect.TypeFor[association.Record](),
}

// written has the types whose JSON is that of another type.
var written = map[reflect.Type]reflect.Type{
	reflect.TypeFor[mci.CustomerID](): reflect.TypeFor[struct {
		Type  mci.IDType `json:"type"`
		Value string     `json:"value"`
	}](),
	reflect.TypeFor[claims.Index](): reflect.TypeFor[struct{}](),
}

// unasked are the fields and values that no case needs, with the reason.
var unasked = map[string]string{
	"claim claims.Record.index":             "a store selects by it, and no rule reads it",
	"association association.Record.index":  "a store selects by it, and no rule reads it",
	"claim claims.Evidence.state = missing": "a record does not have a part that is missing",
}

// used holds whether a case has a field, each value of one that has few values,
// and the command of each event.
type used map[string]bool

// readers read the command of an event, by the subject of the question.
var readers = map[string]func(event, with string) (command any, err error){
	"claim": func(event, with string) (any, error) {
		var e claims.Event
		if err := e.UnmarshalText([]byte(event)); err != nil {
			return nil, err
		}
		return claims.ReadCommand(e, []byte(with))
	},
	"association": func(event, with string) (any, error) {
		var e lifecycle.Event
		if err := e.UnmarshalText([]byte(event)); err != nil {
			return nil, err
		}
		return association.ReadCommand(e, []byte(with))
	},
}

// addCommands adds the events that have a command.
func (u used) addCommands(about string, events []string) {
	for _, event := range events {
		_, err := readers[about](event, "{}")
		var lacking mci.Problems
		if err == nil || errors.As(err, &lacking) {
			u[about+" command "+event] = false
		}
	}
}

// add adds every field of a type and in it, as not seen yet.
func (u used) add(about string, of reflect.Type) {
	of, about = plain(of), scope(about, of)
	switch {
	case of.Kind() == reflect.Slice || of.Kind() == reflect.Map:
		u.add(about, of.Elem())
	case of.Kind() != reflect.Struct || u[scoped(about, of, "")]:
	default:
		u[scoped(about, of, "")] = true
		for _, field := range fieldsOf(of) {
			name := scoped(about, of, nameOf(field))
			u[name] = false
			for _, value := range valuesOf(plain(field.Type)) {
				u[name+" = "+value] = false
			}
			if text, is := texts[about+" "+nameOf(field)]; is {
				u.add(about, text)
			}
			u.add(about, field.Type)
		}
	}
}

// see marks the fields and values of the JSON of a type.
func (u used) see(about string, of reflect.Type, value any) {
	of, about = plain(of), scope(about, of)
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			if of.Kind() == reflect.Slice {
				u.see(about, of.Elem(), element)
			}
		}
	case map[string]any:
		if of.Kind() == reflect.Map {
			for _, element := range value {
				u.see(about, of.Elem(), element)
			}
			return
		}
		u.seeFields(about, of, value)
	}
}

func (u used) seeFields(about string, of reflect.Type, object map[string]any) {
	for _, field := range fieldsOf(of) {
		name, zero := scoped(about, of, nameOf(field)), zeroOf(plain(field.Type))
		member, has := object[nameOf(field)]
		if !has {
			u[name+" = "+zero] = true // it is left out
			continue
		}
		u[name] = true
		u.seeValues(name, member)
		if read := readers[about]; read != nil && nameOf(field) == "with" {
			u.seeCommand(about, object, read)
			continue
		}
		inner := field.Type
		if text, is := texts[about+" "+nameOf(field)]; is {
			inner = text
		}
		if inner != reflect.TypeFor[[]json.RawMessage]() {
			u.see(about, inner, member)
		}
	}
}

func (u used) seeValues(name string, member any) {
	if list, is := member.([]any); is {
		for _, element := range list {
			u[fmt.Sprintf("%s = %v", name, element)] = true
		}
		return
	}
	u[fmt.Sprintf("%s = %v", name, member)] = true
}

// seeCommand marks the fields of a command, unless it is malformed.
func (u used) seeCommand(about string, object map[string]any, read func(event, with string) (any, error)) {
	text, _ := json.Marshal(object["with"])
	event, _ := object["event"].(string)
	if command, err := read(event, string(text)); err == nil {
		u[about+" command "+event] = true
		u.add(about, reflect.TypeOf(command))
		u.see(about, reflect.TypeOf(command), object["with"])
	}
}

// plain returns the type that the JSON of a type has.
func plain(of reflect.Type) reflect.Type {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if other, is := written[of]; is {
		return other
	}
	return of
}

// scope returns the subject of a type. A question about a customer is the same
// wherever it stands, and so are the small values.
func scope(about string, of reflect.Type) string {
	switch {
	case of == reflect.TypeFor[eligibility.Question]():
		return "customer"
	case of.PkgPath() == reflect.TypeFor[mci.Date]().PkgPath(), of == written[reflect.TypeFor[mci.CustomerID]()]:
		return "value"
	default:
		return about
	}
}

func scoped(about string, of reflect.Type, member string) string {
	return fmt.Sprintf("%s %s.%s", about, of, member)
}

// fieldsOf returns the fields that the JSON of a struct can have. A type without
// such fields writes itself.
func fieldsOf(of reflect.Type) (all []reflect.StructField) {
	if of.Kind() != reflect.Struct {
		return nil
	}
	for field := range of.Fields() {
		switch {
		case field.Anonymous:
			all = append(all, fieldsOf(field.Type)...)
		case field.IsExported() && field.Tag.Get("json") != "-":
			all = append(all, field)
		}
	}
	return all
}

func nameOf(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" {
		return strings.ToLower(field.Name[:1]) + field.Name[1:]
	}
	return name
}

// valuesOf returns the values of a type that has few, as JSON has them: the
// truth values, and the texts of an enumeration or of the elements of a list. No
// text is no value.
func valuesOf(of reflect.Type) (all []string) {
	switch of.Kind() {
	case reflect.Bool:
		return []string{"true", "false"}
	case reflect.Slice:
		return valuesOf(of.Elem())
	case reflect.Uint8:
	default:
		return nil
	}
	for number := range 256 {
		value := reflect.New(of)
		value.Elem().SetUint(uint64(number))
		text, again := textOf(value.Elem()), reflect.New(of)
		reader, is := again.Interface().(encoding.TextUnmarshaler)
		if is && text != "" && reader.UnmarshalText([]byte(text)) == nil && again.Elem().Uint() == uint64(number) {
			all = append(all, text)
		}
	}
	return all
}

// textOf returns the text of a value of an enumeration, if it has one.
func textOf(value reflect.Value) string {
	if writer, is := value.Interface().(encoding.TextMarshaler); is {
		text, _ := writer.MarshalText()
		return string(text)
	}
	return ""
}

// zeroOf returns the text that a field stands for if it is left out.
func zeroOf(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Bool:
		return "false"
	case reflect.Uint8:
		return textOf(reflect.Zero(of))
	default:
		return ""
	}
}

// If the library gets a field or a value that a question can have, this test
// demands a case that has it.
func TestEachFieldAndValueOfAQuestionIsInACase(t *testing.T) {
	all := used{}
	all.addCommands("claim", textsOf(claims.Events()))
	all.addCommands("association", textsOf(lifecycle.Events()))
	for _, kind := range answer.Kinds() {
		asked, is := questions[kind]
		if !is {
			t.Fatalf("this test has no type of the questions of the kind %s", kind)
		}
		all.add(asked.about, asked.of)
		read := file(t, kind)
		for i := range read.Cases {
			if question := taken(t, &read.Cases[i]); question != nil {
				all.see(asked.about, asked.of, question)
			}
		}
	}
	for _, one := range slices.Sorted(maps.Keys(all)) {
		if reason, is := unasked[one]; all[one] == is {
			t.Errorf("%s: a case has it: %t; no case needs it, because %q", one, all[one], reason)
		}
	}
}

// taken returns the question of a case. If the step is refused, it has no
// command, because the case does not show the effect of the command. If the
// question is malformed, it is nil.
func taken(t *testing.T, one *form.Case) (question map[string]any) {
	t.Helper()
	var out struct{ Result string }
	if err := errors.Join(json.Unmarshal(one.In, &question), json.Unmarshal(one.Out, &out)); err != nil {
		t.Fatal(err)
	}
	if out.Result == "malformed" {
		return nil
	}
	if do, is := question["do"].(map[string]any); is && out.Result != "changed" {
		delete(do, "command")
	}
	return question
}

func textsOf[T fmt.Stringer](values []T) (all []string) {
	for _, value := range values {
		all = append(all, value.String())
	}
	return all
}

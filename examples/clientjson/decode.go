// Package clientjson decodes JSON from a client into the types of the library.
// A host calls [Decode]. It is strict and names each wrong field by its path.
package clientjson

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Decode decodes a text into the value that target points to. It follows the
// types as encoding/json does, with the limits and errors of [document.Read]. A
// field is a problem if no struct has it, if its letters differ in case, or if
// it occurs twice. Each problem has the path of its field. Use Decode for the
// input of a client, such as a command of package claims. If a format requires
// certain fields, use document.Read instead.
//
// Fields have the names of their json tags. If a field is left out or null, its
// value in target stays the same. If a type implements UnmarshalJSON or
// UnmarshalText, Decode calls that method. Decode returns
// [errors.ErrUnsupported] if target is not a pointer, or if it has a type
// without a single form in JSON, such as a float or an interface. If there is
// an error, do not use the value of target.
func Decode(text []byte, limits document.Limits, target any) error {
	value := reflect.ValueOf(target)
	if value.Kind() != reflect.Pointer || value.IsNil() {
		return fmt.Errorf("clientjson: %T is no pointer to decode into: %w", target, errors.ErrUnsupported)
	}
	var d decoder
	if err := document.ReadValue(text, limits, func(f document.Field) { d.decode(f, value.Elem()) }); d.err == nil {
		return err
	}
	return d.err
}

// A decoder holds the error for a type that Decode does not support.
type decoder struct{ err error }

func (d *decoder) decode(f document.Field, into reflect.Value) {
	if !f.Present() || f.IsNull() {
		return
	}
	switch target := into.Addr().Interface().(type) {
	case *time.Time:
		*target = f.Time()
		return
	case json.Unmarshaler:
		f.JSON(target)
		return
	case encoding.TextUnmarshaler:
		f.Into(target)
		return
	}
	switch into.Kind() {
	case reflect.Struct:
		f.Object(func(o document.Object) { d.object(o, into) })
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.decode(f, into.Elem())
	case reflect.Slice:
		d.list(f, into)
	case reflect.Map:
		d.members(f, into)
	case reflect.String:
		into.SetString(f.Text(math.MaxInt))
	case reflect.Bool:
		into.SetBool(f.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		most := int64(math.MaxInt64) >> (64 - into.Type().Bits())
		into.SetInt(f.Whole(-most-1, most))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		into.SetUint(uint64(f.Whole(0, 1<<into.Type().Bits()-1))) //nolint:gosec // because the bound is not negative
	case reflect.Uint, reflect.Uint64:
		into.SetUint(f.Uint64())
	default:
		d.unsupported(into.Type())
	}
}

func (d *decoder) unsupported(of reflect.Type) {
	d.err = fmt.Errorf("clientjson: a %s cannot be decoded: %w", of, errors.ErrUnsupported)
}

// object decodes the fields of a struct, including the fields of structs that
// it embeds without a json name.
func (d *decoder) object(o document.Object, into reflect.Value) {
	for i := range into.NumField() {
		field := into.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && field.Anonymous && field.Type.Kind() == reflect.Struct:
			d.object(o, into.Field(i)) // the embedded type itself need not be exported
		case name == "-" || !field.IsExported():
		case name == "":
			d.decode(o.Optional(field.Name), into.Field(i))
		default:
			d.decode(o.Optional(name), into.Field(i))
		}
	}
}

func (d *decoder) list(f document.Field, into reflect.Value) {
	list := reflect.MakeSlice(into.Type(), 0, f.Value().Len())
	f.Items(0, func(f document.Field) {
		if f.IsNull() {
			f.Refuse("a value")
		}
		element := reflect.New(into.Type().Elem()).Elem()
		d.decode(f, element)
		list = reflect.Append(list, element)
	})
	into.Set(list)
}

func (d *decoder) members(f document.Field, into reflect.Value) {
	members := reflect.MakeMap(into.Type())
	f.Members(func(name string, f document.Field) {
		key := reflect.New(into.Type().Key()).Elem()
		text, ok := key.Addr().Interface().(encoding.TextUnmarshaler)
		switch {
		case ok:
			if err := text.UnmarshalText([]byte(name)); err != nil {
				f.Report("the name of the field", wanted(err))
			}
		case key.Kind() == reflect.String:
			key.SetString(name)
		default:
			d.unsupported(key.Type())
		}
		value := reflect.New(into.Type().Elem()).Elem()
		d.decode(f, value)
		members.SetMapIndex(key, value)
	})
	into.Set(members)
}

// wanted returns the allowed values that the error names.
func wanted(err error) string {
	var field *mci.FieldError
	if errors.As(err, &field) {
		return field.Want
	}
	return "a well-formed name"
}

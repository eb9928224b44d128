package vocabulary

import "fmt"

// Unwritable returns the error of a type that has no JSON form. It names the
// type to write instead.
func Unwritable(what, instead string) error {
	return fmt.Errorf("%s is not written to JSON: %s", what, instead)
}

// Reason returns the text of an error, for the JSON form of a type that holds
// it, and the empty text for nil.
func Reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

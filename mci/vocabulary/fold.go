package vocabulary

import "strings"

// Fold returns a name of another system in the form by which two names are
// compared: in lower case, with one space for each run of white space, and none
// at the ends. So "MCI" and "mci " are one name. Use it as a key, and show
// people the name as it was written.
func Fold(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

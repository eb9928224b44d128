package portal

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: make one of a store and a catalog.
func (Importer) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("portal: an Importer", "make one of a store and a catalog")
}

// MarshalJSON always fails: write the file that is exported with them.
func (ExportOptions) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("portal: ExportOptions", "write the file that is exported with them")
}

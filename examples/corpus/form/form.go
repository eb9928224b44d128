// Package form is the form of a corpus file: JSON lines, of which the first is
// a header and each other one is a case. README.md of the corpus describes it
// for readers in any language.
package form

import "encoding/json"

// Version is the version of the form. It grows by one with each change that
// could mislead a reader of the version before.
const Version = 1

// A Header is the first line of a corpus file.
type Header struct {
	// Kind is always "header".
	Kind string `json:"kind"`
	// Format is the Version of the form.
	Format int `json:"format"`
	// Library is the version of the library that gave the answers, as its
	// changelog names it.
	Library string `json:"library"`
	// Cases is the number of cases in the file.
	Cases int `json:"cases"`
	// Catalogs are the files of the catalogs that the cases name. The list is
	// empty if the cases need no catalog.
	Catalogs []Catalog `json:"catalogs,omitempty"`
}

// A Catalog is one catalog that cases name.
type Catalog struct {
	// Name is the name that cases use.
	Name string `json:"name"`
	// File is the path of the catalog, from the folder of the corpus.
	File string `json:"file"`
}

// A Case is one line after the header.
type Case struct {
	// ID names the case. It is unique in the corpus.
	ID string `json:"id"`
	// Kind is the kind of the question.
	Kind string `json:"kind"`
	// Covers lists the reasons for the case, such as a transition or a bound.
	Covers []string `json:"covers"`
	// In is the question, in the form of its kind.
	In json.RawMessage `json:"in"`
	// Out is the right answer, in the form of the kind.
	Out json.RawMessage `json:"out"`
}

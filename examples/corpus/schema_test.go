package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func schemaOfLines(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("corpus.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("corpus.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("corpus.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// eachLine visits the lines of all files of the corpus, each with its place.
func eachLine(t *testing.T, visit func(place string, line []byte)) {
	t.Helper()
	files, err := filepath.Glob("data/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("got the files %v and the error %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for number, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
			visit(fmt.Sprintf("%s, line %d", name, number+1), line)
		}
	}
}

func TestEveryLineFitsTheSchema(t *testing.T) {
	schema := schemaOfLines(t)
	eachLine(t, func(place string, line []byte) {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
		if err == nil {
			err = schema.Validate(document)
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", place, err, line)
		}
	})
}

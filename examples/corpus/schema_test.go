package main

import (
	"bytes"
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

func TestEveryLineFitsTheSchema(t *testing.T) {
	schema := schemaOfLines(t)
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
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
			if err == nil {
				err = schema.Validate(document)
			}
			if err != nil {
				t.Fatalf("%s, line %d: %v\n%s", name, number+1, err, line)
			}
		}
	}
}

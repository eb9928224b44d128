package catalog

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"
)

// ReadDecoded is Read for a document that encoding/json has decoded into any.
// The tests that read thousands of documents need no text of them.
func ReadDecoded(document any, options ReadOptions) (*Catalog, error) {
	return readValue(valueOf(document), options)
}

// valueOf returns what parseDocument makes of the text of a decoded document.
func valueOf(decoded any) value {
	switch decoded := decoded.(type) {
	case map[string]any:
		converted := fields{slices.Sorted(maps.Keys(decoded)), make(map[string]value, len(decoded))}
		for name, inner := range decoded {
			converted.values[name] = valueOf(inner)
		}
		return converted
	case []any:
		converted := make([]value, len(decoded))
		for i, inner := range decoded {
			converted[i] = valueOf(inner)
		}
		return converted
	case float64, int:
		text, _ := json.Marshal(decoded) // never fails
		return json.Number(text)
	case nil, bool, string:
		return decoded
	default:
		panic(fmt.Sprintf("%T is nothing that JSON is decoded into", decoded))
	}
}

func TestADecodedDocumentIsWhatItsTextIs(t *testing.T) {
	for _, file := range []string{"public.catalog.json", "testdata/made-up.catalog.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		text, err = json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if parsed, err := parseDocument(text); err != nil || !reflect.DeepEqual(parsed, valueOf(document)) {
			t.Errorf("%s is read otherwise, or %v", file, err)
		}
	}
}

// AspectRows returns the ID, the topic and the words of each kind of aspect.
func AspectRows() (ids []AspectID, topics []Topic, words []string) {
	for _, row := range aspectRows[1:] {
		ids, topics, words = append(ids, row.id), append(topics, row.topic), append(words, row.words)
	}
	return ids, topics, words
}

// DigestOf returns the digest that the engagement has if its terms are changed.
func (e *Engagement) DigestOf(change func([]*Aspect) []*Aspect) Digest {
	return e.digestOf(change(e.terms()))
}

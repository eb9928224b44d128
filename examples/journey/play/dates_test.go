package play

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

// A user may move the dates of steps to try out other lives. With any dates,
// the book is played to its end, or a malformed step is named.
func TestNoDateOfAStepEndsThePlayWithAnotherError(t *testing.T) {
	card := public(t)
	associations, err := os.ReadFile(filepath.Join("..", "testdata", "associations.book.json"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var book map[string]any
		if err := json.Unmarshal(rapid.SampledFrom([][]byte{Embedded(), associations}).Draw(t, "book"), &book); err != nil {
			t.Fatal(err)
		}
		for _, step := range book["steps"].([]any) {
			if rapid.IntRange(0, 4).Draw(t, "moved") > 0 {
				continue
			}
			step := step.(map[string]any)
			at, err := time.Parse(time.RFC3339, step["at"].(string))
			if err != nil {
				t.Fatal(err)
			}
			step["at"] = at.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "days")).Format(time.RFC3339)
		}
		text, err := json.Marshal(book)
		if err != nil {
			t.Fatal(err)
		}
		read, err := Read(text, card)
		if err == nil {
			err = read.Play(t.Context(), NewStory(io.Discard), Options{})
		}
		if err != nil && !errors.Is(err, mci.ErrInvalid) {
			t.Fatal(err)
		}
	})
}

package engine_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/mci-go/incentives/examples/playground/engine"
)

// The customer of the first claim agrees a month later than in the example: the
// window is over.
func Example() {
	e, err := engine.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	edit := engine.Move([]byte(engine.Example()), 5, "2022-12-24T15:20:00Z", false)
	played := e.Play(context.Background(), []byte(edit.Text))
	for line := range strings.Lines(played.Story) {
		if strings.Contains(line, "the consent window ended") {
			fmt.Println(strings.TrimSpace(line))
			break
		}
	}
	// Output:
	// the consent window ended with 2022-12-08; the claim's expiry is due
}

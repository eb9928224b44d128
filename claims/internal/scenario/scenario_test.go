package scenario_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/mci-go/incentives/claims/internal/scenario"
)

func play(l scenario.Line) (string, error) {
	if l.Actor == "break" {
		return "", errors.New("broken")
	}
	return fmt.Sprintf("%s, %s at %s, says %q\n", l.Actor, l.Event, l.When, l.Take("says", "nothing")), nil
}

func ExampleRun() {
	text, err := scenario.Run("# a comment\n2023-01-06 partner give-proof says=\"a long text\"\n----\nits effect before\n\n2023-01-07 look\n", []string{"look"}, play)
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// # a comment
	// 2023-01-06 partner give-proof says="a long text"
	// ----
	// partner, give proof at 2023-01-06, says "a long text"
	//
	// 2023-01-07 look
	// ----
	// look,  at 2023-01-07, says "nothing"
	// <nil>
}

func TestALineThatIsNoCommandIsAnErrorWithItsNumber(t *testing.T) {
	for text, want := range map[string]string{
		"\n2023-01-06":         `line 2: "2023-01-06" has no instant and no actor`,
		"2023-01-06 partner":   `line 1: "2023-01-06 partner" has no event`,
		"2023-01-06 break now": "line 1: broken",
	} {
		if _, err := scenario.Run(text, nil, play); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

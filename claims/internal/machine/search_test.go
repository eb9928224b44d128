package machine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims/internal/machine"
)

func TestTheChoicesAreNoneAllEachAndAllButEach(t *testing.T) {
	values := []string{"a", "b", "c"}
	var choices []string
	for choice := range machine.Choices(values) {
		choices = append(choices, fmt.Sprint(choice))
	}
	if want := []string{"[]", "[a b c]", "[a]", "[b c]", "[b]", "[a c]", "[c]", "[a b]"}; !slices.Equal(choices, want) {
		t.Errorf("got %v, want %v", choices, want)
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(values, want) {
		t.Errorf("the values are %v", values)
	}
	for stop := range len(choices) {
		taken := 0
		for range machine.Choices(values) {
			if taken++; taken > stop {
				break
			}
		}
		if taken != stop+1 {
			t.Errorf("after %d choices %d were taken", stop, taken)
		}
	}
}

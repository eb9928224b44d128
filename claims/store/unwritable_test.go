package store_test

import (
	"encoding/json"
	"testing"

	"github.com/mci-go/incentives/claims/store"
)

func TestWhatIsNotKeptRefusesToBeWritten(t *testing.T) {
	for _, value := range []json.Marshaler{&store.Memory{}, &store.Sums{}, store.Change{}} {
		if text, err := json.Marshal(value); err == nil {
			t.Errorf("%T is written as %s", value, text)
		}
	}
}

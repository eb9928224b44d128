package usedkey_test

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims/internal/usedkey"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

type (
	event   uint16
	content uint64
)

var events = vocabulary.Names[event]{What: "event", Texts: []string{"", "submit", "cancel"}}

type used usedkey.Used[event, content]

func TestAKeyIsOfADeclaredEvent(t *testing.T) {
	for e, declared := range []bool{false, true, true, false, false} {
		err := usedkey.Check([]used{{Key: "key-1", Event: 1}, {Key: "key-2", Event: event(e)}}, events)
		var field *mci.FieldError
		if declared != (err == nil) || err != nil && (!errors.As(err, &field) || field.Path != "keys[1].event") {
			t.Errorf("event %d: %v", e, err)
		}
	}
}

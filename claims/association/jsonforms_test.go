package association_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
)

func TestATypeWithoutAJSONFormRefusesToBeWritten(t *testing.T) {
	for name, value := range map[string]any{
		"Claim": association.Claim{}, "Change": association.Change{}, "Adoption": association.Adoption{},
	} {
		if data, err := json.Marshal(value); err == nil {
			t.Errorf("a %s becomes %s", name, data)
		}
	}
}

func TestAGuardIsWrittenInWords(t *testing.T) {
	for guard := lifecycle.Guard(0); guard <= lifecycle.HasSubscription; guard++ {
		data, err := json.Marshal(guard)
		var read lifecycle.Guard
		if err != nil || json.Unmarshal(data, &read) != nil || read != guard {
			t.Errorf("%s: %s, %v", guard, data, err)
		}
	}
	if _, err := json.Marshal(lifecycle.HasSubscription + 1); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("an undeclared guard: %v", err)
	}
	var read lifecycle.Guard
	if err := json.Unmarshal([]byte(`"no guard"`), &read); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("no guard: %v", err)
	}
}

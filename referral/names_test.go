package referral

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// checkNames demands that each value of an enumeration is written in words and
// read back, and that no other one is.
func checkNames[T interface {
	~uint8
	MarshalText() ([]byte, error)
	String() string
}, P interface {
	*T
	UnmarshalText([]byte) error
}](t *testing.T, last T,
) {
	t.Helper()
	for v := range last + 1 {
		text, err := v.MarshalText()
		read := new(T)
		if err != nil || string(text) != v.String() || P(read).UnmarshalText(text) != nil || *read != v {
			t.Errorf("%T %d is written as %q, %v, and read as %d", v, v, text, err, *read)
		}
	}
	if _, err := (last + 1).MarshalText(); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("%T %d is written", last, last+1)
	}
	if read := new(T); !errors.Is(P(read).UnmarshalText([]byte("nonsense")), mci.ErrInvalid) {
		t.Errorf("nonsense is read as a %T", *read)
	}
}

func TestEnumerationsAreWrittenInWordsAndReadBack(t *testing.T) {
	checkNames[Order](t, NewestFirst)
}

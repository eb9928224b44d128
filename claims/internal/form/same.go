package form

import (
	"bytes"
	"encoding/json"
)

// Same reports whether two values have the same JSON. A value that has none is
// the same as no other.
func Same(a, b any) bool {
	first, err := json.Marshal(a)
	if err != nil {
		return false
	}
	second, err := json.Marshal(b)
	return err == nil && bytes.Equal(first, second)
}

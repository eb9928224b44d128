package consent

import "github.com/mci-go/incentives/mci/vocabulary"

// The types in this file have no JSON form. Without these methods,
// encoding/json would write a text that loses their content, such as {}.

// MarshalJSON always fails: write the Mail that it becomes.
func (Draft) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("consent: a Draft", "write the Mail that it becomes")
}

// MarshalJSON always fails: write the days and the time of day.
func (Reminders) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("consent: Reminders", "write the days and the time of day")
}

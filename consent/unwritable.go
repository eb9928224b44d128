package consent

import "github.com/mci-go/incentives/mci/vocabulary"

// The types of this file have no JSON form. Without these methods encoding/json
// would write something else than what they say, such as {}.

// MarshalJSON always fails: write the Mail that it becomes.
func (Draft) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("consent: a Draft", "write the Mail that it becomes")
}

// MarshalJSON always fails: write the days and the time of day.
func (Reminders) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("consent: Reminders", "write the days and the time of day")
}

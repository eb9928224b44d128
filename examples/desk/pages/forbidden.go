package pages

import "github.com/mci-go/incentives/claims"

// A forbidden error says that the user has no role for an action.
type forbidden struct {
	// what is the action, and where the location, or empty for all of them.
	what, where string
	// gaps are the rules that the user's roles do not meet.
	gaps []claims.Gap
}

func (f *forbidden) Error() string {
	if f.where == "" {
		return "you may not " + f.what + " at all locations"
	}
	return "you may not " + f.what + " at " + f.where
}

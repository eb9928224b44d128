package pages

import "github.com/mci-go/incentives/claims"

// A forbidden error says that the user has no role for an action.
type forbidden struct {
	// what is the action, and where the location, or empty for all of them.
	what, where string
	// gaps are the rules that the user's roles do not meet.
	gaps []claims.Gap
}

// closedBy returns why an error of [site.may] keeps the user from something, or
// nothing if there is no error.
func closedBy(err error) []claims.Gap {
	if err == nil {
		return nil
	}
	if gaps := gapsOf(err); len(gaps) > 0 {
		return gaps
	}
	return []claims.Gap{{Why: err.Error()}}
}

func (f *forbidden) Error() string {
	if f.where == "" {
		return "you may not " + f.what + " at all locations"
	}
	return "you may not " + f.what + " at " + f.where
}

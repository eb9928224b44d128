package pages

import "github.com/mci-go/incentives/claims"

// A forbidden error says that the user has no role for an action.
type forbidden struct {
	// what is the action, and where the location. If where is empty, the action
	// concerns all locations.
	what, where string
	// gaps are the rules that the user's roles do not satisfy.
	gaps []claims.Gap
}

// closedBy returns the gaps of an error from [site.may]. It returns nil if
// there is no error.
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

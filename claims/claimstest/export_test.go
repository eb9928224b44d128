package claimstest

import (
	"context"
	"errors"
)

// Survey drives systems as [TestSystem] does. It returns what is left out, the
// first difference of each state, and how many states were reached. It stops
// after a difference that is enough.
func Survey(ctx context.Context, newSystem func() System, enough func(error) bool) (told []string, differences []error, reached int) {
	s := newSurvey()
	for _, state := range s.states() {
		more, err := s.visit(ctx, state, newSystem)
		told = append(told, more...)
		if err != nil && !errors.Is(err, errNoPath) {
			differences = append(differences, err)
			if enough(err) {
				break
			}
		}
	}
	return told, differences, s.visited
}

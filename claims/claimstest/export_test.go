package claimstest

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Survey drives systems as [TestSystem] does. It returns what is left out, the
// first difference of each state, and how many states were reached. It stops
// after a difference that is enough.
func Survey(ctx context.Context, newSystem func() System, enough func(error) bool) (told []string, differences []error, reached int) {
	return all(ctx, newClaimSurvey(), func() driver[claims.Event, claims.Status] { return newSystem() }, enough)
}

// AssociationSurvey drives systems as [TestAssociationSystem] does, and returns
// what Survey returns.
func AssociationSurvey(ctx context.Context, newSystem func() AssociationSystem, enough func(error) bool) (told []string, differences []error, reached int) {
	return all(ctx, newAssociationSurvey(), func() driver[lifecycle.Event, recognition.Status] { return newSystem() }, enough)
}

func all[S, E, T worded](
	ctx context.Context, s *survey[S, E, T], newSystem func() driver[E, T], enough func(error) bool,
) (told []string, differences []error, reached int) {
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

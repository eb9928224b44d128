package claimstest

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// Survey drives systems as [TestSystem] does. It returns the first difference
// of each state, and how many states were reached. It stops after a difference
// that is enough.
func Survey(ctx context.Context, newSystem func() System, lacks Lacks, enough func(error) bool) (differences []error, reached int) {
	return all(ctx, newClaimSurvey(lacks), func() driver[claims.Event, claims.Guard, claims.Status] { return newSystem() }, enough)
}

// AssociationSurvey drives systems as [TestAssociationSystem] does, and returns
// what Survey returns.
func AssociationSurvey(
	ctx context.Context, newSystem func() AssociationSystem, lacks AssociationLacks, enough func(error) bool,
) (differences []error, reached int) {
	return all(ctx, newAssociationSurvey(lacks), func() driver[lifecycle.Event, lifecycle.Guard, recognition.Status] { return newSystem() }, enough)
}

func all[S, E, G, T worded](
	ctx context.Context, s *survey[S, E, G, T], newSystem func() driver[E, G, T], enough func(error) bool,
) (differences []error, reached int) {
	for _, state := range s.states() {
		if err := s.visit(ctx, state, newSystem); err != nil && !errors.Is(err, errNoPath) {
			differences = append(differences, err)
			if enough(err) {
				break
			}
		}
	}
	return differences, s.visited
}

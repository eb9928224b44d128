package follow

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// The search attributes. A namespace must have them before workflows with
// Settings.Indexed start.
var (
	statusAttribute     = temporal.NewSearchAttributeKeyKeyword("ClaimStatus")
	deadlineAttribute   = temporal.NewSearchAttributeKeyTime("ClaimDeadline")
	engagementAttribute = temporal.NewSearchAttributeKeyKeyword("ClaimEngagement")
	locationAttribute   = temporal.NewSearchAttributeKeyKeyword("ClaimLocation")
)

// Attributes returns the search attributes, in the order in which they are
// documented.
func Attributes() []temporal.SearchAttributeKey {
	return []temporal.SearchAttributeKey{statusAttribute, deadlineAttribute, engagementAttribute, locationAttribute}
}

// index sets the search attributes if they differ from the ones that were set
// last.
func (f *follower) index(ctx workflow.Context) error {
	now := [...]string{f.view.Status, f.view.Engagement, f.view.Location, f.view.Deadline.String()}
	if !f.state.Settings.Indexed || now == f.indexed {
		return nil
	}
	f.indexed = now
	updates := []temporal.SearchAttributeUpdate{statusAttribute.ValueSet(f.view.Status), engagementAttribute.ValueSet(f.view.Engagement)}
	if f.view.Location == "" {
		updates = append(updates, locationAttribute.ValueUnset())
	} else {
		updates = append(updates, locationAttribute.ValueSet(f.view.Location))
	}
	if f.view.Deadline.IsZero() {
		updates = append(updates, deadlineAttribute.ValueUnset())
	} else {
		updates = append(updates, deadlineAttribute.ValueSet(f.view.Deadline))
	}
	return workflow.UpsertTypedSearchAttributes(ctx, updates...)
}

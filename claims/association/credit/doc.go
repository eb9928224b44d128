// Package credit answers who is credited if several CPOR claims are known. A
// host calls [Associations] for the associations that the claims give to
// package recognition, [Conflicts] for claims that conflict because a workload
// or a subscription has at most one partner, and [Arbitrate] for the claim that
// is expected to win if several compete. [Against] checks an approval before it
// is saved.
package credit

// Package credit answers who is credited when several CPOR claims are known:
// which associations they give to package recognition, which of them conflict,
// since a workload or a subscription has one partner at most, and which of
// several that compete is expected to win.
package credit

package mci

// A RequirementID names a requirement of an engagement.
type RequirementID string

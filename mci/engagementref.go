package mci

// An EditionID names an edition of a catalog.
type EditionID string

// An EngagementID names an engagement within an edition. It is a stable code of
// the catalog's, not Partner Center's ID.
type EngagementID string

// An EngagementRef names one engagement of one edition. Whoever stores a claim
// stores this, so that the claim can be recomputed for ever.
type EngagementRef struct {
	Edition    EditionID    `json:"edition"`
	Engagement EngagementID `json:"engagement"`
}

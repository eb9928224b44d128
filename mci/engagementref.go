package mci

// An EditionID names an edition of a catalog.
type EditionID string

// An EngagementID names an engagement within an edition. It is the catalog's
// own stable code, not Partner Center's ID.
type EngagementID string

// An EngagementRef names one engagement of one edition. A host that stores a
// claim stores its EngagementRef too, so that the claim can be recomputed at
// any time.
type EngagementRef struct {
	// Edition is the edition of the catalog.
	Edition EditionID `json:"edition"`
	// Engagement is the engagement within that edition.
	Engagement EngagementID `json:"engagement"`
}

package mci

// An EditionID names an edition of a catalog.
type EditionID string

// An EngagementID names an engagement within an edition. It is the catalog's
// own stable code, not Partner Center's ID.
type EngagementID string

// An EngagementRef names one engagement of one revision of an edition. A host
// that stores a claim stores its EngagementRef too, so that the claim can be
// recomputed at any time.
type EngagementRef struct {
	// Edition is the edition of the catalog.
	Edition EditionID `json:"edition"`
	// Revision is the revision of that edition. The zero Revision is revision
	// 1, which the JSON form leaves out.
	Revision Revision `json:"revision,omitzero"`
	// Engagement is the engagement within that edition.
	Engagement EngagementID `json:"engagement"`
}

// String returns the edition and the engagement, such as "FY26/immersion". If
// the revision is not 1, it follows the edition, such as "FY26 revision
// 2/immersion". For the zero EngagementRef the text is empty.
func (r EngagementRef) String() string {
	switch {
	case r == EngagementRef{}:
		return ""
	case r.Revision == Revision{}:
		return string(r.Edition) + "/" + string(r.Engagement)
	default:
		return string(r.Edition) + " revision " + r.Revision.String() + "/" + string(r.Engagement)
	}
}

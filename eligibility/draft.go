package eligibility

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Draft holds the choices that a user has made on the way to a nomination. It
// is the only value that a host keeps between two pages of a wizard. It holds
// no facts, so nothing in it can decide: [Resume] gets fresh facts from the
// host. The zero Draft holds no choice. [ReadDraft] reads its JSON form.
type Draft struct {
	// Engagement is the engagement that was chosen.
	Engagement mci.EngagementRef `json:"engagement"`
	// Way is whether the customer is added or claimed.
	Way Way `json:"way"`
	// ID is the customer's ID, as the user gave it.
	ID mci.CustomerID `json:"id"`
	// Location is the ID of the partner's location that nominates the customer.
	Location mci.LocationID `json:"location"`
	// Hours are the hours that the partner needs, if the engagement needs
	// hours.
	Hours mci.Hours `json:"hours,omitzero"`
	// MismatchReason is the reason why the contact's mail domain does not
	// belong to the tenant, at most 4000 bytes; empty if it does.
	MismatchReason string `json:"mismatchReason,omitempty"`
	// Details are the name of the claim and the contacts.
	Details Details `json:"details"`
}

// DraftOf returns the choices of a question, together with the details. It does
// not keep the question's facts.
func DraftOf(question Question, details Details) Draft {
	d := Draft{
		Way: question.Way, ID: question.Customer.ID, Location: question.Location.ID, Hours: question.Hours,
		MismatchReason: question.Customer.MismatchReason, Details: details,
	}
	if question.Engagement != nil {
		d.Engagement = question.Engagement.Ref()
	}
	return d
}

// String hides the customer and the contacts.
func (d Draft) String() string { return "draft of " + string(d.Engagement.Engagement) }

// GoString returns the same text as String.
func (d Draft) GoString() string { return d.String() }

// Question returns the question of a draft at an instant, by a host's facts. If
// the catalog does not have the draft's engagement, or the facts are about
// another location or another ID than the draft's, it returns a
// [mci.FieldError]. For several engagements in one go, give the questions of
// their drafts to [NominateAll].
//
// The question is about the latest revision of the draft's edition, since a
// claim that is opened after a correction is under the corrected terms.
func (d Draft) Question(catalog *catalog.Catalog, facts Facts, at time.Time) (Question, error) {
	if catalog == nil {
		return Question{}, mci.Invalid("catalog", "", "a catalog")
	}
	engagement, ok := d.latest(catalog)
	switch {
	case !ok:
		return Question{}, mci.Invalid("draft.engagement", d.Engagement.String(), wantEngagement)
	case facts.Location.ID != d.Location:
		return Question{}, mci.Invalid("facts.location.id", string(facts.Location.ID), "the draft's location, "+string(d.Location))
	case facts.Customer.ID != d.ID:
		return Question{}, mci.Invalid("facts.customer.id", facts.Customer.ID.String(), "the draft's ID, "+d.ID.String())
	}
	facts.Customer.MismatchReason = d.MismatchReason
	q := facts.question()
	q.Engagement, q.Way, q.At, q.Hours = engagement, d.Way, at, d.Hours
	return q, nil
}

// latest returns the draft's engagement in the latest revision of its edition,
// and whether the catalog has it.
func (d Draft) latest(catalog *catalog.Catalog) (*catalog.Engagement, bool) {
	edition, ok := catalog.Edition(d.Engagement.Edition)
	if !ok {
		return nil, false
	}
	return edition.Engagement(d.Engagement.Engagement)
}

// Resume decides a draft at an instant by a host's fresh facts, as [Nominate]
// does. If the customer may not be nominated now, the nomination is nil, even
// if the answer was a pass when the draft was made. The errors are those of
// [Draft.Question] and [Nominate].
func Resume(draft Draft, catalog *catalog.Catalog, facts Facts, at time.Time) (*Nomination, Decision, error) {
	question, err := draft.Question(catalog, facts, at)
	if err != nil {
		return nil, Decision{}, err
	}
	return Nominate(question, draft.Details)
}

// MarshalJSON always fails: facts are the host's own and are not kept with a
// draft.
func (f Facts) MarshalJSON() ([]byte, error) {
	return nil, unwritable("Facts", "give fresh ones to Resume a Draft")
}

// UnmarshalJSON always fails, as [Facts.MarshalJSON] does.
func (f *Facts) UnmarshalJSON([]byte) error {
	return unwritable("Facts", "give fresh ones to Resume a Draft")
}

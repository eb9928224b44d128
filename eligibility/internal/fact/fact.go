// Package fact names the facts about a customer that a rule of package
// eligibility can read. A rule has a [Set] of them, by which package customers
// decides whether it can tabulate the rule's answers.
package fact

// A Set holds facts about a customer. The zero Set is empty.
type Set uint16

// The facts that a rule reads beside the engagement, the day and the location.
const (
	ID      Set = 1 << iota // its kind, and the resolution of a domain
	Country                 // the customer's
	Claims
	OpenClaims
	Criteria
	Nominated
	Segment
	Quantities
	Requirements
	Opportunity
)

// Many are the facts with too many values to tabulate.
const Many = Segment | Quantities | Requirements | Opportunity

package eligibility

import (
	"cmp"
	"encoding/json"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Choice is one way to nominate a customer for an engagement: by one ID, from
// one location. The zero Choice is none.
type Choice struct {
	question *Question
	decision Decision
	earns    mci.Outcome
	turn     Turn
}

// A Turn is the first day on which the calendar alone changes the answer about
// a choice, while every other fact stays as it is: an offer begins or ends, a
// gate or a limit changes, a waiver runs out, or what the catalog knows comes
// to its end. The zero Turn is none: the answer stays as it is on every day to
// come.
type Turn struct {
	// in the edition's calendar
	On mci.Date `json:"on"`
	// from then on
	Outcome mci.Outcome `json:"outcome"`
	// what stands in the way from then on
	Reasons []mci.Finding `json:"reasons,omitempty"`
}

// choose decides a question now, and on the days of its turns.
func choose(question *Question, site Site, turns []mci.Date) Choice {
	c := Choice{question: question, decision: decide(question), earns: site.Earns(question.Engagement.Ref().Engagement)}
	c.turn = c.nextTurn(turns)
	return c
}

func (c Choice) nextTurn(days []mci.Date) Turn {
	for _, day := range days {
		later := c.question.clone()
		later.At = day.Start(c.question.Engagement.Edition().Calendar().Zone())
		if decision := decide(&later); decision.Outcome() != c.decision.Outcome() {
			return Turn{day, decision.Outcome(), decision.Reasons()}
		}
	}
	return Turn{}
}

// LastDay returns the last day on which the answer is what it was on the day of
// the plan; the zero Date where no day is known on which that changes.
func (t Turn) LastDay() mci.Date { return t.On.AddDays(-1) }

// asked returns the question, or an empty one.
func (c Choice) asked() *Question {
	if c.question == nil {
		return &Question{}
	}
	return c.question
}

// Question returns the facts that were decided on, as a copy; [Nominate] takes
// them as they are.
func (c Choice) Question() Question { return c.asked().clone() }

// ID returns the customer's ID.
func (c Choice) ID() mci.CustomerID { return c.asked().Customer.ID }

// Location returns the location.
func (c Choice) Location() mci.LocationID { return c.asked().Location.ID }

// Way returns whether the customer is added or claimed.
func (c Choice) Way() Way { return c.asked().Way }

// Decision returns the decision on the question.
func (c Choice) Decision() Decision { return c.decision }

// Earns answers whether the location earns by the engagement; see [Site.Earns].
// A customer can be nominated from one that does not.
func (c Choice) Earns() mci.Outcome { return c.earns }

// Payout returns what the claim would pay if consent, submission and creation
// were on the day of the question.
func (c Choice) Payout() catalog.Payout {
	if c.question == nil {
		return catalog.Payout{}
	}
	return ask(c.question).proposedPayout()
}

// Turn returns the first day on which the answer changes. A choice that passes
// stays open until the day before, a choice that does not opens on that day if
// the outcome is then a pass.
func (c Choice) Turn() Turn { return c.turn }

// String hides the customer.
func (c Choice) String() string { return "choice: " + c.decision.Outcome().String() }

// GoString returns what String returns.
func (c Choice) GoString() string { return c.String() }

// better orders choices for one engagement: what can be nominated first, what
// earns before what does not, then by how little stands in the way.
func (c Choice) better(other Choice) int {
	return cmp.Or(
		cmp.Compare(rank(c.decision.Outcome()), rank(other.decision.Outcome())),
		cmp.Compare(rank(c.earns), rank(other.earns)),
		cmp.Compare(c.decision.obstacles().Len(), other.decision.obstacles().Len()),
	)
}

// rank orders outcomes from the best to the worst.
func rank(o mci.Outcome) int {
	return [...]int{mci.Pass: 0, mci.Unknown: 1, mci.Fail: 2}[o]
}

// MarshalJSON returns what a page shows of the choice: ID, location and way,
// the outcome, whether the location earns, what stands in the way, the payout,
// and the day on which the answer changes.
func (c Choice) MarshalJSON() ([]byte, error) {
	form := struct {
		ID       mci.CustomerID  `json:"id"`
		Location mci.LocationID  `json:"location"`
		Way      Way             `json:"way"`
		Outcome  mci.Outcome     `json:"outcome"`
		Earns    mci.Outcome     `json:"earns"`
		Reasons  []mci.Finding   `json:"reasons"`
		Payout   *catalog.Payout `json:"payout,omitempty"`
		Turn     *Turn           `json:"turn,omitempty"`
	}{ID: c.ID(), Location: c.Location(), Way: c.Way(), Outcome: c.decision.Outcome(), Earns: c.earns, Reasons: c.decision.Reasons()}
	if form.Reasons == nil {
		form.Reasons = []mci.Finding{}
	}
	if c.question != nil {
		payout := c.Payout()
		form.Payout = &payout
	}
	if !c.turn.On.IsZero() {
		form.Turn = &c.turn
	}
	return json.Marshal(form)
}

// UnmarshalJSON refuses: a choice is made by [MakePlan] alone.
func (c *Choice) UnmarshalJSON([]byte) error {
	return unwritable("a Choice", "MakePlan makes it of a prospect")
}

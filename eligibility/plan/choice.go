package plan

import (
	"cmp"
	"encoding/json"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Choice is one way to nominate a customer for an engagement: by one ID, from
// one location. The zero Choice is none.
type Choice struct {
	question *eligibility.Question
	decision eligibility.Decision
	earns    mci.Outcome
	turn     Turn
}

// A Turn is the first day on which the answer about a choice changes if only
// the calendar moves on and every other fact stays the same. The cause is an
// offer that begins or ends, a gate or a limit that changes, a waiver that runs
// out, or the end of the catalog's knowledge. The zero Turn is none: the answer
// stays the same on every day to come.
type Turn struct {
	// On is the day, in the edition's calendar.
	On mci.Date `json:"on"`
	// Outcome is the outcome from that day on.
	Outcome mci.Outcome `json:"outcome"`
	// Reasons are the findings that stand in the way from that day on.
	Reasons []mci.Finding `json:"reasons,omitempty"`
}

// choose decides a question now, and on the days of its turns.
func choose(question *eligibility.Question, site eligibility.Site, turns []mci.Date) Choice {
	// A prospect that was checked makes no malformed question.
	decision, _ := eligibility.Decide(question)
	c := Choice{question: question, decision: decision, earns: site.Earns(question.Engagement.Ref().Engagement)}
	c.turn = c.nextTurn(turns)
	return c
}

func (c Choice) nextTurn(days []mci.Date) Turn {
	for _, day := range days {
		later := c.question.Clone()
		later.At = day.Start(c.question.Engagement.Edition().Calendar().Zone())
		if decision, _ := eligibility.Decide(&later); decision.Outcome() != c.decision.Outcome() {
			return Turn{day, decision.Outcome(), decision.Reasons()}
		}
	}
	return Turn{}
}

// LastDay returns the last day on which the answer is still the one on the day
// of the plan. If no day is known on which the answer changes, it returns the
// zero Date.
func (t Turn) LastDay() mci.Date { return t.On.AddDays(-1) }

// asked returns the question, or an empty one if the choice is zero.
func (c Choice) asked() *eligibility.Question {
	if c.question == nil {
		return &eligibility.Question{}
	}
	return c.question
}

// Question returns a copy of the facts that the decision rests on.
// [eligibility.Nominate] accepts it unchanged.
func (c Choice) Question() eligibility.Question { return c.asked().Clone() }

// ID returns the customer's ID.
func (c Choice) ID() mci.CustomerID { return c.asked().Customer.ID }

// Location returns the location.
func (c Choice) Location() mci.LocationID { return c.asked().Location.ID }

// Way returns whether the customer is added or claimed.
func (c Choice) Way() eligibility.Way { return c.asked().Way }

// Decision returns the decision on the question.
func (c Choice) Decision() eligibility.Decision { return c.decision }

// Earns answers whether the location earns by the engagement; see
// [eligibility.Site.Earns]. A customer can be nominated from a location that
// does not.
func (c Choice) Earns() mci.Outcome { return c.earns }

// Payout returns the payout of the claim if consent, submission and creation
// were all on the day of the question.
func (c Choice) Payout() catalog.Payout {
	if c.question == nil {
		return catalog.Payout{}
	}
	return c.question.ProposedPayout()
}

// Turn returns the first day on which the answer changes. If the choice passes,
// it stays open until the day before. If it does not pass, it opens on that day
// when the outcome is then a pass.
func (c Choice) Turn() Turn { return c.turn }

// String hides the customer.
func (c Choice) String() string { return "choice: " + c.decision.Outcome().String() }

// GoString returns the same text as String.
func (c Choice) GoString() string { return c.String() }

// better orders the choices for one engagement: first by whether the customer
// can be nominated, then by whether the location earns, then by the number of
// rules that stand in the way, the fewest first.
func (c Choice) better(other Choice) int {
	return cmp.Or(
		cmp.Compare(rank(c.decision.Outcome()), rank(other.decision.Outcome())),
		cmp.Compare(rank(c.earns), rank(other.earns)),
		cmp.Compare(obstacles(c.decision), obstacles(other.decision)),
	)
}

// obstacles returns the number of rules that stand in the way.
func obstacles(d eligibility.Decision) int {
	verdict := d.Verdict()
	return (verdict.Failed | verdict.Unknown).Len()
}

// rank orders outcomes from the best to the worst.
func rank(o mci.Outcome) int {
	return [...]int{mci.Pass: 0, mci.Unknown: 1, mci.Fail: 2}[o]
}

// MarshalJSON returns the choice as a page shows it: ID, location and way, the
// outcome, whether the location earns, the reasons, the payout, and the day on
// which the answer changes.
func (c Choice) MarshalJSON() ([]byte, error) {
	form := struct {
		ID       mci.CustomerID  `json:"id"`
		Location mci.LocationID  `json:"location"`
		Way      eligibility.Way `json:"way"`
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

// UnmarshalJSON always fails: only [Make] makes a choice.
func (c *Choice) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("plan: a Choice", "Make makes it from a prospect")
}

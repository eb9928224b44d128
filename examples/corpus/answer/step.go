package answer

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The results of a step.
const (
	changed    = "changed"
	unchanged  = "unchanged"
	refused    = "refused"
	outOfOrder = "out of order"
	newTerms   = "terms changed"
)

// A Step is the question of a case of the kind "step".
type Step struct {
	Catalog string          `json:"catalog"`
	Record  json.RawMessage `json:"record,omitempty"`
	Do      Action          `json:"do"`
	Meta    claims.Meta     `json:"meta"`
}

// An Action is a step that is taken. Exactly one of its members is set.
type Action struct {
	Open     *Opening    `json:"open,omitempty"`
	Command  *Command    `json:"command,omitempty"`
	Observe  string      `json:"observe,omitempty"`
	TakeBack *TakingBack `json:"takeBack,omitempty"`
	Adopt    *Adoption   `json:"adopt,omitempty"`
}

// An Opening nominates a customer and opens the claim.
type Opening struct {
	ID       claims.ID       `json:"id"`
	Question json.RawMessage `json:"question"`
	Details  json.RawMessage `json:"details"`
}

// A Command is a command with its event.
type Command struct {
	Event string          `json:"event"`
	With  json.RawMessage `json:"with"`
}

// A TakingBack takes back an entry of a history.
type TakingBack struct {
	Number  uint64            `json:"number"`
	History []json.RawMessage `json:"history,omitempty"`
}

// An Adoption is a claim that only Partner Center has.
type Adoption struct {
	ID              claims.ID           `json:"id"`
	Name            string              `json:"name"`
	Engagement      mci.EngagementRef   `json:"engagement"`
	CustomerID      mci.CustomerID      `json:"customerId"`
	CheckedID       mci.CustomerID      `json:"checkedId,omitzero"`
	Shown           claims.PortalStatus `json:"shown"`
	CustomerCountry mci.Country         `json:"customerCountry,omitempty"`
	LocationCountry mci.Country         `json:"locationCountry,omitempty"`
	CustomerContact mci.Contact         `json:"customerContact,omitzero"`
	PartnerContact  mci.Contact         `json:"partnerContact,omitzero"`
	Location        mci.LocationID      `json:"location,omitempty"`
	Hours           mci.Hours           `json:"hours,omitzero"`
	Created         time.Time           `json:"created,omitzero"`
}

// A stepped is the answer to a step.
type stepped struct {
	Result  string         `json:"result"`
	Patch   map[string]any `json:"patch,omitempty"`
	Entries []written      `json:"entries,omitempty"`
	Limit   *claims.Limit  `json:"limit,omitempty"`
	// of a refusal
	Rule      mci.RuleID `json:"rule,omitempty"`
	Gaps      []gap      `json:"gaps,omitempty"`
	Permitted any        `json:"permitted,omitempty"`
	Due       string     `json:"due,omitempty"`
	// of a claim that cannot be opened
	Outcome string  `json:"outcome,omitempty"`
	Reasons []found `json:"reasons,omitempty"`
	// of a command that is out of order
	Updated string `json:"updated,omitempty"`
}

// written is a history entry without the members that repeat the question.
type written struct {
	Number uint64     `json:"number"`
	At     time.Time  `json:"at"`
	Given  time.Time  `json:"given,omitzero"`
	Due    time.Time  `json:"due,omitzero"`
	Event  string     `json:"event"`
	From   any        `json:"from,omitempty"`
	To     any        `json:"to"`
	Rule   mci.RuleID `json:"rule"`
}

// A gap is a gap without its words.
type gap struct {
	Rule mci.RuleID `json:"rule"`
	Path string     `json:"path"`
	Part string     `json:"part,omitempty"`
}

func gapsOf(list []claims.Gap) []gap {
	var gaps []gap
	for i := range list {
		g := gap{Rule: list[i].Rule, Path: list[i].Path}
		if list[i].Part != 0 {
			g.Part = list[i].Part.String()
		}
		gaps = append(gaps, g)
	}
	return gaps
}

func answerStep(c Catalogs, in json.RawMessage) (any, error) {
	var q Step
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	card, err := c.find(q.Catalog)
	if err != nil {
		return nil, err
	}
	var claim *claims.Claim
	if len(q.Record) > 0 {
		if claim, err = restore(q.Record, card); err != nil {
			return nil, err
		}
	}
	history, err := q.Do.history()
	if err != nil {
		return nil, err
	}
	change, out, err := q.Do.take(claim, history, card, q.Meta)
	if err != nil {
		return refusedBy(err)
	}
	if out != nil {
		return *out, nil
	}
	return steppedBy(q.Record, change)
}

// restore makes a claim of a record. If its terms have changed, the claim is
// returned without an error, because a step of it has an answer.
func restore(text json.RawMessage, card *catalog.Catalog) (*claims.Claim, error) {
	var record claims.Record
	if err := unmarshal("record", text, &record); err != nil {
		return nil, err
	}
	claim, err := claims.Restore(record, card)
	if claim != nil && errors.Is(err, claims.ErrTermsChanged) {
		return claim, nil
	}
	return claim, err
}

// history reads the history of a taking-back.
func (a *Action) history() ([]claims.Entry, error) {
	if a.TakeBack == nil {
		return nil, nil
	}
	history := make([]claims.Entry, len(a.TakeBack.History))
	for i, text := range a.TakeBack.History {
		if err := unmarshal("history", text, &history[i]); err != nil {
			return nil, err
		}
	}
	return history, nil
}

// take takes the step of a claim. The claim is nil if the step makes it. If the
// customer may not be nominated, there is an answer instead of a change.
func (a *Action) take(claim *claims.Claim, history []claims.Entry, card *catalog.Catalog, meta claims.Meta) (claims.Change, *stepped, error) {
	if err := oneAction(a.Open != nil, a.Adopt != nil, a.Command != nil, a.TakeBack != nil, a.Observe != ""); err != nil {
		return claims.Change{}, nil, err
	}
	if a.Open != nil {
		return a.open(card, meta)
	}
	change, err := a.move(claim, history, card, meta)
	return change, nil, err
}

func (a *Action) open(card *catalog.Catalog, meta claims.Meta) (claims.Change, *stepped, error) {
	question, err := eligibility.ReadQuestion(a.Open.Question, card)
	if err != nil {
		return claims.Change{}, nil, err
	}
	details, err := eligibility.ReadDetails(a.Open.Details)
	if err != nil {
		return claims.Change{}, nil, err
	}
	nomination, decision, err := eligibility.Nominate(question, details)
	if err != nil {
		return claims.Change{}, nil, err
	}
	if nomination == nil {
		return claims.Change{}, &stepped{Result: refused, Outcome: decision.Outcome().String(), Reasons: foundAll(decision.Reasons())}, nil
	}
	change, err := claims.Open(nomination, a.Open.ID, meta)
	return change, nil, err
}

func (a *Adoption) adopt(card *catalog.Catalog, meta claims.Meta) (claims.Change, error) {
	engagement, ok := card.Engagement(a.Engagement)
	if !ok {
		return claims.Change{}, mci.Invalid("do.adopt.engagement", string(a.Engagement.Engagement), "an engagement of the catalog")
	}
	return claims.Adopt(claims.Adoption{
		Name: a.Name, Engagement: engagement, CustomerID: a.CustomerID, CheckedID: a.CheckedID, Shown: a.Shown,
		CustomerCountry: a.CustomerCountry, LocationCountry: a.LocationCountry,
		CustomerContact: a.CustomerContact, PartnerContact: a.PartnerContact,
		Location: a.Location, Hours: a.Hours, Created: a.Created,
	}, a.ID, meta)
}

func (a *Action) move(claim *claims.Claim, history []claims.Entry, card *catalog.Catalog, meta claims.Meta) (claims.Change, error) {
	switch {
	case a.Adopt != nil:
		return a.Adopt.adopt(card, meta)
	case claim == nil:
		return claims.Change{}, mci.Invalid("record", "nothing", "the claim before the step")
	case a.Command != nil:
		command, err := a.Command.read()
		if err != nil {
			return claims.Change{}, err
		}
		return claims.Apply(claim, command, meta)
	case a.TakeBack != nil:
		return claims.TakeBack(claim, history, a.TakeBack.Number, card, meta)
	default:
		return claims.Observe(claim, claims.ReadStatus(a.Observe), meta)
	}
}

func (c *Command) read() (claims.Command, error) {
	var event claims.Event
	if err := event.UnmarshalText([]byte(c.Event)); err != nil {
		return nil, err
	}
	return claims.ReadCommand(event, c.With)
}

// steppedBy returns the answer for a change.
func steppedBy(before json.RawMessage, change claims.Change) (any, error) {
	if len(change.Entries) == 0 {
		return stepped{Result: unchanged}, nil
	}
	after, err := json.Marshal(change.Claim.Record())
	if err != nil {
		return nil, err
	}
	out := stepped{Result: changed}
	if out.Patch, err = patch(before, after); err != nil {
		return nil, err
	}
	for i := range change.Entries {
		e := &change.Entries[i]
		w := written{Number: e.Number, At: e.At, Given: e.Given, Event: e.Event.String(), To: e.To, Rule: e.Rule}
		if e.From != 0 {
			w.From = e.From
		}
		out.Entries = append(out.Entries, w)
	}
	if limit, ok := change.Limit(); ok {
		out.Limit = &limit
	}
	return out, nil
}

// refusedBy returns the answer if the rules do not allow a step. If the error
// is another one, it is returned as it is.
func refusedBy(err error) (any, error) {
	var order *claims.OutOfOrderError
	if errors.As(err, &order) {
		return stepped{Result: outOfOrder, Updated: order.Updated.Format(time.RFC3339Nano)}, nil
	}
	if errors.Is(err, claims.ErrTermsChanged) {
		return stepped{Result: newTerms}, nil
	}
	var refusal *claims.Refusal
	if !errors.As(err, &refusal) {
		return nil, err
	}
	out := stepped{Result: refused, Rule: refusal.Rule, Gaps: gapsOf(refusal.Gaps), Permitted: refusal.Permitted}
	if refusal.Due != nil {
		out.Due = refusal.Due.Clock.String()
	}
	return out, nil
}

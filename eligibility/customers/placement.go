package customers

import (
	"encoding/json"
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Placement says on which tabs of the pages of a [Roster]'s engagements one
// customer is, and why. The zero Placement has no customer: it is on no page
// and has no answers.
type Placement struct {
	roster  *Roster
	packed  packed
	details details
	tabs    [Complete + 1]EngagementSet
	// claimable are the engagements for which a new claim is possible.
	claimable EngagementSet
}

// Tab returns the customer's tab for the engagement at a place: undecided,
// eligible or ineligible. If the customer is not on the page at all, as [Page]
// decides it, or if the place is not in the roster's list, listed is false.
// Terminal claims are lines of their own; call On with the tab Complete for
// them.
func (p *Placement) Tab(place int) (tab Tab, listed bool) {
	for tab := range Complete {
		if p.tabs[tab].Has(place) {
			return tab, true
		}
	}
	return Undecided, false
}

// On returns the engagements on whose page the customer is on a tab. For the
// tab Complete, these are the engagements for which the partner has a terminal
// claim. If the tab is not declared, the set is empty.
func (p *Placement) On(tab Tab) EngagementSet {
	if tab > Complete {
		return 0
	}
	return p.tabs[tab]
}

// Claimable returns the engagements for which the customer, known by an earlier
// consent, can be claimed as far as the rules about the customer say. They are
// the engagements for which a [Line] offers [ClaimKnownCustomer]. If an open
// claim puts the customer on the Eligible tab, the engagement need not be among
// them.
func (p *Placement) Claimable() EngagementSet { return p.claimable }

// WithReason returns the engagements on whose Ineligible tab the customer is
// for a reason. If an engagement nominates by MSX opportunity ID alone, it is
// never among them.
func (p *Placement) WithReason(reason eligibility.Reason) EngagementSet {
	if reason > eligibility.DoneElsewhere {
		return 0
	}
	return p.byReason()[reason]
}

// byReason returns, for each reason, the engagements whose Ineligible tab shows
// it.
func (p *Placement) byReason() (shown [eligibility.DoneElsewhere + 1]EngagementSet) {
	detailed := p.detailed()
	if detailed == 0 {
		return shown
	}
	for i := range p.roster.columns {
		shown[p.roster.columns[i].reason] |= p.standing(i) & detailed
	}
	return shown
}

// detailed returns the engagements whose Ineligible tab shows why the customer
// is on it.
func (p *Placement) detailed() EngagementSet {
	if p.roster == nil {
		return 0
	}
	return p.tabs[Ineligible] &^ p.roster.silent
}

// Reasons returns the reasons for which the customer is on the Ineligible tab
// of the engagement at a place, each once, in the order in which a [Line] has
// them.
func (p *Placement) Reasons(place int) []eligibility.Reason {
	if !p.detailed().Has(place) {
		return nil
	}
	var failed []eligibility.Reason
	for i := range p.roster.columns {
		if p.standing(i).Has(place) {
			failed = append(failed, p.roster.columns[i].reason)
		}
	}
	return onceEach(failed)
}

// Failed returns the engagements for which a rule about the customer failed and
// is not waived, whether or not the customer is on their pages. It is for the
// host's own use and hides nothing. If the rule is not about the customer, the
// set is empty.
func (p *Placement) Failed(rule mci.RuleID) EngagementSet {
	if i, ok := p.column(rule); ok {
		return p.standing(i)
	}
	return 0
}

// Unknown returns the engagements for which a rule about the customer lacked a
// fact. Like Failed, it hides nothing.
func (p *Placement) Unknown(rule mci.RuleID) EngagementSet {
	if i, ok := p.column(rule); ok {
		return p.roster.answerOf(i, &p.packed, &p.details).unknown
	}
	return 0
}

// Waived returns the engagements for which a rule about the customer failed and
// is waived. Like Failed, it hides nothing.
func (p *Placement) Waived(rule mci.RuleID) EngagementSet {
	if i, ok := p.column(rule); ok && p.packed.waived.Has(i) {
		return p.details.waived[i]
	}
	return 0
}

// column returns the place of a rule in the roster's columns, and whether it
// has one.
func (p *Placement) column(rule mci.RuleID) (int, bool) {
	if p.roster == nil {
		return 0, false
	}
	i := slices.IndexFunc(p.roster.columns, func(c column) bool { return c.id == rule })
	return i, i >= 0
}

// standing returns the engagements for which a criterion failed and is not
// waived.
func (p *Placement) standing(i int) EngagementSet {
	return p.roster.standing(i, &p.packed, &p.details)
}

// sort writes the tabs, given the answers that the roster looked up for the
// packed facts. If the partner has an open claim of its own, that decides
// before any rule, as on a page.
func (p *Placement) sort(lookedUp cell) {
	found := lookedUp.or(p.packed.counts[0]).or(p.packed.counts[1])
	if p.packed.singly|p.packed.waived != 0 {
		found = p.roster.together(&p.packed, &p.details)
	}
	all := p.roster.all
	open, failed, unknown := all&p.packed.openClaim, found.failed, found.unknown
	page, decided := all, failed|^unknown
	p.claimable = 0
	switch p.packed.consented {
	case mci.No:
		page = open
	case mci.Yes:
		p.claimable = all &^ failed &^ unknown
	case mci.NotSupplied:
		decided = 0
	default: // not declared
		decided = 0
	}
	rest := page &^ open
	p.tabs = [...]EngagementSet{
		Undecided:  rest &^ decided,
		Eligible:   open | rest&decided&^failed,
		Ineligible: rest & decided & failed,
		Complete:   all & p.packed.closed,
	}
}

// placedForm is the customer's place for one engagement, in JSON.
type placedForm struct {
	Engagement mci.EngagementRef `json:"engagement"`
	// Tab is null if the customer is not on the page.
	Tab       *Tab                 `json:"tab"`
	Reasons   []eligibility.Reason `json:"reasons,omitempty"`
	Claimable bool                 `json:"claimable,omitempty"`
	// Complete is whether the partner has a terminal claim.
	Complete bool `json:"complete,omitempty"`
}

// MarshalJSON returns, for each engagement of the roster in its order, the tab
// that the customer is on, the reasons, and whether the customer can be
// claimed.
func (p *Placement) MarshalJSON() ([]byte, error) {
	placed := []placedForm{}
	if p.roster != nil {
		for place, engagement := range p.roster.engagements {
			form := placedForm{
				Engagement: engagement.Ref(), Reasons: p.Reasons(place),
				Claimable: p.claimable.Has(place), Complete: p.On(Complete).Has(place),
			}
			if tab, listed := p.Tab(place); listed {
				form.Tab = &tab
			}
			placed = append(placed, form)
		}
	}
	return json.Marshal(placed)
}

// UnmarshalJSON always fails: only a [Roster] makes a placement.
func (p *Placement) UnmarshalJSON([]byte) error {
	return vocabulary.Unwritable("customers: a Placement", "a Roster makes it from an entry")
}

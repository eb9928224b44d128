package cases

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// proposed is the instant at which the CPOR claims of the corpus are created.
var proposed = time.Date(2023, time.January, 6, 9, 0, 0, 0, time.UTC)

const license cpor.SubscriptionID = "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b"

// associationQuestion returns a question in which every fact is known, and
// every rule passes.
func associationQuestion(kind cpor.Kind) cpor.Question {
	q := cpor.Question{
		Kind: kind, At: proposed,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "zurich", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: customerID(mci.DomainName, "contoso.com"), DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{"Microsoft Teams", "Exchange Online"}, OnTenant: mci.Yes,
		Channel: recognition.EnterpriseAgreement, Own: mci.No, Others: mci.No,
	}
	if kind != cpor.ModernWorkUsage {
		q.Workloads = []cpor.Workload{"Dynamics 365 Sales"}
		q.Subscription = cpor.Subscription{ID: license, OfProduct: mci.Yes, Active: mci.Yes, Provisioned: mci.Yes, Listed: mci.Yes}
	}
	return q
}

func associationDetails(kind cpor.Kind) cpor.Details {
	d := cpor.Details{Name: "CPOR Contoso", CustomerContact: customerContact, CustomerTitle: "Head of IT", PartnerContact: partnerContact}
	if kind == cpor.RevenueAssociation {
		d.Seller = cpor.Seller{Name: "Kim Berg", Customer: "Contoso", Solution: "Fabrikam Field Service"}
	}
	return d
}

// triedOnAssociation lists the commands that the walk tries everywhere.
func triedOnAssociation(claim *association.Claim) []association.Command {
	whole := cpor.Proof{
		Reference: "sow-1", Pertains: mci.Yes, Signed: mci.Yes, Dated: day("2023-01-02"), Describes: mci.Yes, Workloads: claim.Record().Workloads,
	}
	unsigned := whole
	unsigned.Signed = mci.No
	return []association.Command{
		association.GiveProof{Proof: whole},
		association.GiveProof{Proof: unsigned},
		association.Edit{CustomerContact: otherContact},
		association.Edit{Subscription: "another"},
		association.AddComment{Comment: "see page 2"},
		association.Submit{},
		association.Submit{Comment: "see page 2"},
		association.BeginReview{},
		association.FindCompetitor{},
		association.RequestAction{},
		association.Approve{},
		association.Reject{},
		association.Dispute{},
		association.Dispute{Justification: "see page 2"},
		association.OptOut{},
		association.Disassociate{Reason: "no longer working together"},
		association.EndSubscription{LastDay: day("2023-12-31")},
		association.Expire{},
	}
}

func associationBy(event lifecycle.Event, when time.Time) claims.Meta {
	for _, t := range lifecycle.Transitions() {
		if t.Event == event {
			return asAdmin(t.Actor, when)
		}
	}
	return asAdmin(claims.PartnerCenter, when)
}

func asAdmin(actor claims.Actor, when time.Time) claims.Meta {
	m := claims.Meta{Actor: actor, At: when}
	if actor == claims.Partner {
		m.User, m.Role = "pat", mci.IncentivesAdmin
	}
	return m
}

func storedAssociation(claim *association.Claim) json.RawMessage {
	r := claim.Record()
	r.Index = claims.Index{}
	return must(json.Marshal(r))
}

// walkAssociations visits the CPOR claims that the tried commands lead to,
// breadth first.
func (m *maker) walkAssociations(visit func(*visitedAssociation)) {
	for _, kind := range []cpor.Kind{cpor.ModernWorkUsage, cpor.PresalesAdvisor} {
		do := answer.AssociationAction{Open: &answer.AssociationOpening{ID: "cpor-1", Question: associationQuestion(kind), Details: associationDetails(kind)}}
		first := visitedAssociation{steps: []answer.OneAssociationStep{{Do: do, Meta: asAdmin(claims.Partner, proposed)}}}
		m.fail(first.Take(&first.steps[0]))
		m.walkAssociation(&first, visit)
	}
}

func (m *maker) walkAssociation(first *visitedAssociation, visit func(*visitedAssociation)) {
	queue, known := []*visitedAssociation{first}, map[string]bool{}
	for len(queue) > 0 && m.err == nil {
		l := queue[0]
		claim := l.Claim
		queue = queue[1:]
		s := associationSituation(claim)
		if known[s] {
			continue
		}
		known[s] = true
		visit(l)
		for _, command := range triedOnAssociation(claim) {
			if next := l.then(command, usualOfAssociation(claim, command)); next != nil {
				queue = append(queue, next)
			}
		}
	}
}

// usualOfAssociation returns the instant at which the walk gives a command: the
// next day, or the end of the window if the command is the expiry.
func usualOfAssociation(claim *association.Claim, command association.Command) time.Time {
	if deadline, ok := claim.Expiry(); ok && command.Event() == lifecycle.WindowEnds {
		return deadline.Window.End
	}
	return claim.Record().Updated.AddDate(0, 0, 1)
}

// A visitedAssociation is a claim of a walk. It has the steps that lead to it.
type visitedAssociation struct {
	answer.AssociationLiving
	steps []answer.OneAssociationStep
}

// then returns the claim after a command. It is nil if the claim does not permit
// the command, or if the command changes nothing.
func (l *visitedAssociation) then(command association.Command, when time.Time) *visitedAssociation {
	meta := associationBy(command.Event(), when)
	change, err := association.Apply(l.Claim, command, meta)
	if err != nil || len(change.Entries) == 0 {
		return nil
	}
	return &visitedAssociation{
		AssociationLiving: answer.AssociationLiving{Claim: change.Claim, History: slices.Concat(l.History, change.Entries)},
		steps:             slices.Concat(l.steps, []answer.OneAssociationStep{{Do: commandedAssociation(command), Meta: meta}}),
	}
}

func associationSituation(claim *association.Claim) string {
	r := claim.Record()
	return fmt.Sprint(r.State(), r.AnswerPending, r.Competing, r.Expired, r.Proof, r.SubscriptionEnds)
}

// associationSteps makes the cases of the second machine.
func (m *maker) associationSteps() {
	for _, kind := range cpor.Kinds() {
		do := answer.AssociationAction{Open: &answer.AssociationOpening{ID: "cpor-1", Question: associationQuestion(kind), Details: associationDetails(kind)}}
		m.offer(answer.AssociationStep{Do: do, Meta: asAdmin(claims.Partner, proposed)}, fmt.Sprintf("open %s", kind))
	}
	m.associationOpenings()
	m.adoptAssociations()
	m.adoptedAssociations()
	first := true
	m.walkAssociations(func(l *visitedAssociation) {
		claim := l.Claim
		for _, command := range triedOnAssociation(claim) {
			meta := associationBy(command.Event(), claim.Record().Updated.AddDate(0, 0, 1))
			change, err := association.Apply(claim, command, meta)
			m.offer(associationStep(claim, command, meta), associationCovers(claim, command, change, err)...)
			m.associationByOthers(claim, command)
		}
		m.associationBounds(claim)
		m.associationObserved(claim)
		m.associationProofs(claim)
		m.associationOvertaken(claim)
		m.associationDetailed(claim)
		m.associationTakenBack(l)
		m.associationExpiries(claim)
		if first {
			m.associationMetas(claim)
			first = false
		}
	})
}

// associationOvertaken gives commands to a claim when the end of its window is
// recorded. They are dated a second before that end.
func (m *maker) associationOvertaken(claim *association.Claim) {
	deadline, ok := claim.Expiry()
	if !ok {
		return
	}
	end := deadline.Window.End
	expired, err := association.Apply(claim, association.Expire{}, asAdmin(claims.System, end))
	if err != nil {
		m.fail(err)
		return
	}
	for _, command := range triedOnAssociation(claim) {
		meta := associationBy(command.Event(), end.Add(-time.Second))
		m.offer(associationStep(expired.Claim, command, meta), fmt.Sprintf("%s after the expiry of %s, dated before it", command.Event(), claim.State()))
	}
}

// associationProofs submits a claim when one fact of its proof is missing, or
// when the date of the proof is at a bound.
func (m *maker) associationProofs(claim *association.Claim) {
	row, ok := associationRow(claim.State(), lifecycle.PartnerSubmits)
	if !ok {
		return
	}
	when := claim.Record().Updated.AddDate(0, 0, 1)
	today := mci.DateOf(when)
	variants := map[string]func(*cpor.Proof){
		"only its reference":              func(p *cpor.Proof) { *p = cpor.Proof{Reference: p.Reference} },
		"unknown whether it pertains":     func(p *cpor.Proof) { p.Pertains = mci.NotSupplied },
		"about another claim":             func(p *cpor.Proof) { p.Pertains = mci.No },
		"unknown whether it is signed":    func(p *cpor.Proof) { p.Signed = mci.NotSupplied },
		"unknown date":                    func(p *cpor.Proof) { p.Dated = mci.Date{} },
		"undated":                         func(p *cpor.Proof) { p.Dated, p.Undated = mci.Date{}, true },
		"unknown whether it describes":    func(p *cpor.Proof) { p.Describes = mci.NotSupplied },
		"no description":                  func(p *cpor.Proof) { p.Describes = mci.No },
		"unknown workloads":               func(p *cpor.Proof) { p.Workloads = nil },
		"no workloads":                    func(p *cpor.Proof) { p.Workloads = []cpor.Workload{} },
		"the oldest date":                 func(p *cpor.Proof) { p.Dated = mci.DateOf(when.AddDate(0, -12, 0)) },
		"a day older":                     func(p *cpor.Proof) { p.Dated = mci.DateOf(when.AddDate(0, -12, -1)) },
		"dated today":                     func(p *cpor.Proof) { p.Dated = today },
		"dated tomorrow":                  func(p *cpor.Proof) { p.Dated = today.AddDays(1) },
		"dated tomorrow, where it begins": func(p *cpor.Proof) { p.Dated = today.AddDays(1) },
	}
	for _, name := range slices.Sorted(maps.Keys(variants)) {
		p := cpor.Proof{
			Reference: "sow-1", Pertains: mci.Yes, Signed: mci.Yes, Dated: day("2023-01-02"), Describes: mci.Yes, Workloads: claim.Record().Workloads,
		}
		variants[name](&p)
		given, err := association.Apply(claim, association.GiveProof{Proof: p}, asAdmin(claims.Partner, claim.Record().Updated))
		if err != nil {
			m.fail(err)
			return
		}
		at := when
		if name == "dated tomorrow, where it begins" {
			at = today.Start(time.UTC).Add(10 * time.Hour)
		}
		m.offer(associationStep(given.Claim, association.Submit{}, asAdmin(claims.Partner, at)), fmt.Sprintf("proof %s: %s", name, row.Row))
	}
}

// associationByOthers gives a command by every actor but the right one. If the
// right one is the partner, a user without the role gives it, too.
func (m *maker) associationByOthers(claim *association.Claim, command association.Command) {
	row, ok := associationRow(claim.State(), command.Event())
	if !ok {
		return
	}
	when := claim.Record().Updated.AddDate(0, 0, 1)
	for actor := claims.Partner; actor <= claims.PartnerCenter; actor++ {
		if actor != row.Actor {
			m.offer(associationStep(claim, command, asAdmin(actor, when)), fmt.Sprintf("actor %s: %s, %s", actor, row.Row, row.Event))
		}
	}
	if row.Actor == claims.Partner {
		meta := asAdmin(claims.Partner, when)
		meta.Role = mci.IncentivesUser
		m.offer(associationStep(claim, command, meta), fmt.Sprintf("role Incentives user: %s, %s", row.Row, row.Event))
	}
}

// associationObserved shows each status for a claim in each state. If a clock
// runs, it shows the status when the window is over, too.
func (m *maker) associationObserved(claim *association.Claim) {
	meta := asAdmin(claims.PartnerCenter, claim.Record().Updated.AddDate(0, 0, 1))
	names := []string{"Submitted / Under review", "Customer consent received", "On hold"}
	for _, state := range lifecycle.States() {
		names = append(names, state.Status.String())
	}
	for _, name := range names {
		in := answer.AssociationStep{Record: storedAssociation(claim), Do: answer.AssociationAction{Observe: name}, Meta: meta}
		m.offer(in, observedCovers(claim, name, meta))
		change, err := association.Observe(claim, lifecycle.ReadStatus(name), meta)
		if err == nil && change.Claim.Divergence() != nil {
			m.associationSettled(change.Claim, claim.State())
		}
	}
	if deadline, ok := claim.Expiry(); ok {
		late := asAdmin(claims.PartnerCenter, deadline.Window.End)
		for _, name := range names {
			in := answer.AssociationStep{Record: storedAssociation(claim), Do: answer.AssociationAction{Observe: name}, Meta: late}
			m.offer(in, fmt.Sprintf("after the %s window: ", deadline.Clock)+observedCovers(claim, name, late))
		}
	}
	for _, number := range []string{"4711", ""} {
		m.offer(associationStep(claim, association.RecordFacts{Number: number}, meta), fmt.Sprintf("record the number %q", number))
	}
}

// observedCovers describes an observation by the state of the claim. If the
// name is not a status, it describes it by the effect.
func observedCovers(claim *association.Claim, name string, meta claims.Meta) string {
	for _, state := range lifecycle.States() {
		if state.Status.String() == name {
			return fmt.Sprintf("observe %q: %s", name, claim.State())
		}
	}
	change, err := association.Observe(claim, lifecycle.ReadStatus(name), meta)
	var rules []string
	for i := range change.Entries {
		rules = append(rules, string(change.Entries[i].Rule))
	}
	return fmt.Sprintf("observe %q: %s", name, effect(rules, err))
}

// associationSettled ends a divergence: Partner Center agrees, or a person
// decides.
func (m *maker) associationSettled(claim *association.Claim, own lifecycle.State) {
	when := claim.Record().Updated.AddDate(0, 0, 1)
	agreed := answer.AssociationStep{
		Record: storedAssociation(claim), Do: answer.AssociationAction{Observe: own.Status.String()}, Meta: asAdmin(claims.PartnerCenter, when),
	}
	m.offer(agreed, fmt.Sprintf("observe agreement after a divergence: %s", own))
	m.offer(associationStep(claim, association.Resolve{}, asAdmin(claims.Partner, when)), fmt.Sprintf("resolve to keep %s", own))
	for _, state := range lifecycle.States() {
		take, what := association.Resolve{Take: state}, fmt.Sprintf("resolve from %s to %s", own, state.Status)
		if state.Ending != 0 {
			take.Comment, what = "as agreed", fmt.Sprintf("resolve to %s", state)
		}
		if claim.Divergence().Shown.Can(state.Status) {
			m.offer(associationStep(claim, take, asAdmin(claims.Partner, when)), what)
		}
	}
	kept, err := association.Apply(claim, association.Resolve{}, asAdmin(claims.Partner, when))
	if err != nil {
		m.fail(err)
		return
	}
	again := associationStep(kept.Claim, association.Submit{}, asAdmin(claims.PartnerCenter, when.AddDate(0, 0, 1)))
	again.Do = answer.AssociationAction{Observe: claim.Divergence().Shown.String()}
	m.offer(again, "observe again what was kept")
}

func associationStep(claim *association.Claim, command association.Command, meta claims.Meta) answer.AssociationStep {
	return answer.AssociationStep{Record: storedAssociation(claim), Do: commandedAssociation(command), Meta: meta}
}

func commandedAssociation(command association.Command) answer.AssociationAction {
	return answer.AssociationAction{Command: &answer.Command{Event: command.Event().String(), With: must(json.Marshal(command))}}
}

func associationRow(state lifecycle.State, event lifecycle.Event) (lifecycle.Transition, bool) {
	for _, row := range lifecycle.Transitions() {
		if row.From == state && row.Event == event {
			return row, true
		}
	}
	return lifecycle.Transition{}, false
}

func associationCovers(claim *association.Claim, command association.Command, change association.Change, err error) []string {
	row, ok := associationRow(claim.State(), command.Event())
	if !ok {
		return []string{fmt.Sprintf("no transition: %s, %s", claim.State(), command.Event())}
	}
	name := fmt.Sprintf("%s, %s, %s", row.Row, row.From, row.Event)
	var refusal *association.Refusal
	switch {
	case err == nil && len(change.Entries) == 0:
		return []string{"nothing new: " + name}
	case err == nil:
		covers := []string{"transition " + name}
		for _, guard := range row.Guards {
			covers = append(covers, fmt.Sprintf("guard %s holds: %s", guard, name))
		}
		return covers
	case errors.As(err, &refusal):
		for _, rule := range association.Rules() {
			if guard, is := strings.CutPrefix(rule.Means, "guard: "); is && rule.ID == refusal.Rule {
				return []string{fmt.Sprintf("guard %s fails: %s", guard, name)}
			}
		}
		return []string{fmt.Sprintf("refused by %s: %s", refusal.Rule, name)}
	default:
		return []string{"malformed: " + name}
	}
}

func (m *maker) associationBounds(claim *association.Claim) {
	for _, deadline := range claim.Deadlines() {
		for _, bound := range bounds {
			when := deadline.Window.End.Add(bound.after)
			if when.Before(claim.Record().Updated) {
				continue
			}
			for _, command := range triedOnAssociation(claim) {
				if _, ok := associationRow(claim.State(), command.Event()); !ok || bound.after > 0 && command.Event() != lifecycle.WindowEnds {
					continue // because nothing changes after the end
				}
				meta := associationBy(command.Event(), when)
				change, err := association.Apply(claim, command, meta)
				covers := []string{fmt.Sprintf("clock %s %s: %s, %s", deadline.Clock, bound.name, claim.State(), command.Event())}
				if err == nil {
					covers = append(covers, covers[0]+", taken")
				}
				m.offer(associationStep(claim, command, meta), append(covers, associationCovers(claim, command, change, err)...)...)
			}
		}
	}
}

// associationDeadlines makes the cases of the kind "associationDeadlines".
func (m *maker) associationDeadlines() {
	for _, state := range lifecycle.States() {
		if claim := m.adoptedAssociation(state); len(claim.Deadlines()) > 0 {
			m.offer(answer.AssociationDeadlines{Record: storedAssociation(claim), At: proposed}, "deadlines of an adopted claim, shown as "+state.Status.String())
		}
	}
	m.walkAssociations(func(l *visitedAssociation) {
		claim := l.Claim
		ask := func(at time.Time, what string) {
			m.offer(answer.AssociationDeadlines{Record: storedAssociation(claim), At: at}, what)
		}
		ask(claim.Record().Updated, fmt.Sprintf("deadlines of %s", claim.State()))
		for _, deadline := range claim.Deadlines() {
			if change, err := association.Apply(claim, association.OptOut{}, asAdmin(claims.Customer, deadline.Window.End)); err == nil {
				m.offer(answer.AssociationDeadlines{Record: storedAssociation(change.Claim), At: deadline.Window.End}, "a late opt-out")
			}
			for _, bound := range bounds {
				ask(deadline.Window.End.Add(bound.after), fmt.Sprintf("clock %s %s: %s", deadline.Clock, bound.name, claim.State()))
			}
		}
		m.associationByTerms(claim, func(name string, terms answer.Terms, _ *association.Claim) {
			m.offer(answer.AssociationDeadlines{Terms: terms, Record: storedAssociation(claim), At: claim.Record().Updated}, "terms: "+name)
		})
	})
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
)

// An associationSheet holds all details of one association at an instant.
type associationSheet struct {
	Record  association.Record    `json:"record"`
	Next    association.NextSteps `json:"next"`
	Missing []string              `json:"missing,omitempty"`
	// the status in Partner Center, if it is another one
	Shown string `json:"shown,omitempty"`
}

// association returns the association with an ID. It is nil if the claim is of
// the other kind. It is also nil if the claim cannot be loaded, and the caller
// then reports the error.
func (t *tracker) association(ctx context.Context, id string) (*association.Claim, error) {
	stored, err := t.store.Load(ctx, claims.ID(id))
	if err != nil || stored.Kind != store.PartnerAssociation {
		return nil, nil
	}
	return t.desk.Associations().Claim(ctx, claims.ID(id))
}

// associationVerbs returns the commands for an association, as the user types
// them.
func associationVerbs() []string {
	var names []string
	for _, row := range lifecycle.Transitions() {
		name := associationVerb(row.Event)
		if row.From != (lifecycle.State{}) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return append(names, associationVerb(lifecycle.FactsRecorded), associationVerb(lifecycle.DivergenceResolved))
}

func associationVerb(event lifecycle.Event) string {
	return strings.ReplaceAll(event.String(), " ", "-")
}

// associationEvent returns the event of a command for an association.
func associationEvent(name string) (event lifecycle.Event, err error) {
	if err := event.UnmarshalText([]byte(strings.ReplaceAll(name, "-", " "))); err != nil || event == 0 {
		return 0, mci.Invalid("command", name, strings.Join(associationVerbs(), ", "))
	}
	return event, nil
}

// withState replaces the state that the flag --take names by the form that the
// command has: a status, and how the claim ended.
func withState(flags []byte) ([]byte, error) {
	var given map[string]json.RawMessage
	var take string
	if err := json.Unmarshal(flags, &given); err != nil || json.Unmarshal(given["take"], &take) != nil {
		return flags, nil // the strict reader refuses malformed flags
	}
	taken, err := proposal.State(take)
	if err != nil {
		return nil, mci.At("take", err)
	}
	state, err := json.Marshal(taken)
	if err != nil {
		return nil, err
	}
	given["take"] = state
	return json.Marshal(given)
}

// doAssociation gives a command to an association. Its fields come from the
// input, which may be nil, and from the flags. If both set a field, the flag is
// used.
func (t *tracker) doAssociation(ctx context.Context, id, name string, input, flags []byte, by giver) error {
	event, err := associationEvent(name)
	if err != nil {
		return err
	}
	if flags, err = withState(flags); err != nil {
		return err
	}
	fields, err := merged(input, flags)
	if err != nil {
		return err
	}
	given, err := association.ReadCommand(event, fields)
	if err != nil {
		return fmt.Errorf("%s: %w", name, withoutPlaces(err))
	}
	meta, err := by.meta(t, proposal.Actor(event))
	if err != nil {
		return err
	}
	change, err := t.desk.Associations().Do(ctx, claims.ID(id), given, meta)
	if err != nil {
		return err
	}
	return t.show(changedAssociation(change))
}

// merged merges two JSON objects. If both have a field, the second one is used.
// Objects inside them are merged, too. If a field stands twice in one of them,
// merged returns an error or keeps both for the strict reader to refuse.
func merged(input, flags []byte) ([]byte, error) {
	if input == nil {
		return flags, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(flags, &given); err != nil {
		return nil, err
	}
	if len(given) == 0 {
		return input, nil
	}
	all := map[string]json.RawMessage{}
	if err := readStrictly(input, &all); err != nil {
		return nil, err
	}
	for name, value := range given {
		if former := strings.TrimSpace(string(all[name])); former != "" && former != "null" && value[0] == '{' {
			if former[0] != '{' {
				return nil, mci.Invalid(name, former, "an object")
			}
			var err error
			if value, err = merged(all[name], value); err != nil {
				return nil, mci.At(name, err)
			}
		}
		all[name] = value
	}
	return json.Marshal(all)
}

func associationSheetOf(claim *association.Claim, at time.Time) *associationSheet {
	sheet := &associationSheet{Record: claim.Record(), Next: claim.NextSteps(at), Missing: claim.Missing()}
	if d := claim.Divergence(); d.Open() {
		sheet.Shown = d.Shown.String()
	}
	return sheet
}

func (s *associationSheet) text(w io.Writer) {
	r := &s.Record
	sheetText(w, []sheetField{
		{"claim", r.ID},
		{"name", r.Name},
		{"status", statusText(r.State().String(), s.Shown)},
		{"version", r.Version},
		{"association", r.Kind},
		{"tenant", r.Tenant.Value()},
		{"domain", r.Domain.Value()},
		{"subscription", r.Subscription},
		{"location", r.Location},
		{"number in portal", r.PortalNumber.Number},
		{"created", r.Created.Format(time.RFC3339)},
		{"updated", r.Updated.Format(time.RFC3339)},
		{"missing", strings.Join(s.Missing, ", ")},
	})
	s.nextText(w)
}

// nextText prints the steps that can happen, the deadline and the warnings.
func (s *associationSheet) nextText(w io.Writer) {
	for i := range s.Next.Steps {
		step := &s.Next.Steps[i]
		texts := []string{fmt.Sprintf("%s can %s", step.Actor, step.Event)}
		if step.To != s.Next.State {
			texts[0] += ", which leads to " + step.To.String()
		}
		for _, gap := range step.Blocked {
			texts = append(texts, fmt.Sprintf("not yet: %s (%s)", gap.Why, gap.Rule))
		}
		fmt.Fprintf(w, "next\t%s\n", strings.Join(texts, "; "))
	}
	for i := range s.Next.Deadlines {
		d := &s.Next.Deadlines[i]
		left := counted(d.DaysLeft, "day") + " left"
		if d.Over {
			left = "over"
		}
		fmt.Fprintf(w, "deadline\t%s by %s%s, %s (%s; %s)\n", d.Clock, d.Window.LastDay, assumedText(d.Assumed), left, d.Rule, d.Source)
	}
	for _, warning := range s.Next.Warnings {
		fmt.Fprintf(w, "warning\t%s (%s)\n", warning.Why, warning.Rule)
	}
}

// An associationVerdict is the rules' answer to a command for an association
// before the command is given.
type associationVerdict struct {
	Command string `json:"command"`
	// Permits says whether a command is permitted if it brings everything that
	// Step needs.
	Permits bool `json:"permits"`
	// Step is null if the status does not permit the command.
	Step  *association.Step `json:"step"`
	State lifecycle.State   `json:"state"`
	// Can holds the events that are permitted in State at the instant.
	Can lifecycle.EventSet `json:"permitted"`
}

func associationVerdictOn(claim *association.Claim, event lifecycle.Event, at time.Time) *associationVerdict {
	told := &associationVerdict{Command: associationVerb(event), State: claim.State(), Can: claim.PermittedAt(at)}
	// these two events are not in the machine
	told.Permits = event == lifecycle.FactsRecorded || event == lifecycle.DivergenceResolved && claim.Divergence().Open()
	next := claim.NextSteps(at)
	for i := range next.Steps {
		if step := &next.Steps[i]; step.Event == event {
			told.Step, told.Permits = step, len(step.Blocked) == 0
		}
	}
	return told
}

func (v *associationVerdict) text(w io.Writer) {
	answer := "is refused"
	if v.Permits {
		answer = "is permitted"
	}
	if v.Step == nil {
		fmt.Fprintf(w, "%s %s in %s; permitted: %s\n", v.Command, answer, v.State, v.Can)
		return
	}
	fmt.Fprintf(w, "%s %s in %s, by %s; %s\n", v.Command, answer, v.State, v.Step.Rule, v.Step.Source)
	for _, gap := range v.Step.Blocked {
		fmt.Fprintf(w, "  because %s, by %s; %s\n", gap.Why, gap.Rule, gap.Source)
	}
	for _, gap := range v.Step.Needed {
		fmt.Fprintf(w, "  needs %s, by %s; %s\n", gap.Why, gap.Rule, gap.Source)
	}
}

// An associationHistory lists all entries of an association, the oldest first.
type associationHistory []association.Entry

// explainAssociation shows the rule and the source of each entry.
func (t *tracker) explainAssociation(ctx context.Context, claim *association.Claim) error {
	told, err := wholeHistory(t.desk.Associations().History(ctx, claim.ID()))
	if err != nil {
		return err
	}
	return t.show(associationHistory(told))
}

func (h associationHistory) text(w io.Writer) {
	for i := range h {
		e := &h[i]
		(&entryLine{e.Number, e.At, e.Event, e.To, e.Shown, e.Actor, e.User, e.Rule, e.Source, e.Due}).text(w)
	}
}

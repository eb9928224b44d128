package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An associationSheet holds all details of one association at an instant.
type associationSheet struct {
	Record  association.Record    `json:"record"`
	Next    association.NextSteps `json:"next"`
	Missing []string              `json:"missing,omitempty"`
	Shown   string                `json:"shown,omitempty"` // in Partner Center, if it is another status
}

// association returns the association of an ID. It is nil if the claim is of
// the other kind, or cannot be loaded, which the caller then says.
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
		name := strings.ReplaceAll(row.Event.String(), " ", "-")
		if row.From != (lifecycle.State{}) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return append(names, strings.ReplaceAll(lifecycle.FactsRecorded.String(), " ", "-"))
}

// doAssociation gives a command to an association. Its fields come from the
// input, which may be nil, and from the flags, which win.
func (t *tracker) doAssociation(ctx context.Context, id, name string, input, flags []byte, by giver) error {
	var event lifecycle.Event
	if err := event.UnmarshalText([]byte(strings.ReplaceAll(name, "-", " "))); err != nil || event == 0 {
		return mci.Invalid("command", name, strings.Join(associationVerbs(), ", "))
	}
	fields, err := merged(input, flags)
	if err != nil {
		return err
	}
	given, err := association.ReadCommand(event, fields)
	if err != nil {
		return fmt.Errorf("%s: %w", name, withoutPlaces(err))
	}
	actor := claims.PartnerCenter // who alone shows facts
	for _, row := range lifecycle.Transitions() {
		if row.Event == event {
			actor = row.Actor
		}
	}
	meta, err := by.meta(t, actor)
	if err != nil {
		return err
	}
	change, err := t.desk.Associations().Do(ctx, claims.ID(id), given, meta)
	if err != nil {
		return err
	}
	return t.show(changedAssociation(change))
}

// merged returns two JSON objects as one, of which the second wins. A field
// that stands twice in one of them is kept for the strict reader to refuse.
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
	maps.Copy(all, given)
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
	for _, field := range []struct {
		name  string
		value any
	}{
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
	} {
		if text := fmt.Sprint(field.value); text != "" {
			fmt.Fprintf(w, "%s\t%s\n", field.name, vocabulary.Visible(text))
		}
	}
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

// An associationHistory lists all entries of an association, the oldest first.
type associationHistory []association.Entry

// explainAssociation shows the rule and the source of each entry.
func (t *tracker) explainAssociation(ctx context.Context, claim *association.Claim) error {
	var told associationHistory
	for entry, err := range t.desk.Associations().History(ctx, claim.ID()) {
		if err != nil {
			return err
		}
		told = append(told, entry)
	}
	return t.show(told)
}

func (h associationHistory) text(w io.Writer) {
	for i := range h {
		e := &h[i]
		who := e.Actor.String()
		if e.User != "" {
			who += " " + string(e.User)
		}
		fmt.Fprintf(w, "%d. %s %s by %s: %s\n", e.Number, e.At.Format(time.RFC3339), e.Event, who, e.To)
		if shown := vocabulary.Visible(e.Shown.String()); shown != "" {
			fmt.Fprintf(w, "   the portal showed %s\n", shown)
		}
		fmt.Fprintf(w, "   by %s; %s\n", e.Rule, e.Source)
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An associationSheet holds all details of one association at an instant.
type associationSheet struct {
	Record  association.Record    `json:"record"`
	Next    association.NextSteps `json:"next"`
	Missing []string              `json:"missing,omitempty"`
	Shown   string                `json:"shown,omitempty"` // in Partner Center, if it is another status
}

// association returns the association of an ID. It is nil if the claim is of the
// other kind, or cannot be loaded, which the caller then says.
func (t *tracker) association(ctx context.Context, id string) (*association.Claim, error) {
	stored, err := t.store.Load(ctx, claims.ID(id))
	if err != nil || stored.Kind != store.PartnerAssociation {
		return nil, nil
	}
	return t.desk.Associations().Claim(ctx, claims.ID(id))
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
		text := fmt.Sprintf("%s can %s", step.Actor, step.Event)
		if step.To != s.Next.State {
			text += ", which leads to " + step.To.String()
		}
		for _, gap := range step.Blocked {
			text += fmt.Sprintf("; not yet: %s (%s)", gap.Why, gap.Rule)
		}
		fmt.Fprintf(w, "next\t%s\n", text)
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

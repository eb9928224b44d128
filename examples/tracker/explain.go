package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain ID [COMMAND]",
		Short: "Show a claim's history with its rules and sources, or the reasons to refuse a command",
		Args:  arguments(1, 2), ValidArgsFunction: p.completeCommand,
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error {
			if associated, err := t.association(ctx, args[0]); err != nil {
				return err
			} else if associated != nil {
				if len(args) == 1 {
					return t.explainAssociation(ctx, associated)
				}
				event, err := associationEvent(args[1])
				if err != nil {
					return err
				}
				return t.show(associationVerdictOn(associated, event, t.at))
			}
			claim, err := t.claim(ctx, args[0])
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return t.explainHistory(ctx, claim.ID())
			}
			v, err := findVerb(args[1])
			if err != nil {
				return err
			}
			return t.show(verdictOn(claim, v, t.at))
		}),
	}
}

// A history lists all entries of a claim, the oldest first.
type history []claims.Entry

func (t *tracker) explainHistory(ctx context.Context, id claims.ID) error {
	told, err := wholeHistory(t.desk.History(ctx, id))
	if err != nil {
		return err
	}
	return t.show(history(told))
}

func (h history) text(w io.Writer) {
	for i := range h {
		e := &h[i]
		(&entryLine{e.Number, e.At, e.Event, e.To, e.Shown, e.Actor, e.User, e.Rule, e.Source, time.Time{}}).text(w)
	}
}

// An entryLine holds the values of an entry of either kind that are printed.
type entryLine struct {
	number           uint64
	at               time.Time
	event, to, shown fmt.Stringer
	actor            claims.Actor
	user             mci.UserID
	rule             mci.RuleID
	source           mci.Source
	due              time.Time // the end of the window, if the expiry was recorded later
}

func (l *entryLine) text(w io.Writer) {
	who := l.actor.String()
	if l.user != "" {
		who += " " + string(l.user)
	}
	fmt.Fprintf(w, "%d. %s %s by %s: %s\n", l.number, l.at.Format(time.RFC3339), l.event, who, l.to)
	if !l.due.IsZero() {
		fmt.Fprintf(w, "   its window had ended at %s\n", l.due.Format(time.RFC3339))
	}
	if shown := vocabulary.Visible(l.shown.String()); shown != "" {
		fmt.Fprintf(w, "   the portal showed %s\n", shown)
	}
	fmt.Fprintf(w, "   by %s; %s\n", l.rule, l.source)
}

// wholeHistory returns all entries of a history. If there is an error, it
// returns the entries before it, too.
func wholeHistory[E any](list iter.Seq2[E, error]) (history []E, err error) {
	for entry, err := range list {
		if err != nil {
			return history, err
		}
		history = append(history, entry)
	}
	return history, nil
}

// A verdict is the rules' answer to a command before the command is given.
type verdict struct {
	Command string `json:"command"`
	// Permits says whether a command is permitted if it brings everything that
	// Step needs.
	Permits bool `json:"permits"`
	// Step is null if the status does not permit the command.
	Step  *claims.Step `json:"step"`
	State claims.State `json:"state"`
	// Events are the events that are permitted in State at the instant.
	Events claims.EventSet `json:"permitted"`
}

func verdictOn(claim *claims.Claim, v verb, at time.Time) *verdict {
	told := &verdict{Command: verbName(v.event), State: claim.State(), Events: claim.PermittedAt(at)}
	if v.event == claims.DivergenceResolved { // not an event of the machine
		told.Permits = claim.Divergence().Open()
		return told
	}
	next := claim.NextSteps(at)
	for i := range next.Steps {
		if next.Steps[i].Event == v.event {
			told.Step, told.Permits = &next.Steps[i], next.Steps[i].Open()
		}
	}
	return told
}

func (v *verdict) text(w io.Writer) {
	if v.Step == nil && v.Permits {
		fmt.Fprintf(w, "%s is permitted in %s\n", v.Command, v.State)
		return
	}
	if v.Step == nil {
		fmt.Fprintf(w, "%s is refused in %s; permitted: %s\n", v.Command, v.State, strings.Join(v.permitted(), ", "))
		return
	}
	answer := "is permitted"
	if !v.Permits {
		answer = "is refused"
	}
	fmt.Fprintf(w, "%s %s in %s, by %s; %s\n", v.Command, answer, v.State, v.Step.Rule, v.Step.Source)
	for _, gaps := range []struct {
		name string
		gaps []claims.Gap
	}{{"because", v.Step.Blocked}, {"needs", v.Step.Needed}} {
		for _, gap := range gaps.gaps {
			fmt.Fprintf(w, "  %s %s, by %s; %s\n", gaps.name, gap.Why, gap.Rule, gap.Source)
		}
	}
}

func (v *verdict) permitted() []string {
	names := []string{}
	for event := range v.Events.All() {
		names = append(names, verbName(event))
	}
	return names
}

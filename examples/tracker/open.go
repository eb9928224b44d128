package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

func (p *program) openCommand() *cobra.Command {
	var key string
	command := &cobra.Command{
		Use: "open ID [REQUEST]", Short: "Nominate a customer, or propose an association, and open the claim",
		Long: `Nominate a customer by the JSON in a file, or - for the standard input, and open the claim.

A file with a field "kind" proposes an association: it has the fields of Question and Details of package cpor. They can also come
from flags, which win, with or without a file. A fact that is left out is unknown, but for own: the tracker's own claims answer
it. Each finding that stands in the way is shown, and of a claim that is opened each that is ahead.`,
		Example: `  tracker open contoso contoso.json
  tracker open teams teams.json --others yes
  tracker open teams teams.json --customer-title "Head of IT" --others no`,
		Args: arguments(1, 2),
	}
	flags := command.Flags()
	flags.StringVar(&key, "key", "", "an idempotency `KEY`: a command that is repeated under it is done once")
	addFieldFlags(command, proposalFlags)
	command.RunE = func(c *cobra.Command, args []string) error {
		return p.with(c.Context(), args, true, func(ctx context.Context, t *tracker, args []string) error {
			return t.openEither(ctx, args, flags, key)
		})
	}
	return command
}

// openEither opens a claim of the kind that the request or the flags describe.
func (t *tracker) openEither(ctx context.Context, args []string, flags flagSet, key string) error {
	fields, err := fieldsOf(flags, proposalFlags)
	if err != nil {
		return err
	}
	file, data := "", []byte(nil)
	if len(args) > 1 {
		file = args[1]
		if data, err = t.read(file); err != nil {
			return err
		}
	}
	switch {
	case flags.Changed("kind") || isProposal(data):
		r, err := readProposal(file, data, fields, flags.Lookup("user").Value.String())
		if err != nil {
			return err
		}
		return t.propose(ctx, args[0], r, key)
	case data == nil:
		return mci.Invalid("request", "", "a file with a nomination or a proposal, or - for the standard input, or --kind with the facts of an association")
	case string(fields) != "{}":
		return mci.Invalid("kind", "", "the kind of association, in the request or by --kind: only a proposal takes facts from flags")
	default:
		return t.nominateOne(ctx, args[0], file, data, key)
	}
}

// nominateOne nominates the customer of a request and opens the claim.
func (t *tracker) nominateOne(ctx context.Context, id, file string, data []byte, key string) error {
	var r request
	if err := readStrictly(data, &r); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	question, err := r.question(t.catalog, t.at)
	if err != nil {
		return err
	}
	if err := t.notice(ctx, &question); err != nil {
		return err
	}
	nomination, decision, err := eligibility.Nominate(question, r.details())
	if err != nil {
		return err
	}
	if nomination == nil {
		return &declined{findings: decision.Reasons()}
	}
	meta := claims.Meta{Actor: claims.Partner, User: question.User.ID, Role: question.User.RoleAt(question.Location.ID), At: t.at, Received: t.now, Future: t.future, Key: key}
	change, err := t.desk.Open(ctx, nomination, claims.ID(id), meta)
	switch {
	case errors.Is(err, desk.ErrExists):
		return &exists{id}
	case errors.Is(err, store.ErrLimit):
		return &full{question.Customer.ID, question.Engagement.Ref().Engagement, err}
	}
	if err != nil {
		return err
	}
	opened := changed(change)
	opened.Warnings = warningsOf(nomination)
	return t.show(opened)
}

// warningsOf returns a warning if a nomination passes but its claim pays
// nothing.
func warningsOf(nomination *eligibility.Nomination) []claims.Gap {
	payout := nomination.ProposedPayout()
	if payout.Outcome != mci.Fail {
		return nil
	}
	sheet := payout.Worksheet()
	return []claims.Gap{{
		Rule: sheet.Rule, Path: "payout", Why: "the customer can be nominated, but the claim pays nothing: " + sheet.Summary(),
		Source: nomination.Question().Engagement.Source(),
	}}
}

// notice records that the customer was already nominated, if the tracker's own
// claims show it and the engagement locks its customers. A claim that has ended
// counts, too.
func (t *tracker) notice(ctx context.Context, q *eligibility.Question) error {
	edition := q.Engagement.Edition()
	if limit, _ := q.Engagement.ClaimLimit(edition.Calendar().Day(q.At)); !limit.Locked {
		return nil
	}
	own := store.Query{Kind: store.PartnerActivity, Customer: q.Customer.Checked(), Engagement: q.Engagement.Ref().Engagement}
	for item, err := range register.List(ctx, t.desk, own) {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return err
		}
		if item.Claim == nil || item.Claim.Engagement().Edition().ProgramYear() == edition.ProgramYear() {
			q.Customer.Nominated = mci.Yes
		}
	}
	return nil
}

// exists is the error for an ID that is already in use.
type exists struct{ id string }

// Unwrap returns [desk.ErrExists].
func (e *exists) Unwrap() error { return desk.ErrExists }

// Error names the command that shows the existing claim.
func (e *exists) Error() string {
	return fmt.Sprintf("claim %q exists already: \"tracker show %s\" shows it; give a new claim another ID", e.id, e.id)
}

// declined is the error for a customer that cannot be nominated, or for an
// association that cannot be claimed.
type declined struct {
	findings    []mci.Finding
	association bool
}

func (d *declined) Error() string {
	text := "the customer cannot be nominated:"
	if d.association {
		text = "the association cannot be claimed:"
	}
	for i := range d.findings {
		text += "\n  " + ruleText(&d.findings[i])
	}
	return text
}

// ruleText returns a finding in one line.
func ruleText(f *mci.Finding) string {
	return fmt.Sprintf("%s: %s, want %s, found %s (%s)", f.Rule, f.Outcome, f.Want, f.Found, f.Source)
}

// Is reports whether target is [claims.ErrRefused].
func (*declined) Is(target error) bool { return target == claims.ErrRefused }

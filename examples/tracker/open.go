package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

func (p *program) openCommand() *cobra.Command {
	var key string
	command := &cobra.Command{
		Use: "open ID REQUEST", Short: "Nominate a customer by the JSON in a file, or - for the standard input, and open the claim",
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), args, true, func(ctx context.Context, t *tracker, args []string) error {
				return t.open(ctx, args[0], args[1], key)
			})
		},
	}
	command.Flags().StringVar(&key, "key", "", "an idempotency `KEY`: a command that is repeated under it is done once")
	return command
}

func (t *tracker) open(ctx context.Context, id, file, key string) error {
	data, err := t.read(file)
	if err != nil {
		return err
	}
	var r request
	if err := readStrictly(data, &r); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	question, err := r.question(t.catalog, t.at)
	if err != nil {
		return err
	}
	nomination, decision, err := eligibility.Nominate(question, r.details())
	if err != nil {
		return err
	}
	if nomination == nil {
		return &declined{decision.Reasons()}
	}
	meta := claims.Meta{Actor: claims.Partner, User: question.User.ID, Role: question.User.RoleAt(question.Location.ID), At: t.at, Received: t.now, Future: t.future, Key: key}
	change, err := t.desk.Open(ctx, nomination, claims.ID(id), meta)
	if errors.Is(err, desk.ErrExists) {
		return &exists{id}
	}
	if err != nil {
		return err
	}
	return t.show(changed(change))
}

// exists is the error for an ID that is already in use.
type exists struct{ id string }

// Unwrap returns [desk.ErrExists].
func (e *exists) Unwrap() error { return desk.ErrExists }

// Error names the command that shows the existing claim.
func (e *exists) Error() string {
	return fmt.Sprintf("claim %q exists already: \"tracker show %s\" shows it; give a new claim another ID", e.id, e.id)
}

// declined is the error for a customer that cannot be nominated.
type declined struct{ findings []mci.Finding }

func (d *declined) Error() string {
	reasons := make([]string, len(d.findings))
	for i, f := range d.findings {
		reasons[i] = fmt.Sprintf("\n  %s: %s, want %s, found %s (%s)", f.Rule, f.Outcome, f.Want, f.Found, f.Source)
	}
	return "the customer cannot be nominated:" + strings.Join(reasons, "")
}

// Is reports whether target is [claims.ErrRefused].
func (*declined) Is(target error) bool { return target == claims.ErrRefused }

package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A giver is the user who gives a command, with a role and an idempotency key.
type giver struct {
	user, role, key string
}

func (p *program) doCommand() *cobra.Command {
	var by giver
	var input string
	command := &cobra.Command{
		Use:   "do ID COMMAND",
		Short: "Give a command to a claim, such as send-consent or submit",
		Long: "Give a command to a claim: " + strings.Join(verbNames(), ", ") + `.

To an association: ` + strings.Join(associationVerbs(), ", ") + `.

The tracker knows by the rules who gives it: the partner, the customer, Microsoft or the clocks. The fields of the
command come from flags, or from a JSON object with the names of package claims or association; a flag wins. A
partner's user needs --role "Incentives admin" for an association.`,
		Args: arguments(2, 2), ValidArgsFunction: p.completeCommand,
	}
	flags := command.Flags()
	by.addFlags(command)
	flags.StringVar(&input, "input", "", "take the fields from the JSON in `FILE`, or from the standard input for -")
	addFieldFlags(command, commandFlags)
	command.RunE = p.reading(func(ctx context.Context, t *tracker, args []string) error {
		var data []byte
		var err error
		if input != "" {
			if data, err = t.read(input); err != nil {
				return err
			}
		}
		fields, err := fieldsOf(flags, commandFlags)
		if err != nil {
			return err
		}
		if associated, err := t.association(ctx, args[0]); err != nil {
			return err
		} else if associated != nil {
			return t.doAssociation(ctx, args[0], args[1], data, fields, by)
		}
		// If there is no claim, the fields of the command are unknown.
		if claim, err := t.claim(ctx, args[0]); claim == nil {
			return err
		}
		v, err := findVerb(args[1])
		if err != nil {
			return err
		}
		given, err := v.read(data, fields)
		if err != nil {
			return fmt.Errorf("%s: %w", args[1], err)
		}
		return t.do(ctx, args[0], v, given, by)
	})
	return command
}

func (g *giver) addFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&g.user, "user", "", "the `ID` of the partner's user who gives the command")
	flags.StringVar(&g.role, "role", mci.IncentivesUser.String(), "the user's `ROLE`")
	offer(command, "role", roles)
	flags.StringVar(&g.key, "key", "", "an idempotency `KEY`: a command that is repeated under it is done once")
}

// checkRole returns a [mci.FieldError] if there is no such role.
func (g *giver) checkRole() error {
	var role mci.Role
	return mci.At("role", role.UnmarshalText([]byte(g.role)))
}

func (g *giver) meta(t *tracker, actor claims.Actor) (meta claims.Meta, err error) {
	meta = claims.Meta{Actor: actor, At: t.at, Received: t.now, Future: t.future, Key: g.key}
	if actor == claims.Partner {
		meta.User = mci.UserID(g.user)
		err = mci.At("role", meta.Role.UnmarshalText([]byte(g.role)))
	}
	return meta, err
}

func (t *tracker) do(ctx context.Context, id string, v verb, given claims.Command, by giver) error {
	meta, err := by.meta(t, v.actor())
	if err != nil {
		return err
	}
	// if the claim's terms have changed, Do reports that, unless the command
	// accepts them
	if claim, err := t.claim(ctx, id); claim == nil {
		return err
	}
	change, err := t.desk.Do(ctx, claims.ID(id), given, meta)
	if err != nil {
		return err
	}
	return t.show(changed(change))
}

// A changedClaim is a claim after a command, with the entries that it added.
type changedClaim struct {
	Kind    store.Kind `json:"kind"`
	Claim   claims.ID  `json:"claim"`
	Version uint64     `json:"version"`
	Status  string     `json:"status"`
	Entries []any      `json:"entries"` // empty if the command repeats an earlier one
	// Ahead are the findings that do not prevent the proposal now but matter
	// later.
	Ahead []mci.Finding `json:"ahead,omitempty"`
	// Warnings name other associations that are approved for the same workload
	// or subscription. If the claim pays nothing, they give the reason.
	Warnings []claims.Gap `json:"warnings,omitempty"`

	lines []string
}

func changed(change claims.Change) *changedClaim {
	c := &changedClaim{Kind: store.PartnerActivity, Claim: change.Claim.ID(), Version: change.Claim.Version(), Status: change.Claim.State().String(), Entries: []any{}}
	for i := range change.Entries {
		c.add(&change.Entries[i], change.Entries[i].Event, change.Entries[i].To, change.Entries[i].Rule, i == len(change.Entries)-1)
	}
	return c
}

func changedAssociation(change association.Change) *changedClaim {
	c := &changedClaim{Kind: store.PartnerAssociation, Claim: change.Claim.ID(), Version: change.Claim.Version(), Status: change.Claim.State().String(), Entries: []any{}, Warnings: change.Warnings}
	for i := range change.Entries {
		c.add(&change.Entries[i], change.Entries[i].Event, change.Entries[i].To, change.Entries[i].Rule, i == len(change.Entries)-1)
	}
	return c
}

// add adds an entry, with the status after it. For the last entry that is the
// claim's own status, which also shows a dispute.
func (c *changedClaim) add(entry any, event, to fmt.Stringer, rule mci.RuleID, last bool) {
	status := to.String()
	if last {
		status = c.Status
	}
	c.Entries = append(c.Entries, entry)
	c.lines = append(c.lines, fmt.Sprintf("%s: %s, %s (%s)", c.Claim, event, status, rule))
}

func (c *changedClaim) text(w io.Writer) {
	if len(c.Entries) == 0 {
		fmt.Fprintf(w, "%s: done before under this key, %s\n", c.Claim, c.Status)
	}
	for _, line := range c.lines {
		fmt.Fprintln(w, line)
	}
	for _, warning := range c.Warnings {
		fmt.Fprintf(w, "  warning: %s (%s)\n", warning.Why, warning.Rule)
	}
	for i := range c.Ahead {
		fmt.Fprintf(w, "  ahead: %s\n", ruleText(&c.Ahead[i]))
	}
}

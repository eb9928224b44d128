package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/store"
)

func (p *program) sweepCommand() *cobra.Command {
	return &cobra.Command{
		Use: "sweep", Short: "Expire the claims whose window is over", Args: arguments(0, 0),
		Long: `Expire the claims whose window is over. If a sweep is interrupted, run it again: it goes on with the claims that
are still due. With --json it prints one line of JSON for each claim, as it goes.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error { return t.sweep(ctx) }),
	}
}

func (t *tracker) sweep(ctx context.Context) error {
	expired := 0
	for change, err := range t.desk.Sweep(ctx, store.Query{}, t.at) {
		if t.skips(err) {
			continue
		}
		if err != nil {
			return unfinished(err, false)
		}
		expired++
		if err := t.tell(changed(change)); err != nil {
			return err
		}
	}
	for change, err := range t.desk.Associations().Sweep(ctx, store.Query{}, t.at) {
		if t.skips(err) {
			continue
		}
		if err != nil {
			return unfinished(err, false)
		}
		expired++
		if err := t.tell(changedAssociation(change)); err != nil {
			return err
		}
	}
	if !t.json {
		fmt.Fprintf(t.out, "%s expired\n", counted(expired, "claim"))
	}
	return nil
}

// tell prints one of many changes.
func (t *tracker) tell(c *changedClaim) error {
	if t.json {
		return json.NewEncoder(t.out).Encode(c)
	}
	return t.show(c)
}

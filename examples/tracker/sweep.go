package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

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
	claims, err := swept(t, t.desk.Sweep(ctx, store.Query{}, t.at), changed)
	if err != nil {
		return err
	}
	associations, err := swept(t, t.desk.Associations().Sweep(ctx, store.Query{}, t.at), changedAssociation)
	if err == nil && !t.json {
		fmt.Fprintf(t.out, "%s expired\n", counted(claims+associations, "claim"))
	}
	return err
}

// swept prints the changes of a sweep, and returns their number.
func swept[C any](t *tracker, changes iter.Seq2[C, error], told func(C) *changedClaim) (expired int, err error) {
	for change, err := range changes {
		if t.skips(err) {
			continue
		}
		if err != nil {
			return expired, unfinished(err, false)
		}
		expired++
		if err := t.tell(told(change)); err != nil {
			return expired, err
		}
	}
	return expired, nil
}

// tell prints one of many changes.
func (t *tracker) tell(c *changedClaim) error {
	if t.json {
		return json.NewEncoder(t.out).Encode(c)
	}
	return t.show(c)
}

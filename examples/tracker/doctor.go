package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) doctorCommand() *cobra.Command {
	reindex := false
	command := &cobra.Command{
		Use: "doctor", Short: "Check the file or database, each claim and each history", Args: arguments(0, 0),
		Long: `Check the file or database, each claim and each history, and say what to type next.

The sum of each row is checked, and the order of all entries. Each claim is read and held against the catalog, its columns against
its record, and its record against its history, which is replayed from the first entry on. In a file, each page and each index is
checked, too; on a server, its own program pg_amcheck does that. Index keys that are out of date are counted; --reindex writes them
anew, and changes nothing else.

Exit status 1 says that something is wrong.`,
	}
	command.RunE = p.reading(func(ctx context.Context, t *tracker, _ []string) error {
		return t.doctor(ctx, &health{Place: place.Shown(p.database), Catalog: p.catalog, Settings: p.config, Problems: []ailment{}}, reindex)
	})
	command.Flags().BoolVar(&reindex, "reindex", false, "write the index keys that are out of date")
	return command
}

// A health is the outcome of a check.
type health struct {
	Place   string `json:"place"` // without secrets such as a password
	Schema  int    `json:"schema"`
	Catalog string `json:"catalog"` // empty for the public one
	// Settings is the settings file. It is empty if there is none.
	Settings string `json:"settings,omitempty"`
	Claims   int    `json:"claims"`
	Entries  int    `json:"entries"`
	Stale    int    `json:"stale"` // the number of claims whose index keys are out of date
	Rewrote  int    `json:"rewrote,omitempty"`
	// Problems are all problems that were found.
	Problems []ailment `json:"problems"`
}

// An ailment is one problem.
type ailment struct {
	Claim claims.ID `json:"claim,omitempty"` // empty if it is about the whole place
	Why   string    `json:"why"`
	Next  string    `json:"next"` // the command to type
}

// find adds a problem, unless it is there already.
func (h *health) find(id claims.ID, err error) {
	var one *store.ClaimError
	if errors.As(err, &one) {
		id, err = one.ID, one.Err
	}
	found := ailment{Claim: id, Why: err.Error(), Next: "tracker restore FILE --db NEW, with the last good backup"}
	var terms *claims.TermsError
	if errors.As(err, &terms) {
		found.Next = fmt.Sprintf("tracker do %s accept-terms, or give the former catalog by --catalog", id)
	}
	if !slices.Contains(h.Problems, found) {
		h.Problems = append(h.Problems, found)
	}
}

func (t *tracker) doctor(ctx context.Context, h *health, reindex bool) error {
	h.Schema = t.store.Schema()
	problems, err := t.store.Check(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, one := range append(problems, err) {
		if one != nil {
			h.find("", one)
		}
	}
	for stored, err := range t.store.List(ctx, store.Query{}) {
		var one *store.ClaimError
		switch {
		case err == nil:
			t.examine(ctx, h, stored)
		case errors.As(err, &one):
			h.Claims++
			h.find(one.ID, err)
		case ctx.Err() != nil:
			return err
		default:
			h.find("", err)
		}
	}
	if reindex {
		if err := t.reindex(ctx, h); err != nil {
			return err
		}
	}
	if err := t.show(h); err != nil || len(h.Problems) == 0 {
		return err
	}
	return fmt.Errorf("wrong: %s", counted(len(h.Problems), "thing"))
}

// reindex updates the index keys that are out of date.
func (t *tracker) reindex(ctx context.Context, h *health) error {
	for _, err := range t.desk.Reindex(ctx, store.Query{}) {
		var one *store.ClaimError
		switch {
		case err == nil:
			h.Rewrote++
		case !errors.As(err, &one): // the unreadable claims are reported already
			return err
		}
	}
	return nil
}

// examine checks one claim with its history.
func (t *tracker) examine(ctx context.Context, h *health, stored store.Envelope) {
	h.Claims++
	check := t.examineActivity
	if stored.Kind == store.PartnerAssociation {
		check = t.examineAssociation
	}
	stale, err := check(ctx, h, stored)
	if stale {
		h.Stale++
	}
	if err != nil {
		h.find(stored.ID, err)
	}
}

func (t *tracker) examineActivity(ctx context.Context, h *health, stored store.Envelope) (stale bool, err error) {
	record, err := desk.Decode(stored)
	if err != nil {
		return false, err
	}
	claim, err := claims.Restore(record, t.catalog)
	if claim == nil {
		return false, err
	}
	history, readErr := wholeHistory(t.desk.History(ctx, stored.ID))
	h.Entries += len(history)
	if readErr != nil {
		return claim.Stale(), errors.Join(err, readErr)
	}
	replayed, replayErr := claims.Replay(history, t.catalog)
	if replayed == nil {
		return claim.Stale(), errors.Join(err, fmt.Errorf("its history: %w", replayErr))
	}
	was, is := replayed.Record(), claim.Record()
	was.Index, is.Index = claims.Index{}, claims.Index{}
	return claim.Stale(), errors.Join(err, sameRecord(&was, &is))
}

func (t *tracker) examineAssociation(ctx context.Context, h *health, stored store.Envelope) (stale bool, err error) {
	record, err := desk.DecodeAssociation(stored)
	if err != nil {
		return false, err
	}
	claim, err := association.Restore(record, t.terms)
	if err != nil {
		return false, err
	}
	history, err := wholeHistory(t.desk.Associations().History(ctx, stored.ID))
	h.Entries += len(history)
	if err != nil {
		return claim.Stale(), err
	}
	replayed, err := association.Replay(history, t.terms)
	if err != nil {
		return claim.Stale(), fmt.Errorf("its history: %w", err)
	}
	was, is := replayed.Record(), claim.Record()
	was.Index, is.Index = claims.Index{}, claims.Index{}
	return claim.Stale(), sameRecord(&was, &is)
}

// sameRecord returns an error that names the first field in which a record
// differs from the record that its history gives.
func sameRecord(history, stored any) error {
	was, err := json.Marshal(history)
	if err != nil {
		return err
	}
	is, err := json.Marshal(stored)
	if err != nil || bytes.Equal(was, is) {
		return err
	}
	var wanted, found map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(was, &wanted), json.Unmarshal(is, &found)); err != nil {
		return err
	}
	all := maps.Clone(wanted)
	maps.Copy(all, found)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !bytes.Equal(wanted[name], found[name]) {
			return mci.At("record", mci.Invalid(name, shortened(found[name]), shortened(wanted[name])+", by the claim's history"))
		}
	}
	return mci.Invalid("record", "another order", "that of the claim's history")
}

// shortened returns a JSON value in a length that fits an error.
func shortened(value json.RawMessage) string {
	if len(value) == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%.80s", value)
}

func (h *health) text(w io.Writer) {
	fmt.Fprintf(w, "place\t%s\n", vocabulary.Visible(h.Place))
	fmt.Fprintf(w, "schema\tversion %d\n", h.Schema)
	if h.Settings != "" {
		fmt.Fprintf(w, "settings\t%s\n", vocabulary.Visible(h.Settings))
	}
	catalog := "the public one"
	if h.Catalog != "" {
		catalog = vocabulary.Visible(h.Catalog)
	}
	fmt.Fprintf(w, "catalog\t%s\n", catalog)
	fmt.Fprintf(w, "checked\t%s with %s\n", counted(h.Claims, "claim"), entriesText(h.Entries))
	if h.Rewrote > 0 {
		fmt.Fprintf(w, "index keys\twritten anew for %s\n", counted(h.Rewrote, "claim"))
	} else if h.Stale > 0 {
		fmt.Fprintf(w, "index keys\tout of date for %s: a list can miss them; type \"tracker doctor --reindex\"\n", counted(h.Stale, "claim"))
	}
	for _, one := range h.Problems {
		where := "the file"
		if place.IsServer(h.Place) {
			where = "the database"
		}
		if one.Claim != "" {
			where = vocabulary.Visible(string(one.Claim))
		}
		fmt.Fprintf(w, late+"wrong\t%s: %s\n", where, vocabulary.Visible(one.Why))
		fmt.Fprintf(w, "  next\t%s\n", vocabulary.Visible(one.Next))
	}
	if len(h.Problems) == 0 {
		fmt.Fprintln(w, "nothing is wrong")
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
)

// mostRequests is the largest number of a row of requests. The bound exists
// because the nominations are held in memory until all rows are checked.
const mostRequests = 100_001

// A candidate is a row that passed all checks.
type candidate struct {
	row        int
	id         claims.ID
	nomination *eligibility.Nomination
	limit      claims.Limit
	limited    bool // the limit applies
}

// A limitKey identifies a limit: the customer and the engagement that it is
// for.
type limitKey struct {
	customer   mci.CustomerID
	engagement mci.EngagementID
}

// A batch is the work on one workbook of requests.
type batch struct {
	t          *tracker
	candidates []candidate
	counts     map[requestOutcome]int
	held       map[limitKey]*held
}

// nominate checks all rows of a workbook, and then opens the claims of those
// that passed.
func (t *tracker) nominate(ctx context.Context, f *nominateFlags) error {
	b := batch{t: t, counts: make(map[requestOutcome]int), held: map[limitKey]*held{}}
	if err := b.check(ctx, f.from); err != nil {
		return err
	}
	work := b.open
	switch {
	case f.dryRun:
		work = func(ctx context.Context, one *candidate) error {
			row, err := b.foresee(ctx, one)
			if err != nil {
				return err
			}
			return b.tell(row)
		}
	case f.allOrNone:
		left, err := b.blocked(ctx)
		if err != nil {
			return err
		}
		if left != nil {
			work = func(_ context.Context, one *candidate) error { return b.tell(left[one.row]) }
		}
	}
	for i := range b.candidates {
		if err := work(ctx, &b.candidates[i]); err != nil {
			b.tellStand()
			return unfinished(err, f.dryRun)
		}
	}
	return b.end(f.dryRun)
}

// check reads and decides all rows, and keeps the candidates.
func (b *batch) check(ctx context.Context, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	status, err := file.Stat()
	if err != nil {
		return err
	}
	book, err := workbook.Open(file, status.Size(), workbook.Limits{Rows: mostRequests})
	if err != nil {
		return err
	}
	var telling error
	options := requests.Options{Notes: func(notes []workbook.Note) { telling = errors.Join(telling, b.tellNotes(notes)) }}
	for request, err := range requests.Read(book, b.t.catalog, options) {
		var problem *requests.CellError
		if err != nil && !errors.As(err, &problem) {
			return fmt.Errorf("%s: %w", name, err)
		}
		row := &requestRow{Row: request.Row, Claim: request.ID}
		if problem != nil {
			row.Outcome, row.Problems = malformed, []*requests.CellError{problem}
		} else if err := b.decide(ctx, &request, row); err != nil {
			return err
		}
		if row.Outcome != "" {
			telling = errors.Join(telling, b.tell(row))
		}
		if telling = errors.Join(telling, ctx.Err()); telling != nil {
			return telling
		}
	}
	return telling
}

// decide keeps a row that passes. If the row does not pass, it reports the
// reason. An error is only returned if the store failed.
func (b *batch) decide(ctx context.Context, from *requests.Request, row *requestRow) error {
	fail := func(err error) error {
		row.Outcome, row.Problems = malformed, from.CellErrors(err)
		return nil
	}
	var r request
	if err := readStrictly(from.JSON, &r); err != nil {
		return fail(err)
	}
	question, err := r.question(b.t.catalog, b.t.at)
	if err != nil {
		return fail(err)
	}
	if err := b.t.notice(ctx, &question); err != nil {
		return err
	}
	nomination, decision, err := eligibility.Nominate(question, r.details())
	switch {
	case err != nil:
		return fail(err)
	case nomination == nil:
		row.Outcome, row.Findings = notEligible, findingsOf(from, decision.Reasons())
		return nil
	}
	one := candidate{row: from.Row, id: from.ID, nomination: nomination}
	change, err := claims.Open(nomination, one.id, b.meta(&one))
	if err != nil {
		return fail(err)
	}
	one.limit, one.limited = change.Limit()
	b.candidates = append(b.candidates, one)
	return nil
}

// meta returns the meta of the opening. All openings have the same key, so that
// a claim is not opened again if an earlier run has opened it.
func (b *batch) meta(one *candidate) claims.Meta {
	q := one.nomination.Question()
	return claims.Meta{
		Actor: claims.Partner, User: q.User.ID, Role: q.User.RoleAt(q.Location.ID),
		At: b.t.at, Received: b.t.now, Future: b.t.future, Key: "nominate",
	}
}

// blocked returns the results of all candidates if a row did not pass, or would
// not because its customer reaches the limit. No claim is opened then, and each
// such row names the reason. Otherwise it returns nil.
func (b *batch) blocked(ctx context.Context) (map[int]*requestRow, error) {
	left := make(map[int]*requestRow)
	blocked := b.counts[malformed]+b.counts[notEligible] > 0
	for i := range b.candidates {
		row, err := b.foresee(ctx, &b.candidates[i])
		if err != nil {
			return nil, err
		}
		if row.Outcome == notOpened {
			blocked = true
		} else {
			row.Outcome, row.Why = notOpened, "another row did not pass"
		}
		left[row.Row] = row
	}
	if !blocked {
		return nil, nil
	}
	return left, nil
}

// foresee returns the result that a candidate would have after those before it.
func (b *batch) foresee(ctx context.Context, one *candidate) (*requestRow, error) {
	row := &requestRow{Row: one.row, Claim: one.id, Outcome: wouldOpen, Warnings: warningsOf(one.nomination)}
	_, err := b.t.desk.Claim(ctx, one.id)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !errors.Is(err, store.ErrNotFound): // the claim exists, or cannot be read
		row.Outcome = existing
	case one.limited:
		held, err := b.heldUnder(ctx, one.limit)
		if err != nil {
			return nil, err
		}
		if l := one.limit; l.Most > 0 && held.counted >= l.Most || l.Open > 0 && held.open >= l.Open {
			row.Outcome, row.Why = notOpened, store.ErrLimit.Error()
			return row, nil
		}
		held.counted++
		held.open++
	}
	return row, nil
}

// held is the number of a customer's claims for an engagement.
type held struct{ counted, open int }

// heldUnder counts the claims under a limit, with the candidates before this
// one.
func (b *batch) heldUnder(ctx context.Context, limit claims.Limit) (*held, error) {
	key := limitKey{limit.Customer, limit.Engagement}
	if found := b.held[key]; found != nil {
		return found, nil
	}
	count := &held{}
	for stored, err := range b.t.store.List(ctx, store.Query{Customer: limit.Customer, Engagement: limit.Engagement}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one): // the store counts this claim when the new one is opened
		case err != nil:
			return nil, err
		default:
			if stored.Counted {
				count.counted++
			}
			if stored.Open {
				count.open++
			}
		}
	}
	b.held[key] = count
	return count, nil
}

// open opens the claim of a candidate. If that claim cannot be opened, the row
// says so. If the store fails or the context ends, the batch ends with the
// error.
func (b *batch) open(ctx context.Context, one *candidate) error {
	row := &requestRow{Row: one.row, Claim: one.id, Outcome: opened, Warnings: warningsOf(one.nomination)}
	change, err := b.t.desk.Open(ctx, one.nomination, one.id, b.meta(one))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, desk.ErrExists):
		row.Outcome, row.Why = notOpened, (&exists{string(one.id)}).Error()
	case errors.Is(err, store.ErrLimit), isMalformed(err), errors.Is(err, claims.ErrRefused):
		row.Outcome, row.Why = notOpened, err.Error()
	case err != nil:
		return err
	default:
		state := change.Claim.State()
		row.State = &state
		if len(change.Entries) == 0 {
			row.Outcome = openedBefore
		}
	}
	return b.tell(row)
}

// tell counts a row and prints it.
func (b *batch) tell(row *requestRow) error {
	b.counts[row.Outcome]++
	if b.t.json {
		return json.NewEncoder(b.t.out).Encode(row)
	}
	_, err := io.WriteString(b.t.out, b.t.laidOut(row.text()))
	return err
}

// bookNotes are the notes about a workbook.
type bookNotes struct {
	Notes []workbook.Note `json:"notes"`
}

func (b *batch) tellNotes(notes []workbook.Note) error {
	if b.t.json && len(notes) > 0 {
		return json.NewEncoder(b.t.out).Encode(bookNotes{notes})
	}
	if !b.t.json {
		notesText(b.t.out, notes)
	}
	return nil
}

// tellStand prints the totals of the rows so far.
func (b *batch) tellStand() {
	if b.t.json {
		return
	}
	for _, outcome := range requestOutcomes {
		if n := b.counts[outcome]; n > 0 {
			fmt.Fprintf(b.t.out, "%d %s\n", n, outcome)
		}
	}
}

// end prints the totals. It returns an error if a row was not opened.
func (b *batch) end(dryRun bool) error {
	b.tellStand()
	if len(b.counts) == 0 && !b.t.json {
		fmt.Fprintln(b.t.out, "no customer is entered: fill in a row for each one")
	}
	if dryRun && !b.t.json {
		fmt.Fprintln(b.t.out, "nothing was saved: this was a dry run")
	}
	if left := b.counts[malformed] + b.counts[notEligible] + b.counts[notOpened]; left > 0 {
		return fmt.Errorf("not nominated: %s", counted(left, "row"))
	}
	return nil
}

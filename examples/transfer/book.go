package transfer

import (
	"context"
	"strconv"

	"github.com/mci-go/incentives/examples/row"
)

// A relay is the row of a relay's book.
type relay struct {
	name, position string
	term           int64
}

// A letter is an undelivered event in a book.
type letter struct {
	position, after, subject, event, reason, at string
	attempts, again                             int64
}

func relayColumns(r *relay) []any { return []any{&r.name, &r.position, &r.term} }

func letterColumns(l *letter) []any {
	return []any{&l.position, &l.after, &l.subject, &l.event, &l.reason, &l.attempts, &l.at, &l.again}
}

// copyBooks copies the books of the relays. If the other side has a book, that
// book stays unchanged.
func (c *copying) copyBooks(ctx context.Context) error {
	const selected = `SELECT name, position, term FROM relays ORDER BY name`
	relays, err := row.All(ctx, c.from.Tx, relayColumns, selected)
	if err != nil || len(relays) == 0 {
		return err
	}
	others, err := row.All(ctx, c.to.Tx, relayColumns, selected)
	if err != nil {
		return err
	}
	there := map[string]relay{}
	for _, other := range others {
		there[other.name] = other
	}
	for i := range relays {
		position, err := c.settled(ctx, relays[i].position)
		if err != nil {
			return err
		}
		other, found := there[relays[i].name]
		switch {
		case !found:
			err = c.copyBook(ctx, &relays[i], position)
		case other.position != position:
			c.report.Left = append(c.report.Left, Left{Relay: relays[i].name, Why: "the destination has a book of this relay at another place"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copyBook writes the book of a relay, without its lease.
func (c *copying) copyBook(ctx context.Context, r *relay, position string) error {
	if _, err := c.to.Tx.ExecContext(ctx, `INSERT INTO relays (name, position, term) VALUES ($1, $2, $3)`, r.name, position, r.term); err != nil {
		return row.Canceled(ctx, err)
	}
	c.report.Relays++
	letters, err := row.All(ctx, c.from.Tx, letterColumns,
		`SELECT position, after, subject, event, reason, attempts, at, again FROM letters WHERE relay = $1 ORDER BY number`, r.name)
	if err != nil {
		return err
	}
	for i := range letters {
		if err := c.copyLetter(ctx, r.name, &letters[i]); err != nil {
			return err
		}
	}
	return nil
}

// copyLetter writes a letter at the position that its entry has on the other
// side.
func (c *copying) copyLetter(ctx context.Context, relay string, l *letter) error {
	position, after, err := c.placeOf(ctx, l.position)
	if err != nil {
		return err
	}
	if position == "" {
		c.report.Left = append(c.report.Left, Left{Relay: relay, Why: "the letter at position " + l.position + ", because its entry was not copied"})
		return nil
	}
	_, err = c.to.Tx.ExecContext(ctx, `INSERT INTO letters (relay, position, after, subject, event, reason, attempts, at, again)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, relay, position, after, l.subject, l.event, l.reason, l.attempts, l.at, l.again)
	if err == nil {
		c.report.Letters++
	}
	return row.Canceled(ctx, err)
}

// placeOf returns the position on the other side of the entry at a position,
// and the position before it. If there is no such entry, both are empty.
func (c *copying) placeOf(ctx context.Context, position string) (place, before string, err error) {
	at, _ := strconv.ParseInt(position, 10, 64) // 0 if it is no number, and no entry has the position 0
	found, err := row.All(ctx, c.from.Tx, (*row.Entry).Targets, `SELECT position, kind, claim, number, '', '' FROM entries WHERE position = $1`, at)
	if err != nil || len(found) == 0 {
		return "", "", err
	}
	numbers := func(n *int64) []any { return []any{n} }
	there, err := row.All(ctx, c.to.Tx, numbers, `SELECT position FROM entries WHERE claim = $1 AND number = $2`, string(found[0].Claim), int64(found[0].Number)) //nolint:gosec // because nobody makes so many entries
	if err != nil || len(there) == 0 {
		return "", "", err
	}
	ahead, err := row.All(ctx, c.to.Tx, numbers, `SELECT position FROM entries WHERE position < $1 ORDER BY position DESC LIMIT 1`, there[0])
	if len(ahead) > 0 {
		before = strconv.FormatInt(ahead[0], 10)
	}
	return strconv.FormatInt(there[0], 10), before, err
}

// settled returns the position on the other side up to which all entries are
// settled if they are settled up to a position on this side. Both outboxes are
// read from their beginnings as long as they agree. At the first difference,
// the relay starts again. So no event is lost, and some may be delivered twice.
func (c *copying) settled(ctx context.Context, position string) (string, error) {
	until, _ := strconv.ParseInt(position, 10, 64) // 0 if nothing is settled
	ours, theirs := walk{side: c.from}, walk{side: c.to}
	settled := ""
	for {
		one, err := ours.next(ctx, c)
		if err != nil || one == nil || one.Position > until {
			return settled, err
		}
		other, err := theirs.next(ctx, nil)
		if err != nil || other == nil || other.Claim != one.Claim || other.Number != one.Number {
			return settled, err
		}
		settled = strconv.FormatInt(other.Position, 10)
	}
}

// A walk reads an outbox entry by entry.
type walk struct {
	side *Side
	page []row.Entry
	last int64 // the position of the last entry
}

// next returns the next entry, or nil at the end. It skips the entries of
// claims that were not copied.
func (w *walk) next(ctx context.Context, c *copying) (*row.Entry, error) {
	for {
		if len(w.page) == 0 {
			page, err := w.side.log(ctx, w.last)
			if err != nil || len(page) == 0 {
				return nil, err
			}
			w.page = page
		}
		one := &w.page[0]
		w.page, w.last = w.page[1:], one.Position
		if c == nil || !c.left[one.Claim] {
			return one, nil
		}
	}
}

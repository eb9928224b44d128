package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// ErrDiffers is returned by [Copy] if the written data is not the same as the
// data that was read, for example because another program changed it meanwhile.
// The caller rolls back, and may repeat the copy.
var ErrDiffers = errors.New("the copy is not the same as the original")

// A copying is one call of Copy.
type copying struct {
	from, to *Side
	report   *Report
	// left holds the claims that are not copied.
	left map[claims.ID]bool
}

// Copy copies everything from one side to the other. Then it reads all claims
// of both sides again and compares their digests. If there is an error, the
// caller rolls both transactions back.
//
// The report lists everything that was not copied. A claim is left if it is
// damaged, if the database cannot store it, or if the other side has it with
// other content or in a later version. A book or a deal is left if the other
// side has another one.
func Copy(ctx context.Context, from, to *Side) (*Report, error) {
	c := &copying{from: from, to: to, report: &Report{Left: []Left{}}, left: map[claims.ID]bool{}}
	for _, step := range []func(context.Context) error{c.copyRecords, c.leaveOrphans, c.copyEntries, c.copyDeals, c.copyBooks, c.check} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return c.report, nil
}

// leave records a claim that is not copied.
func (c *copying) leave(id claims.ID, why string) {
	c.left[id] = true
	c.report.Left = append(c.report.Left, Left{Claim: id, Why: why})
}

// eachClaim calls work for each claim of the side that is copied from.
func (c *copying) eachClaim(ctx context.Context, work func(context.Context, *stored) error) error {
	for after := claims.ID(""); ; {
		page, err := c.from.records(ctx, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			whole, err := c.from.whole(ctx, &page[i])
			if err != nil {
				return err
			}
			if err := work(ctx, &whole); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

func (c *copying) copyRecords(ctx context.Context) error { return c.eachClaim(ctx, c.copyRecord) }

// copyRecord writes the record of a claim, unless the other side has it.
func (c *copying) copyRecord(ctx context.Context, original *stored) error {
	id := original.row.ID
	envelope, err := original.read()
	if err != nil {
		c.leave(id, err.Error())
		return nil
	}
	there, err := c.to.load(ctx, id)
	if err != nil {
		return err
	}
	count := &c.report.Copied
	if there.row.Version > 0 {
		why, err := differs(envelope, original, &there)
		switch {
		case err != nil:
			return err
		case why != "":
			c.leave(id, why)
			return nil
		case there.row.Version == original.row.Version:
			c.report.Same++
			return nil
		}
		count = &c.report.Updated
	}
	err = c.to.Save(ctx, &envelope, there.row.Version)
	if errors.Is(err, mci.ErrInvalid) {
		c.leave(id, err.Error())
		return nil
	}
	if err == nil {
		*count++
	}
	return err
}

// differs returns the reason why a claim on the other side cannot become the
// original. It is empty if the claim can.
func differs(envelope store.Envelope, original, there *stored) (why string, err error) {
	other, err := there.read()
	if err != nil {
		return "the destination has the claim already, and it is damaged: " + err.Error(), nil
	}
	if !begins(original.entries, there.entries) {
		if begins(there.entries, original.entries) {
			return fmt.Sprintf("the destination has a later version of the claim, %d instead of %d", there.row.Version, original.row.Version), nil
		}
		return "the destination has another claim of this ID", nil
	}
	if there.row.Version < original.row.Version {
		return "", nil
	}
	was, err := digestOf(envelope, original.entries)
	if err != nil {
		return "", err
	}
	is, err := digestOf(other, there.entries)
	if err == nil && was != is {
		return "the destination has another record of the claim with the same history", nil
	}
	return "", err
}

// leaveOrphans records the claims that have a history but no record.
func (c *copying) leaveOrphans(ctx context.Context) error {
	orphans, err := row.All(ctx, c.from.Tx, func(id *claims.ID) []any { return []any{id} },
		`SELECT DISTINCT claim FROM entries WHERE claim NOT IN (SELECT id FROM claims) ORDER BY claim`)
	for _, id := range orphans {
		c.leave(id, "its record is missing, and entries of its history are there")
	}
	return err
}

// copyEntries writes the histories in the order of the outbox.
func (c *copying) copyEntries(ctx context.Context) error {
	for after := int64(0); ; {
		page, err := c.from.log(ctx, after)
		if err != nil || len(page) == 0 {
			return err
		}
		after = page[len(page)-1].Position
		kept := page[:0]
		for i := range page {
			if !c.left[page[i].Claim] {
				kept = append(kept, page[i])
			}
		}
		if len(kept) == 0 {
			continue
		}
		written, err := c.to.Append(ctx, kept)
		if err != nil {
			return err
		}
		c.report.Entries += written
	}
}

// check reads both sides again and compares them, claim by claim.
func (c *copying) check(ctx context.Context) error {
	total := sha256.New()
	err := c.eachClaim(ctx, func(ctx context.Context, original *stored) error {
		id := original.row.ID
		if c.left[id] {
			return nil
		}
		there, err := c.to.load(ctx, id)
		if err != nil {
			return err
		}
		var sums [2]digest
		for i, side := range []*stored{original, &there} {
			envelope, err := side.read()
			if err == nil {
				sums[i], err = digestOf(envelope, side.entries)
			}
			if err != nil {
				return fmt.Errorf("claim %q: %w: %w", id, ErrDiffers, err)
			}
		}
		if sums[0] != sums[1] {
			return fmt.Errorf("claim %q: %w", id, ErrDiffers)
		}
		c.report.Checked++
		c.report.CheckedEntries += len(there.entries)
		total.Write(sums[0][:])
		return nil
	})
	if err != nil {
		return err
	}
	if want := c.report.Copied + c.report.Updated + c.report.Same; c.report.Checked != want {
		return fmt.Errorf("%w: %d claims were copied, and %d found again", ErrDiffers, want, c.report.Checked)
	}
	c.report.Digest = hex.EncodeToString(total.Sum(nil))
	return nil
}

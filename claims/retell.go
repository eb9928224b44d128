package claims

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A calculating command sets an amount of the claim. If it names none, the
// claim calculates it.
type calculating interface {
	Command
	// named returns the amount that the command names, or no amount.
	named() mci.Money
	// naming returns the command with an amount.
	naming(amount mci.Money) Command
	// sets returns the amount that the command sets.
	sets(amounts *Amounts) *Amount
}

func (c Submit) named() mci.Money                 { return c.Requested }
func (c Submit) naming(amount mci.Money) Command  { c.Requested = amount; return c }
func (Submit) sets(amounts *Amounts) *Amount      { return &amounts.Requested }
func (c Approve) named() mci.Money                { return c.Amount }
func (c Approve) naming(amount mci.Money) Command { c.Amount = amount; return c }
func (Approve) sets(amounts *Amounts) *Amount     { return &amounts.Approved }

// calculated returns the amount that the claim calculated for a command that
// named none, or no amount.
func (c *Claim) calculated(command Command, before *Claim) mci.Money {
	open, ok := command.(calculating)
	if !ok || !open.named().IsNone() {
		return mci.Money{}
	}
	now := *open.sets(&c.record.Amounts)
	if now == *open.sets(&before.record.Amounts) {
		return mci.Money{}
	}
	return now.Money
}

// told returns the command of the entry with the amount that the claim
// calculated for it.
func (e *Entry) told() Command {
	if open, ok := e.Command.(calculating); ok && !e.Calculated.IsNone() {
		return open.naming(e.Calculated)
	}
	return e.Command
}

// retold repeats the effect of a command on a claim whose terms the catalog
// does not have any more. Those terms have judged the command when it was
// given, and no others can. So the machine, the actor and the order in time are
// checked, but neither a window nor a guard, and nothing is calculated.
func (c *Claim) retold(entry *Entry, catalog *catalog.Catalog) (Change, error) {
	meta := entry.meta()
	if err := checkInput(c, entry.Command, &meta); err != nil {
		return Change{}, err
	}
	meta.At = utc(meta.At)
	event := entry.Command.Event()
	key, err := meta.keyOf(entry.Command)
	if err != nil {
		return Change{}, err
	}
	if err := c.tolerates(&meta); err != nil {
		return Change{}, err
	}
	switch command := entry.Command.(type) {
	case AcceptTerms:
		if gap := acceptance.notFor(&meta); gap != nil {
			return Change{}, c.refusal(event, &meta, *gap)
		}
		return command.retold(c, key, &meta, catalog), nil
	case besideMachine:
		return command.applyTo(c, key, meta)
	}
	row := c.State().row(event)
	if row == nil {
		return Change{}, c.refusal(event, &meta, c.notPermitted())
	}
	if gap := row.notFor(&meta); gap != nil {
		return Change{}, c.refusal(event, &meta, *gap)
	}
	if payment, ok := entry.Command.(RecordPayment); ok && payment.known(&c.record) {
		return c.unchanged(PaymentRecorded, key, &meta).of(entry.Command), nil
	}
	change, err := c.along(row, entry.told(), key, &meta)
	if err == nil {
		change.Entries[0].Command = entry.Command
	}
	return change, err
}

// retold moves the claim to terms that the catalog does not have any more, or
// away from such terms.
func (c AcceptTerms) retold(claim *Claim, key UsedKey, meta *Meta, from *catalog.Catalog) Change {
	if r := &claim.record; r.Terms == c.Terms && r.Engagement.Revision == c.Revision {
		return claim.unchanged(TermsAccepted, key, meta).of(c)
	}
	next, at := claim.next(key, meta, claim.record.acceptedAt())
	r := &next.record
	r.Engagement.Revision, r.Terms, r.TermsAccepted = c.Revision, c.Terms, &at
	if engagement, ok := engagementOf(r, from); ok {
		next.engagement = engagement
	}
	change, entry := next.change(claim.State(), &acceptance, meta, at)
	entry.Command = c
	return change
}

// retells reports whether the entry was made under terms that the catalog does
// not have any more, or accepts such terms, so that it cannot be judged again.
func (c *Claim) retells(entry *Entry) bool {
	accept, ok := entry.Command.(AcceptTerms)
	if !ok {
		return c.TermsChanged()
	}
	engagement, err := c.inRevision(accept.Revision)
	return err != nil || engagement.Digest() != accept.Terms
}

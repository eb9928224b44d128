package partner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A ledger lists the earnings that Microsoft has calculated and sent,
// calculation by calculation.
type ledger struct {
	lines []earnings.Row // every calculation of every earning
	last  map[string]int // the place of the latest calculation of an earning
	of    map[claims.ID][]string
	// ineligible are the lines on revenue that earns nothing
	ineligible []earnings.Ineligible
}

func (l *ledger) begin() { l.last, l.of = map[string]int{}, map[claims.ID][]string{} }

// numberOf is the number that Partner Center gives a claim.
func numberOf(id claims.ID) string { return "N-" + string(id) }

// earn records the number of an approved claim, and calculates one of its
// earnings, for the first time or anew.
func (w *World) earn(d *deed) {
	skip := d.dice.IntN(4)
	w.choose(d, func(k *known) bool {
		if k.claim.State().Status != claims.Approved || k.claim.Adopted() {
			return false
		}
		skip--
		return skip < 0
	})
	id := d.id()
	claim := w.claim(id)
	if claim == nil || claim.State().Status != claims.Approved || claim.Adopted() {
		w.answer("earn: nothing")
		return
	}
	if claim.PortalNumber() != numberOf(id) {
		meta := w.meta(d, claims.PartnerCenter)
		w.do(d, id, claims.RecordFacts{Number: numberOf(id)}, meta)
		return
	}
	day := mci.DateOf(d.At.UTC())
	if len(w.ledger.of[id]) == 0 && d.dice.chance(10) {
		w.earnNothing(claim, day)
		return
	}
	earning := fmt.Sprintf("E-%s-%d", id, d.dice.IntN(3))
	amount, err := earnings.ParseAmount(oneOf(d.dice, "5000", "2500.25", "-500", "100.123456"), mci.USD)
	if err != nil {
		w.violate(0, id, err)
		return
	}
	row := earnings.Row{
		EarningID: earning, ClaimID: numberOf(id), EarningType: oneOf(d.dice, "Rebate", "Rebate", "Co-op"), PaymentStatus: paymentStatus(d.dice),
		Amount: amount, AmountUSD: amount, ProgramName: "MCI", ParticipantID: "4863040", EarningDate: day, CalculationDate: day,
		EstimatedPaymentMonth: earnings.MonthOf(day), PaymentID: fmt.Sprint("P-", d.dice.IntN(4)),
	}
	if at, known := w.ledger.last[earning]; known {
		before := w.ledger.lines[at]
		row.EarningType, row.EarningDate = before.EarningType, before.EarningDate
		if row.CalculationDate.Compare(before.CalculationDate) <= 0 {
			w.answer("earn: once a day")
			return
		}
	} else {
		w.ledger.of[id] = append(w.ledger.of[id], earning)
	}
	w.ledger.last[earning] = len(w.ledger.lines)
	w.ledger.lines = append(w.ledger.lines, row)
	w.count("earn", row.PaymentStatus)
	w.answer("earn: %s %s %s", earning, row.PaymentStatus, amount.Text())
}

// paymentStatus draws the name of a payment's status. If it is "Odd", the
// library does not know it.
func paymentStatus(dice dice) string {
	if dice.chance(45) {
		return earnings.Sent.String()
	}
	names := []string{"Odd"}
	for _, row := range earnings.StatusTable() {
		names = append(names, row.Status.String())
	}
	return oneOf(dice, names...)
}

// earnNothing reports that revenue of a claim's customer is not eligible.
func (w *World) earnNothing(claim *claims.Claim, day mci.Date) {
	record := claim.Record()
	w.ledger.ineligible = append(w.ledger.ineligible, earnings.Ineligible{
		UnearnedID: fmt.Sprint("U-", len(w.ledger.ineligible)), CustomerID: record.CheckedID.Value(), EngagementName: claim.Engagement().Title(),
		TransactionDate: mci.DateOf(record.ApprovedAt.UTC()), ReasonText: "IVDMPA", Downloaded: day,
	})
	w.count("earn", "not eligible")
	w.answer("earn: not eligible")
}

// facts yields the claims of the register as a settlement needs them.
func (w *World) facts(d *deed) iter.Seq2[settlement.Claim, error] {
	query := store.Query{Kind: store.PartnerActivity, Statuses: store.Statuses(claims.Approved)}
	return settlement.Facts(register.List(d.ctx, desk.New(w.store.Store, w.cards[w.card]), query))
}

// collected reads a list once, so that it can be asked again.
func collected[T any](list iter.Seq2[T, error]) iter.Seq2[T, error] {
	type item struct {
		value T
		err   error
	}
	var items []item
	for value, err := range list {
		items = append(items, item{value, err})
	}
	return func(yield func(T, error) bool) {
		for i := range items {
			if !yield(items[i].value, items[i].err) {
				return
			}
		}
	}
}

// reports puts the lines into files in a drawn order, some of them twice. If
// the files are few, they cover only the first month; otherwise they cover all.
func (w *World) reports(d *deed, day mci.Date, few bool) (*settlement.Reports, error) {
	lines := slices.Clone(w.ledger.lines)
	lines = append(lines, lines[:d.dice.IntN(len(lines)+1)]...)
	d.dice.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	all := &settlement.Reports{}
	for i := range lines {
		lines[i].Downloaded = day
		lines[i].Origin = earnings.Origin{File: fmt.Sprint("f", i%3), Line: 2 + i/3}
		if err := all.Add(lines[i]); err != nil {
			return nil, err
		}
	}
	for i := range w.ledger.ineligible {
		if err := all.AddIneligible(w.ledger.ineligible[i]); err != nil {
			return nil, err
		}
	}
	from, err := earnings.NewMonth(begins.Year(), begins.Month())
	if err != nil {
		return nil, err
	}
	span := settlement.Span{Report: settlement.EarningsReport, From: from, Until: earnings.MonthOf(day), Downloaded: day, File: "f0"}
	if few {
		span.Until = from
	}
	return all, all.Cover(span)
}

// places are the names of the members that say where a line was read. Their
// values hold no list in a list and no object in an object.
var places = [...]string{`"origins":[`, `"origin":{`, `"coverage":[`}

// withoutPlaces returns a settlement without them.
func withoutPlaces(text []byte) []byte {
	kept := text[:0]
	for len(text) > 0 {
		at, end := len(text), len(text)
		for _, place := range places {
			if found := bytes.Index(text[:at], []byte(place)); found >= 0 {
				at, end = found, found+len(place)
				closing := place[len(place)-1] + 2 // ']' or '}'
				end += bytes.IndexByte(text[end:], closing) + 1
			}
		}
		kept = append(kept, text[:at]...)
		text = text[end:]
	}
	return kept
}

// settleTwice checks invariant 13: the same lines, in other files and another
// order, settle to the same.
func (w *World) settleTwice(d *deed) (*settlement.Settlement, error) {
	day := mci.DateOf(w.now.UTC())
	var last *settlement.Settlement
	var before []byte
	w.count("invariant", "13")
	facts, few := collected(w.facts(d)), d.dice.chance(20)
	for range 2 {
		reports, err := w.reports(d, day, few)
		if err != nil {
			return nil, err
		}
		settled, err := settlement.Settle(day, facts, reports)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(settled)
		if err != nil {
			return nil, err
		}
		text = withoutPlaces(text)
		if before != nil && !bytes.Equal(before, text) {
			w.violate(13, "", errors.New("the order of the lines changes the settlement"))
		}
		before, last = text, settled
	}
	fewer, err := settlement.Settle(day, facts, &settlement.Reports{})
	if err != nil {
		return nil, err
	}
	w.withoutFiles(last, fewer)
	return last, w.addUp(last)
}

// withoutFiles checks that an unknown payment stays unknown when the files are
// taken away.
func (w *World) withoutFiles(all, none *settlement.Settlement) {
	unknown := map[claims.ID]bool{}
	for i := range all.Results {
		unknown[all.Results[i].ID] = all.Results[i].State == settlement.Unknown
	}
	for i := range none.Results {
		if r := &none.Results[i]; unknown[r.ID] && r.State != settlement.Unknown && r.State != settlement.NotDue {
			w.violate(13, r.ID, fmt.Errorf("without any file, an unknown payment is %s", r.State))
		}
	}
}

// addUp compares the figures with the distinct earnings of the ledger.
func (w *World) addUp(settled *settlement.Settlement) error {
	for i := range settled.Results {
		r := &settled.Results[i]
		var sent earnings.Amount
		for _, earning := range w.ledger.of[r.ID] {
			row := &w.ledger.lines[w.ledger.last[earning]]
			if row.PaymentStatus != "Sent" || row.EarningType != "Rebate" {
				continue
			}
			if sent.IsNone() {
				sent = row.Amount
				continue
			}
			sum, err := sent.Add(row.Amount)
			if err != nil {
				return err
			}
			sent = sum
		}
		w.count("settlement", r.State.String())
		if r.Number != numberOf(r.ID) {
			continue // its number was taken back, so that no line names it
		}
		if r.Paid != sent && !(r.Paid.Sign() == 0 && sent.Sign() == 0) {
			w.violate(13, r.ID, fmt.Errorf("the reports say that %s came back, and %s was sent", r.Paid, sent))
		}
	}
	return nil
}

// settle compares the reports with the claims, and records the payments. The
// second time records nothing.
func (w *World) settle(d *deed) {
	if len(w.ledger.lines) == 0 {
		w.answer("settle: nothing")
		return
	}
	settled, err := w.settleTwice(d)
	if err != nil {
		w.violate(13, "", err)
		return
	}
	recordings, unrecorded := settled.Recordings()
	done := 0
	for _, r := range recordings {
		for again := range 2 {
			change, err := d.machine.office.Do(d.ctx, r.Claim, r.Command, r.Meta(d.clock()))
			class := w.finish(r.Claim, "record", err)
			done += len(change.Entries)
			if again == 1 && class == 0 && len(change.Entries) > 0 && w.certain() {
				w.checkRecordedTwice(r.Claim, change)
			}
		}
	}
	w.answer("settle: %d recorded of %d, %d unrecorded", done, len(recordings), len(unrecorded))
}

// checkRecordedTwice checks that a payment which was recorded again adds none.
func (w *World) checkRecordedTwice(id claims.ID, change claims.Change) {
	for i := range change.Entries {
		if change.Entries[i].Event == claims.PaymentRecorded && change.Entries[i].Rule != keyRule {
			w.violate(13, id, errors.New("a payment was recorded twice"))
		}
	}
}

// countPayment counts the kinds of recorded payments.
func (w *World) countPayment(e *claims.Entry, record *claims.Record) {
	payment, ok := e.Command.(claims.RecordPayment)
	switch corrected := func(p claims.Payment) bool { return p.Replaced }; {
	case !ok:
	case e.Rule == keyRule:
		w.count("payment", "known already")
	case slices.ContainsFunc(record.Amounts.Payments, corrected):
		w.count("payment", "corrected")
	case payment.Amount.Sign() < 0:
		w.count("payment", "taken back")
	default:
		w.count("payment", "paid")
	}
}

package partner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

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
	// ineligible are the lines on revenue that earns nothing, and orders those
	// of the payments report
	ineligible []earnings.Ineligible
	orders     []earnings.Payment
	odd        map[claims.ID]bool // the claims with lines that leave a doubt
}

func (l *ledger) begin() {
	l.last, l.of, l.odd = map[string]int{}, map[claims.ID][]string{}, map[claims.ID]bool{}
}

// numberOf is the number that Partner Center gives a claim.
func numberOf(id claims.ID) string { return "N-" + string(id) }

// earn records the number of an approved claim, and calculates one of its
// earnings, for the first time or anew. If Microsoft errs, the claim is not
// approved.
func (w *World) earn(d *deed) {
	skip, mistaken := d.dice.IntN(4), d.dice.chance(8)
	earns := func(claim *claims.Claim) bool {
		return claim != nil && !claim.Adopted() && (claim.State().Status == claims.Approved) != mistaken
	}
	w.choose(d, func(k *known) bool {
		if !earns(k.claim) {
			return false
		}
		skip--
		return skip < 0
	})
	id := d.id()
	claim := w.claim(id)
	switch day := mci.DateOf(d.At.UTC()); {
	case !earns(claim):
		w.answer("earn: nothing")
	case claim.PortalNumber() != numberOf(id):
		number := numberOf(id)
		if len(w.ledger.lines) > 0 && d.dice.chance(6) {
			number = oneOf(d.dice, w.ledger.lines...).ClaimID // of the line below
		}
		w.do(d, id, claims.RecordFacts{Number: number}, w.meta(d, claims.PartnerCenter))
	case len(w.ledger.of[id]) == 0 && d.dice.chance(10):
		w.earnNothing(claim, day)
	default:
		row, err := w.calculated(d, id, day)
		if err != nil {
			w.violate(0, id, err)
			return
		}
		if mistaken || d.dice.chance(15) {
			w.oddly(d, row, claim)
			return
		}
		if d.dice.chance(10) {
			w.order(&row)
		}
		w.enter(id, row)
	}
}

// calculated draws a line of the earnings report.
func (w *World) calculated(d *deed, id claims.ID, day mci.Date) (earnings.Row, error) {
	amount, err := earnings.ParseAmount(oneOf(d.dice, "4000", "4000", "5000", "2500.25", "-500", "100.123456"), mci.USD)
	return earnings.Row{
		EarningID: fmt.Sprintf("E-%s-%d", id, d.dice.IntN(3)), ClaimID: numberOf(id), EarningType: oneOf(d.dice, "Rebate", "Rebate", "Co-op"),
		PaymentStatus: paymentStatus(d.dice), Amount: amount, AmountUSD: amount, ProgramName: "MCI", ParticipantID: "4863040",
		EarningDate: day, CalculationDate: day, EstimatedPaymentMonth: earnings.MonthOf(day), PaymentID: fmt.Sprint("P-", d.dice.IntN(4)),
	}, err
}

// enter enters a line into the ledger. An earning is calculated once a day.
func (w *World) enter(id claims.ID, row earnings.Row) {
	if at, known := w.ledger.last[row.EarningID]; known {
		before := w.ledger.lines[at]
		row.EarningType, row.EarningDate = before.EarningType, before.EarningDate
		if row.CalculationDate.Compare(before.CalculationDate) <= 0 {
			w.answer("earn: once a day")
			return
		}
	} else {
		w.ledger.of[id] = append(w.ledger.of[id], row.EarningID)
	}
	w.ledger.last[row.EarningID] = len(w.ledger.lines)
	w.ledger.lines = append(w.ledger.lines, row)
	w.count("earn", row.PaymentStatus)
	w.answer("earn: %s %s %s", row.EarningID, row.PaymentStatus, row.Amount.Text())
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
	if d.dice.chance(15) {
		query.Statuses = nil // reports can name claims that have ended
	}
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
func (w *World) reports(d *deed, lines []earnings.Row, day mci.Date, few bool) (*settlement.Reports, error) {
	lines = append(slices.Clone(lines), lines[:d.dice.IntN(len(lines)+1)]...)
	d.dice.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	all := &settlement.Reports{}
	for i := range lines {
		lines[i].Downloaded = day
		lines[i].Origin = earnings.Origin{File: fmt.Sprint("f", i%3), Line: 2 + i/3}
		if err := all.Add(lines[i]); err != nil {
			return nil, err
		}
	}
	for _, order := range w.ledger.orders {
		if strings.HasPrefix(order.PaymentID, alone) {
			order.Downloaded = day
		}
		if err := all.AddPayment(order); err != nil {
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
		reports, err := w.reports(d, w.ledger.lines, day, few)
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
	reports, err := w.reports(d, w.ledger.lines[:d.dice.IntN(len(w.ledger.lines)+1)], day, true)
	if err != nil {
		return nil, err
	}
	fewer, err := settlement.Settle(day, facts, reports)
	if err != nil {
		return nil, err
	}
	w.withoutFiles(last, fewer)
	numbers := map[string]int{}
	for fact, err := range facts {
		if err == nil {
			numbers[fact.Number]++
		}
	}
	return last, w.addUp(last, numbers)
}

// withoutFiles checks that an unknown payment becomes neither late nor paid
// when files are taken away.
func (w *World) withoutFiles(all, fewer *settlement.Settlement) {
	unknown := map[claims.ID]bool{}
	for i := range all.Results {
		unknown[all.Results[i].ID] = all.Results[i].State == settlement.Unknown
	}
	for i := range fewer.Results {
		if r := &fewer.Results[i]; unknown[r.ID] && r.State > settlement.NotDue && r.State < settlement.Unknown && r.State != settlement.NotEligible {
			w.violate(13, r.ID, fmt.Errorf("without some files, an unknown payment is %s", r.State))
		}
	}
}

// addUp compares the figures with the distinct earnings of the ledger. If a
// line leaves a doubt about a claim, or if several claims have its number, its
// figures are not compared.
func (w *World) addUp(settled *settlement.Settlement, numbers map[string]int) error {
	for i := range settled.Results {
		r := &settled.Results[i]
		w.count("settlement", r.State.String())
		for _, finding := range r.Findings {
			w.count("finding", string(finding.Rule))
		}
		if r.Number != numberOf(r.ID) || numbers[r.Number] > 1 || w.ledger.odd[r.ID] || r.Doubtful {
			continue // no line names the claim, or not it alone
		}
		sent, err := w.ledger.sent(r.ID)
		if err != nil {
			return err
		}
		if r.Paid != sent && !(r.Paid.Sign() == 0 && sent.Sign() == 0) {
			w.violate(13, r.ID, fmt.Errorf("the reports say that %s came back, and %s was sent", r.Paid, sent))
		}
	}
	return nil
}

// sent returns the sum of a claim's distinct earnings that were sent, as their
// lines say or, of an earning that is paid alone, as its payment order says.
func (l *ledger) sent(id claims.ID) (sum earnings.Amount, err error) {
	for _, earning := range l.of[id] {
		row := &l.lines[l.last[earning]]
		if row.PaymentStatus != earnings.Sent.String() && !strings.HasPrefix(row.PaymentID, alone) || row.EarningType != "Rebate" {
			continue
		}
		if sum.IsNone() {
			sum = row.Amount
			continue
		}
		if sum, err = sum.Add(row.Amount); err != nil {
			return sum, err
		}
	}
	return sum, nil
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

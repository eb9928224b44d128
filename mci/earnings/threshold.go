package earnings

import (
	"maps"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// ThresholdUSD is the least amount that one program pays of one earning type,
// in US dollars. A sum below it stays upcoming until it reaches the threshold.
// Source: Microsoft Learn, "Earnings in Partner Center", 2023-10-04.
const ThresholdUSD = 200

// A Threshold compares the sum that is still to be paid with [ThresholdUSD].
// The sum belongs to one participant, one program and one earning type.
type Threshold struct {
	// ParticipantID is the ID of the enrollment that is paid. Of several
	// spellings of a name the first in the order of their bytes is shown; see
	// Payee for the names that are one.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`
	// EarningType is the earning type as the report writes it. It is that of an
	// adjustment only if all earnings of the sum are adjustments.
	EarningType string `json:"earningType,omitempty"`
	// UnpaidUSD is the sum still to be paid, in US dollars. It is the zero
	// Amount if the sum is not known: if one of the earnings has no amount in US
	// dollars, or if some have an ID and others have none.
	UnpaidUSD Amount `json:"unpaidUSD"`
	// Below answers whether the sum is below the threshold. A sum that is not
	// known can still be known to reach it: an earning above zero whose amount
	// in US dollars is missing does not lower the sum.
	Below mci.Fact `json:"below"`
}

// AwaitsThreshold reports whether the earning is paid only once its sum reaches
// [ThresholdUSD]: whether it is unprocessed or upcoming, and no co-op, which is
// not sent as money. The documents say that a sum below the threshold stays
// upcoming; one page says that a payment that is pending under another status
// can be below it, too. It is a reading of this library that a payment with any
// later status, such as in progress or reversed, no longer waits for it.
func (r *Row) AwaitsThreshold() bool {
	kind, _ := r.Kind()
	return awaitsThreshold(kind, r.Status())
}

func awaitsThreshold(kind Kind, status PaymentStatus) bool {
	return kind != CoOp && (status == Unprocessed || status == Upcoming)
}

// Thresholds returns the sums that are still to be paid and compares them with
// the threshold, one for each [Payee]. They are the sums of the earnings of
// which [Row.AwaitsThreshold] is true, ordered by participant, program and
// earning type. An adjustment below zero lowers the sum that it adjusts. An
// earning without an ID may be one of those with an ID, so a sum of
// both lies between the greater of the two and their total. If a sum is beyond
// the bounds of [Amount.Add], the error is a [mci.FieldError].
func (t *Tally) Thresholds() ([]Threshold, error) {
	sums := map[Payee]*waiting{}
	of := make([]*waiting, len(t.groups))
	for i := range t.groups {
		group := &t.groups[i]
		if !awaitsThreshold(group.Kind, ReadPaymentStatus(group.PaymentStatus)) {
			continue
		}
		payee := payeeOf(group.ParticipantID, group.ProgramName, group.EarningType)
		if sums[payee] == nil {
			sums[payee] = &waiting{}
		}
		of[i] = sums[payee]
	}
	for earning := range t.counting { // sums do not depend on their order
		if of[earning.group] == nil {
			continue
		}
		if err := of[earning.group].add(&earning, &t.groups[earning.group]); err != nil {
			return nil, err
		}
	}
	return compared(sums)
}

// compared compares the sums with the threshold, in their order.
func compared(sums map[Payee]*waiting) ([]Threshold, error) {
	var rows []Threshold
	for _, payee := range slices.SortedFunc(maps.Keys(sums), Payee.compare) {
		sum := sums[payee]
		if sum.earnings == 0 {
			continue
		}
		var err error
		if sum.shown.UnpaidUSD, sum.shown.Below, err = sum.compare(); err != nil {
			return nil, err
		}
		rows = append(rows, sum.shown)
	}
	return rows, nil
}

// A waiting holds the parts of one sum that is compared with the threshold.
type waiting struct {
	shown        Threshold // with the texts that stand for their spellings
	earnings     int
	byID, others waitingPart
	// more and less are true if an earning whose amount in US dollars is not
	// known is above zero, or below zero.
	more, less bool
}

// A waitingPart adds up the earnings above zero and those below zero, in US
// dollars.
type waitingPart struct{ above, below fixed }

func (w *waiting) add(earning *tallied, group *Group) error {
	w.show(group)
	w.earnings++
	if !earning.hasUSD {
		w.more = w.more || earning.amount.sign() > 0
		w.less = w.less || earning.amount.sign() < 0
		return nil
	}
	part := &w.others
	if group.ByID {
		part = &w.byID
	}
	side := &part.above
	if earning.usd.sign() < 0 {
		side = &part.below
	}
	sum, err := inDollars(*side).Add(inDollars(earning.usd))
	*side = sum.value
	return err
}

// show keeps the spellings of an earning that come first. The type of an
// adjustment comes last, because the sum is that of the adjusted type.
func (w *waiting) show(group *Group) {
	if w.earnings == 0 {
		w.shown = Threshold{ParticipantID: group.ParticipantID, ProgramName: group.ProgramName, EarningType: group.EarningType}
		return
	}
	w.shown.ParticipantID = min(w.shown.ParticipantID, group.ParticipantID)
	w.shown.ProgramName = min(w.shown.ProgramName, group.ProgramName)
	_, known := readEarningType(w.shown.EarningType)
	_, adjustment := readEarningType(group.EarningType)
	if known == adjustment && group.EarningType < w.shown.EarningType || known && !adjustment {
		w.shown.EarningType = group.EarningType
	}
}

// compare returns the sum, if it is known, and whether it is below the
// threshold.
func (w *waiting) compare() (sum Amount, below mci.Fact, err error) {
	least, err := totalUSD(greater(w.byID.above, w.others.above), w.byID.below, w.others.below)
	if err != nil {
		return Amount{}, mci.NotSupplied, err
	}
	most, err := totalUSD(w.byID.above, w.others.above, lesser(w.byID.below, w.others.below))
	if err != nil {
		return Amount{}, mci.NotSupplied, err
	}
	threshold, _ := scaled(strconv.Itoa(ThresholdUSD), mostFractionDigits)
	switch {
	case !w.less && least.value.compare(threshold) >= 0:
		below = mci.No
	case !w.more && most.value.compare(threshold) < 0:
		below = mci.Yes
	}
	if w.more || w.less || least != most {
		return Amount{}, below, nil
	}
	return least, below, nil
}

func inDollars(value fixed) Amount { return Amount{value, mci.USD} }

// totalUSD returns the sum of some values in US dollars.
func totalUSD(values ...fixed) (Amount, error) {
	sum := inDollars(fixed{})
	for _, value := range values {
		var err error
		if sum, err = sum.Add(inDollars(value)); err != nil {
			return Amount{}, err
		}
	}
	return sum, nil
}

func greater(a, b fixed) fixed {
	if a.compare(b) < 0 {
		return b
	}
	return a
}

func lesser(a, b fixed) fixed {
	if a.compare(b) > 0 {
		return b
	}
	return a
}

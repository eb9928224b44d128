package eligibility

import (
	"fmt"
	"math"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Waiver lets a decision pass although one rule fails. A person at the
// partner answers for it, until a last day. It counts if the day of the
// question is not after that day. A waiver never replaces a missing fact: if a
// rule is unknown, it stays unknown. The zero Waiver counts for nothing.
//
// Waivers are the partner's own. Partner Center knows none of them, and may
// refuse a nomination that passed by a waiver.
type Waiver struct {
	// Rule is the ID of the waived rule of this package's table. The rules that
	// every claim depends on cannot be waived: the user's role, the ID and its
	// kind, its tenant, the way and the hours.
	Rule mci.RuleID `json:"rule"`
	// Reason is the reason for the waiver, 1 to 500 bytes.
	Reason string `json:"reason"`
	// Approver is the ID of the user who answers for the waiver, 1 to 200
	// bytes.
	Approver mci.UserID `json:"approver"`
	// Until is the last day of the waiver, in the edition's calendar.
	Until mci.Date `json:"until"`
}

const (
	mostReasonBytes   = 500
	mostApproverBytes = 200
)

// check reports a rule that is not in this package's table or cannot be waived,
// or a part that is missing or malformed.
func (w Waiver) check() error {
	if i, ok := place(w.Rule); !ok || rules[i].Own.binding {
		return mci.Invalid("rule", string(w.Rule), "the ID of a rule of package eligibility that can be waived")
	}
	if err := vocabulary.CheckText("reason", w.Reason, mostReasonBytes); err != nil {
		return err
	}
	if err := vocabulary.CheckID("approver", string(w.Approver), mostApproverBytes); err != nil {
		return err
	}
	if w.Until.IsZero() {
		return mci.Invalid("until", "", "the last day of the waiver")
	}
	return nil
}

func readWaiver(f document.Field) (w Waiver) {
	if f.Object(w.bind) {
		f.Wrong(w.check(), "a well-formed waiver")
	}
	return w
}

func (w *Waiver) bind(o document.Object) {
	w.Rule = mci.RuleID(o.Nullable("rule").Text(math.MaxInt))
	w.Reason = o.Nullable("reason").Text(math.MaxInt)
	w.Approver = mci.UserID(o.Nullable("approver").Text(math.MaxInt))
	named(o.Nullable("until"), "a date as a text, such as 2023-04-01", &w.Until)
}

func checkWaivers(waivers []Waiver) error {
	for i, w := range waivers {
		if err := w.check(); err != nil {
			return mci.At(fmt.Sprintf("waivers[%d]", i), err)
		}
	}
	return nil
}

// String returns the approver, the last day and the reason.
func (w Waiver) String() string {
	return fmt.Sprintf("waived by %s until %s: %s", w.Approver, w.Until, w.Reason)
}

// place returns a rule's place in the table, and whether it has one.
func place(id mci.RuleID) (int, bool) {
	for i := range rules {
		if rules[i].ID == id {
			return i, true
		}
	}
	return 0, false
}

// waived returns the failed rules for which the question has a waiver. If a
// waiver is malformed, it counts for nothing.
func (q asked) waived(failed ruling.Set) ruling.Set {
	var waived ruling.Set
	for _, w := range q.Waivers {
		if i, ok := place(w.Rule); ok && failed.Has(i) && w.Covers(q.day()) {
			waived |= ruling.One(i)
		}
	}
	return waived
}

// Covers reports whether the waiver counts on a day: it is well formed, and the
// day is not after its last one.
func (w Waiver) Covers(day mci.Date) bool {
	return w.check() == nil && !day.IsZero() && day.Compare(w.Until) <= 0
}

// waiver returns the text of the first waiver that covers a rule on the day of
// the question.
func (q asked) waiver(rule mci.RuleID) string {
	for _, w := range q.Waivers {
		if w.Rule == rule && w.Covers(q.day()) {
			return w.String()
		}
	}
	return ""
}

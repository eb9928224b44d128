package eligibility

import (
	"fmt"
	"math"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Waiver lets a decision pass although one rule fails: somebody at the
// partner answers for it, and until when. It counts for the day of the question
// up to and including its last day. A waiver never stands in for a fact that is
// missing: a rule that is unknown stays so. The zero Waiver counts for nothing.
//
// Waivers are the partner's own; Partner Center knows none, and may refuse what
// was waived here.
type Waiver struct {
	// of this package's table, but none without which no claim can be: the
	// user's role, the ID and its kind, its tenant, the way and the hours
	Rule mci.RuleID `json:"rule"`
	// 1 to 500 bytes
	Reason string `json:"reason"`
	// who answers for it; 1 to 200 bytes
	Approver mci.UserID `json:"approver"`
	// the last day, in the edition's calendar
	Until mci.Date `json:"until"`
}

const (
	mostReasonBytes   = 500
	mostApproverBytes = 200
)

// check reports what is malformed: a rule that is none of this package's, or a
// part that is missing.
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

// String returns who waives until when, and why.
func (w Waiver) String() string {
	return fmt.Sprintf("waived by %s until %s: %s", w.Approver, w.Until, w.Reason)
}

// place returns a rule's place in the table.
func place(id mci.RuleID) (int, bool) {
	for i := range rules {
		if rules[i].ID == id {
			return i, true
		}
	}
	return 0, false
}

// waived returns those of the failed rules for which the question has a waiver.
// A malformed waiver counts for nothing.
func (q asked) waived(failed ruling.Set) ruling.Set {
	var waived ruling.Set
	for _, w := range q.Waivers {
		if i, ok := place(w.Rule); ok && failed.Has(i) && w.covers(q.day) {
			waived |= ruling.One(i)
		}
	}
	return waived
}

func (w Waiver) covers(day mci.Date) bool {
	return w.check() == nil && !day.IsZero() && day.Compare(w.Until) <= 0
}

// waiver returns the first waiver of a rule that counts.
func (q asked) waiver(rule mci.RuleID) string {
	for _, w := range q.Waivers {
		if w.Rule == rule && w.covers(q.day) {
			return w.String()
		}
	}
	return ""
}

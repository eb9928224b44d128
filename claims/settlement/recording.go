package settlement

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Recording is one command that records a fact of the reports about a claim.
// A host gives it to its desk with [Recording.Meta]. It has a natural key, so
// that giving it twice changes nothing. The zero Recording has no command.
type Recording struct {
	// Claim is the ID of the claim.
	Claim claims.ID
	// Command is a claims.RecordPayment or a claims.RecordFacts.
	Command claims.Command
	// Key is the idempotency key: the payment ID and the earning ID or, without
	// an earning ID, the payment ID, the earning type in lower case and the month.
	Key string
	// At is the beginning of the day of the payment, in UTC, if a report has that
	// day and the claim has no later entry. Otherwise it is zero.
	At time.Time
	// RoundedAway is the part of the exact amount that the command does not
	// record, because money has no smaller unit.
	RoundedAway earnings.Amount
	// Origins are the places of the lines that the command rests on.
	Origins []earnings.Origin
}

// Meta returns the meta data with which the command is given at an instant, by
// the host's clock. A payment happened on its own day, if that is known and no
// later than the instant. The actor is Microsoft for a payment, and Partner Center
// for facts. A payment that names its source has no key: the source identifies
// it, and another amount is a correction.
func (r Recording) Meta(at time.Time) claims.Meta {
	meta := claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at, Key: r.Key}
	if payment, ok := r.Command.(claims.RecordPayment); ok {
		meta.Actor = claims.Microsoft
		if !r.At.IsZero() && r.At.Before(at) {
			meta.At = r.At
		}
		if payment.Reference != "" && (payment.Earning != "" || payment.EarningType != "" && !payment.Month.IsZero()) {
			meta.Key = ""
		}
	}
	return meta
}

// MarshalJSON returns the claim, the name of the event, the command, the key,
// the amount rounded away and the origins.
func (r Recording) MarshalJSON() ([]byte, error) {
	if r.Command == nil {
		return nil, mci.Invalid("command", "", "a command")
	}
	return json.Marshal(struct {
		Claim       claims.ID         `json:"claim"`
		Event       claims.Event      `json:"event"`
		Command     claims.Command    `json:"command"`
		Key         string            `json:"key,omitempty"`
		At          time.Time         `json:"at,omitzero"`
		RoundedAway earnings.Amount   `json:"roundedAway,omitzero"`
		Origins     []earnings.Origin `json:"origins,omitempty"`
	}{r.Claim, r.Command.Event(), r.Command, r.Key, r.At, r.RoundedAway, r.Origins})
}

// UnmarshalJSON always returns a [mci.FieldError], because only
// [Settlement.Recordings] makes a recording.
func (*Recording) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "a recording", "a settlement, which makes it")
}

// An Unrecorded is an earning that was sent, or that was sent and came back,
// and that no command records, with the reason.
type Unrecorded struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Why is the reason in words.
	Why string `json:"why"`
	// Origin is the place of the line.
	Origin earnings.Origin `json:"origin,omitzero"`
}

// Recordings returns the commands that record the reports' facts about the
// claims, in the order of the results, and the sent earnings that no command
// records. Beside these it lists the earnings that the bank returned. No command
// undoes their payments, because the reports do not say whether they were
// recorded before they came back.
//
// An earning is recorded if it was sent and names the claim by its number. An
// approved amount is recorded if the claim has none, the files cover the claim,
// its earnings all name it, and no finding doubts which earnings there are:
// their sum is then the approved amount. This is a reading of this library.
// Amounts are rounded half away from zero.
func (s *Settlement) Recordings() ([]Recording, []Unrecorded) {
	var recorded []Recording
	var left []Unrecorded
	for i := range s.Results {
		r := &s.Results[i]
		if r.Kind == store.PartnerAssociation {
			left = append(left, r.unrecorded()...)
			continue
		}
		own, others := r.recordPayments()
		if facts, ok := r.recordApproved(); ok {
			own = slices.Insert(own, 0, facts)
		}
		slices.SortStableFunc(own, earlier)
		recorded, left = append(recorded, own...), append(left, others...)
	}
	return recorded, left
}

// earlier compares the recordings of a claim by their instants, because a
// history is in the order of time. One without an instant is recorded as of
// now, and comes last.
func earlier(a, b Recording) int {
	if a.At.IsZero() != b.At.IsZero() {
		return cmp.Compare(b.At.Unix(), a.At.Unix())
	}
	return a.At.Compare(b.At)
}

// paidAt returns the beginning of the day of a line's payment order, or zero if
// the day is not known or is before the claim's latest entry.
func (r *Result) paidAt(line *Evidence) time.Time {
	for i := range r.Orders {
		if order := &r.Orders[i]; order.PaymentID == line.PaymentID && !order.On.IsZero() {
			if day := order.On.Start(time.UTC); !r.updated.IsZero() && !day.Before(r.updated) {
				return day
			}
		}
	}
	return time.Time{}
}

// unrecorded returns the sent earnings of an association, which records no
// payments.
func (r *Result) unrecorded() (left []Unrecorded) {
	for i := range r.Lines {
		if line := &r.Lines[i]; line.sent() {
			left = append(left, Unrecorded{r.ID, "the claim is an association, which records no payments", line.Origin})
		}
	}
	return left
}

// recordPayments returns the commands for the sent earnings of a claim. Lines
// of one key that say different things are left out.
func (r *Result) recordPayments() (recorded []Recording, left []Unrecorded) {
	at := map[string]int{}
	for i := range r.Lines {
		line := &r.Lines[i]
		if line.returned() {
			left = append(left, Unrecorded{r.ID, "the payment " + line.PaymentID + " came back; if it is recorded, record that it was taken back", line.Origin})
		}
		if !line.sent() {
			continue
		}
		one, why := r.recordPayment(line)
		first, repeated := at[one.Key]
		switch {
		case why == "" && !repeated:
			at[one.Key] = len(recorded)
			recorded = append(recorded, one)
		case why == "" && recorded[first].amount().Equal(one.amount()):
			why = "another line of the same payment, earning type and month says the same"
		case why == "":
			why = "another line of the same payment, earning type and month has another amount"
		}
		if why != "" {
			left = append(left, Unrecorded{r.ID, why, line.Origin})
		}
	}
	return recorded, left
}

// amount returns the amount of a recorded payment.
func (r *Recording) amount() mci.Money {
	payment, _ := r.Command.(claims.RecordPayment)
	return payment.Amount
}

// returned reports whether the bank returned the payment of a line.
func (e *Evidence) returned() bool {
	return e.PaymentID != "" && earnings.ReadPaymentStatus(e.Status) == earnings.Reversed
}

// sent reports whether a line counts as paid.
func (e *Evidence) sent() bool {
	return bucketOf(&earnings.Row{EarningType: e.EarningType, PaymentStatus: e.Status, Amount: e.Amount}) == inPaid
}

// recordPayment returns the command for a sent earning, or the reason why there
// is none.
func (r *Result) recordPayment(line *Evidence) (recorded Recording, why string) {
	switch {
	case line.NotCounted:
		return recorded, "the line has no earning ID, and others of the claim have one"
	case line.Doubtful:
		return recorded, "the line does not name the claim; record its number first"
	case r.Month.IsZero():
		return recorded, "the claim is not approved here"
	case line.EarningID == "" && line.PaymentID == "":
		return recorded, "the line has neither an earning ID nor a payment ID"
	case line.Amount.Sign() == 0:
		return recorded, "the amount is zero"
	}
	money, lost, err := line.Amount.Round(mci.Rounding{Mode: mci.HalfAwayFromZero})
	if err != nil {
		return recorded, err.Error()
	}
	if money.Sign() == 0 {
		return recorded, "the amount is less than the currency can pay"
	}
	if lost.Sign() == 0 {
		lost = earnings.Amount{}
	}
	return Recording{
		Claim: r.ID, Command: paymentOf(line, money), Key: keyOf(line), At: r.paidAt(line),
		RoundedAway: lost, Origins: placed([]earnings.Origin{line.Origin}),
	}, ""
}

// paymentOf returns the command for a sent earning of an amount. A text that a
// command cannot hold is left out.
func paymentOf(line *Evidence, money mci.Money) claims.RecordPayment {
	held := func(text string, most int) string {
		if vocabulary.CheckName("", text, most) != nil {
			return ""
		}
		return text
	}
	return claims.RecordPayment{
		Amount: money, Reference: held(line.PaymentID, mostReferenceBytes), Earning: held(line.EarningID, mostReferenceBytes),
		EarningType: held(line.EarningType, mostTypeBytes), Month: earnings.MonthOf(line.EarningDate),
	}
}

// The bounds of a key and of the texts of a payment, as claims has them.
const (
	mostKeyBytes       = 200
	mostReferenceBytes = 500
	mostTypeBytes      = 200
)

// keyOf returns the natural key of a payment. If it is too long for a key or
// holds characters that a key must not have, it is the digest of the same text.
func keyOf(line *Evidence) string {
	parts := []string{"payment", line.PaymentID, "earning", line.EarningID}
	if line.EarningID == "" {
		parts = []string{"payment", line.PaymentID, vocabulary.Fold(line.EarningType), earnings.MonthOf(line.EarningDate).String()}
	}
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(part, "/", "//")
	}
	key := strings.Join(parts, "/")
	if vocabulary.CheckID("key", key, mostKeyBytes) == nil {
		return key
	}
	digest := fnv.New128a()
	_, _ = digest.Write([]byte(key)) // a hash never fails
	return "payment#" + hex.EncodeToString(digest.Sum(nil))
}

// recordApproved returns the command for the approved amount of a claim that
// has none.
func (r *Result) recordApproved() (Recording, bool) {
	if !r.Approved.IsNone() || r.Month.IsZero() || r.Doubtful || len(r.Lines) == 0 || r.uncovered {
		return Recording{}, false
	}
	if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == ruleIdentity || f.Rule == ruleContradicts }) {
		return Recording{}, false
	}
	var approved sum
	for i := range r.Lines {
		line := &r.Lines[i]
		row := earnings.Row{EarningType: line.EarningType}
		if _, adjustment := row.Kind(); adjustment || line.Amount.Sign() <= 0 {
			return Recording{}, false
		}
		approved.add(line.Amount, line.Origin)
	}
	money, lost, err := approved.total().Round(mci.Rounding{Mode: mci.HalfAwayFromZero})
	if err != nil || money.Sign() <= 0 {
		return Recording{}, false
	}
	if lost.Sign() == 0 {
		lost = earnings.Amount{}
	}
	return Recording{
		Claim: r.ID, Command: claims.RecordFacts{Approved: money, Comment: "the sum of the earnings that the report shows for the claim"},
		RoundedAway: lost, Origins: placed(approved.origins),
	}, true
}

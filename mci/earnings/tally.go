package earnings

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Tally adds up the distinct earnings of reports. Like a [Collection] it
// gives the same sums whatever order and files the lines come in, but it holds
// only what is added up: at most 200 bytes for each distinct earning with an ID
// of up to 40 bytes. The zero Tally is empty and ready to use. It must not be
// used by several goroutines at once.
type Tally struct {
	earnings map[string]tallied
	groups   []Group
	places   map[Group]uint32
}

// tallied is one distinct earning, without what it shares with its group.
type tallied struct {
	rank         rank
	amount, usd  fixed
	group        uint32
	hasUSD       bool
	contradicted bool
}

// A Group is what the earnings of one sum have in common. Texts are as Partner
// Center wrote them. Fields that were not asked for are zero; see
// [Tally.Totals].
type Group struct {
	ParticipantID  string       `json:"participantId,omitempty"`
	ProgramName    string       `json:"programName,omitempty"`
	EarningType    string       `json:"earningType,omitempty"`
	SolutionArea   string       `json:"solutionArea,omitempty"`
	PartnerRole    string       `json:"partnerRole,omitempty"`
	EngagementName string       `json:"engagementName,omitempty"`
	PaymentMonth   Month        `json:"paymentMonth,omitzero"` // the estimated one
	PaymentStatus  string       `json:"paymentStatus"`
	Currency       mci.Currency `json:"currency"`
	Kind           Kind         `json:"kind,omitempty"`
	// ByID is whether the earnings have IDs. Those without are added up apart:
	// the same earning may be among those with one.
	ByID bool `json:"byId"`
}

// Add takes a line of an earnings report. A malformed line is an error as of
// [Row.Check], and is not taken.
func (t *Tally) Add(row *Row) error {
	if err := row.Check(); err != nil {
		return err
	}
	if t.earnings == nil {
		t.earnings, t.places = map[string]tallied{}, map[Group]uint32{}
	}
	identity, byID := row.identity()
	found := tallied{
		rank: rank{row.CalculationDate, row.Downloaded}, amount: row.Amount.value, usd: row.AmountUSD.value,
		hasUSD: !row.AmountUSD.IsNone(), group: t.place(row.group(byID)),
	}
	known, ok := t.earnings[identity]
	if !ok {
		t.earnings[strings.Clone(identity)] = found // the text may share memory with a whole line
		return nil
	}
	t.earnings[identity] = t.counting(known, found)
	return nil
}

func (r *Row) group(byID bool) Group {
	kind, _ := r.Kind()
	return Group{
		ParticipantID: r.ParticipantID, ProgramName: r.ProgramName, EarningType: r.EarningType, SolutionArea: r.SolutionArea,
		PartnerRole: r.PartnerRole, EngagementName: r.EngagementName, PaymentMonth: r.EstimatedPaymentMonth,
		PaymentStatus: r.PaymentStatus, Currency: r.Amount.Currency(), Kind: kind, ByID: byID,
	}
}

// place returns the number of a group, a new one for a group that is new.
func (t *Tally) place(group Group) uint32 {
	place, ok := t.places[group]
	if !ok {
		group = group.clone()
		place = uint32(len(t.groups)) //nolint:gosec // because four billion groups do not fit a memory
		t.groups = append(t.groups, group)
		t.places[group] = place
	}
	return place
}

// clone returns the group with texts of its own.
func (g Group) clone() Group {
	for _, text := range []*string{&g.ParticipantID, &g.ProgramName, &g.EarningType, &g.SolutionArea, &g.PartnerRole, &g.EngagementName, &g.PaymentStatus} {
		*text = strings.Clone(*text)
	}
	return g
}

// counting returns which of two lines of one earning counts, as a Collection
// does.
func (t *Tally) counting(a, b tallied) tallied {
	if order := a.rank.compare(b.rank); order != 0 {
		if order > 0 {
			return a
		}
		return b
	}
	if a.amount == b.amount && a.usd == b.usd && a.group == b.group {
		a.contradicted = a.contradicted || b.contradicted
		return a
	}
	if cmp.Or(a.amount.compare(b.amount), a.usd.compare(b.usd), t.groups[a.group].compare(t.groups[b.group])) < 0 {
		a = b
	}
	a.contradicted = true
	return a
}

// A By is a field by which [Tally.Totals] keeps sums apart.
type By uint8

// The fields by which sums are kept apart.
const (
	ByParticipant By = iota
	ByProgram
	ByType
	ByArea
	ByRole
	ByEngagement
	ByPaymentMonth
	byCount
)

// cleared holds how a field is left out of a group.
var cleared = [byCount]func(*Group){
	ByParticipant:  func(g *Group) { g.ParticipantID = "" },
	ByProgram:      func(g *Group) { g.ProgramName = "" },
	ByType:         func(g *Group) { g.EarningType = "" },
	ByArea:         func(g *Group) { g.SolutionArea = "" },
	ByRole:         func(g *Group) { g.PartnerRole = "" },
	ByEngagement:   func(g *Group) { g.EngagementName = "" },
	ByPaymentMonth: func(g *Group) { g.PaymentMonth = Month{} },
}

// only returns the group with the fields that are asked for, and those that are
// never mixed.
func (g Group) only(by []By) Group {
	for field, clear := range cleared {
		if !slices.Contains(by, By(field)) { //nolint:gosec // a table has few rows
			clear(&g)
		}
	}
	return g
}

func (g Group) compare(other Group) int {
	unknown := func(g Group) int {
		if ReadPaymentStatus(g.PaymentStatus) == 0 {
			return 1
		}
		return 0
	}
	return cmp.Or(
		g.PaymentMonth.Compare(other.PaymentMonth),
		cmp.Compare(g.ParticipantID, other.ParticipantID),
		cmp.Compare(g.ProgramName, other.ProgramName),
		cmp.Compare(g.EarningType, other.EarningType),
		cmp.Compare(g.SolutionArea, other.SolutionArea),
		cmp.Compare(g.PartnerRole, other.PartnerRole),
		cmp.Compare(g.EngagementName, other.EngagementName),
		cmp.Compare(unknown(g), unknown(other)),
		cmp.Compare(ReadPaymentStatus(g.PaymentStatus), ReadPaymentStatus(other.PaymentStatus)),
		cmp.Compare(g.PaymentStatus, other.PaymentStatus),
		cmp.Compare(g.Currency, other.Currency),
		cmp.Compare(g.Kind, other.Kind),
		compareIdentities("", g.ByID, "", other.ByID),
	)
}

// A Total is the sum of distinct earnings that have a [Group] in common.
type Total struct {
	Group
	Earnings  int    `json:"earnings"`           // how many distinct earnings
	Amount    Amount `json:"amount"`             // exact
	AmountUSD Amount `json:"amountUSD,omitzero"` // none if an earning among them has none
	// Contradicted is how many of the earnings had lines that contradict each
	// other; see Earning.
	Contradicted int `json:"contradicted,omitempty"`
}

// Totals returns the sums of the distinct earnings, kept apart by the fields
// that are asked for. Payment statuses, currencies and kinds are never mixed:
// rebate and co-op are not added up, nothing is converted, and earnings without
// an ID stand apart from those with one. The totals are ordered by payment
// month, then by the other fields; statuses are in the order of the documents,
// unknown ones last. A sum beyond the bounds of [Amount.Add] is a
// [mci.FieldError].
func (t *Tally) Totals(by ...By) ([]Total, error) {
	sums := map[Group]*Total{}
	of := make([]*Total, len(t.groups))
	for i, group := range t.groups {
		group = group.only(by)
		if sums[group] == nil {
			sums[group] = &Total{Group: group, Amount: Amount{currency: group.Currency}, AmountUSD: Amount{currency: mci.USD}}
		}
		of[i] = sums[group]
	}
	for _, earning := range t.earnings { // sums do not depend on their order
		if err := of[earning.group].add(&earning); err != nil {
			return nil, err
		}
	}
	totals := make([]Total, 0, len(sums))
	for _, total := range sums {
		if total.Earnings > 0 {
			totals = append(totals, *total)
		}
	}
	slices.SortFunc(totals, func(a, b Total) int { return a.compare(b.Group) })
	return totals, nil
}

func (t *Total) add(earning *tallied) error {
	t.Earnings++
	if earning.contradicted {
		t.Contradicted++
	}
	sum, err := t.Amount.Add(Amount{earning.amount, t.Amount.currency})
	if err != nil {
		return err
	}
	t.Amount = sum
	if !earning.hasUSD {
		t.AmountUSD = Amount{}
	}
	if t.AmountUSD.IsNone() {
		return nil
	}
	t.AmountUSD, err = t.AmountUSD.Add(Amount{earning.usd, mci.USD})
	return err
}

// Len returns how many distinct earnings were taken.
func (t *Tally) Len() int { return len(t.earnings) }

// ThresholdUSD is the least that one program pays of one earning type, in US
// dollars: what is below it stays upcoming until the sum reaches it. Source:
// Microsoft Learn, "Earnings in Partner Center", 2023-10-04.
const ThresholdUSD = 200

// A Threshold is what is still to be paid to one participant by one program and
// of one earning type, held against [ThresholdUSD].
type Threshold struct {
	ParticipantID string `json:"participantId,omitempty"`
	ProgramName   string `json:"programName,omitempty"`
	EarningType   string `json:"earningType,omitempty"`
	// none if an earning has no amount in US dollars
	UnpaidUSD Amount `json:"unpaidUSD"`
	// Below is whether the sum is below the threshold; unknown if the sum is.
	Below mci.Fact `json:"below"`
}

// Thresholds returns the sums that are still to be paid and are held against
// the threshold: earnings that are unprocessed or upcoming, but for co-op,
// which is not sent as money. They are ordered by participant, program and
// earning type. The error is that of [Tally.Totals].
func (t *Tally) Thresholds() ([]Threshold, error) {
	totals, err := t.Totals(ByParticipant, ByProgram, ByType)
	if err != nil {
		return nil, err
	}
	var rows []Threshold
	for _, total := range totals {
		status := ReadPaymentStatus(total.PaymentStatus)
		if total.Kind == CoOp || status != Unprocessed && status != Upcoming {
			continue
		}
		at := slices.IndexFunc(rows, func(row Threshold) bool {
			return row.ParticipantID == total.ParticipantID && row.ProgramName == total.ProgramName && row.EarningType == total.EarningType
		})
		if at < 0 {
			rows = append(rows, Threshold{total.ParticipantID, total.ProgramName, total.EarningType, total.AmountUSD, 0})
			continue
		}
		if rows[at].UnpaidUSD, err = rows[at].UnpaidUSD.Add(total.AmountUSD); err != nil {
			rows[at].UnpaidUSD = Amount{} // one of them has no amount in US dollars
		}
	}
	threshold, _ := scaled(strconv.Itoa(ThresholdUSD), mostFractionDigits)
	for i := range rows {
		if !rows[i].UnpaidUSD.IsNone() {
			rows[i].Below = mci.FactOf(rows[i].UnpaidUSD.value.compare(threshold) < 0)
		}
	}
	return rows, nil
}

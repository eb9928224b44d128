package earnings

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Tally adds up the distinct earnings of reports. Like a [Collection], it
// gives the same sums for any order of lines and files, but it holds only the
// values that are added up: at most 200 bytes for each distinct earning with an
// ID of up to 40 bytes. The zero Tally is empty and ready to use. It must not
// be used by several goroutines at once.
type Tally struct {
	earnings map[string]tallied
	items    items
	groups   []Group
	places   map[Group]uint32
}

// tallied is one distinct earning, without the fields that it shares with its
// group.
type tallied struct {
	rank         rank
	amount, usd  fixed
	group        uint32
	item         uint32 // its place, or 0 for an earning of no item
	hasUSD       bool
	contradicted bool
}

// A Group holds the values that the earnings of one sum have in common. Texts
// are as Partner Center wrote them. A field that was not asked for is zero; see
// [Tally.Totals].
type Group struct {
	// ParticipantID is the ID of the enrollment that is paid.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the name of the program.
	ProgramName string `json:"programName,omitempty"`
	// EarningType is the earning type as the report writes it.
	EarningType string `json:"earningType,omitempty"`
	// SolutionArea is the solution area, such as "Azure".
	SolutionArea string `json:"solutionArea,omitempty"`
	// PartnerRole is the kind of engagement, such as "Build intent".
	PartnerRole string `json:"partnerRole,omitempty"`
	// EngagementName is the name of the engagement.
	EngagementName string `json:"engagementName,omitempty"`
	// PaymentMonth is the estimated month of payment.
	PaymentMonth Month `json:"paymentMonth,omitzero"`
	// PaymentStatus is the payment status as the report writes it.
	PaymentStatus string `json:"paymentStatus"`
	// Currency is the currency of the earnings.
	Currency mci.Currency `json:"currency"`
	// Kind is the kind of the earnings. It is zero if this library does not
	// know it.
	Kind Kind `json:"kind,omitempty"`
	// ByID is true if the earnings have IDs. Earnings without one are added up
	// apart, because the same earning may be among those with one.
	ByID bool `json:"byId"`
}

// Add adds a line of an earnings report. If the line is malformed, Add returns
// the error of [Row.Check] and does not add the line.
func (t *Tally) Add(row *Row) error {
	if err := row.Check(); err != nil {
		return err
	}
	if t.earnings == nil {
		t.earnings, t.places = map[string]tallied{}, map[Group]uint32{}
	}
	identity, item, byID := row.identity()
	var place uint32
	if item != "" {
		var latest bool
		if place, latest = t.items.see(item, row.Downloaded); !latest {
			return nil
		}
	}
	usd := row.inUSD()
	found := tallied{
		rank: row.rank(), amount: row.Amount.value, usd: usd.value,
		hasUSD: !usd.IsNone(), group: t.place(row.group(byID)), item: place,
	}
	known, ok := t.earnings[identity]
	if !ok {
		if byID {
			identity = strings.Clone(identity) // it may share memory with a whole line
		}
		t.earnings[identity] = found
		return nil
	}
	t.earnings[identity] = t.better(known, found)
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

// place returns the number of a group. If the group is new, it gets a new
// number.
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

// better returns the one of two lines of an earning that counts, as a
// Collection does.
func (t *Tally) better(a, b tallied) tallied {
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

var byNames = vocabulary.Names[By]{What: "field", Texts: []string{"participant", "program", "type", "area", "role", "engagement", "payment month"}}

// String returns the name of the field, such as "program".
func (b By) String() string { return byNames.Text(b) }

// MarshalText returns the name of the field. If the value is not declared, it
// returns a [mci.FieldError].
func (b By) MarshalText() ([]byte, error) { return byNames.Marshal(b) }

// UnmarshalText reads the name of a field. If the text is anything else, it
// returns a [mci.FieldError].
func (b *By) UnmarshalText(text []byte) error { return byNames.Unmarshal(b, text) }

// cleared holds, for each field, the function that clears it in a group.
var cleared = [byCount]func(*Group){
	ByParticipant:  func(g *Group) { g.ParticipantID = "" },
	ByProgram:      func(g *Group) { g.ProgramName = "" },
	ByType:         func(g *Group) { g.EarningType = "" },
	ByArea:         func(g *Group) { g.SolutionArea = "" },
	ByRole:         func(g *Group) { g.PartnerRole = "" },
	ByEngagement:   func(g *Group) { g.EngagementName = "" },
	ByPaymentMonth: func(g *Group) { g.PaymentMonth = Month{} },
}

// only returns the group with the fields that are asked for and the fields that
// are never mixed.
func (g Group) only(by []By) Group {
	for field, clear := range cleared {
		if !slices.Contains(by, By(field)) { //nolint:gosec // a table has few rows
			clear(&g)
		}
	}
	return g
}

// folded returns the group with the names by which groups are compared.
func (g Group) folded() Group {
	for _, name := range []*string{&g.ParticipantID, &g.ProgramName, &g.SolutionArea, &g.PartnerRole, &g.EngagementName, &g.PaymentStatus} {
		*name = vocabulary.Fold(*name)
	}
	kind, adjustment := foldedType(g.EarningType)
	if g.EarningType = kind; adjustment {
		g.EarningType = "adjustment" + kind
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
		compareByID(g.ByID, other.ByID),
	)
}

// A Total is the sum of distinct earnings that have a [Group] in common.
type Total struct {
	Group
	// Earnings is the number of distinct earnings in the sum.
	Earnings int `json:"earnings"`
	// Amount is the exact sum in the currency of the group.
	Amount Amount `json:"amount"`
	// AmountUSD is the exact sum in US dollars. If one of the earnings has no
	// amount in US dollars, in whichever column, it is the zero Amount.
	AmountUSD Amount `json:"amountUSD,omitzero"`
	// Contradicted is the number of earnings with lines that contradict each
	// other; see Earning.
	Contradicted int `json:"contradicted,omitempty"`
}

// Totals returns the sums of the distinct earnings, kept apart by the fields
// that are asked for. Payment statuses, currencies and kinds are never mixed:
// rebate and co-op are not added up, nothing is converted, and earnings without
// an ID stay apart from earnings with one. Names that differ in case or blanks
// are one; the total shows the spelling that comes first in the order of bytes.
//
// The totals are ordered by payment month, then by the other fields. Statuses
// are in the order of the documents, and unknown ones come last. If a sum is
// beyond the bounds of [Amount.Add], the error is a [mci.FieldError].
func (t *Tally) Totals(by ...By) ([]Total, error) {
	sums := map[Group]*Total{}
	of := make([]*Total, len(t.groups))
	for i, group := range t.groups {
		folded := group.only(by).folded()
		if sums[folded] == nil {
			sums[folded] = &Total{Amount: Amount{currency: group.Currency}, AmountUSD: Amount{currency: mci.USD}}
		}
		of[i] = sums[folded]
	}
	counts := make([]bool, len(t.groups))
	for earning := range t.counting { // sums do not depend on their order
		counts[earning.group] = true
		if err := of[earning.group].add(&earning); err != nil {
			return nil, err
		}
	}
	for i, group := range t.groups {
		if group = group.only(by); counts[i] && (of[i].Group == Group{} || group.compare(of[i].Group) < 0) {
			of[i].Group = group
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

// Len returns the number of distinct earnings that were added.
func (t *Tally) Len() int {
	count := 0
	for range t.counting {
		count++
	}
	return count
}

// counting yields each distinct earning. It leaves out those of an item that a
// later download shows without them.
func (t *Tally) counting(yield func(tallied) bool) {
	for _, earning := range t.earnings {
		if (earning.item == 0 || earning.rank[0] == t.items.latest(earning.item)) && !yield(earning) {
			return
		}
	}
}

// compareByID puts earnings with an ID before those without one.
func compareByID(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

package settlement

import (
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// Settle compares claims with the reported lines, as of a day. [Facts] makes
// the list from claims. If a claim of the list cannot be read, it is in
// [Settlement.Unread], and the others are settled. Any other error of the list
// is returned. A zero day, a claim without an ID and an ID that two claims have
// are a [mci.FieldError].
//
// An earning belongs to the claim that it names by number. If it names none, it
// belongs to the only claim with its customer, its engagement and its month,
// and the result says that this is doubtful. If several claims fit, or if the
// claim may have been created after that month, they are listed as candidates
// and nothing is concluded.
//
// A claim without an earning is late only if the files cover every month from
// its approval to its expected payment, and were downloaded after that payment
// was due. Nil reports are empty. A claim with an unpaid earning is late if the
// line, or its payment order, was downloaded after the estimated month, or after
// the payment cycle if the line has no month. Days are counted to the last day
// that the files show.
//
// The payment status of an earning is the one of its payment order, unless the
// line of the earning was downloaded later. So an earning whose payment was
// returned is not paid, although an older report says so.
//
// An earning that is unprocessed or upcoming is late only if the sum that is
// still to be paid with it is known to reach the threshold; see
// [earnings.Tally.Thresholds]. If that is not known, a finding says so. An
// earning whose payment is under way does not wait for the threshold. An earning
// without a payment ID is not late if an earning without an ID has its type, day
// and amount, and a payment ID: both may be one earning, as two downloads of one
// day, or of two layouts, show it.
func Settle(asOf mci.Date, list iter.Seq2[Claim, error], reports *Reports) (*Settlement, error) {
	if asOf.IsZero() {
		return nil, mci.Invalid("asOf", "", "the day of the settlement")
	}
	if reports == nil {
		reports = &Reports{}
	}
	s := &settling{
		Settlement: &Settlement{AsOf: asOf, Coverage: reports.Coverage(), Results: []Result{}},
		reports:    reports, earnings: reports.lines.Earnings(),
	}
	if err := s.read(list); err != nil {
		return nil, err
	}
	if err := s.match(); err != nil {
		return nil, err
	}
	if err := s.thresholds(); err != nil {
		return nil, err
	}
	for i := range s.cases {
		if one := &s.cases[i]; one.claim.expects() || len(one.rows) > 0 {
			s.Results = append(s.Results, s.settle(one))
		}
	}
	return s.Settlement, nil
}

// A settling is one run of [Settle].
type settling struct {
	*Settlement
	reports  *Reports
	earnings []earnings.Earning
	facts    []Claim
	cases    []dossier
	orders   map[string]earnings.Order
	// before maps an earning that has the status of its payment order to the
	// status of its own line.
	before map[*earnings.Earning]string
	// payees maps a payment ID to the places of the claims that it pays. The
	// place of an earning without a claim is -1.
	payees map[string]map[int]bool
	below  map[earnings.Payee]earnings.Threshold
}

// A dossier holds a claim with all lines that are about it.
type dossier struct {
	claim      *Claim
	rows       []line
	candidates []*earnings.Earning
	ineligible []earnings.Ineligible
	maybe      []earnings.Ineligible
	shared     bool // the number is also another claim's
}

// A line is an earning of a claim.
type line struct {
	*earnings.Earning
	doubtful bool // matched by customer, engagement and month
	repeated bool // another line may be a later state of the same earning
}

// read reads the claims of a list.
func (s *settling) read(list iter.Seq2[Claim, error]) error {
	for claim, err := range list {
		var one *store.ClaimError
		switch {
		case err == nil:
			s.facts = append(s.facts, claim)
		case errors.As(err, &one):
			s.Unread = append(s.Unread, one)
		default:
			return err
		}
	}
	return nil
}

// match gives each line to its claim.
func (s *settling) match() error {
	m, err := match(s.facts, s.AsOf)
	if err != nil {
		return err
	}
	s.cases = make([]dossier, len(s.facts))
	for i := range s.facts {
		s.cases[i] = dossier{claim: &s.facts[i], shared: m.shares(&s.facts[i])}
	}
	s.byOrders()
	s.payees = map[string]map[int]bool{}
	for i := range s.earnings {
		earning := &s.earnings[i]
		found := m.earning(earning)
		s.give(m, earning, found)
		if id := earning.PaymentID; id != "" {
			if s.payees[id] == nil {
				s.payees[id] = map[int]bool{}
			}
			s.payees[id][found.at] = true
		}
	}
	for _, order := range s.reports.lines.Payments() {
		if s.payees[order.PaymentID] == nil {
			s.Unmatched = append(s.Unmatched, order)
		}
	}
	for _, line := range s.reports.notEligible() {
		found := m.ineligible(&line)
		if found.at >= 0 {
			s.cases[found.at].ineligible = append(s.cases[found.at].ineligible, line)
			continue
		}
		s.NotEligible = append(s.NotEligible, line)
		for _, at := range found.candidates {
			s.cases[at].maybe = append(s.cases[at].maybe, line)
		}
	}
	return nil
}

// give adds an earning to its claim, and to those that it may belong to.
func (s *settling) give(m *matcher, earning *earnings.Earning, found matched) {
	if found.at >= 0 {
		s.cases[found.at].rows = append(s.cases[found.at].rows, line{Earning: earning, doubtful: found.doubtful})
	} else {
		s.Unclaimed = append(s.Unclaimed, Unclaimed{earning, found.unknown, m.ids(found.candidates)})
	}
	for _, at := range found.candidates {
		s.cases[at].candidates = append(s.cases[at].candidates, earning)
	}
}

// thresholds adds up the unpaid earnings.
func (s *settling) thresholds() error {
	var tally earnings.Tally
	for i := range s.earnings {
		_ = tally.Add(&s.earnings[i].Row) // a collection holds no malformed line
	}
	sums, err := tally.Thresholds()
	s.below = make(map[earnings.Payee]earnings.Threshold, len(sums))
	for _, sum := range sums {
		s.below[sum.Payee()] = sum
	}
	return err
}

// settle returns the result of one claim.
func (s *settling) settle(one *dossier) Result {
	c := one.claim
	result := Result{
		ID: c.ID, Kind: c.Kind, Number: c.Number, Estimated: c.Estimated, Requested: c.Requested, Approved: c.Approved, Due: c.ExpectedBy, DueAssumed: c.ApprovalAssumed,
		Area: c.Area, Location: c.Location, Owner: c.Owner, Month: earnings.MonthOf(c.ApprovedOn),
		updated: c.Updated,
	}
	if len(one.rows) == 0 {
		s.unreported(one, &result)
	} else {
		s.reported(one, &result)
	}
	one.addCandidates(&result)
	s.doubtUnread(one, &result)
	return result
}

// doubtUnread marks a result if a line that could not be read may change it. If
// other files hold all lines of the claim's months, no line can. The state
// stays the one by the lines that were read, because without their file there
// would be no better state.
func (s *settling) doubtUnread(one *dossier, result *Result) {
	if len(s.reports.unread) == 0 {
		return
	}
	missing, _ := one.claim.uncovered(s.Coverage, s.AsOf)
	if len(missing) == 0 && (len(one.rows) == 0 || !one.claim.ExpectedBy.IsZero()) {
		return
	}
	result.Doubtful = result.Doubtful || result.State != Unknown
	result.Findings = append(result.Findings, finding(ruleCoverage, mci.Unknown, "lines that were not read may be about the claim", s.reports.unread...))
}

// unreported settles a claim that no earning belongs to.
func (s *settling) unreported(one *dossier, result *Result) {
	c := one.claim
	switch {
	case len(one.ineligible) > 0:
		result.State, result.Doubtful = NotEligible, true
		for i := range one.ineligible {
			result.Findings = append(result.Findings, c.ineligible(&one.ineligible[i], s.AsOf))
		}
	case c.ApprovedOn.IsZero() || c.ExpectedBy.IsZero() || s.AsOf.Compare(c.ExpectedBy) <= 0:
		result.State = NotDue
	default:
		s.lateOrUnknown(one, result)
	}
}

// lateOrUnknown settles a claim whose payment is overdue, as far as is known.
func (s *settling) lateOrUnknown(one *dossier, result *Result) {
	c := one.claim
	missing, shows := c.uncovered(s.Coverage, s.AsOf)
	switch {
	case c.Number == "":
		missing = append([]Missing{{Fact: "portal number"}}, missing...)
	case one.shared:
		missing = append([]Missing{{Fact: "a portal number that no other claim has"}}, missing...)
		result.Findings = append(result.Findings, finding(ruleNumber, mci.Fail, "another claim has the number "+c.Number+", too"))
	}
	result.Missing = missing
	if len(missing) > 0 {
		result.State = Unknown
		result.Findings = append(result.Findings, finding(ruleCoverage, mci.Unknown, "not covered: "+text(missing)))
		return
	}
	result.State, result.DaysLate = Late, c.ExpectedBy.DaysUntil(shows)
	result.Findings = append(result.Findings, finding(ruleCycle, mci.Fail,
		"no earning on "+shows.String()+", "+days(result.DaysLate)+" after the payment was expected"))
	if !c.knowsIneligible(s.Coverage) {
		first := "an unknown month"
		if !c.Created.IsZero() {
			first = earnings.MonthOf(c.Created).String()
		}
		result.Findings = append(result.Findings, finding(ruleIneligible, mci.Unknown,
			"the files do not hold the ineligible reports of "+first+" to "+earnings.MonthOf(c.ExpectedBy).String()+", downloaded after "+c.ExpectedBy.String()+", which may say why nothing was earned"))
	}
}

// text lists the missing facts and files.
func text(missing []Missing) string {
	all := make([]string, len(missing))
	for i, one := range missing {
		all[i] = one.String()
	}
	return strings.Join(all, "; ")
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// supportDesk is where a line of ineligible revenue is disputed. Source:
// Microsoft Learn, the page on the ineligible report.
const supportDesk = "Partner Center support"

// ineligible returns the finding of a line of ineligible revenue.
func (c *Claim) ineligible(line *earnings.Ineligible, asOf mci.Date) Finding {
	terms := line.Reason().Terms()
	found := finding(ruleIneligible, mci.Fail, "not eligible: "+line.ReasonText, line.Origin)
	if terms.Meaning != "" {
		found.Text += " (" + terms.Meaning + ")"
	}
	if terms.Source != (mci.Source{}) {
		found.Source = terms.Source
	}
	found.CanAct = terms.CanActFor(c.CustomerCountry)
	if found.CanAct != mci.No && terms.Action != "" {
		found.Action, found.By, found.Where = terms.Action, line.DisputeBy(), supportDesk
		if line.UnearnedID != "" {
			found.Where += ", with the ID " + line.UnearnedID
		}
	}
	if !found.By.IsZero() && found.By.Compare(asOf) < 0 {
		found.CanAct = mci.No
		found.Text += "; the last day to dispute it was " + found.By.String()
	}
	return found
}

// addCandidates lists the lines that may belong to the claim.
func (one *dossier) addCandidates(result *Result) {
	for i := range one.candidates {
		e := one.candidates[i]
		name := "an earning of the claim number " + e.ClaimID + ", which no claim has"
		switch {
		case slices.Contains(e.OtherClaims, one.claim.Number):
			name = "an earning of which another line names the claim number " + one.claim.Number
		case e.ClaimID == "":
			name = "an earning without a claim number"
		case e.ClaimID == one.claim.Number:
			name = "an earning of the claim number " + e.ClaimID + ", which several claims have"
		}
		result.Findings = append(result.Findings, finding(ruleCandidate, mci.Unknown, name+" may belong to the claim: "+e.Amount.String(), e.Origin))
	}
	for i := range one.maybe {
		line := &one.maybe[i]
		result.Findings = append(result.Findings, finding(ruleCandidate, mci.Unknown, "a line of ineligible revenue may belong to the claim: "+line.ReasonText, line.Origin))
	}
}

package settlement

import (
	"slices"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A matcher finds the claims of lines.
type matcher struct {
	claims []Claim
	asOf   mci.Date
	// byNumber maps numbers in Partner Center to the places of their claims.
	byNumber map[string][]int
	// byCustomer maps a customer and an engagement to the places of their
	// claims.
	byCustomer map[subject][]int
}

// A subject is a customer and an engagement, folded for comparison.
type subject struct{ customer, engagement string }

func subjectOf(customer, engagement string) subject {
	return subject{vocabulary.Fold(customer), vocabulary.Fold(engagement)}
}

// match prepares to find claims. Each claim needs an ID of its own.
func match(facts []Claim, asOf mci.Date) (*matcher, error) {
	m := &matcher{claims: facts, asOf: asOf, byNumber: map[string][]int{}, byCustomer: map[subject][]int{}}
	ids := make(map[claims.ID]bool, len(facts))
	for i := range facts {
		claim := &facts[i]
		if claim.ID == "" || ids[claim.ID] {
			return nil, mci.Invalid("claims["+strconv.Itoa(i)+"].id", string(claim.ID), "an ID that no other claim has")
		}
		ids[claim.ID] = true
		if claim.Number != "" {
			m.byNumber[claim.Number] = append(m.byNumber[claim.Number], i)
		}
		if claim.Customer.Value() == "" {
			continue
		}
		byID := subjectOf(claim.Customer.Value(), string(claim.Engagement))
		byTitle := subjectOf(claim.Customer.Value(), claim.Title)
		m.byCustomer[byID] = append(m.byCustomer[byID], i)
		if byTitle != byID {
			m.byCustomer[byTitle] = append(m.byCustomer[byTitle], i)
		}
	}
	return m, nil
}

// shares reports whether another claim has the number of a claim.
func (m *matcher) shares(claim *Claim) bool { return len(m.byNumber[claim.Number]) > 1 }

// A match is the answer to which claim a line belongs to.
type matched struct {
	// at is the place of the claim, or -1 if the line belongs to none.
	at int
	// doubtful is true if the claim was not found by its number.
	doubtful bool
	// unknown is true if the line has a number that does not name one claim.
	unknown bool
	// candidates are the places of the claims that the line may belong to.
	candidates []int
}

// earning finds the claim of an earning. A claim that only a contradicting line
// names is a candidate.
func (m *matcher) earning(e *earnings.Earning) matched {
	found := m.line(e)
	for _, number := range e.OtherClaims {
		for _, at := range m.byNumber[number] {
			if at != found.at && !slices.Contains(found.candidates, at) {
				found.candidates = append(slices.Clip(found.candidates), at)
			}
		}
	}
	return found
}

// line finds the claim of a line: by the number and, if the line has none, by
// customer, engagement and month. If a number does not name one claim, the line
// belongs to none, because a claim whose number is not known must not become
// paid by a guess.
func (m *matcher) line(e *earnings.Earning) matched {
	if e.ClaimID != "" {
		named := m.byNumber[e.ClaimID]
		if len(named) == 1 {
			return matched{at: named[0]}
		}
		if len(named) > 1 {
			return matched{at: -1, unknown: true, candidates: named}
		}
	}
	month := earnings.MonthOf(e.EarningDate)
	if month.IsZero() {
		month = earnings.MonthOf(e.TransactionDate)
	}
	fit := m.fitting(month, subjectOf(e.CustomerID, e.EngagementName), subjectOf(e.CustomerID, e.EngagementID))
	if e.ClaimID != "" {
		return matched{at: -1, unknown: true, candidates: m.unnumbered(fit)}
	}
	return m.only(month, fit)
}

// ineligible finds the claim of a line of ineligible revenue, which never names
// one.
func (m *matcher) ineligible(line *earnings.Ineligible) matched {
	month := earnings.MonthOf(line.TransactionDate)
	return m.only(month, m.fitting(month, subjectOf(line.CustomerID, line.EngagementName)))
}

// only returns the one claim that fits. If there are more, or if it is not
// known whether the claim existed in the month, it returns candidates.
func (m *matcher) only(month earnings.Month, fit []int) matched {
	if len(fit) == 1 && m.claims[fit[0]].lives(month, m.asOf) == mci.Yes {
		return matched{at: fit[0], doubtful: true}
	}
	return matched{at: -1, candidates: fit}
}

// fitting returns the places of the claims of the subjects that a month fits or
// may fit, in the order of the claims.
func (m *matcher) fitting(month earnings.Month, subjects ...subject) []int {
	var fit []int
	if month.IsZero() {
		return nil
	}
	seen := map[int]bool{}
	for _, subject := range subjects {
		if subject.customer == "" || subject.engagement == "" {
			continue
		}
		for _, at := range m.byCustomer[subject] {
			if !seen[at] && m.claims[at].lives(month, m.asOf) != mci.No {
				seen[at] = true
				fit = append(fit, at)
			}
		}
	}
	return fit
}

// unnumbered returns those of some claims whose number is not known.
func (m *matcher) unnumbered(places []int) []int {
	var kept []int
	for _, at := range places {
		if m.claims[at].Number == "" {
			kept = append(kept, at)
		}
	}
	return kept
}

// lives answers whether an earning of a month can belong to the claim: from the
// month in which it was created to the month of its expected payment, or to the
// day of the settlement if none is expected. If the creation is not known, the
// answer is unknown before the month of the approval, because a claim is
// created before it is approved. The documents do not say in which month an
// earning of a claim falls; this is a reading of this library.
func (c *Claim) lives(month earnings.Month, asOf mci.Date) mci.Fact {
	last := c.ExpectedBy
	if last.IsZero() {
		last = asOf
	}
	switch {
	case month.Compare(earnings.MonthOf(last)) > 0:
		return mci.No
	case !c.Created.IsZero():
		return mci.FactOf(earnings.MonthOf(c.Created).Compare(month) <= 0)
	case !c.ApprovedOn.IsZero() && earnings.MonthOf(c.ApprovedOn).Compare(month) <= 0:
		return mci.Yes
	default:
		return mci.NotSupplied
	}
}

// ids returns the IDs of some claims.
func (m *matcher) ids(places []int) []claims.ID {
	var ids []claims.ID
	for _, at := range places {
		ids = append(ids, m.claims[at].ID)
	}
	return ids
}

package insights

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A Sale is a deal to be counted by [Of].
type Sale struct {
	// Referral is the partner's own referral.
	Referral resource.Referral `json:"referral,omitzero"`
	// Type is the deal type; see cosell.DealTypeOf. NoDeal means that it is
	// unknown.
	Type cosell.DealType `json:"type,omitzero"`
	// Stages are the stages that the deal was in, in order. The last one lasts
	// until the deal was closed, or until now.
	Stages []StageSince `json:"stages,omitzero"`
}

// A StageSince is a sales stage with the instant at which it was reached.
type StageSince struct {
	Stage progress.SalesStage `json:"stage,omitzero"` // such as Qualified
	Since time.Time           `json:"since,omitzero"` // when the deal reached it
}

// A Grouping is the criterion by which deals are counted. The zero Grouping is
// ByDealType.
type Grouping uint8

// The groupings. A month is the month of the deal's creation, in UTC, such as
// "2026-05".
const (
	ByDealType Grouping = iota
	ByStatus
	BySolutionArea
	ByMonth
)

var groupingNames = vocabulary.Names[Grouping]{What: "grouping", Texts: []string{"deal type", "status", "solution area", "month"}}

// String returns the grouping in words.
func (g Grouping) String() string { return groupingNames.Text(g) }

// MarshalText returns the grouping in words. A value that is not declared is a
// [mci.FieldError].
func (g Grouping) MarshalText() ([]byte, error) { return groupingNames.Marshal(g) }

// UnmarshalText reads the grouping in words. Any other text is a
// [mci.FieldError].
func (g *Grouping) UnmarshalText(text []byte) error { return groupingNames.Unmarshal(g, text) }

// groupings return the key of a deal, in the order of the groupings. If the key
// is unknown, it is empty.
var groupings = [...]func(*Sale) string{
	ByDealType: func(s *Sale) string {
		if s.Type == cosell.NoDeal {
			return ""
		}
		return s.Type.String()
	},
	ByStatus: func(s *Sale) string {
		if state := s.Referral.State(); state != (progress.State{}) {
			return state.String()
		}
		return ""
	},
	BySolutionArea: func(s *Sale) string { return s.Referral.SolutionArea },
	ByMonth: func(s *Sale) string {
		if created, ok := s.Referral.CreatedDateTime.Time(); ok {
			return created.UTC().Format("2006-01")
		}
		return ""
	},
}

// An Insight holds the figures of the deals in one group.
type Insight struct {
	// Key is the group, such as "co-sell". It is empty for the deals whose
	// group is unknown.
	Key   string `json:"key,omitempty"`
	Deals int    `json:"deals,omitempty"` // number of deals
	Open  int    `json:"open,omitempty"`  // deals that are not closed
	Won   int    `json:"won,omitempty"`   // deals that were won
	Lost  int    `json:"lost,omitempty"`  // deals that were closed otherwise
	// Values are the sums of the deals' values, one for each currency, in the
	// order of the currencies.
	Values []mci.Money `json:"values,omitzero"`
	// WonValues are the same sums for the deals that were won.
	WonValues []mci.Money `json:"wonValues,omitzero"`
	// Unvalued is the number of deals without a readable value. It includes
	// deals whose value would exceed the largest amount.
	Unvalued int `json:"unvalued,omitempty"`
	// Stages are the times in each stage, in the order of the stages.
	Stages []TimeInStage `json:"stages,omitzero"`
	// Unstaged is the number of deals whose stages are unknown, not in order,
	// or longer than a time.Duration.
	Unstaged int `json:"unstaged,omitempty"`
}

// TimeInStage is the time that deals were in a stage.
type TimeInStage struct {
	// such as Qualified
	Stage progress.SalesStage `json:"stage,omitzero"`
	// the number of deals that were in the stage
	Deals int `json:"deals,omitempty"`
	// the total time of these deals, in whole seconds; a duration in
	// nanoseconds can hold only 292 years, which is one quarter of a year for
	// each of 1,200 deals
	Seconds int64 `json:"seconds,omitempty"`
}

// Average returns the mean time of a deal in the stage, in whole seconds. If
// there are no deals, it is zero.
func (t TimeInStage) Average() time.Duration {
	if t.Deals == 0 {
		return 0
	}
	return time.Duration(t.Seconds/int64(t.Deals)) * time.Second
}

// WinRate returns the share of won deals among those that are closed, in whole
// percent, rounded half up. It reports false if none is closed.
func (i *Insight) WinRate() (percent int, ok bool) {
	closed := i.Won + i.Lost
	if closed == 0 {
		return 0, false
	}
	return (200*i.Won + closed) / (2 * closed), true
}

// Of returns the figures of deals by a grouping, in the order of the keys.
// Amounts of several currencies are not added up. It is pure. If a deal is
// open, its last stage lasts until the instant at. If the grouping is not
// declared, the error is a [mci.FieldError].
func Of(sales []Sale, by Grouping, at time.Time) ([]Insight, error) {
	if int(by) >= len(groupings) {
		return nil, mci.Invalid("by", "another grouping", "by deal type, status, solution area or month")
	}
	var all []Insight
	places := map[string]int{}
	for i := range sales {
		key := groupings[by](&sales[i])
		place, ok := places[key]
		if !ok {
			place = len(all)
			places[key] = place
			all = append(all, Insight{Key: key})
		}
		all[place].count(&sales[i], at)
	}
	slices.SortFunc(all, func(a, b Insight) int { return cmp.Compare(a.Key, b.Key) })
	return all, nil
}

func (i *Insight) count(s *Sale, at time.Time) {
	i.Deals++
	state := s.Referral.State()
	won := state.Terminal() && state.Substatus == progress.Won
	switch {
	case won:
		i.Won++
	case state.Terminal():
		i.Lost++
	default:
		i.Open++
	}
	value, err := s.Referral.Value()
	counted := err == nil && !value.IsNone() && addTo(&i.Values, value)
	if !counted {
		i.Unvalued++
	} else if won {
		addTo(&i.WonValues, value) // at most the sum in Values
	}
	if closed, ok := s.Referral.ClosedDateTime.Time(); ok && state.Terminal() {
		at = closed
	}
	i.stage(s.Stages, at)
}

// addTo adds an amount to the sum of its currency. It reports false, and adds
// nothing, if the sum would exceed the largest amount.
func addTo(sums *[]mci.Money, value mci.Money) bool {
	place, found := slices.BinarySearchFunc(*sums, value.Currency(), func(m mci.Money, c mci.Currency) int { return cmp.Compare(m.Currency(), c) })
	if !found {
		*sums = slices.Insert(*sums, place, value)
		return true
	}
	sum, err := (*sums)[place].Add(value)
	if err != nil {
		return false
	}
	(*sums)[place] = sum
	return true
}

// stage adds the times of a deal in its stages.
func (i *Insight) stage(stages []StageSince, until time.Time) {
	inOrder := slices.IsSortedFunc(stages, func(a, b StageSince) int { return a.Since.Compare(b.Since) })
	if len(stages) == 0 || !inOrder || until.Before(stages[len(stages)-1].Since) || until.Sub(stages[0].Since) == math.MaxInt64 {
		i.Unstaged++
		return
	}
	seen := make(map[progress.SalesStage]bool, len(stages))
	for n, reached := range stages {
		end := until
		if n+1 < len(stages) {
			end = stages[n+1].Since
		}
		place, found := slices.BinarySearchFunc(i.Stages, reached.Stage, func(t TimeInStage, s progress.SalesStage) int { return cmp.Compare(t.Stage, s) })
		if !found {
			i.Stages = slices.Insert(i.Stages, place, TimeInStage{Stage: reached.Stage})
		}
		i.Stages[place].Seconds += int64(end.Sub(reached.Since) / time.Second)
		if !seen[reached.Stage] {
			i.Stages[place].Deals++
		}
		seen[reached.Stage] = true
	}
}

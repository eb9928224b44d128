package settlement

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// byOrders gives each earning the payment status of its payment order, unless
// the line of the earning was downloaded later or the report names no status
// of the order. Whether anything is paid is decided for the order, and the line
// of an earning keeps the status that it had on the day of its own download: a
// payment that was on its way may have arrived since, and one that was sent may
// have come back. A status that this library does not know counts as well:
// nothing is paid if nobody knows what it means.
func (s *settling) byOrders() {
	s.orders, s.before = map[string]earnings.Order{}, map[*earnings.Earning]string{}
	for _, order := range s.reports.lines.Payments() {
		s.orders[order.PaymentID] = order
	}
	delete(s.orders, "") // an order without an ID is that of no earning
	for i := range s.earnings {
		earning := &s.earnings[i]
		order, ok := s.orders[earning.PaymentID]
		if !ok || order.PaymentStatus == "" || order.Downloaded.Compare(earning.Downloaded) < 0 {
			continue
		}
		earning.Downloaded = order.Downloaded // the day that the status is shown on
		if vocabulary.Fold(order.PaymentStatus) != vocabulary.Fold(earning.PaymentStatus) {
			s.before[earning] = earning.PaymentStatus
			earning.PaymentStatus = order.PaymentStatus
		}
	}
}

// standing tells that the status of an earning is the one of its payment order,
// if the line of the earning has another one.
func (s *settling) standing(row *line) []Finding {
	before, ok := s.before[row.Earning]
	if !ok {
		return nil
	}
	if before == "" {
		before = "no status"
	}
	order := s.orders[row.PaymentID]
	return []Finding{finding(ruleStanding, mci.Pass, "the payment order "+order.PaymentID+" says "+order.PaymentStatus+"; the line of the earning says "+before, row.Origin, order.Origin)}
}

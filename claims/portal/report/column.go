package report

import (
	"strings"

	"github.com/mci-go/incentives/claims/portal/internal/table"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A column says how one column of a layout fills a line. Exactly one of text,
// date, month and amount is set.
type column[T any] struct {
	name   string   // name in the documents
	others []string // further names, in the order of preference
	text   func(*T) *string
	date   func(*T) *mci.Date
	month  func(*T) *earnings.Month
	amount func(*T) *earnings.Amount
	in     string // column of the amount's currency; empty for US dollars
}

// The columns of each layout. Source: Microsoft Learn, "Earnings - Default
// report", "Earnings - Payments report" and "Earnings - Revenue report",
// 2023-09-20, and "Earnings - MaxCapBalance report", 2023-10-19. The column
// customerId of an earning, and CIReferenceNumber, come from third-party
// programs that read these reports.
var (
	earningColumns = []column[earnings.Row]{
		{name: "earningId", text: func(r *earnings.Row) *string { return &r.EarningID }},
		{name: "earningType", text: func(r *earnings.Row) *string { return &r.EarningType }},
		{name: "programName", others: []string{"Program Code"}, text: func(r *earnings.Row) *string { return &r.ProgramName }},
		{name: "participantId", text: func(r *earnings.Row) *string { return &r.ParticipantID }},
		{name: "participantName", text: func(r *earnings.Row) *string { return &r.ParticipantName }},
		{name: "customerTenantId", others: []string{"customerId"}, text: func(r *earnings.Row) *string { return &r.CustomerID }},
		{name: "customerName", text: func(r *earnings.Row) *string { return &r.CustomerName }},
		{name: "customerCountry", text: func(r *earnings.Row) *string { return &r.CustomerCountry }},
		{name: "claimId", text: func(r *earnings.Row) *string { return &r.ClaimID }},
		{name: "engagementId", text: func(r *earnings.Row) *string { return &r.EngagementID }},
		{name: "engagementName", text: func(r *earnings.Row) *string { return &r.EngagementName }},
		{name: "solutionArea", text: func(r *earnings.Row) *string { return &r.SolutionArea }},
		{name: "partnerRole", text: func(r *earnings.Row) *string { return &r.PartnerRole }},
		{name: "partnerAssociation", text: func(r *earnings.Row) *string { return &r.PartnerAssociation }},
		{name: "lever", text: func(r *earnings.Row) *string { return &r.Lever }},
		{name: "transactionId", text: func(r *earnings.Row) *string { return &r.TransactionID }},
		{name: "transactionDate", date: func(r *earnings.Row) *mci.Date { return &r.TransactionDate }},
		{name: "earningAmount", in: "transactionCurrency", amount: func(r *earnings.Row) *earnings.Amount { return &r.Amount }},
		{name: "earningAmountUSD", amount: func(r *earnings.Row) *earnings.Amount { return &r.AmountUSD }},
		{
			name: "earningAmountInLastPaymentCurrency", in: "lastPaymentCurrency",
			amount: func(r *earnings.Row) *earnings.Amount { return &r.AmountInLastPaymentCurrency },
		},
		{name: "earningExchangeRate", text: func(r *earnings.Row) *string { return &r.ExchangeRate }},
		{name: "exchangeRateDate", date: func(r *earnings.Row) *mci.Date { return &r.ExchangeRateDate }},
		{name: "earningDate", date: func(r *earnings.Row) *mci.Date { return &r.EarningDate }},
		{name: "calculationDate", date: func(r *earnings.Row) *mci.Date { return &r.CalculationDate }},
		{
			name: "estimatedPaymentMonth", others: []string{"Maturity month"},
			month: func(r *earnings.Row) *earnings.Month { return &r.EstimatedPaymentMonth },
		},
		{name: "paymentStatus", text: func(r *earnings.Row) *string { return &r.PaymentStatus }},
		{name: "paymentId", text: func(r *earnings.Row) *string { return &r.PaymentID }},
		{name: "reasonCode", text: func(r *earnings.Row) *string { return &r.ReasonCode }},
	}
	paymentColumns = []column[earnings.Payment]{
		{name: "paymentID", text: func(p *earnings.Payment) *string { return &p.PaymentID }},
		{name: "participantID", text: func(p *earnings.Payment) *string { return &p.ParticipantID }},
		{name: "participantName", text: func(p *earnings.Payment) *string { return &p.ParticipantName }},
		{name: "programName", others: []string{"Program Code"}, text: func(p *earnings.Payment) *string { return &p.ProgramName }},
		{name: "earned", in: "currencyCode", amount: func(p *earnings.Payment) *earnings.Amount { return &p.Earned }},
		{name: "earnedUSD", amount: func(p *earnings.Payment) *earnings.Amount { return &p.EarnedUSD }},
		{name: "withheldTax", in: "currencyCode", amount: func(p *earnings.Payment) *earnings.Amount { return &p.WithheldTax }},
		{name: "salesTax", in: "currencyCode", amount: func(p *earnings.Payment) *earnings.Amount { return &p.SalesTax }},
		{name: "serviceFeeTax", in: "currencyCode", amount: func(p *earnings.Payment) *earnings.Amount { return &p.ServiceFeeTax }},
		{name: "totalPayment", in: "currencyCode", amount: func(p *earnings.Payment) *earnings.Amount { return &p.Total }},
		{name: "paymentMethod", text: func(p *earnings.Payment) *string { return &p.Method }},
		{name: "paymentStatus", text: func(p *earnings.Payment) *string { return &p.PaymentStatus }},
		{name: "paymentDate", date: func(p *earnings.Payment) *mci.Date { return &p.PaymentDate }},
		{name: "CIReferenceNumber", text: func(p *earnings.Payment) *string { return &p.Reference }},
	}
	ineligibleColumns = []column[earnings.Ineligible]{
		{name: "unearnedId", text: func(l *earnings.Ineligible) *string { return &l.UnearnedID }},
		{name: "earningParticipantId", text: func(l *earnings.Ineligible) *string { return &l.ParticipantID }},
		{name: "customerId", text: func(l *earnings.Ineligible) *string { return &l.CustomerID }},
		{name: "customerIdType", text: func(l *earnings.Ineligible) *string { return &l.CustomerIDType }},
		{name: "customerName", text: func(l *earnings.Ineligible) *string { return &l.CustomerName }},
		{name: "engagementName", text: func(l *earnings.Ineligible) *string { return &l.EngagementName }},
		{name: "partnerAssociation", text: func(l *earnings.Ineligible) *string { return &l.PartnerAssociation }},
		{name: "partnerRole", text: func(l *earnings.Ineligible) *string { return &l.PartnerRole }},
		{name: "solutionArea", text: func(l *earnings.Ineligible) *string { return &l.SolutionArea }},
		{name: "subscriptionId", text: func(l *earnings.Ineligible) *string { return &l.SubscriptionID }},
		{name: "transactionDate", date: func(l *earnings.Ineligible) *mci.Date { return &l.TransactionDate }},
		{name: "transactionAmountUSD", amount: func(l *earnings.Ineligible) *earnings.Amount { return &l.AmountUSD }},
		{name: "reason", text: func(l *earnings.Ineligible) *string { return &l.ReasonText }},
	}
	capColumns = []column[earnings.CapBalance]{
		{name: "participantID", text: func(c *earnings.CapBalance) *string { return &c.ParticipantID }},
		{name: "programName", text: func(c *earnings.CapBalance) *string { return &c.ProgramName }},
		{name: "engagementID", text: func(c *earnings.CapBalance) *string { return &c.EngagementID }},
		{name: "engagementName", text: func(c *earnings.CapBalance) *string { return &c.EngagementName }},
		{name: "leverName", text: func(c *earnings.CapBalance) *string { return &c.LeverName }},
		{name: "customerID", text: func(c *earnings.CapBalance) *string { return &c.CustomerID }},
		{name: "customerName", text: func(c *earnings.CapBalance) *string { return &c.CustomerName }},
		{name: "customerCountryCode", text: func(c *earnings.CapBalance) *string { return &c.CustomerCountry }},
		{name: "maxCapUSD", amount: func(c *earnings.CapBalance) *earnings.Amount { return &c.Cap }},
		{name: "totalEarningsUSD", amount: func(c *earnings.CapBalance) *earnings.Amount { return &c.Earned }},
		{name: "balanceEarningOpportunityUSD", amount: func(c *earnings.CapBalance) *earnings.Amount { return &c.Left }},
		{name: "maxCapEffectiveStartDate", date: func(c *earnings.CapBalance) *mci.Date { return &c.From }},
		{name: "maxCapEffectiveEndDate", date: func(c *earnings.CapBalance) *mci.Date { return &c.Until }},
		{name: "maxCapBalanceRefreshDate", date: func(c *earnings.CapBalance) *mci.Date { return &c.Refreshed }},
	}
)

// A place is a column of a layout in one file.
type place[T any] struct {
	*column[T]
	// at is the index of the column's cell.
	at int
	// currency is the index of the cell with the amount's currency. It is -1 if
	// the amount is in US dollars or if the file has no such column.
	currency int
	// isID reports whether the column holds IDs, as its name says.
	isID bool
	// seen is the last cell that was read, for the values that many lines
	// share.
	seen seen
}

// seen is a cell of a date, a month or a currency with its value. The zero
// value is that of an empty cell. The text shares memory with its whole line,
// which then lives as long as the next lines repeat it.
type seen struct {
	cell     string
	date     mci.Date
	month    earnings.Month
	currency mci.Currency
}

// locate returns the places of the columns that a header has, and marks them as
// read. places holds the index of each folded name.
func locate[T any](columns []column[T], places map[string]int, read []bool) []place[T] {
	var found []place[T]
	for i := range columns {
		c := &columns[i]
		for _, name := range append([]string{c.name}, c.others...) {
			at, ok := places[folded(name)]
			if !ok {
				continue
			}
			p := place[T]{column: c, at: at, currency: -1, isID: strings.HasSuffix(strings.ToLower(c.name), "id")}
			if currency, ok := places[folded(c.in)]; ok && c.in != "" {
				p.currency, read[currency] = currency, true
			}
			read[at] = true
			found = append(found, p)
			break
		}
	}
	return found
}

// set reads the cell of a place into a line. If the cell is empty, the field
// stays zero.
func (p *place[T]) set(line *T, cells []string, forms *forms) error {
	cell := trimmed(cells[p.at])
	switch {
	case cell == "":
		return nil
	case p.text != nil:
		*p.text(line) = cell
		if err := table.CheckText(p.name, cell); err != nil || !p.isID {
			return err
		}
		return vocabulary.CheckExact(p.name, cell)
	case p.month != nil:
		err := p.readMonth(cell)
		*p.month(line) = p.seen.month
		return err
	case p.date != nil:
		err := p.readDate(cell, &forms.dates)
		*p.date(line) = p.seen.date
		return err
	default:
		return p.setAmount(line, cell, cells, forms.comma)
	}
}

// readMonth reads a cell into p.seen.
func (p *place[T]) readMonth(cell string) error {
	if cell == p.seen.cell {
		return nil
	}
	p.seen = seen{}
	var month earnings.Month
	if err := month.UnmarshalText([]byte(cell)); err != nil {
		return mci.At(p.name, err)
	}
	p.seen = seen{cell: cell, month: month}
	return nil
}

// readDate reads a cell into p.seen.
func (p *place[T]) readDate(cell string, dates *dates) error {
	if cell == p.seen.cell {
		return nil
	}
	p.seen = seen{}
	date, err := dates.read(cell)
	if err != nil {
		return mci.At(p.name, err)
	}
	p.seen = seen{cell: cell, date: date}
	return nil
}

// readCurrency returns the currency of an amount. It is malformed if the file
// has no column for it.
func (p *place[T]) readCurrency(cells []string) (mci.Currency, error) {
	code := ""
	if p.currency >= 0 {
		code = trimmed(cells[p.currency])
	}
	if code == p.seen.cell && code != "" {
		return p.seen.currency, nil
	}
	currency, err := mci.ParseCurrency(strings.ToUpper(code))
	if err != nil {
		return "", mci.At(p.in, err)
	}
	p.seen = seen{cell: code, currency: currency}
	return currency, nil
}

// setAmount reads the cell of an amount into a line.
func (p *place[T]) setAmount(line *T, cell string, cells []string, comma bool) error {
	currency := mci.USD
	if p.in != "" {
		var err error
		if currency, err = p.readCurrency(cells); err != nil {
			return err
		}
	}
	number, mark, ok := cell, "point", true
	if comma {
		mark = "comma"
		number, ok = withPoint(cell)
	}
	amount, err := earnings.ParseAmount(number, currency)
	*p.amount(line) = amount
	if err != nil || !ok {
		return mci.Invalid(p.name, cell, "a decimal number of at most 18 digits, at most 12 of them after the "+mark)
	}
	return nil
}

// withPoint returns a number that was written with a decimal comma with a
// decimal point, and without the points that group its digits. If a point
// groups no three digits, the text is no such number, and is not ok.
func withPoint(cell string) (number string, ok bool) {
	whole, fraction, _ := strings.Cut(cell, ",")
	groups := strings.Split(whole, ".")
	for _, group := range groups[1:] {
		if len(group) != 3 {
			return "", false
		}
	}
	if first := len(strings.TrimLeft(groups[0], "+-")); len(groups) > 1 && (first == 0 || first > 3) || strings.Contains(fraction, ".") {
		return "", false
	}
	return strings.TrimSuffix(strings.Join(groups, "")+"."+fraction, "."), true
}

// trimmed returns a cell without the blanks around it. Most cells have none.
func trimmed(cell string) string {
	if cell == "" || solid(cell[0]) && solid(cell[len(cell)-1]) {
		return cell
	}
	return strings.TrimSpace(cell)
}

// solid reports whether a byte is an ASCII character that is not blank.
func solid(b byte) bool { return ' ' < b && b < 0x7F }

package settlement

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// Reports hold the distinct lines of reports, and the months that they cover.
// The result does not depend on the order of the lines, on their files, or on
// how often a line is added. The zero Reports are empty and ready to use. They
// must not be used by several goroutines at once.
type Reports struct {
	lines      earnings.Collection
	ineligible map[string]earnings.Ineligible
	coverage   []Span
	unread     []earnings.Origin // the first of them, in their order
}

// mostUnread is the number of unread lines that are kept. A claim's finding
// names no more, and a damaged file has many.
const mostUnread = 3

// Add adds a line of an earnings report. If the line is malformed, Add returns
// the error of [earnings.Row.Check] and does not add the line.
func (r *Reports) Add(row earnings.Row) error { return r.lines.Add(row) }

// AddPayment adds a line of a payments report. If the line is malformed,
// AddPayment returns the error of [earnings.Payment.Check] and does not add the
// line.
func (r *Reports) AddPayment(payment earnings.Payment) error { return r.lines.AddPayment(payment) }

// AddIneligible adds a line of a report on ineligible revenue. If two lines
// have one ID, the line that was downloaded later counts. If the line is
// malformed, AddIneligible returns the error of [earnings.Ineligible.Check] and
// does not add the line.
func (r *Reports) AddIneligible(line earnings.Ineligible) error {
	if err := line.Check(); err != nil {
		return err
	}
	if r.ineligible == nil {
		r.ineligible = map[string]earnings.Ineligible{}
	}
	identity := identityOf(&line)
	if known, ok := r.ineligible[identity]; ok && compareLines(known, line) <= 0 {
		line = known
	}
	r.ineligible[identity] = line
	return nil
}

// Unread says that a line could not be read or, if the origin has no line, a
// file. It may be about any claim. A claim whose months no other file covers is
// then doubtful, and a finding names the first such lines.
func (r *Reports) Unread(origin earnings.Origin) {
	if at, found := slices.BinarySearchFunc(r.unread, origin, compareOrigins); !found {
		all := slices.Insert(r.unread, at, origin)
		r.unread = all[:min(len(all), mostUnread)]
	}
}

func compareOrigins(a, b earnings.Origin) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

// Cover says which months a file covers. Call it only if every line of the file
// was read: the lines that are missing may be the payments that a claim lacks.
// If the span has no report, no months or no day of the download, the error is
// a [mci.FieldError] and nothing is added.
func (r *Reports) Cover(span Span) error {
	if err := span.check(); err != nil {
		return err
	}
	r.coverage = append(r.coverage, span)
	return nil
}

// Coverage returns the spans that were added, each once, by report,
// participant, program and month.
func (r *Reports) Coverage() []Span { return distinctSpans(r.coverage) }

// MarshalJSON always returns a [mci.FieldError]: reports are no data to store,
// and the lines of the files are.
func (r *Reports) MarshalJSON() ([]byte, error) {
	return nil, mci.Invalid("", "reports", "a settlement of them, or their lines")
}

// UnmarshalJSON always returns a [mci.FieldError], as MarshalJSON does.
func (r *Reports) UnmarshalJSON([]byte) error {
	return mci.Invalid("", "reports", "lines, which Add adds")
}

// notEligible returns the distinct lines of ineligible revenue in the order of
// their places in the files.
func (r *Reports) notEligible() []earnings.Ineligible {
	lines := make([]earnings.Ineligible, 0, len(r.ineligible))
	for _, line := range r.ineligible {
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b earnings.Ineligible) int { return strings.Compare(identityOf(&a), identityOf(&b)) })
	return lines
}

// identityOf returns the text by which lines are one: the ID or, if there is
// none, everything that a line says.
func identityOf(line *earnings.Ineligible) string {
	if line.UnearnedID != "" {
		return "id " + line.UnearnedID
	}
	return contentOf(line)
}

// contentOf returns the facts of a line as one text, without its place and the
// day of its download. Different facts never give the same text.
func contentOf(l *earnings.Ineligible) string {
	var all strings.Builder
	for _, part := range []string{
		l.UnearnedID, l.ParticipantID, l.CustomerID, l.CustomerIDType, l.CustomerName, l.EngagementName, l.PartnerAssociation, l.PartnerRole,
		l.SolutionArea, l.SubscriptionID, l.TransactionDate.String(), l.AmountUSD.String(), l.ReasonText,
	} {
		all.WriteString(strconv.Quote(part))
	}
	return all.String()
}

// compareLines orders two lines of one identity, the one that counts first.
func compareLines(a, b earnings.Ineligible) int {
	return cmp.Or(
		b.Downloaded.Compare(a.Downloaded), strings.Compare(contentOf(&a), contentOf(&b)),
		strings.Compare(a.Origin.File, b.Origin.File), cmp.Compare(a.Origin.Line, b.Origin.Line),
	)
}

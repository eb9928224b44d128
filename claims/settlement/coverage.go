package settlement

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Report is a kind of report that a settlement reads. The zero Report is
// none.
type Report uint8

// The reports.
const (
	// EarningsReport lists earnings, in any of its layouts.
	EarningsReport Report = iota + 1
	// PaymentsReport lists payment orders.
	PaymentsReport
	// IneligibleReport lists the revenue and usage that earned nothing.
	IneligibleReport
)

var reportNames = vocabulary.Names[Report]{What: "report", Texts: []string{"", "earnings report", "payments report", "ineligible report"}}

// String returns the name of the report, such as "earnings report", and the
// empty string for the zero Report.
func (r Report) String() string { return reportNames.Text(r) }

// MarshalText returns the text of String. If the value is not declared, the
// error is a [mci.FieldError].
func (r Report) MarshalText() ([]byte, error) { return reportNames.Marshal(r) }

// UnmarshalText reads the text of MarshalText. Any other text is a
// [mci.FieldError].
func (r *Report) UnmarshalText(text []byte) error { return reportNames.Unmarshal(r, text) }

// A Span says that a file holds all lines of a report for some months, as they
// stood on the day of its download. The host says so, because a file does not.
// The zero Span covers nothing.
type Span struct {
	// Report is the kind of the report.
	Report Report `json:"report"`
	// ParticipantID is the only enrollment that the file is about. Empty means
	// that it is about all enrollments of the partner.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the only program that the file is about. Empty means that
	// it is about all programs.
	ProgramName string `json:"programName,omitempty"`
	// From is the first month that the file covers.
	From earnings.Month `json:"from"`
	// Until is the last month that the file covers.
	Until earnings.Month `json:"until"`
	// Downloaded is the day of the download.
	Downloaded mci.Date `json:"downloaded"`
	// File is the name of the file, for people.
	File string `json:"file,omitempty"`
}

func (s *Span) check() error {
	switch {
	case s.Report < EarningsReport || s.Report > IneligibleReport:
		return mci.Invalid("report", s.Report.String(), reportNames.Allowed())
	case s.From.IsZero():
		return mci.Invalid("from", "", "the first month that the file covers")
	case s.Until.Compare(s.From) < 0:
		return mci.Invalid("until", s.Until.String(), "a month that is not before "+s.From.String())
	case s.Downloaded.IsZero():
		return mci.Invalid("downloaded", "", "the day of the download")
	}
	return nil
}

func compareSpans(a, b Span) int {
	return cmp.Or(
		cmp.Compare(a.Report, b.Report), strings.Compare(a.ParticipantID, b.ParticipantID), strings.Compare(a.ProgramName, b.ProgramName),
		a.From.Compare(b.From), a.Until.Compare(b.Until), a.Downloaded.Compare(b.Downloaded), strings.Compare(a.File, b.File),
	)
}

// A Missing is one thing that would settle an open question: a file, or a fact
// about the claim. Exactly one of Report and Fact is set.
type Missing struct {
	// Report is the kind of the file that is missing.
	Report Report `json:"report,omitempty"`
	// Month is the month that the file must cover. It is zero if the month is
	// not known.
	Month earnings.Month `json:"month,omitzero"`
	// After is the day after which the file must be downloaded.
	After mci.Date `json:"after,omitzero"`
	// ParticipantID is the enrollment that the file must be about, or empty.
	ParticipantID string `json:"participantId,omitempty"`
	// ProgramName is the program that the file must be about, or empty.
	ProgramName string `json:"programName,omitempty"`
	// PaymentID is the payment order that the file must hold, or empty.
	PaymentID string `json:"paymentId,omitempty"`
	// Fact is the missing fact in words, such as "portal number".
	Fact string `json:"fact,omitempty"`
}

// String names the file or the fact, such as "earnings report of 2023-02,
// downloaded after 2023-03-06".
func (m Missing) String() string {
	if m.Fact != "" {
		return m.Fact
	}
	var text strings.Builder
	text.WriteString(m.Report.String())
	for _, part := range []struct{ before, value string }{
		{" of ", m.Month.String()},
		{" with the payment ", m.PaymentID},
		{", participant ", m.ParticipantID},
		{", program ", m.ProgramName},
		{", downloaded after ", m.After.String()},
	} {
		if part.value != "" {
			text.WriteString(part.before + part.value)
		}
	}
	return text.String()
}

// uncovered returns a file for each month from the approval of a claim to its
// expected payment that no span covers after that payment was due. If all
// months are covered, it also returns the last day that all of them show. A
// claim that is said to be due before its approval needs the month in which it
// is due: without a file nothing shows that a payment is late.
func (c *Claim) uncovered(coverage []Span, asOf mci.Date) (missing []Missing, shows mci.Date) {
	shows = asOf
	needed := months(c.ApprovedOn, c.ExpectedBy)
	if len(needed) == 0 && !c.ExpectedBy.IsZero() {
		needed = []earnings.Month{earnings.MonthOf(c.ExpectedBy)}
	}
	for _, month := range needed {
		latest := mci.Date{}
		for i := range coverage {
			if span := &coverage[i]; span.covers(c, EarningsReport, month) && span.Downloaded.Compare(latest) > 0 {
				latest = span.Downloaded
			}
		}
		if latest.Compare(c.ExpectedBy) <= 0 {
			missing = append(missing, Missing{
				Report: EarningsReport, Month: month, After: c.ExpectedBy, ParticipantID: c.ParticipantID, ProgramName: c.ProgramName,
			})
		} else if latest.Compare(shows) < 0 {
			shows = latest
		}
	}
	return missing, shows
}

// knowsIneligible reports whether the files hold every line of ineligible
// revenue that can fit a claim whose payment is due: a report of each month in
// which the claim lives, downloaded after that payment was due. The lines that
// were read are no proof of it: each one says only that its own file was read.
func (c *Claim) knowsIneligible(coverage []Span) bool {
	needed := months(c.Created, c.ExpectedBy)
	for _, month := range needed {
		if !slices.ContainsFunc(coverage, func(s Span) bool {
			return s.covers(c, IneligibleReport, month) && s.Downloaded.Compare(c.ExpectedBy) > 0
		}) {
			return false
		}
	}
	return len(needed) > 0
}

// covers reports whether the span holds all lines of a report about a claim for
// one month. If the participant or the program of the claim is not known, only
// a span of all of them does.
func (s *Span) covers(c *Claim, report Report, month earnings.Month) bool {
	return s.Report == report &&
		about(s.ParticipantID, c.ParticipantID) && about(s.ProgramName, c.ProgramName) &&
		s.From.Compare(month) <= 0 && month.Compare(s.Until) <= 0
}

// about reports whether a file that is about one name only, or about all if
// that is empty, is about a name.
func about(only, name string) bool {
	only = vocabulary.Fold(only)
	return only == "" || only == vocabulary.Fold(name)
}

// months returns the months from one day to another.
func months(from, until mci.Date) []earnings.Month {
	var all []earnings.Month
	last := earnings.MonthOf(until)
	for day := firstOfMonth(from); !day.IsZero(); day = firstOfMonth(day.AddDays(31)) {
		month := earnings.MonthOf(day)
		if month.Compare(last) > 0 {
			break
		}
		all = append(all, month)
	}
	return all
}

// firstOfMonth returns the first day of the month of a day, and zero for zero.
func firstOfMonth(day mci.Date) mci.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(1 - day.Start(time.UTC).Day())
}

// lastOfMonth returns the last day of a month, and zero for the zero Month.
func lastOfMonth(month earnings.Month) mci.Date {
	// zero for the zero Month, which has no first day
	first, _ := mci.ParseDate(month.String() + "-01")
	return firstOfMonth(first.AddDays(31)).AddDays(-1)
}

// distinctSpans returns the spans in one order, each of them once.
func distinctSpans(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, compareSpans)
	return slices.Compact(sorted)
}

// Package reportfiles reads Partner Center's reports on earnings and payments
// from files, folders, ZIP archives and workbooks. A program calls
// [Reports.Add] for each name, and [Record] for the facts of a settlement.
package reportfiles

import (
	"archive/zip"
	"cmp"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// Reports are the reports of some files. The zero Reports are empty and ready
// to use.
type Reports struct {
	// Lines are the distinct lines, with the months that they cover.
	Lines settlement.Reports
	// Files are the reports that were read, in the order of reading.
	Files []File
	// Problems are the lines and files that could not be read.
	Problems []Problem
	// Notes are the notes about the sheets of workbooks.
	Notes []BookNotes
	// the spans of the files under one name, until all of them are read
	spans []settlement.Span
}

// Options hold the facts that no file states about itself, such as the months
// that it covers. The zero Options cover no month.
type Options struct {
	// Reading are the options of the library's reader. Its Downloaded is the
	// day on which the file was downloaded.
	Reading reports.Options
	// Name is the name under which lines are reported if the file is no folder
	// and no archive. If it is empty, the name of the file is used.
	Name string
	// From and Until are the months that the file covers. If they are unknown,
	// both are zero.
	From, Until earnings.Month
	// Sheet selects a sheet of a workbook. It is needed if several could be
	// meant.
	Sheet string
	// Progress is called when a text file is opened. It returns a reader to use
	// in place of the content, and a function that is called after reading. It
	// may be nil.
	Progress func(file *os.File, content io.Reader) (io.Reader, func() error)
}

// Contradiction returns the option that contradicts another one or the
// calendar, with the reason. A report cannot be downloaded tomorrow, and cannot
// cover months that had not begun when it was downloaded. If no option does,
// both results are empty. The options are "downloaded" and "until".
func (o *Options) Contradiction(today mci.Date) (option string, err error) {
	downloaded := o.Reading.Downloaded
	switch {
	case downloaded.Compare(today) > 0:
		return "downloaded", mci.Invalid("", downloaded.String(), "a day that is not after today, "+today.String())
	case o.From.IsZero():
		return "", nil
	case o.Until.Compare(o.From) < 0:
		return "until", mci.Invalid("", o.Until.String(), "a month that is not before the first one, "+o.From.String())
	case o.Until.Compare(earnings.MonthOf(downloaded)) > 0:
		return "until", mci.Invalid("", o.Until.String(), "a month that had begun on the day of the download, "+downloaded.String())
	default:
		return "", nil
	}
}

// A File is one report that was read.
type File struct {
	// File is the name under which its lines are reported.
	File string `json:"file"`
	// Layout is the kind of the report.
	Layout reports.Layout `json:"layout"`
	// Lines is the number of lines that were read.
	Lines int `json:"lines"`
	// columns whose cells are not used
	NotRead []string `json:"columnsNotRead,omitempty"`
	// lines above the header
	Skipped []string `json:"linesSkipped,omitempty"`
}

// A Problem is a line or a file that cannot be read.
type Problem struct {
	// File is the name of the file.
	File string `json:"file"`
	// Line is the number of the line. It is 0 if the problem is about the file.
	Line int `json:"line,omitempty"`
	// Why is the reason in words.
	Why string `json:"why"`
}

// Add reads a file, a folder or an archive of reports. The columns of a file
// show which report it is. If a line or a file cannot be read, it is a problem,
// and the rest is read all the same. A folder or an archive without any file is
// a problem, too, because its name must be a mistake.
func (r *Reports) Add(name string, options *Options) {
	before, files := len(r.Problems), len(r.Files)
	r.spans = nil
	lines, finish, err := r.open(name, options)
	if err != nil {
		r.problem(name, err)
		return
	}
	for line, err := range lines {
		if err == nil {
			err = r.add(&line)
		}
		if err != nil {
			r.problem(name, err)
		}
	}
	if err := finish(); err != nil {
		r.problem(name, err)
	}
	if len(r.Files) == files && len(r.Problems) == before {
		r.problem(name, mci.Invalid("file", "no report", "a folder or an archive with a report: a file in CSV or TSV, or a workbook"))
	}
	r.cover(before)
}

// cover records the months that the files under a name cover. If a file has a
// problem, it covers none, because the missing line may be the one that a claim
// waits for.
func (r *Reports) cover(before int) {
	found := r.Problems[before:]
	for _, span := range r.spans {
		if slices.ContainsFunc(found, func(p Problem) bool { return p.File == span.File }) {
			continue
		}
		if err := r.Lines.Cover(span); err != nil {
			r.problem(span.File, mci.At("months", err))
		}
	}
}

// problem adds an error about a line or a file.
func (r *Reports) problem(name string, err error) {
	found := Problem{File: name, Why: err.Error()}
	var own *reports.Error
	if errors.As(err, &own) {
		found = Problem{own.Origin.File, own.Origin.Line, own.Err.Error()}
	}
	r.Problems = append(r.Problems, found)
	r.Lines.Unread(earnings.Origin{File: found.File, Line: found.Line})
}

// add adds a line.
func (r *Reports) add(line *reports.Line) error {
	r.Files[len(r.Files)-1].Lines++
	var err error
	var origin earnings.Origin
	switch {
	case line.Row != nil:
		err, origin = r.Lines.Add(*line.Row), line.Row.Origin
	case line.Payment != nil:
		err, origin = r.Lines.AddPayment(*line.Payment), line.Payment.Origin
	case line.Ineligible != nil:
		err, origin = r.Lines.AddIneligible(*line.Ineligible), line.Ineligible.Origin
	}
	if err != nil {
		return &reports.Error{Origin: origin, Err: err}
	}
	return nil
}

// covering maps a layout to the report that its files cover. A report on caps
// is no part of a settlement.
var covering = map[reports.Layout]settlement.Report{
	reports.Earnings: settlement.EarningsReport, reports.Summarized: settlement.EarningsReport,
	reports.Payments: settlement.PaymentsReport, reports.Ineligible: settlement.IneligibleReport,
	reports.MaxCapBalance: 0,
}

// open opens a file, a folder or an archive. The function that it returns
// closes it.
func (r *Reports) open(name string, options *Options) (iter.Seq2[reports.Line, error], func() error, error) {
	nothing := func() error { return nil }
	status, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if status.IsDir() {
		return r.all(os.DirFS(name), options), nothing, nil
	}
	reading := options.Reading
	if reading.File = options.Name; reading.File == "" {
		reading.File = name
	}
	if strings.HasSuffix(strings.ToLower(reading.File), ".zip") {
		archive, err := zip.OpenReader(name)
		if err != nil {
			return nil, nil, err
		}
		most := cmp.Or(max(reading.MostBytes, 0), reports.MostFileBytes)
		return r.all(tablefile.Checked(archive, most), options), archive.Close, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	source, err := tablefile.Open(file, Choice(options.Sheet, reading))
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	if source.Sheet != nil {
		return reports.File(source, reading, r.opened(options)), func() error { return errors.Join(r.note(reading.File, &source), file.Close()) }, nil
	}
	shown, finish := io.Reader(source), nothing
	if options.Progress != nil {
		shown, finish = options.Progress(file, source)
	}
	return reports.File(shown, reading, r.opened(options)), func() error { return errors.Join(finish(), file.Close()) }, nil
}

// opened returns a function that records each opened report.
func (r *Reports) opened(options *Options) func(*reports.Reader) {
	return func(opened *reports.Reader) {
		file := File{File: opened.File(), Layout: opened.Layout(), NotRead: opened.Unread(), Skipped: opened.Skipped()}
		r.Files = append(r.Files, file)
		kind := covering[file.Layout]
		if kind == 0 || options.From.IsZero() {
			return
		}
		span := settlement.Span{Report: kind, From: options.From, Until: options.Until, Downloaded: options.Reading.Downloaded, File: file.File}
		r.spans = append(r.spans, span)
	}
}

package main

import (
	"archive/zip"
	"errors"
	"iter"
	"os"
	"slices"
	"strings"

	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// reportsRead are the reports of some files.
type reportsRead struct {
	reports  settlement.Reports
	files    []reportFile
	problems []problem
	notes    []bookNotes
	// of the files of one name, until all of them are read
	spans []settlement.Span
}

// A reportFile is one report that was read.
type reportFile struct {
	File   string         `json:"file"`
	Layout reports.Layout `json:"layout"`
	Lines  int            `json:"lines"`
	// columns whose cells are not used
	NotRead []string `json:"columnsNotRead,omitempty"`
	// lines above the header
	Skipped []string `json:"linesSkipped,omitempty"`
}

// A problem is a line or a file that cannot be read. The line is 0 if it is the
// file.
type problem struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Why  string `json:"why"`
}

// readReports reads all files. What cannot be read stops nothing.
func (t *tracker) readReports(names []string, options *earningsOptions) *reportsRead {
	read := &reportsRead{}
	for _, name := range names {
		before := len(read.problems)
		read.spans = nil
		lines, finish, err := t.openReports(name, read, options)
		if err != nil {
			read.problem(name, err)
			continue
		}
		for line, err := range lines {
			if err == nil {
				err = read.add(&line)
			}
			if err != nil {
				read.problem(name, err)
			}
		}
		if err := finish(); err != nil {
			read.problem(name, err)
		}
		read.cover(before)
	}
	return read
}

// cover says what the files of a name cover. One with a problem covers nothing:
// the line that is missing may be the one that a claim waits for.
func (r *reportsRead) cover(before int) {
	found := r.problems[before:]
	for _, span := range r.spans {
		if slices.ContainsFunc(found, func(p problem) bool { return p.File == span.File }) {
			continue
		}
		if err := r.reports.Cover(span); err != nil {
			r.problem(span.File, mci.At("months", err))
		}
	}
}

// problem keeps an error about a line or a file.
func (r *reportsRead) problem(name string, err error) {
	found := problem{File: name, Why: err.Error()}
	var own *reports.Error
	if errors.As(err, &own) {
		found = problem{own.Origin.File, own.Origin.Line, own.Err.Error()}
	}
	r.problems = append(r.problems, found)
}

// add takes a line.
func (r *reportsRead) add(line *reports.Line) error {
	r.files[len(r.files)-1].Lines++
	var err error
	var origin earnings.Origin
	switch {
	case line.Row != nil:
		err, origin = r.reports.Add(*line.Row), line.Row.Origin
	case line.Payment != nil:
		err, origin = r.reports.AddPayment(*line.Payment), line.Payment.Origin
	case line.Ineligible != nil:
		err, origin = r.reports.AddIneligible(*line.Ineligible), line.Ineligible.Origin
	}
	if err != nil {
		return &reports.Error{Origin: origin, Err: err}
	}
	return nil
}

// covering is the report that a file of a layout covers. A report on caps is no
// part of a settlement.
var covering = map[reports.Layout]settlement.Report{
	reports.Earnings: settlement.EarningsReport, reports.Summarized: settlement.EarningsReport,
	reports.Payments: settlement.PaymentsReport, reports.Ineligible: settlement.IneligibleReport,
	reports.MaxCapBalance: 0,
}

// openReports opens a file, a folder or an archive. The function that it
// returns closes it.
func (t *tracker) openReports(name string, read *reportsRead, options *earningsOptions) (iter.Seq2[reports.Line, error], func() error, error) {
	reading := options.reading
	opened := func(r *reports.Reader) {
		file := reportFile{File: r.File(), Layout: r.Layout(), NotRead: r.Unread(), Skipped: r.Skipped()}
		read.files = append(read.files, file)
		kind := covering[file.Layout]
		if kind == 0 || options.from.IsZero() {
			return
		}
		span := settlement.Span{Report: kind, From: options.from, Until: options.until, Downloaded: reading.Downloaded, File: file.File}
		read.spans = append(read.spans, span)
	}
	nothing := func() error { return nil }
	status, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if status.IsDir() {
		return t.allReports(os.DirFS(name), read, options, opened), nothing, nil
	}
	if strings.HasSuffix(strings.ToLower(name), ".zip") {
		archive, err := zip.OpenReader(name)
		if err != nil {
			return nil, nil, err
		}
		return t.allReports(archive, read, options, opened), archive.Close, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	reading.File = name
	source, err := openTable(file, reportChoice(options.sheet, reading))
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	if source.sheet != nil {
		return reports.File(source, reading, opened), func() error { return errors.Join(read.note(name, &source), file.Close()) }, nil
	}
	shown, finish := t.withProgress(file, source)
	return reports.File(shown, reading, opened), func() error { return errors.Join(finish(), file.Close()) }, nil
}

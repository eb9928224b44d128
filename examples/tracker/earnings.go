package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	reports "github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/reportfiles"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func (p *program) earningsCommand() *cobra.Command {
	var flags earningsFlags
	command := &cobra.Command{
		Use: "earnings FILE...", Short: "Compare the claims with Partner Center's reports on earnings and payments",
		Long: `Compare the claims with Partner Center's reports on earnings and payments, and say of each claim what came back: not due yet,
late, in the report, paid, paid short or over, taken back, not eligible or unknown, with the file and the line of each figure.

A FILE is a report in CSV or TSV or a workbook (.xlsx), or a folder or ZIP archive of these. Reports are told apart by their
columns; the same earning may be in several of them. No file says which months it holds: say it by --months, and by --downloaded on which day it was downloaded.
A claim that the files do not cover is unknown and never late.

Nothing is recorded without --apply. Lines and files that cannot be read are told and end it with status 1; --apply then records
nothing, unless --incomplete says that it may record what was read. Giving the same reports again changes nothing.`,
		Example: `  tracker earnings earnings.csv payments.csv --months 2023-01..2023-03 --downloaded 2023-04-02
  tracker earnings downloads.zip --months 2023-01..2023-03 --downloaded 2023-04-02 --only late,short
  tracker earnings reports/ --months 2023-03 --downloaded 2023-04-02 --apply`,
		Args: arguments(1, unbounded),
		RunE: func(c *cobra.Command, args []string) error {
			options, err := flags.options()
			if err != nil {
				return err
			}
			return p.with(c.Context(), args, false, func(ctx context.Context, t *tracker, files []string) error {
				return t.earnings(ctx, files, options)
			})
		},
	}
	flags.add(command.Flags())
	command.MarkFlagsRequiredTogether("months", "downloaded")
	command.MarkFlagsMutuallyExclusive("csv", "output")
	return command
}

// earningsFlags are the flags of a comparison as they were typed.
type earningsFlags struct {
	months, downloaded       string
	only, by, columns        []string
	dayFirst, decimalComma   bool
	apply, incomplete, asCSV bool
	user, sheet              string
	book                     output
}

func (f *earningsFlags) add(flags flagSet) {
	flags.StringVar(&f.months, "months", "", "the `MONTHS` that every file covers, as 2023-01..2023-03 or 2023-03")
	flags.StringVar(&f.downloaded, "downloaded", "", "the `DAY` on which the files were downloaded")
	flags.StringSliceVar(&f.only, "only", nil, "only claims in these `STATES`: "+strings.Join(stateWords(), ", "))
	flags.StringSliceVar(&f.by, "by", []string{"state"}, "keep the sums apart by these `FIELDS`: "+strings.Join(sumWords(), ", "))
	flags.StringArrayVar(&f.columns, "column", nil, "read the column `HEADER=COLUMN` of a file as a column such as claimId; may be repeated")
	flags.BoolVar(&f.dayFirst, "day-first", false, "4/3/2023 means March 4")
	flags.BoolVar(&f.decimalComma, "decimal-comma", false, "5,000 means five, and 5.000 five thousand")
	flags.BoolVar(&f.apply, "apply", false, "record what was approved and paid")
	flags.BoolVar(&f.incomplete, "incomplete", false, "record what was read although lines or files could not be read")
	flags.BoolVar(&f.asCSV, "csv", false, "print CSV, one line for each claim")
	flags.StringVar(&f.user, "user", "", "the `ID` of the partner's user who records")
	sheetFlag(flags, &f.sheet)
	f.book.add(flags)
}

// earningsOptions are the flags of a comparison after they were read.
type earningsOptions struct {
	reportfiles.Options
	only              []settlement.State
	by                []settlement.SumBy
	apply, incomplete bool
	asCSV             bool
	user              mci.UserID
	book              output
}

// states are the words for the states of payment.
var states = []struct {
	word  string
	state settlement.State
}{
	{"due", settlement.NotDue},
	{"late", settlement.Late},
	{"reported", settlement.Reported},
	{"paid", settlement.Paid},
	{"short", settlement.PaidShort},
	{"over", settlement.PaidOver},
	{"taken-back", settlement.TakenBack},
	{"not-eligible", settlement.NotEligible},
	{"unknown", settlement.Unknown},
}

// A sumField is a word for a field of sums.
type sumField struct {
	word string
	by   settlement.SumBy
}

var sumFields = []sumField{
	{"state", settlement.SumByState},
	{"area", settlement.SumByArea},
	{"location", settlement.SumByLocation},
	{"month", settlement.SumByMonth},
}

func stateWords() (words []string) {
	for _, one := range states {
		words = append(words, one.word)
	}
	return words
}

func sumWords() (words []string) {
	for _, one := range sumFields {
		words = append(words, one.word)
	}
	return words
}

func (f *earningsFlags) options() (earningsOptions, error) {
	options := earningsOptions{apply: f.apply, incomplete: f.incomplete, asCSV: f.asCSV, user: mci.UserID(f.user), book: f.book}
	options.Sheet = f.sheet
	options.Reading.DayFirst, options.Reading.DecimalComma = f.dayFirst, f.decimalComma
	var wrong error
	keep := func(path string, err error) {
		if wrong == nil && err != nil {
			wrong = mci.At(path, err)
		}
	}
	for _, word := range f.only {
		at := slices.Index(stateWords(), word)
		if at < 0 {
			return options, mci.Invalid("only", word, strings.Join(stateWords(), ", "))
		}
		options.only = append(options.only, states[at].state)
	}
	for _, word := range f.by {
		at := slices.Index(sumWords(), word)
		if at < 0 {
			return options, mci.Invalid("by", word, strings.Join(sumWords(), ", "))
		}
		options.by = append(options.by, sumFields[at].by)
	}
	for _, column := range f.columns {
		header, name, ok := cutLast(column, "=")
		if !ok || strings.TrimSpace(header) == "" {
			return options, mci.Invalid("column", column, "HEADER=COLUMN, such as Anspruchs-ID=claimId")
		}
		options.Reading.Synonyms = append(options.Reading.Synonyms, reports.Synonym{Header: header, Column: name})
	}
	if f.months != "" {
		from, until, ranged := strings.Cut(f.months, "..")
		if !ranged {
			until = from
		}
		var err error
		options.From, err = earnings.ParseMonth(from)
		keep("months", err)
		options.Until, err = earnings.ParseMonth(until)
		keep("months", err)
		options.Reading.Downloaded, err = mci.ParseDate(f.downloaded)
		keep("downloaded", err)
	}
	return options, wrong
}

// contradiction returns an error if a flag contradicts another flag or the
// calendar; see [reportfiles.Options.Contradiction].
func (o *earningsOptions) contradiction(today mci.Date) error {
	flag, err := o.Contradiction(today)
	if flag == "until" {
		flag = "months"
	}
	return mci.At(flag, err)
}

// earnings compares the claims with the reports in some files.
func (t *tracker) earnings(ctx context.Context, names []string, options earningsOptions) error {
	if err := options.contradiction(mci.DateOf(t.at)); err != nil {
		return err
	}
	var read reportfiles.Reports
	options.Progress = t.withProgress
	for _, name := range names {
		read.Add(name, &options.Options)
	}
	settled, err := settlement.Settle(mci.DateOf(t.at), t.facts(ctx), &read.Lines)
	if err != nil {
		return err
	}
	t.skipAll(settled.Unread)
	told := &earningsReport{Files: read.Files, Books: read.Notes, Problems: read.Problems, Settlement: settled, options: &options}
	if told.Sums, err = settled.Sums(options.by...); err != nil {
		return err
	}
	incomplete := len(read.Problems) > 0
	var interrupted error
	if options.apply && (!incomplete || options.incomplete) {
		interrupted = t.record(ctx, told)
	}
	if err := t.showEarnings(told); err != nil {
		return err
	}
	switch {
	case interrupted != nil:
		return interrupted
	case told.failed > 0:
		return fmt.Errorf("not recorded: %s", counted(told.failed, "fact"))
	case incomplete && options.apply && !options.incomplete:
		return fmt.Errorf("nothing was recorded: not read: %s; correct the files, or say --incomplete", counted(len(read.Problems), "line or file"))
	case incomplete:
		return fmt.Errorf("not read: %s", counted(len(read.Problems), "line or file"))
	}
	return nil
}

// record records the facts in the reports. If it is interrupted, no other
// command is given, and the error says how many were left out.
func (t *tracker) record(ctx context.Context, told *earningsReport) error {
	told.Recorded, told.Unrecorded = reportfiles.Record(ctx, t.desk, told.Settlement, t.at, told.options.user)
	all, interrupt := len(told.Recorded), ctx.Err()
	if interrupt != nil {
		told.Recorded = slices.DeleteFunc(told.Recorded, func(r reportfiles.Recorded) bool { return strings.Contains(r.Why, interrupt.Error()) })
	}
	for i := range told.Recorded {
		if told.Recorded[i].Why != "" {
			told.failed++
		}
	}
	if given := len(told.Recorded); given < all {
		return unfinished(fmt.Errorf("%w after %d of %s", interrupt, given, counted(all, "fact")), false)
	}
	return nil
}

// facts yields the facts of all claims. The tracker matches the rows of an
// export by the claims' IDs, so an observed claim has its number in Partner
// Center as ID.
func (t *tracker) facts(ctx context.Context) func(func(settlement.Claim, error) bool) {
	return func(yield func(settlement.Claim, error) bool) {
		for item, err := range register.List(ctx, t.desk, store.Query{}) {
			var facts settlement.Claim
			switch {
			case err != nil:
			case item.Association != nil:
				facts = settlement.OfAssociation(item.Association)
			default:
				facts = settlement.Of(item.Claim)
				if facts.Number == "" && item.Claim.Record().Observed != nil {
					facts.Number = string(facts.ID)
				}
			}
			if !yield(facts, err) {
				return
			}
		}
	}
}

// expectedText says when a claim's payment is expected. It is empty if no
// payment is.
func expectedText(claim *claims.Claim, at time.Time) string {
	work := register.Work(register.Activity(claim), at)
	if work.Expected.IsZero() {
		return ""
	}
	left := mci.DateOf(at).DaysUntil(work.Expected)
	switch {
	case work.Overdue:
		return fmt.Sprintf("expected by %s, %s late", work.Expected, counted(-left, "day"))
	case left == 0:
		return fmt.Sprintf("expected by %s, today", work.Expected)
	default:
		return fmt.Sprintf("expected by %s, %s left", work.Expected, counted(left, "day"))
	}
}

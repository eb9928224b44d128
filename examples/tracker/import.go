package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/examples/tablefile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) importCommand() *cobra.Command {
	var flags importFlags
	command := &cobra.Command{
		Use: "import FILE", Short: "Follow an export of Partner Center's claims, made at the instant",
		Long: `Follow an export of Partner Center's claims, made at the instant, in CSV, TSV or a workbook (.xlsx); "-" is the standard input.
Each row brings its claim to the status that the portal shows, or records that the two differ; a claim that only the portal knows
is adopted, but not if its date of creation stands there and cannot be read. If an import is interrupted, run it again: the rows
that it followed change nothing. If a row cannot be imported, the others still are, and the exit status is 1. Columns, lines and
cells that are not read are listed, and so is everything about a workbook's cells that is not as they show it: formulas, whose
stored values are read, merged cells, hidden rows.
With --json it prints one line of JSON for the file and one for each row, as it goes.`,
		Example: `  tracker import claims.csv --dry-run
  tracker import claims.csv --day-first --column "Anspruchs-ID=Claim ID" --ignore "Letzte Änderung"
  tracker import claims.xlsx --sheet "Customer claims"
  unzip -p claims.zip | tracker import -`,
		Args: arguments(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			options, err := flags.options()
			if err != nil {
				return err
			}
			return p.with(c.Context(), args, true, func(ctx context.Context, t *tracker, args []string) error {
				return t.importFile(ctx, args[0], flags.sheet, options)
			})
		},
	}
	flags.add(command.Flags())
	command.MarkFlagsMutuallyExclusive("day-first", "month-first")
	command.MarkFlagsMutuallyExclusive("decimal-comma", "decimal-point")
	return command
}

// importFlags holds the flags of an import.
type importFlags struct {
	dayFirst, monthFirst       bool
	decimalComma, decimalPoint bool
	noAdoption, dryRun         bool
	assumeCreated              bool
	user, currency             string
	columns, ignored           []string
	columnsFile                string
	sheet                      string
}

func (f *importFlags) add(flags flagSet) {
	flags.BoolVar(&f.dayFirst, "day-first", false, "4/3/2023 means March 4")
	flags.BoolVar(&f.monthFirst, "month-first", false, "4/3/2023 means April 3")
	flags.BoolVar(&f.decimalComma, "decimal-comma", false, "5,000 means five, and 5.000 five thousand")
	flags.BoolVar(&f.decimalPoint, "decimal-point", false, "5,000 means five thousand, and 5.000 five")
	flags.StringVar(&f.currency, "currency", "", "the `CODE` of amounts for which the export names no currency")
	flags.StringArrayVar(&f.columns, "column", nil, "read the column `HEADER=COLUMN` of the file as a column such as Claim ID; may be repeated")
	flags.StringArrayVar(&f.ignored, "ignore", nil, "do not read the column `HEADER`; may be repeated")
	flags.StringVar(&f.columnsFile, "columns", "", "read lines HEADER=COLUMN from `FILE`; a line HEADER= leaves a column unread")
	flags.BoolVar(&f.noAdoption, "no-adoption", false, "skip claims that only the portal knows")
	flags.BoolVar(&f.assumeCreated, "assume-created", false, "adopt claims whose date of creation cannot be read, as if they were created at the instant of the export; a later import that can read it corrects it")
	flags.BoolVar(&f.dryRun, "dry-run", false, "report the changes, and save nothing")
	flags.StringVar(&f.user, "user", "", "the `ID` of the partner's user who imports")
	sheetFlag(flags, &f.sheet)
}

func (f *importFlags) options() (portal.ImportOptions, error) {
	options := portal.ImportOptions{NoAdoption: f.noAdoption, AssumeCreated: f.assumeCreated, DryRun: f.dryRun, User: mci.UserID(f.user)}
	switch {
	case f.dayFirst:
		options.Dates = portal.DayFirst
	case f.monthFirst:
		options.Dates = portal.MonthFirst
	}
	switch {
	case f.decimalComma:
		options.Decimals = portal.DecimalComma
	case f.decimalPoint:
		options.Decimals = portal.DecimalPoint
	}
	if f.currency != "" {
		currency, err := mci.ParseCurrency(f.currency)
		if err != nil {
			return options, mci.At("currency", err)
		}
		options.Currency = currency
	}
	for _, line := range f.columns {
		synonym, err := readSynonym(line)
		if err != nil {
			return options, mci.At("column", err)
		}
		options.Synonyms = append(options.Synonyms, synonym)
	}
	for _, header := range f.ignored {
		options.Synonyms = append(options.Synonyms, portal.Synonym{Header: header})
	}
	more, err := readSynonyms(f.columnsFile)
	options.Synonyms = append(options.Synonyms, more...)
	return options, err
}

// readSynonyms reads a file of synonyms. If name is empty, it returns none. It
// skips blank lines and lines that begin with #.
func readSynonyms(name string) ([]portal.Synonym, error) {
	if name == "" {
		return nil, nil
	}
	data, err := inputfile.Text(name, inputfile.Most)
	if err != nil {
		return nil, err
	}
	var synonyms []portal.Synonym
	for i, line := range strings.Split(strings.TrimPrefix(string(data), "\uFEFF"), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		synonym, err := readSynonym(line)
		if err != nil {
			return nil, mci.At(fmt.Sprintf("%s:%d", name, i+1), err)
		}
		synonyms = append(synonyms, synonym)
	}
	return synonyms, nil
}

// readSynonym parses HEADER=COLUMN. If the import ignores the column, the line
// is HEADER=.
func readSynonym(line string) (portal.Synonym, error) {
	header, column, ok := cutLast(line, "=")
	if header = strings.TrimSpace(header); !ok || header == "" {
		return portal.Synonym{}, mci.Invalid("", line, "HEADER=COLUMN, such as Anspruchs-ID=Claim ID")
	}
	if column = strings.TrimSpace(column); column == "" {
		return portal.Synonym{Header: header}, nil
	}
	parsed, err := portal.ParseColumn(column)
	return portal.Synonym{Header: header, Column: parsed}, err
}

// cutLast is like strings.Cut but cuts at the last separator.
func cutLast(text, separator string) (before, after string, ok bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

func (t *tracker) importFile(ctx context.Context, name, sheet string, options portal.ImportOptions) error {
	source, finish, err := t.openExport(name, tablefile.Claims(sheet, options.Options))
	if err != nil {
		return err
	}
	told := imported{counts: make(map[portal.Outcome]int)}
	var telling error
	options.Future = t.future
	options.Opened = func(opening portal.Opening) { telling = t.tellOpening(opening) }
	for result, err := range portal.NewImporter(t.store, t.catalog, options).Import(ctx, source, t.at, t.now) {
		if err != nil {
			t.tellStand(&told)
			return errors.Join(unfinished(err, options.DryRun), finish())
		}
		if err := errors.Join(telling, t.tellRow(&told, result)); err != nil {
			return errors.Join(err, finish())
		}
	}
	if err := errors.Join(telling, finish(), t.tellSheet(&source)); err != nil {
		return err
	}
	if !t.json {
		told.text(t.out)
		if len(told.counts) == 0 {
			fmt.Fprintln(t.out, "the file has a header and no row below it")
		}
		if options.DryRun {
			fmt.Fprintln(t.out, "nothing was saved: this was a dry run")
		}
	}
	if told.left > 0 {
		return fmt.Errorf("not imported: %s", counted(told.left, "row"))
	}
	return nil
}

// tellStand prints the totals of an import that ended before its file did.
func (t *tracker) tellStand(told *imported) {
	if !t.json {
		told.text(t.out)
	}
}

// unfinished returns the error of a command that changes one claim after the
// other, if an interrupt or an error of the place ended it early.
func unfinished(err error, dryRun bool) error {
	if dryRun || isMalformed(err) {
		return err
	}
	return fmt.Errorf("%w; what was told is saved: run it again for the rest", err)
}

// openExport opens a file, or the standard input if name is "-". If it is a
// workbook, choice selects the sheet. The returned function closes the file and
// removes the progress bar.
func (t *tracker) openExport(name string, choice workbook.Choice) (tablefile.Source, func() error, error) {
	file, done := t.in, func() error { return nil }
	if name != "-" {
		opened, err := os.Open(name)
		if err != nil {
			return tablefile.Source{}, nil, err
		}
		file, done = opened, opened.Close
	}
	source, err := tablefile.Open(file, choice)
	if err != nil {
		return tablefile.Source{}, nil, errors.Join(err, done())
	}
	if source.Sheet != nil {
		return source, func() error { return errors.Join(source.Sheet.Close(), done()) }, nil
	}
	opened, ok := file.(*os.File)
	if !ok || name == "-" {
		return source, done, nil
	}
	shown, finish := t.withProgress(opened, source)
	source.Reader = shown
	return source, func() error { return errors.Join(finish(), done()) }, nil
}

// A fileResult lists the columns and lines of a file that the import ignored.
type fileResult struct {
	NotRead []string             `json:"columnsNotRead"`
	Skipped []portal.SkippedLine `json:"linesSkipped,omitempty"`
}

// tellOpening prints the columns and lines of a file that the import ignores.
func (t *tracker) tellOpening(opening portal.Opening) error {
	told := fileResult{opening.Unread(), opening.Skipped}
	if t.json {
		return json.NewEncoder(t.out).Encode(told)
	}
	for _, line := range told.Skipped {
		if _, err := fmt.Fprintf(t.out, "line %d above the header, not read: %q\n", line.Line, line.Text); err != nil {
			return err
		}
	}
	if len(told.NotRead) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(t.out, "columns not read: %q\n", told.NotRead)
	return err
}

// withProgress shows the progress of reading the content of a file if the
// standard error is a terminal. If the standard output is a terminal too, it
// holds the output back until finish is called.
func (t *tracker) withProgress(file *os.File, content io.Reader) (source io.Reader, finish func() error) {
	status, err := file.Stat()
	if err != nil || !isTerminal(t.err) {
		return content, func() error { return nil }
	}
	held, out := &bytes.Buffer{}, t.out
	if isTerminal(out) {
		t.out = held
	}
	bar := progressbar.NewOptions64(status.Size(), progressbar.OptionSetWriter(t.err), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription("importing"), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
	reader := progressbar.NewReader(content, bar)
	return &reader, func() error {
		t.out = out
		err := bar.Finish()
		text := held.String()
		if !t.json {
			text = t.laidOut(text)
		}
		_, writing := io.WriteString(out, text)
		return errors.Join(err, writing)
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := fileOf(w)
	return ok && isatty.IsTerminal(file.Fd())
}

// imported counts the rows by outcome.
type imported struct {
	counts map[portal.Outcome]int
	left   int // rows that were not imported
}

// A rowResult is the result of one row in its JSON form.
type rowResult struct {
	Line    int            `json:"line"`
	Claim   claims.ID      `json:"claim,omitempty"`
	Outcome portal.Outcome `json:"outcome"`
	Kind    store.Kind     `json:"kind,omitempty"`
	Status  string         `json:"status,omitempty"`
	// Shown is the status that Partner Center shows.
	Shown   string   `json:"shown"`
	Missing []string `json:"missing,omitempty"`
	Assumed []string `json:"assumed,omitempty"`
	// Meanings are the statuses that Shown may mean, if there are several.
	Meanings []string       `json:"meanings,omitempty"`
	Amounts  []amountResult `json:"amounts,omitempty"`
	NotRead  []string       `json:"cellsNotRead,omitempty"`
	// Differences are the fields in which the row differs from its claim.
	Differences []portal.Difference `json:"differences,omitempty"`
	// Warnings name other associations that are approved for the same workload
	// or subscription.
	Warnings []claims.Gap `json:"warnings,omitempty"`
	Why      string       `json:"why,omitempty"`
}

// An amountResult is an amount that the portal shows.
type amountResult struct {
	Column          portal.Column `json:"column"`
	Shown           mci.Money     `json:"shown"`
	Recorded        mci.Money     `json:"recorded"`
	CurrencyAssumed bool          `json:"currencyAssumed,omitempty"`
	Why             string        `json:"why,omitempty"`
}

func newRowResult(r *portal.Result) rowResult {
	row := rowResult{
		Line: r.Row.Line, Kind: r.Kind, Claim: r.Claim, Outcome: r.Outcome, Status: r.Status, Shown: r.Row.Status.String(),
		Missing: r.Missing, Assumed: r.Assumed, Meanings: r.Meanings, Why: r.Why,
		Differences: r.Differences, Warnings: r.Warnings,
	}
	for _, amount := range r.Amounts {
		row.Amounts = append(row.Amounts, amountResult(amount))
	}
	for _, cell := range r.Row.Unread {
		row.NotRead = append(row.NotRead, cell.Column.String()+": "+cell.Err.Error())
	}
	return row
}

// tellRow prints the result of a row. In text form, it leaves out rows without
// news.
func (t *tracker) tellRow(told *imported, r portal.Result) error {
	told.counts[r.Outcome]++
	if !r.Outcome.Taken() {
		told.left++
	}
	row := newRowResult(&r)
	if t.json {
		return json.NewEncoder(t.out).Encode(row)
	}
	for _, sentence := range row.sentences() {
		if _, err := fmt.Fprintf(t.out, "line %d: %s\n", row.Line, vocabulary.Visible(sentence)); err != nil {
			return err
		}
	}
	return nil
}

// sentences returns the news about a row, for a person.
func (r *rowResult) sentences() []string {
	var all []string
	if r.Outcome != portal.Matched {
		all = append(all, r.sentence())
	}
	for _, cell := range r.NotRead {
		all = append(all, "not read: "+cell)
	}
	for _, one := range r.Differences {
		all = append(all, fmt.Sprintf("%s: the portal shows the %s %q, and recorded is %q, which stays", r.Claim, strings.ToLower(one.Column.String()), one.Shown, one.Recorded))
	}
	for i := range r.Warnings {
		all = append(all, fmt.Sprintf("warning: %s (%s)", r.Warnings[i].Why, r.Warnings[i].Rule))
	}
	for _, amount := range r.Amounts {
		if text := amount.sentence(); text != "" {
			all = append(all, text)
		}
	}
	return all
}

func (r *rowResult) sentence() string {
	var text string
	switch {
	case r.Why != "":
		return fmt.Sprintf("%s: %s", r.Outcome, r.Why)
	case r.Outcome == portal.Diverged:
		return fmt.Sprintf("%s diverged: %s, and the portal shows %q", r.Claim, r.Status, r.Shown)
	default:
		text = fmt.Sprintf("%s %s: %s", r.Claim, r.Outcome, r.Status)
	}
	if len(r.Meanings) > 0 {
		text += fmt.Sprintf("; the portal shows %q, which can mean %s", r.Shown, strings.Join(r.Meanings, ", "))
	}
	if dates := r.assumedDates(); len(dates) > 0 {
		text += "; date assumed of " + strings.Join(dates, ", ")
	}
	return text
}

// dateNames maps the date fields on which deadlines and amounts depend to
// words.
var dateNames = []struct{ path, name string }{
	{"created", "creation"},
	{"consent.asked", "request for consent"},
	{"consent.answered", "consent"},
	{"firstSubmitted", "first submission"},
	{"rejectedAt", "rejection"},
	{"approvedAt", "approval"},
	{"disputeSubmitted", "dispute"},
}

func (r *rowResult) assumedDates() []string {
	var names []string
	for _, date := range dateNames {
		if slices.Contains(r.Assumed, date.path) {
			names = append(names, date.name)
		}
	}
	return names
}

// sentence describes an amount if its recorded value differs from the shown
// one. If they are equal, it returns the empty string.
func (a *amountResult) sentence() string {
	name := strings.ToLower(a.Column.String())
	switch {
	case a.Why != "":
		return fmt.Sprintf("not read: %s: %s", name, a.Why)
	case a.Shown.Equal(a.Recorded):
		return ""
	case a.CurrencyAssumed:
		return fmt.Sprintf("the portal shows %s %s, its currency assumed, and recorded is %s; name the currency by --currency", name, a.Shown, a.Recorded)
	default:
		return fmt.Sprintf("the portal shows %s %s, and recorded is %s", name, a.Shown, a.Recorded)
	}
}

func (i *imported) text(w io.Writer) {
	for outcome := portal.Matched; outcome <= portal.OtherProgram; outcome++ {
		if n := i.counts[outcome]; n > 0 {
			fmt.Fprintf(w, "%d %s\n", n, outcome)
		}
	}
}

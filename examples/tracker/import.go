package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/portal"
)

func (p *program) importCommand() *cobra.Command {
	var options portal.ImportOptions
	command := &cobra.Command{
		Use: "import FILE", Short: "Follow an export of Partner Center's claims, made at the instant",
		Long: `Follow an export of Partner Center's claims, made at the instant. Each row brings its claim to the status that the portal
shows, or notes that both differ; a claim that only the portal knows is adopted. An import that was ended on the way is begun
again: what it did is kept, and not done twice. Rows that could not be taken end it with status 1, after all others.
With --json it prints one line of JSON for each row, as it goes.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return p.with(c.Context(), args, true, func(ctx context.Context, t *tracker, args []string) error {
				return t.importFile(ctx, args[0], options)
			})
		},
	}
	flags := command.Flags()
	flags.BoolVar(&options.DayFirst, "day-first", false, "4/3/2023 means March 4")
	flags.BoolVar(&options.NoAdoption, "no-adoption", false, "leave claims alone that only the portal knows")
	flags.StringVar((*string)(&options.User), "user", "", "the `ID` of the partner's user who imports")
	return command
}

func (t *tracker) importFile(ctx context.Context, name string, options portal.ImportOptions) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // because it was only read
	source, finish := t.withProgress(file)
	told := imported{counts: make(map[portal.Outcome]int)}
	for result, err := range portal.NewImporter(t.store, t.catalog, options).Import(ctx, source, t.at) {
		if err != nil {
			return errors.Join(err, finish())
		}
		if err := t.tellRow(&told, result); err != nil {
			return errors.Join(err, finish())
		}
	}
	if err := finish(); err != nil {
		return err
	}
	if !t.json {
		told.text(t.out)
	}
	if told.left > 0 {
		return fmt.Errorf("not taken: %s", counted(told.left, "row"))
	}
	return nil
}

// withProgress shows on a terminal how much of a file was read. What is printed to the same terminal waits until the end.
func (t *tracker) withProgress(file *os.File) (source io.Reader, finish func() error) {
	status, err := file.Stat()
	if err != nil || !isTerminal(t.err) {
		return file, func() error { return nil }
	}
	held, out := &bytes.Buffer{}, t.out
	if isTerminal(out) {
		t.out = held
	}
	bar := progressbar.NewOptions64(status.Size(), progressbar.OptionSetWriter(t.err), progressbar.OptionShowBytes(true),
		progressbar.OptionSetDescription("importing"), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish())
	reader := progressbar.NewReader(file, bar)
	return &reader, func() error {
		t.out = out
		err := bar.Finish()
		_, writing := held.WriteTo(out)
		return errors.Join(err, writing)
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

// imported counts what became of the rows.
type imported struct {
	counts map[portal.Outcome]int
	left   int // not taken
}

// A rowResult is what became of one row.
type rowResult struct {
	Line    int            `json:"line"`
	Claim   claims.ID      `json:"claim,omitempty"`
	Outcome portal.Outcome `json:"outcome"`
	State   *claims.State  `json:"state,omitempty"`
	Shown   string         `json:"shown"` // by Partner Center
	Missing []string       `json:"missing,omitempty"`
	Why     string         `json:"why,omitempty"`
}

// tellRow prints what became of a row, if that is any news.
func (t *tracker) tellRow(told *imported, r portal.Result) error {
	told.counts[r.Outcome]++
	if r.Why != "" {
		told.left++
	}
	row := rowResult{r.Row.Line, r.Claim, r.Outcome, nil, r.Row.Status.String(), r.Missing, r.Why}
	if r.State != (claims.State{}) {
		row.State = &r.State
	}
	switch {
	case t.json:
		return json.NewEncoder(t.out).Encode(row)
	case r.Outcome == portal.Matched:
		return nil
	default:
		_, err := fmt.Fprintf(t.out, "line %d: %s\n", row.Line, row.sentence())
		return err
	}
}

func (r *rowResult) sentence() string {
	switch {
	case r.Why != "":
		return fmt.Sprintf("%s: %s", r.Outcome, r.Why)
	case r.Outcome == portal.Diverged:
		return fmt.Sprintf("%s diverged: %s, and the portal shows %s", r.Claim, r.State, r.Shown)
	default:
		return fmt.Sprintf("%s %s: %s", r.Claim, r.Outcome, r.State)
	}
}

func (i *imported) text(w io.Writer) {
	for outcome := portal.Matched; outcome <= portal.Unreadable; outcome++ {
		if n := i.counts[outcome]; n > 0 {
			fmt.Fprintf(w, "%d %s\n", n, outcome)
		}
	}
}

package main

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
)

func (p *program) exportCommand() *cobra.Command {
	var options portal.ExportOptions
	var book output
	command := &cobra.Command{
		Use: "export", Short: "Print all claims as CSV, for a spreadsheet", Args: arguments(0, 0),
		Long: `Print all claims as CSV, for a spreadsheet. A text that a spreadsheet program would read as a formula begins with an apostrophe.
With --json it prints the stored records as they are, one on each line. With -o it writes a workbook, whose dates and numbers are
real ones, and nothing is a formula.`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			if book.file != "" {
				return t.writeRegister(ctx, store.Query{}, book)
			}
			if t.json {
				return t.exportRecords(ctx)
			}
			unread, err := portal.Export(t.out, register.List(ctx, t.desk, store.Query{}), t.at, options)
			t.skipAll(unread)
			return err
		}),
	}
	command.Flags().BoolVar(&options.Mark, "mark", false, "begin with the byte order mark that some spreadsheet programs want")
	book.add(command.Flags())
	return command
}

// writeRegister writes the claims of a query as a workbook.
func (t *tracker) writeRegister(ctx context.Context, query store.Query, to output) error {
	return t.writeBook(to, func(b *workbook.Book) error {
		unread, err := claimbook.Register(b, register.List(ctx, t.desk, query), t.at)
		t.skipAll(unread)
		return err
	})
}

func (t *tracker) exportRecords(ctx context.Context) error {
	return buffered(t.out, func(w io.Writer) error { return t.writeRecords(ctx, json.NewEncoder(w)) })
}

func (t *tracker) writeRecords(ctx context.Context, lines *json.Encoder) error {
	for item, err := range register.List(ctx, t.desk, store.Query{}) {
		if t.skips(err) {
			continue
		}
		if err == nil && item.Association != nil {
			err = lines.Encode(item.Association.Record())
		} else if err == nil {
			err = lines.Encode(item.Claim.Record())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/requests"
	"github.com/mci-go/incentives/mci"
)

// nominateFlags are the flags of the command nominate.
type nominateFlags struct {
	template, from    string
	dryRun, allOrNone bool
}

func (p *program) nominateCommand() *cobra.Command {
	var f nominateFlags
	command := &cobra.Command{
		Use: "nominate", Short: "Nominate many customers by a workbook, and open their claims", Args: arguments(0, 0),
		Long: `Nominate many customers at once. --template makes a workbook with lists to choose from, for the engagements of the catalog at the
instant. A person enters a customer in each row, and --from reads it back.

All rows are checked before the first claim is opened. A cell that is malformed is named by its sheet, its place and its column;
a customer who cannot be nominated, with the reasons. Such a row stops no other, unless --all-or-none is given, and the exit status
is 1. With --dry-run nothing is saved. Running it again opens no claim twice.`,
		Example: `  tracker nominate --template requests.xlsx
  tracker nominate --from requests.xlsx --dry-run
  tracker nominate --from requests.xlsx --all-or-none`,
		RunE: func(c *cobra.Command, args []string) error {
			if f.template != "" {
				return p.without(func(t *tracker) error { return t.template(f.template) })
			}
			return p.with(c.Context(), args, true, func(ctx context.Context, t *tracker, _ []string) error { return t.nominate(ctx, &f) })
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.template, "template", "", "make an empty workbook of requests in `FILE`, which must not exist")
	flags.StringVar(&f.from, "from", "", "nominate the customers of the workbook `FILE`")
	flags.BoolVar(&f.dryRun, "dry-run", false, "check all rows, and save nothing")
	flags.BoolVar(&f.allOrNone, "all-or-none", false, "open no claim unless every row passes")
	command.MarkFlagsOneRequired("template", "from")
	command.MarkFlagsMutuallyExclusive("template", "from")
	command.MarkFlagsMutuallyExclusive("template", "dry-run")
	command.MarkFlagsMutuallyExclusive("template", "all-or-none")
	return command
}

// template makes an empty workbook of requests. If a file exists, it is never
// replaced, because somebody may have worked in it.
func (t *tracker) template(name string) error {
	if _, err := os.Lstat(name); err == nil {
		return mci.Invalid("template", name, "the name of a file that does not exist yet")
	}
	return t.writeBook(output{file: name}, func(b *workbook.Book) error { return requests.Write(b, t.catalog, mci.DateOf(t.at), nil) })
}

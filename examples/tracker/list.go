package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A listFlags holds the filters of the command list. If a filter is empty, it
// selects every claim.
type listFlags struct {
	location, engagement, area, owner, customer, text string
	kind                                              string
	statuses                                          []string
	open                                              bool
	limit                                             int
	after                                             string
	book                                              output
}

func (p *program) listCommand() *cobra.Command {
	var f listFlags
	command := &cobra.Command{
		Use: "list", Short: "List claims by their IDs, those that have ended too; filters narrow the list", Args: arguments(0, 0),
		Example: `  tracker list --open --location zurich
  tracker list --status "Partner action required" --status Rejected
  tracker list --customer "tenant ID:2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
  tracker list --text contoso --limit 20`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error {
			query, err := f.query()
			if err != nil {
				return err
			}
			if f.book.file != "" {
				return t.writeRegister(ctx, query, f.book)
			}
			return t.list(ctx, query)
		}),
	}
	flags := command.Flags()
	flags.StringVar(&f.kind, "kind", "", "only claims of the `KIND`: partner activity or association")
	flags.StringVar(&f.location, "location", "", "only claims under the partner's location `ID`")
	flags.StringVar(&f.engagement, "engagement", "", "only claims for the engagement `ID`, in any edition")
	flags.StringVar(&f.area, "area", "", "only claims of the solution `AREA`")
	flags.StringVar(&f.owner, "owner", "", "only claims of the partner's contact with the mail `ADDRESS`")
	flags.StringArrayVar(&f.statuses, "status", nil, "only claims in the `STATUS`; may be repeated")
	flags.StringVar(&f.customer, "customer", "", "only claims of the customer `TYPE:ID`, by the ID that was checked")
	flags.StringVar(&f.text, "text", "", "only claims whose name, number or customer's ID contains `TEXT`")
	flags.BoolVar(&f.open, "open", false, "only claims that have not ended")
	flags.IntVar(&f.limit, "limit", 0, "at most `N` claims (default all)")
	flags.StringVar(&f.after, "after", "", "begin after the claim `ID`, the last one of the list before")
	f.book.add(flags)
	offer(command, "status", statusNames)
	offer(command, "engagement", p.engagementNames)
	return command
}

// statusNames returns the statuses of both kinds, each once.
func statusNames() []string {
	names := store.Statuses(claims.Statuses()...)
	for _, state := range lifecycle.States() {
		if !slices.Contains(names, state.String()) {
			names = append(names, state.String())
		}
	}
	return names
}

// quotedWords lists words that may contain commas.
func quotedWords(words []string) string {
	shown := make([]string, len(words))
	for i, word := range words {
		shown[i] = strconv.Quote(word)
	}
	return strings.Join(shown, ", ")
}

// query returns the filters as a query of the store.
func (f *listFlags) query() (store.Query, error) {
	query := store.Query{
		Location: mci.LocationID(f.location), Engagement: mci.EngagementID(f.engagement), SolutionArea: f.area, Owner: f.owner,
		Text: f.text, Open: f.open, Most: f.limit, After: claims.ID(f.after),
	}
	if f.limit < 0 {
		return query, mci.Invalid("limit", fmt.Sprint(f.limit), "a number of claims, or 0 for all")
	}
	for _, name := range f.statuses {
		i := slices.IndexFunc(statusNames(), func(known string) bool { return strings.EqualFold(known, name) })
		if i < 0 {
			return query, mci.Invalid("status", name, quotedWords(statusNames()))
		}
		query.Statuses = append(query.Statuses, statusNames()[i])
	}
	if f.kind != "" {
		if err := query.Kind.UnmarshalText([]byte(f.kind)); err != nil {
			return query, mci.At("kind", err)
		}
	}
	if f.customer == "" {
		return query, nil
	}
	name, value, _ := strings.Cut(f.customer, ":")
	var kind mci.IDType
	if err := kind.UnmarshalText([]byte(name)); err != nil {
		return query, mci.Invalid("customer", f.customer, "an ID with its type ahead, such as \"tenant ID:2f3c4a1e-…\"; the types are "+typeNames()+"; --text looks for a name")
	}
	id, err := mci.ParseCustomerID(kind, strings.TrimSpace(value))
	query.Customer = id
	return query, mci.At("customer", err)
}

func typeNames() string {
	var names []string
	for _, kind := range mci.IDTypes() {
		names = append(names, kind.String())
	}
	return strings.Join(names, ", ")
}

// A listedClaim is a line of the list.
type listedClaim struct {
	Kind       store.Kind       `json:"kind"`
	Claim      claims.ID        `json:"claim"`
	Name       string           `json:"name"`
	Status     string           `json:"status"`
	Engagement mci.EngagementID `json:"engagement"`
	Location   mci.LocationID   `json:"location"`
	Number     string           `json:"number,omitempty"` // in Partner Center
	// Deadline is the last day of the most urgent running clock.
	Deadline mci.Date `json:"deadline,omitzero"`
}

// A claimList is sorted by claim ID.
type claimList []listedClaim

func (t *tracker) list(ctx context.Context, query store.Query) error {
	list := claimList{}
	for item, err := range register.List(ctx, t.desk, query) {
		switch {
		case item.ID == "" && t.skips(err):
			continue
		case item.ID == "":
			return err
		case err != nil: // the claim's terms have changed, but it is listed all the same
			t.skips(err)
		}
		list = append(list, listedOf(&item))
	}
	if len(list) == 0 {
		if err := t.tellUnmatched(ctx, &query); err != nil {
			return err
		}
	}
	return t.show(list)
}

func listedOf(item *register.Item) listedClaim {
	line := listedClaim{
		Kind: item.Kind, Claim: item.ID, Name: item.Name, Status: item.Status, Engagement: item.Engagement, Location: item.Location, Number: item.Number,
	}
	if deadlines := item.Deadlines(); len(deadlines) > 0 {
		line.Deadline = deadlines[0].Window.LastDay
	}
	return line
}

func (l claimList) text(w io.Writer) {
	if len(l) == 0 {
		fmt.Fprintln(w, "no claim is selected")
		return
	}
	fmt.Fprintln(w, "CLAIM\tSTATUS\tLAST DAY\tENGAGEMENT\tLOCATION\tNUMBER\tNAME")
	for _, line := range l {
		day := "-"
		if !line.Deadline.IsZero() {
			day = line.Deadline.String()
		}
		cells := []string{
			vocabulary.Visible(string(line.Claim)), line.Status, day, string(line.Engagement),
			vocabulary.Visible(string(line.Location)), vocabulary.Visible(line.Number), vocabulary.Visible(line.Name),
		}
		for i, cell := range cells {
			if cell == "" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
}

// engagementNames returns the IDs of the catalog's engagements, each once.
func (p *program) engagementNames() []string {
	card, err := p.card()
	if err != nil {
		return nil
	}
	return engagementIDs(card)
}

// engagementIDs returns the IDs of a catalog's engagements, each once.
func engagementIDs(card *catalog.Catalog) []string {
	var names []string
	for _, e := range listEngagements(card) {
		names = append(names, string(e.Engagement))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

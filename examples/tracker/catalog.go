package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

//go:embed template.catalog.yaml
var catalogTemplate string

func (p *program) catalogCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "catalog", Short: "Write, check and read a catalog of engagements",
		Long: `Write, check and read a catalog of engagements. A catalog is a file in JSON or, if its name ends in .yaml, in YAML.

  tracker catalog new > ours.catalog.yaml
  tracker catalog check ours.catalog.yaml
  tracker catalog show --catalog ours.catalog.yaml
  tracker catalog show fabrikam-workshop --catalog ours.catalog.yaml`,
	}
	command.AddCommand(
		&cobra.Command{
			Use: "check FILE…", Short: "List every problem of catalogs, each with its line and column; - is the standard input", Args: arguments(1, unbounded),
			RunE: func(_ *cobra.Command, files []string) error { return p.checkCatalogs(files) },
		},
		&cobra.Command{
			Use: "show [ENGAGEMENT]", Short: "List the engagements of the catalog, or all that it says of one", Args: arguments(0, 1),
			ValidArgsFunction: p.completeEngagement,
			RunE:              func(_ *cobra.Command, args []string) error { return p.showCatalog(args) },
		},
		&cobra.Command{
			Use: "new", Short: "Print a commented catalog in YAML to begin with; its figures are made up", Args: arguments(0, 0),
			RunE: func(*cobra.Command, []string) error { return p.print(catalogTemplate) },
		},
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of a catalog, by which editors complete", Args: arguments(0, 0),
			RunE: func(*cobra.Command, []string) error { return p.print(catalog.Schema()) },
		},
	)
	return command
}

func (p *program) print(text string) error {
	p.started = true
	_, err := io.WriteString(p.out, text)
	return err
}

// A catalogCheck is the result for one catalog file.
type catalogCheck struct {
	File string `json:"file"`
	// Editions and Engagements are counted only if there is no problem.
	Editions    int              `json:"editions"`
	Engagements int              `json:"engagements"`
	Problems    []catalogProblem `json:"problems"`
}

type catalogProblem struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Path   string `json:"path"`
	Found  string `json:"found"`
	Want   string `json:"want"`
}

// errCatalog says that a catalog is malformed. Its problems have been printed.
var errCatalog = fmt.Errorf("%w: a catalog has problems", mci.ErrInvalid)

// checkCatalogs checks each file. If one cannot be read, the others are checked
// all the same.
func (p *program) checkCatalogs(files []string) error {
	p.started = true
	checks, failure := []catalogCheck{}, error(nil)
	for _, file := range files {
		data, err := p.read(file)
		if err != nil && !isMalformed(err) {
			failure = errors.Join(failure, err)
			continue
		}
		check := checkCatalog(file, data, err)
		if len(check.Problems) > 0 {
			failure = errors.Join(failure, errCatalog)
		}
		checks = append(checks, check)
	}
	if p.json {
		return errors.Join(failure, printJSON(p.out, checks))
	}
	for i := range checks {
		checks[i].text(p.out)
	}
	return failure
}

// checkCatalog checks a catalog. If unread is not nil, the text cannot be a
// catalog, and unread is the reason.
func checkCatalog(file string, data []byte, unread error) catalogCheck {
	name := file
	if file == "-" {
		file = "standard input"
		if !bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\uFEFF"))), []byte("{")) {
			name = "a.yaml" // the standard input has no name that could say so
		}
	}
	check := catalogCheck{File: file, Problems: []catalogProblem{}}
	var problems mci.Problems
	var one *mci.FieldError
	if errors.As(unread, &one) { // its path is the file
		problems = mci.Problems{{Found: one.Found, Want: one.Want, Line: one.Line, Column: one.Column}}
	} else if card, err := catalogfile.Read(name, data); err == nil {
		check.Editions, check.Engagements = size(card)
	} else if !errors.As(err, &problems) && errors.As(err, &one) {
		problems = mci.Problems{one}
	}
	for _, f := range problems {
		check.Problems = append(check.Problems, catalogProblem{f.Line, f.Column, f.Path, f.Found, f.Want})
	}
	return check
}

// size returns the numbers of editions and of engagements.
func size(card *catalog.Catalog) (editions, engagements int) {
	for edition := range card.Editions() {
		editions++
		for range edition.Engagements() {
			engagements++
		}
	}
	return editions, engagements
}

// text prints the check in the format of compilers, so that editors can open
// the places.
func (c *catalogCheck) text(w io.Writer) {
	if len(c.Problems) == 0 {
		fmt.Fprintf(w, "%s: %s with %s, no problem\n", c.File, counted(c.Editions, "edition"), counted(c.Engagements, "engagement"))
		return
	}
	for _, f := range c.Problems {
		place := c.File
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column)
		}
		if f.Path != "" {
			place += ": " + f.Path
		}
		fmt.Fprintf(w, "%s: found %s, want %s\n", place, f.Found, f.Want)
	}
	fmt.Fprintf(w, "%s: %s\n", c.File, counted(len(c.Problems), "problem"))
}

// showCatalog lists the engagements, or all statements about one.
func (p *program) showCatalog(args []string) error {
	p.started = true
	card, err := p.card()
	if err != nil {
		return err
	}
	t := &tracker{streams: p.streams, json: p.json}
	if len(args) == 0 {
		return t.show(listEngagements(card))
	}
	told := statementsOf(card, mci.EngagementID(args[0]))
	if _, err := os.Stat(args[0]); len(told) == 0 && err == nil {
		return mci.Invalid("engagement", args[0], "the ID of an engagement; a catalog is named by --catalog "+args[0])
	}
	if len(told) == 0 {
		return mci.Invalid("engagement", args[0], "the ID of an engagement of the catalog; tracker catalog show lists them")
	}
	return t.show(told)
}

// An engagementList is the catalog's engagements, by edition.
type engagementList []engagementLine

type engagementLine struct {
	Edition    string           `json:"edition"`
	Engagement mci.EngagementID `json:"engagement"`
	Title      string           `json:"title"`
	Area       string           `json:"solutionArea"`
	Pay        string           `json:"pay"`
	Offered    string           `json:"offered"`
	IDTypes    []mci.IDType     `json:"idTypes"`
}

func listEngagements(card *catalog.Catalog) engagementList {
	list := engagementList{}
	for edition := range card.Editions() {
		for e := range edition.Engagements() {
			line := engagementLine{
				Edition: string(edition.ID()), Engagement: e.Ref().Engagement, Title: e.Title(), Area: e.SolutionArea(),
				Pay: e.PayKind().String(), Offered: e.Offered().String(), IDTypes: e.IDTypes(),
			}
			list = append(list, line)
		}
	}
	return list
}

func (l engagementList) text(w io.Writer) {
	edition := ""
	for i, e := range l {
		if e.Edition != edition || i == 0 {
			fmt.Fprintf(w, "%sedition %s\n\nENGAGEMENT\tTITLE\tAREA\tPAY\tOFFERED\n", strings.Repeat("\n", min(i, 1)), e.Edition)
			edition = e.Edition
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", e.Engagement, e.Title, e.Area, e.Pay, e.Offered)
	}
}

// statements are the statements about one engagement in all editions of the
// catalog.
type statements []editionStatements

type editionStatements struct {
	Edition    string            `json:"edition"`
	Engagement mci.EngagementRef `json:"ref"`
	Aspects    []*catalog.Aspect `json:"aspects"`
}

func statementsOf(card *catalog.Catalog, id mci.EngagementID) statements {
	var told statements
	for edition := range card.Editions() {
		if e, ok := edition.Engagement(id); ok {
			told = append(told, editionStatements{string(edition.ID()), e.Ref(), e.Aspects(nil)})
		}
	}
	return told
}

// text prints a table that a person can compare with the guide. A row has a
// statement, the days for which it holds, and its source.
func (s statements) text(w io.Writer) {
	for i, edition := range s {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s, edition %s\n\n", edition.Engagement.Engagement, edition.Edition)
		fmt.Fprintln(w, "TOPIC\tSTATEMENT\tCONTENT\tHOLDS\tSOURCE")
		topic, notes := "", footnotes{}
		for _, row := range rowsOf(edition.Aspects) {
			shown := ""
			if row.topic != topic {
				shown, topic = row.topic, row.topic
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", shown, row.what, row.text, row.days, notes.mark(row.source))
		}
		notes.text(w)
	}
}

// footnotes are the sources of a table, in the order in which the table names
// them. If the table repeated their titles, it would be too wide to read.
type footnotes []string

// mark returns the number of a source's footnote.
func (n *footnotes) mark(source string) string {
	place := slices.Index(*n, source)
	if place < 0 {
		place, *n = len(*n), append(*n, source)
	}
	return fmt.Sprintf("[%d]", place+1)
}

func (n footnotes) text(w io.Writer) {
	fmt.Fprintln(w)
	for i, source := range n {
		fmt.Fprintf(w, "[%d]\t%s\n", i+1, source)
	}
}

// A statementRow is one row of the table.
type statementRow struct{ topic, what, text, days, source string }

// rowsOf returns a row for each version of each statement. The countries of a
// market share one row, as they do in a guide.
func rowsOf(aspects []*catalog.Aspect) []statementRow {
	var rows []statementRow
	markets := map[statementRow]int{} // maps the row of a market, without its countries, to its index
	for _, a := range aspects {
		for _, spell := range a.Spells {
			row := statementRow{a.Topic.String(), a.What, spell.Text, days(spell), spell.Source.Title}
			if a.ID != "market.country" {
				rows = append(rows, row)
				continue
			}
			row.what, row.text = "market "+spell.Text, ""
			place, ok := markets[row]
			if !ok {
				place = len(rows)
				markets[row], rows = place, append(rows, row)
			}
			rows[place].text = strings.TrimPrefix(rows[place].text+", "+string(a.Scope.Country), ", ")
		}
	}
	return rows
}

// days returns the days of a spell in words.
func days(spell catalog.Spell) string {
	var period mci.Period
	if first := spell.First.String(); first != "0001-01-01" {
		period.From = spell.First
	}
	if last := spell.Last.String(); last != "9999-12-31" {
		period.Until = spell.Last
	}
	return period.String()
}

func (p *program) completeEngagement(c *cobra.Command, args []string, typed string) (offered []string, _ cobra.ShellCompDirective) {
	settings := p.standIns(c, nil)
	card, err := p.card()
	if settings != nil || err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, e := range listEngagements(card) {
		if strings.HasPrefix(string(e.Engagement), typed) {
			offered = append(offered, string(e.Engagement)+"\t"+e.Title)
		}
	}
	return offered, cobra.ShellCompDirectiveNoFileComp
}

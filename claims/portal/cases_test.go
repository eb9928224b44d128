package portal_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A fileCase is an export that the importer once read wrongly, with the correct
// result.
type fileCase struct {
	file    string
	why     string
	options portal.ImportOptions
	unread  []string // unread columns
	skipped int      // number of lines above the header
	want    []string // one text for each row: line, outcome, claim, state
	cells   []string // unread cells, as "line column"
	err     string   // part of the error that ends the import
}

var fileCases = []fileCase{
	{
		file: "created-on.csv", why: "the day of creation is read, by another name and with dots",
		want: []string{"2 adopted CL-1 Awaiting customer consent response"},
	},
	{
		file: "known-claim.csv", why: "a date is no reason not to follow a status",
		want: []string{"2 moved c1 Awaiting customer consent response"},
	},
	{
		file: "approved.csv", why: "the amounts are read",
		want: []string{"2 moved c1 Approved"},
	},
	{
		file: "german-header.csv", why: "a header that is not known is shown whole",
		err: `"Anspruchs-ID", "Engagement", "Kunden-ID", "Status", "Erstellt am"`,
	},
	{
		file: "german-header.csv", why: "synonyms read it; the status is kept as it is shown",
		options: portal.ImportOptions{Options: portal.Options{Synonyms: []portal.Synonym{
			{Header: "Anspruchs-ID", Column: portal.ClaimID}, {Header: "Kunden-ID", Column: portal.CustomerID}, {Header: "Erstellt am", Column: portal.Created},
		}}},
		want: []string{"2 unknown  no claim"},
	},
	{
		file: "utf16-without-bom.csv", why: "the encoding is known by its zeros; an amount that falls apart at its comma makes the row too long",
		unread: []string{"Customer name", "Last updated"},
		want:   []string{"2 unreadable  no claim", "3 unreadable  no claim", "4 unreadable  no claim", "5 unknown  no claim"},
		cells:  []string{"5 Created"},
	},
	{
		file: "preamble.csv", why: "lines above the header are skipped and said", skipped: 2,
		want: []string{"5 moved contoso-viva Awaiting customer consent response"},
	},
	{
		file: "sep-line.csv", why: "so is the line that names the separator", skipped: 1,
		want: []string{"3 moved c1 Under review"},
	},
	{
		file: "cpor.csv", why: "associations are adopted, and claims of other programs are known as such",
		want: []string{"2 adopted 4711 Draft", "3 adopted 4712 Approved", "4 other program  no claim"},
	},
	{
		file: "ragged.csv", why: "a row with more cells than the header is not read", unread: []string{"Previous status"},
		want: []string{"2 unreadable  no claim"},
	},
	{
		file: "cut-off.csv", why: "nor is the row in the middle of which the file ends",
		want: []string{"2 moved c1 Approved", "3 unreadable  no claim"},
	},
	{
		file: "two-status-columns.csv", why: "two columns for one thing name both",
		err: `the columns "Status" and "Status"`,
	},
}

func TestFilesThatWereAnsweredWrongly(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if !slices.ContainsFunc(fileCases, func(c fileCase) bool { return c.file == filepath.Base(file) }) {
			t.Errorf("%s has no right answer here", file)
		}
	}
	for _, c := range fileCases {
		t.Run(c.file+": "+c.why, c.replay)
	}
}

func (c fileCase) replay(t *testing.T) {
	s := &store.Memory{}
	for i, id := range []claims.ID{"c1", "c2", "contoso-viva"} {
		if err := s.Save(t.Context(), rows(opened(id, 50+i, "Contoso"))); err != nil {
			t.Fatal(err)
		}
	}
	var opening portal.Opening
	c.options.Opened = func(o portal.Opening) { opening = o }
	text := string(must(os.ReadFile(filepath.Join("testdata", "cases", c.file))))
	var got, cells []string
	var last error
	for result, err := range portal.NewImporter(s, public(), c.options).Import(t.Context(), strings.NewReader(text), at("2022-12-20"), at("2022-12-20")) {
		if err != nil {
			last = err
			break
		}
		got = append(got, strings.Join([]string{line(result.Row.Line), result.Outcome.String(), string(result.Claim), cmp.Or(result.Status, "no claim")}, " "))
		for _, cell := range result.Row.Unread {
			cells = append(cells, line(cell.Line)+" "+cell.Column.String())
		}
	}
	switch {
	case c.err != "" && (last == nil || !strings.Contains(last.Error(), c.err)):
		t.Errorf("got the error %v, want %s", last, c.err)
	case c.err == "" && last != nil:
		t.Errorf("got the error %v", last)
	}
	if !slices.Equal(got, c.want) || !slices.Equal(cells, c.cells) || !slices.Equal(opening.Unread(), c.unread) || len(opening.Skipped) != c.skipped {
		t.Errorf("got  %q, cells %q, columns %q, %d lines\nwant %q, cells %q, columns %q, %d lines",
			got, cells, opening.Unread(), len(opening.Skipped), c.want, c.cells, c.unread, c.skipped)
	}
}

func line(n int) string { return string(rune('0' + n)) }

func TestADayOfCreationThatIsReadDecidesTheDeadline(t *testing.T) {
	s := &store.Memory{}
	text := string(must(os.ReadFile("testdata/cases/created-on.csv")))
	follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2022-12-10")
	claim := must(desk.New(s, public()).Claim(t.Context(), "CL-1"))
	deadline := claim.Deadlines()[0]
	if deadline.Window.LastDay != must(mci.ParseDate("2022-12-14")) || deadline.Assumed {
		t.Errorf("got %v, assumed %t", deadline.Window.LastDay, deadline.Assumed)
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A task is a goal of a user, with the commands for it.
type task struct {
	name, title string
	also        string // other words by which it is found
	text        string // the commands in it are indented lines
}

// tasks are listed by help in this order.
var tasks = []task{
	{
		"first-claim", "I nominate a customer", "add claim open new start begin first request eligible",
		`A request is a JSON file with the facts that the portal shows about the
customer and the location. A fact that is left out is unknown.

  # For which engagements can the customer be nominated?
  tracker plan prospect.json --at 2022-11-20
  # Nominate, or see which rule is against it.
  tracker open contoso contoso.json --at 2022-11-10
  # What comes next, and whose step is it?
  tracker next contoso --at 2022-11-10`,
	},
	{
		"many-customers", "I nominate many customers at once", "workbook excel spreadsheet batch template nominations",
		`A workbook has lists to choose from; each row is a customer.

  tracker nominate --template new.xlsx
  # Fill it in, and see what would happen.
  tracker nominate --from requests.xlsx --dry-run --at 2022-11-16
  # Open the claims of the rows that pass.
  tracker nominate --from requests.xlsx --at 2022-11-16`,
	},
	{
		"due-work", "I want to see what is due", "deadline deadlines next todo today week urgent expire reminder calendar",
		`  # The most urgent first: deadline, next actor, rule.
  tracker due --at 2022-11-20
  # Only this week, as a workbook.
  tracker due --within 7d -o week.xlsx
  # The deadlines for the calendar program.
  tracker calendar`,
	},
	{
		"late", "A claim is late, or its window is over", "expired expire overdue missed deadline over sweep extension",
		`When a window is over, no other step than the expiry is possible; a sweep records it.

  # Which are over? They stand first.
  tracker due --at 2022-12-16
  # Which deadline was it, and by which rule?
  tracker show contoso
  # The rule, with the document that it is from.
  tracker rules clock.consent
  # Record the expiries in the histories.
  tracker sweep --at 2022-12-16
  # Was a step dated wrongly? Take it back; the history keeps both.
  tracker undo contoso --user pat --dry-run`,
	},
	{
		"refused", "A step or a nomination is refused", "refusal why reason rule blocked cannot not allowed permitted error gap missing denied",
		`A refusal names its rule and what is missing.

  # Why not, before you try?
  tracker explain contoso submit
  # What is possible, for each side?
  tracker next contoso
  # What does the rule demand, and where does it stand?
  tracker rules claim.guard.evidence`,
	},
	{
		"evidence", "I hand in evidence and submit", "invoice proof poe survey document submission consent mail",
		`The customer is asked and agrees before. Evidence comes piece by piece.

  tracker do contoso send-consent --user pat
  tracker do contoso accept
  tracker do contoso give-evidence --user pat --part invoice --reference invoice.pdf
  # What is still missing?
  tracker explain contoso submit
  tracker do contoso comment --user pat --comment "the invoice follows"`,
	},
	{
		"partner-center", "I import an export of Partner Center", "imports csv xlsx portal status download adopt",
		`The export is a CSV, a TSV or a workbook. Each row brings its claim to the
status that the portal shows; claims that only the portal has are adopted.

  # See what would change.
  tracker import portal.csv --dry-run --at 2022-12-28
  # Columns of other names, days before months.
  tracker import portal.csv --day-first --column "Anspruchs-ID=Claim ID" --dry-run
  # Take back what an import did.
  tracker undo --import 2022-12-28 --user pat --dry-run`,
	},
	{
		"money", "I compare what was paid with what is due", "earnings payments paid payout pay amount sum settlement short",
		`  # Estimated, requested, approved and paid, apart.
  tracker pipeline
  # What came back, by the reports on earnings and payments?
  tracker earnings march --months 2023-01..2023-03 --downloaded 2023-04-02
  # Record the payments.
  tracker earnings march --months 2023-01..2023-03 --downloaded 2023-04-02 --apply`,
	},
	{
		"new-guide", "A new guide is published, with other rates", "catalog edition rates draft terms change program fiscal year",
		`  # A commented catalog to begin with.
  tracker catalog new > ours.catalog.yaml
  # Every problem, with its line and column.
  tracker catalog check ours.catalog.yaml
  # Hold it against the guide.
  tracker catalog show --catalog ours.catalog.yaml
  # What would it change for our claims, and for how much?
  tracker impact ours.catalog.yaml`,
	},
	{
		"mistake", "I made a mistake", "undo wrong correct revert back typo delete remove edit fix",
		`Nothing is deleted: taking back is one more entry.

  # The entries have numbers.
  tracker explain contoso
  # See what the last one would become, without --dry-run do it.
  tracker undo contoso --user pat --dry-run
  # All that an import did.
  tracker undo --import 2022-12-28 --user pat --dry-run`,
	},
	{
		"safe-keeping", "I back up, move or share the claims", "backup restore copy move server postgres postgresql share team lost disk",
		`  # A file with all claims, and its SHA-256 sum beside it.
  tracker backup saved.db
  # Bring it to a place that holds none.
  tracker restore saved.db --db other.db
  # To a server: the same with --to postgres://user@host/name.
  tracker copy --to moved.db
  # Write the settings, so that --db and --user need not be typed.
  tracker init --user pat`,
	},
	{
		"damage", "A claim cannot be read", "doctor damaged corrupt unreadable broken altered check fault repair",
		`  # What is wrong, and what to type next.
  tracker doctor
  # Bring the last good backup to a new file.
  tracker restore saved.db --db again.db`,
	},
	{
		"scripts", "I use the tracker from programs", "json csv fields script automation exit status environment pipe jq program",
		`Results and errors are JSON with --json. Exit status 0: done; 1: the rules refuse
it, or a file could not be read or written; 2: malformed input. A command that
is repeated with its --key is done once.

  tracker due --json
  # Only these fields.
  tracker list --fields claim,status,deadline
  # All claims as CSV, or as the stored records.
  tracker export
  tracker export --json`,
	},
}

// tasksWith returns the tasks that use a command. If the command is the program
// itself, it returns all tasks.
func tasksWith(c *cobra.Command) (found []task) {
	for _, one := range tasks {
		if !c.HasParent() || strings.Contains(one.text, "  "+c.CommandPath()+" ") || strings.Contains(one.text+"\n", "  "+c.CommandPath()+"\n") {
			found = append(found, one)
		}
	}
	return found
}

// findTasks returns the tasks that match the most typed words. If they are the
// name of a task, it returns only that task.
func findTasks(typed []string) (found []task) {
	most := 1
	for _, one := range tasks {
		if strings.EqualFold(strings.Join(typed, " "), one.name) {
			return []task{one}
		}
		words := strings.FieldsFunc(strings.ToLower(one.name+" "+one.title+" "+one.also), func(r rune) bool { return strings.ContainsRune(" ,-", r) })
		count := 0
		for word := range strings.FieldsSeq(strings.ToLower(strings.Join(typed, " "))) {
			if len(word) > 3 && (slices.Contains(words, word) || vocabulary.Nearest(word, words) != "") {
				count++
			}
		}
		switch {
		case count > most:
			most, found = count, []task{one}
		case count == most:
			found = append(found, one)
		}
	}
	return found
}

// help prints the help of a command or of a task.
func (p *program) help(root *cobra.Command, words []string) error {
	about, rest, err := root.Find(words)
	if err == nil && len(rest) == 0 {
		return p.showHelp(about)
	}
	switch found := findTasks(words); {
	case len(found) == 1:
		return p.printHelp(func(width int) string { return taskHelp(&found[0], width) })
	case len(found) > 1:
		return p.printHelp(func(int) string { return choiceOf(found) })
	}
	if err == nil {
		return fmt.Errorf("unknown command %q for %q", rest[0], about.CommandPath())
	}
	return err
}

func taskHelp(one *task, width int) string {
	return heading + one.title + "\n\n" + flowed(one.text, width)
}

// choiceOf lists several tasks, one of which may be meant.
func choiceOf(found []task) string {
	var page strings.Builder
	page.WriteString("Several tasks may be meant:\n\n")
	for _, one := range found {
		page.WriteString("  tracker help " + one.name + "\t" + one.title + "\n")
	}
	return page.String()
}

package play

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fatih/color"
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// NewStory returns a Printer that prints the play as a story for people.
func NewStory(out io.Writer) Printer { return &story{out: out} }

// A story prints a play for people. It uses colors only on a terminal.
type story struct {
	out  io.Writer
	book *Book
	day  string // day of the previous step
}

var (
	bold   = color.New(color.Bold).SprintFunc()
	faint  = color.New(color.Faint).SprintFunc()
	green  = color.New(color.FgGreen).SprintFunc()
	yellow = color.New(color.FgYellow).SprintFunc()
	red    = color.New(color.FgRed).SprintFunc()
)

// width is the longest line, in columns, that the story prints when it wraps
// text.
const width = 100

func (s *story) printf(format string, args ...any) {
	fmt.Fprintf(s.out, format, args...)
}

func (s *story) begin(p *player) error {
	b := p.book
	s.book = b
	s.printf("%s\n\n", bold(b.Title))
	s.printf("%s has %s:\n", b.Partner, counted(len(b.Locations), "location"))
	for _, l := range b.Locations {
		s.printf("  %-10s %-20s %s  %-21s  payee profile complete: %s\n", l.ID, l.Name, l.Country, l.Enrollment, l.PayeeProfile)
	}
	s.printf("\nand these people work on its claims:\n")
	for _, u := range b.Users {
		s.printf("  %-12s %s\n", u.Name, roles(&u))
	}
	s.engagements(p)
	return nil
}

// counted returns a number of things, such as "1 location".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func roles(u *bookUser) string {
	if len(u.Roles) == 0 {
		return "no incentives role"
	}
	texts := make([]string, len(u.Roles))
	for i, grant := range u.Roles {
		texts[i] = grant.Role.String() + " at " + cmp.Or(string(grant.Location), "every location")
	}
	return strings.Join(texts, ", ")
}

// engagements lists the engagements that have at least one earning location.
// They are grouped by solution area, as in the portal. For each one it shows
// how many of the enrolled locations earn.
func (s *story) engagements(p *player) {
	s.printf("\n%s\n", bold("Engagements (earning of enrolled locations)"))
	for edition := range p.catalog.Editions() {
		s.printf("  %s\n", faint(string(edition.ID())+", published "+edition.Published().String()))
		area := ""
		for engagement := range edition.Engagements() {
			earning, enrolled := p.earning(engagement)
			if earning == 0 {
				continue
			}
			if engagement.SolutionArea() != area {
				area = engagement.SolutionArea()
				s.printf("  %s\n", area)
			}
			s.printf("    %s %d of %d  %-58s %s\n", green("●"), earning, enrolled, engagement.Title(), engagement.PayKind())
		}
	}
}

// earning returns two numbers: the enrolled locations that are eligible and can
// be paid, and all enrolled locations.
func (p *player) earning(engagement *catalog.Engagement) (earning, enrolled int) {
	for i := range p.book.Locations {
		l := &p.book.Locations[i]
		if l.Enrollment != mci.Enrolled {
			continue
		}
		enrolled++
		if l.Eligible.about(engagement.Ref().Engagement) == mci.Yes && l.PayeeProfile == mci.Yes {
			earning++
		}
	}
	return earning, enrolled
}

func (s *story) page(p *page) error {
	s.printf("\n%s\n", bold(fmt.Sprintf("%s  Customers page of %s", day(p.at.At), p.engagement.Title())))
	for _, tab := range []customers.Tab{customers.Eligible, customers.Ineligible, customers.Complete, customers.Undecided} {
		s.tab(p, tab)
	}
	return nil
}

func (s *story) tab(p *page, tab customers.Tab) {
	shown := 0
	for _, line := range p.lines {
		if line.Tab != tab {
			continue
		}
		name := ""
		if shown == 0 {
			name = tab.String()
		}
		shown++
		id := line.ID.Type().String() + " " + line.ID.Value()
		s.printf("  %-11s %-21s %s\n", name, line.Name, faint(id))
		if why := s.why(p, line); why != "" {
			s.printf("  %-11s   %s\n", "", why)
		}
	}
	if shown == 0 && tab != customers.Undecided {
		s.printf("  %-11s %s\n", tab, faint("no customer"))
	}
}

func (s *story) why(p *page, line customers.Line) string {
	switch line.Tab {
	case customers.Complete:
		return fmt.Sprintf("claim %s: %s", line.Claim.ID, line.Claim.Status)
	case customers.Ineligible:
		if len(line.Reasons) == 0 {
			return faint("no detail for " + p.engagement.PayKind().String() + " pay")
		}
		texts := make([]string, len(line.Reasons))
		for i, reason := range line.Reasons {
			texts[i] = reason.String()
		}
		return red(strings.Join(texts, "; "))
	case customers.Undecided:
		if len(line.Findings) > 0 {
			return yellow("not known: " + line.Findings[0].Want)
		}
		return yellow("not known: whether the customer consented before")
	case customers.Eligible:
		return openClaims(line)
	}
	return ""
}

// openClaims describes the partner's own open claims and the actions that the
// line offers.
func openClaims(line customers.Line) string {
	if len(line.Open) == 0 {
		return ""
	}
	texts := make([]string, len(line.Open))
	for i, claim := range line.Open {
		texts[i] = fmt.Sprintf("claim %s: %s", claim.ID, claim.Status)
		if !claim.Deadline.IsZero() {
			texts[i] += " until " + claim.Deadline.String()
		}
	}
	text := strings.Join(texts, "; ")
	if len(line.Actions) > 0 {
		actions := make([]string, len(line.Actions))
		for i, action := range line.Actions {
			actions[i] = action.String()
		}
		text += "; next: " + strings.Join(actions, ", ")
	}
	return text
}

func (s *story) line(l *line) error {
	if l.step.Note != "" {
		s.printf("\n%s\n", wrap(l.step.Note, ""))
	}
	if l.Outcome == malformed {
		s.printf("%3d  %s\n", l.Step, red("invalid"))
		for _, problem := range l.Problems {
			s.printf("       %s\n", problem)
		}
		return nil
	}
	today := day(l.At.Time)
	if today == s.day {
		today = ""
	}
	s.day = day(l.At.Time)
	s.printf("%3d  %-10s  %-18s  %-56s  %s\n", l.Step, today, l.Claim, s.sentence(l), s.outcome(l))
	if l.step.Comment != "" {
		s.printf("%s\n", wrap("\""+l.step.Comment+"\"", "       "))
	}
	if l.Refusal != nil {
		s.refusal(l)
		return nil
	}
	s.deadlines(l)
	s.details(l)
	return nil
}

func (s *story) outcome(l *line) string {
	switch {
	case l.Outcome == refused:
		return red("refused")
	case l.association != nil:
		return s.associationOutcome(l.association.State())
	case l.claim == nil:
		return counted(len(l.Swept), "claim")
	case l.claim.State().Status == claims.Approved:
		return green(*l.Status)
	case l.claim.State().Terminal():
		return yellow(*l.Status)
	default:
		return *l.Status
	}
}

func (s *story) sentence(l *line) string {
	who := map[string]string{"customer": "The customer", "microsoft": "Microsoft", "partner center": "Partner Center", "system": "The system"}[l.By]
	if user := s.book.user(mci.UserID(l.By)); user != nil {
		who = user.Name
	}
	text := who + " " + verbs[l.Do].does
	switch l.Do {
	case "add", "claim":
		text += " " + s.book.customer(l.step.Customer).Name
		if !l.step.id.IsZero() {
			text += " by " + l.step.id.Type().String()
		}
	case "evidence":
		text += ": " + l.step.Part.String()
		if l.step.Survey != "" {
			text += " " + l.step.Survey
		}
	case "update-contact":
		text += " on the " + string(l.step.Side) + "'s side"
	case "pay":
		text += " " + l.step.amount.String()
	case "propose":
		text += " " + list(l.step.Workloads) + " at " + s.book.customer(l.step.Customer).Name
	case "proof":
		text += ": " + l.step.Proof.Reference
	case "show":
		text += " " + l.step.Shown
	case "take-back":
		text += " entry " + strconv.FormatUint(l.step.Number, 10)
	}
	return text
}

func (s *story) refusal(l *line) {
	r := l.Refusal
	if len(r.Findings) > 0 {
		for _, finding := range r.Findings {
			s.printf("       %s: wants %s, found %s\n", finding.Outcome, finding.Want, finding.Found)
			s.printf("         %s\n", cite(finding.Rule, finding.Source))
		}
		return
	}
	s.printf("%s\n", wrap(r.Message, "       "))
	if r.Source.Title != "" {
		s.printf("         %s\n", cite(r.Rule, r.Source))
	}
	if len(r.Permitted) > 0 {
		s.printf("       permitted: %s\n", strings.Join(r.Permitted, ", "))
	}
}

// cite names a rule and its source.
func cite(rule mci.RuleID, source mci.Source) string {
	return faint(string(rule) + "; " + source.String())
}

// deadlines shows the deadlines after each verb that can change them.
func (s *story) deadlines(l *line) {
	switch l.Do {
	case "evidence", "update-contact", "resend-consent", "proof", "edit":
		return
	case "begin-review":
		if l.claim != nil {
			return
		}
	}
	for i := range l.Deadlines {
		d := &l.Deadlines[i]
		if l.association != nil && d.DaysLeft < 0 && !d.Expires {
			continue // if this matters, a warning says so
		}
		s.printf("       %s by %s: %s; %s\n", d.Kind, bold(d.LastDay.String()), d.left(), d.after())
		s.printf("         %s\n", cite(d.Rule, d.Source))
	}
}

// left returns a text for the number of days that are left. If a window counts
// business days, its length is given separately, because the days that are left
// are calendar days.
func (d *deadlineLine) left() string {
	if d.Business {
		return fmt.Sprintf("%d business days, %s left", d.Days, counted(d.DaysLeft, "day"))
	}
	return fmt.Sprintf("%d of %d days left", d.DaysLeft, d.Days)
}

func (d *deadlineLine) after() string {
	switch {
	case !d.Expires:
		return "nothing expires by it in this status"
	case d.Then != "":
		return "then " + d.Then
	default:
		return "then the claim expires"
	}
}

func (s *story) details(l *line) {
	for _, warning := range l.Warnings {
		s.printf("       %s %s\n", yellow("!"), warning)
	}
	for _, swept := range l.Swept {
		s.printf("       %-18s  %s\n", swept.Claim, swept.Status)
	}
	if l.association != nil {
		s.associationDetails(l)
	}
	if l.claim != nil {
		s.activityDetails(l)
	}
}

func (s *story) activityDetails(l *line) {
	if l.Shown != nil {
		s.printf("       %s Partner Center shows %s\n", yellow("!"), *l.Shown)
	}
	switch l.Do {
	case "add", "claim", "approve":
		s.printf("       %s payout of %s\n", l.Payout.Basis, l.claim.Engagement().Title())
		for row := range strings.SplitSeq(l.Payout.sheet.String(), "\n") {
			s.printf("         %s\n", row)
		}
	case "accept":
		s.printf("       before it can be submitted: %s\n", strings.Join(l.Missing, ", "))
	}
	if r := l.Referral; r != nil && r.changed {
		s.printf("       referral: %s\n", green(r.DealType.String()))
		if r.PartnerCenter != "" {
			s.printf("         in Partner Center %s, %s\n", r.PartnerCenter, r.state)
		}
		if r.Linked {
			s.printf("         made by Partner Center and linked; Microsoft's sellers: %s\n", r.Sellers)
		}
		for _, finding := range r.Findings {
			s.printf("         %s: %s, found %s\n", finding.Outcome, finding.Want, finding.Found)
			s.printf("           %s\n", cite(finding.Rule, finding.Source))
		}
		for _, d := range r.Differences {
			s.printf("         %s %s: found %s; %s\n", yellow("!"), d.Want, d.Found, d.Remedy)
		}
	}
}

// end prints the outcome of every claim, each kind separately. It never adds up
// the four amounts.
func (s *story) end(all []register.Item) error {
	s.endOfActivities(all)
	s.endOfAssociations(all)
	return nil
}

func (s *story) endOfActivities(all []register.Item) {
	if !slices.ContainsFunc(all, func(i register.Item) bool { return i.Claim != nil }) && len(all) > 0 {
		return
	}
	s.printf("\n%s\n", bold("The claims at the end"))
	s.printf("  %-16s %-26s %14s %14s %14s %14s\n", "claim", "status", "estimated", "requested", "approved", "paid")
	for i := range all {
		if all[i].Claim == nil {
			continue
		}
		record := all[i].Claim.Record()
		amounts := []mci.Money{record.Amounts.Estimated.Money, record.Amounts.Requested.Money, record.Amounts.Approved.Money}
		var paid []string
		for payment := range record.Amounts.Paid() {
			paid = append(paid, payment.Money.String())
		}
		s.printf("  %-16s %-26s %14s %14s %14s %14s\n", record.ID, record.Status, amounts[0], amounts[1], amounts[2], cmp.Or(strings.Join(paid, ", "), "no amount"))
	}
}

// wrap breaks a text into lines, each with an indent.
func wrap(text, indent string) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		if column > 0 && column+1+len(word) > width {
			b.WriteByte('\n')
			column = 0
		}
		if column == 0 {
			b.WriteString(indent)
			column = len(indent)
		} else {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

package claims_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A scenario is a text of commands. The result follows each command:
//
//	2022-11-10T09:00Z partner add-customer engagement=fy23-microsoft-viva
//	----
//	Customer claimed, by claim.add
//	  consent: until 2022-12-10, 30 days left, then it expires
//
// A command consists of an instant, an actor, an event whose words are joined
// by hyphens, and arguments. Text with spaces is in quotes. The arguments
// claim, key, role, received and future work with every event; the others are
// named after the fields of the command. "observe" has the portal's text as
// status, and "take-back" the number of an entry. In place of the actor and the event, a line can have
// "look", which shows the claim, "next", which shows its next steps, "replay",
// which rebuilds it from its history, "edit name=…", which edits the edition in
// place, or "read name=…", which reads a name that the portal shows. The flag -update rewrites the text between a command and
// the next empty line.
const scenarios = "testdata/scenarios/*.txt"

var background = context.Background()

func TestScenarios(t *testing.T) {
	for _, file := range scenarioFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := runScenario(public(), string(want))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimPrefix(file, "testdata/"), got)
		})
	}
}

func scenarioFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(scenarios)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenario matches %s: %v", scenarios, err)
	}
	return files
}

func TestScenariosTakeEveryRowOfTheTable(t *testing.T) {
	taken := map[string]bool{}
	for _, file := range scenarioFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := newStage(public())
		if _, err := s.run(string(text)); err != nil {
			t.Fatal(err)
		}
		for row := range s.taken {
			taken[row] = true
		}
	}
	for _, row := range claims.Transitions() {
		if name := row.From.String() + " " + row.Event.String(); !taken[name] {
			t.Errorf("no scenario takes row %s: %s", row.Row, name)
		}
	}
}

// runScenario returns the text of a scenario with the results of its commands.
func runScenario(catalog *catalog.Catalog, text string) (string, error) {
	return newStage(catalog).run(text)
}

// A stage runs a scenario on a desk with its own store.
type stage struct {
	catalog *catalog.Catalog
	store   *store.Memory
	desk    *desk.Desk
	taken   map[string]bool // "from event" for each transition that was made
}

func newStage(catalog *catalog.Catalog) *stage {
	s := &store.Memory{}
	return &stage{catalog, s, desk.New(s, catalog), map[string]bool{}}
}

func (s *stage) run(text string) (string, error) {
	var out strings.Builder
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		out.WriteString(line + "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parsed, err := parseLine(line)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		trace, err := s.play(parsed)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		out.WriteString("----\n" + trace)
		for i+1 < len(lines) && lines[i+1] != "" { // skip the old result
			i++
		}
	}
	return out.String(), nil
}

// A commandLine is a parsed command of a scenario.
type commandLine struct {
	when, actor, event string
	arguments          map[string]string
}

func parseLine(line string) (commandLine, error) {
	words := splitWords(line)
	if len(words) < 2 {
		return commandLine{}, fmt.Errorf("%q has no instant and no actor", line)
	}
	parsed := commandLine{when: words[0], actor: words[1], arguments: map[string]string{}}
	rest := words[2:]
	if !slices.Contains([]string{"look", "next", "replay", "read", "edit"}, parsed.actor) {
		if len(rest) == 0 {
			return commandLine{}, fmt.Errorf("%q has no event", line)
		}
		parsed.event, rest = strings.ReplaceAll(rest[0], "-", " "), rest[1:]
	}
	for _, word := range rest {
		name, value, _ := strings.Cut(word, "=")
		parsed.arguments[name] = value
	}
	return parsed, nil
}

// splitWords splits at spaces outside of quotes and removes the quotes.
func splitWords(line string) []string {
	quoted := false
	words := strings.FieldsFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
	for i := range words {
		words[i] = strings.ReplaceAll(words[i], `"`, "")
	}
	return words
}

// take returns an argument and removes it, so that unused arguments can be
// reported.
func (c *commandLine) take(name, otherwise string) string {
	value, ok := c.arguments[name]
	delete(c.arguments, name)
	if !ok {
		return otherwise
	}
	return value
}

func (s *stage) play(c commandLine) (trace string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%s %s: %v", c.actor, c.event, problem)
		}
	}()
	id := claims.ID(c.take("claim", "claim-1"))
	switch c.actor {
	case "look":
		return s.look(id, c)
	case "next":
		return s.next(id, c)
	case "replay":
		return s.replay(id)
	case "read":
		return read(c.take("name", "")), nil
	case "edit":
		return s.edit(c.take("name", "")), nil
	}
	meta := claims.Meta{At: at(c.when), Received: at(c.take("received", c.when)), Future: c.take("future", "no") != "no", Key: c.take("key", "")}
	if err := meta.Actor.UnmarshalText([]byte(c.actor)); err != nil {
		return "", err
	}
	if meta.Actor == claims.Partner && c.take("role", "user") != "none" {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	var event claims.Event
	if err := event.UnmarshalText([]byte(c.event)); err != nil {
		return "", err
	}
	before, _ := s.desk.Claim(background, id)
	change, err := s.perform(id, event, meta, &c)
	if err != nil {
		return complaint(err), nil
	}
	if len(c.arguments) > 0 {
		return "", fmt.Errorf("%s does not take %v", event, c.arguments)
	}
	if len(change.Entries) == 0 {
		return "nothing changed: " + change.Claim.State().String() + "\n", nil
	}
	var old claims.Record
	if before != nil {
		old = before.Record()
	}
	s.taken[old.State().String()+" "+event.String()] = true
	return report(change, old.Amounts, meta), nil
}

func (s *stage) perform(id claims.ID, event claims.Event, meta claims.Meta, c *commandLine) (claims.Change, error) {
	if event == claims.AddCustomer || event == claims.ClaimCustomer {
		q := question(engagement(s.catalog, mci.EngagementID(c.take("engagement", ""))), meta.At)
		if event == claims.ClaimCustomer {
			q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
		}
		if country := c.take("country", ""); country != "" {
			q.Customer.Country = must(mci.ParseCountry(country))
		}
		return s.desk.Open(background, nominate(q), id, meta)
	}
	switch event {
	case claims.StatusObserved:
		return s.desk.Observe(background, id, claims.ReadStatus(c.take("status", "")), meta)
	case claims.EntryTakenBack:
		return s.desk.TakeBack(background, id, must(strconv.ParseUint(c.take("number", ""), 10, 64)), meta)
	default:
		return s.desk.Do(background, id, command(event, c), meta)
	}
}

// edit edits the edition of the public card in place.
func (s *stage) edit(name string) string {
	card, ok := editedCards.Load(name)
	if !ok {
		card, _ = editedCards.LoadOrStore(name, cardWith(panicking{}, true, termsEdits[name]))
	}
	s.catalog = card.(*catalog.Catalog)
	s.desk = desk.New(s.store, s.catalog)
	return "the catalog has other terms\n"
}

// editedCards are the cards that scenarios have edited, by the name of the edit.
var editedCards sync.Map

// panicking fails a scenario, which reports the panic with its line.
type panicking struct{}

func (panicking) Helper()                           {}
func (panicking) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (panicking) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (panicking) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// command builds a command from its arguments.
func command(event claims.Event, c *commandLine) claims.Command {
	money := func(name string) mci.Money {
		if amount := c.take(name, ""); amount != "" {
			return usd(amount)
		}
		return mci.Money{}
	}
	switch event {
	case claims.ConsentSent:
		return claims.SendConsent{DealSize: money("dealSize")}
	case claims.ConsentResent:
		return claims.ResendConsent{}
	case claims.CustomerAccepts:
		return claims.Accept{}
	case claims.CustomerDeclines:
		return claims.Decline{}
	case claims.PartnerCancels:
		return claims.Cancel{Comment: c.take("comment", "")}
	case claims.EvidenceGiven:
		give := claims.GiveEvidence{Reference: c.take("reference", ""), SurveySent: c.take("sent", "no") != "no"}
		if template := c.take("template", ""); template != "" {
			give.Template = date(template)
		}
		if err := give.Part.UnmarshalText([]byte(c.take("part", ""))); err != nil {
			panic(err)
		}
		return give
	case claims.ContactUpdated:
		name := c.take("name", "")
		return claims.UpdateContact{Side: claims.Side(c.take("side", "")), Contact: mci.Contact{Name: name, Email: strings.ToLower(name) + "@contoso.com"}}
	case claims.PartnerSubmits:
		return claims.Submit{Requested: money("requested"), Comment: c.take("comment", "")}
	case claims.ReviewBegins:
		return claims.BeginReview{}
	case claims.ReviewerAsks:
		return claims.RequestAction{Comment: c.take("comment", "")}
	case claims.ReviewerApproves:
		return claims.Approve{Amount: money("amount")}
	case claims.ReviewerRejects:
		return claims.Reject{Comment: c.take("comment", "")}
	case claims.PartnerDisputes:
		return claims.Dispute{Comment: c.take("comment", "")}
	case claims.WindowEnds:
		return claims.Expire{}
	case claims.PartnerComments:
		return claims.AddComment{Comment: c.take("comment", "")}
	case claims.PaymentRecorded:
		return claims.RecordPayment{Amount: money("amount"), Reference: c.take("reference", ""), Earning: c.take("earning", "")}
	case claims.FactsRecorded:
		return claims.RecordFacts{Number: c.take("number", "")}
	case claims.TermsAccepted:
		return claims.AcceptTerms{Comment: c.take("comment", "")}
	default:
		panic("no command of " + event.String())
	}
}

// complaint returns the result of a command that failed.
func complaint(err error) string {
	var refusal *claims.Refusal
	if errors.Is(err, claims.ErrTermsChanged) { // the text has the digests
		return "held: the terms have changed\n"
	}
	if !errors.As(err, &refusal) {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "refused by %s: %s\n", refusal.Rule, refusal.Missing)
	fmt.Fprintf(&b, "  permitted: %s\n", orDash(refusal.Permitted.String()))
	if refusal.Due != nil {
		fmt.Fprintf(&b, "  due: the expiry by %s, which ended with %s\n", refusal.Due.Rule, refusal.Due.Window.LastDay)
	}
	return b.String()
}

// report returns the changes that a command made.
func report(change claims.Change, before claims.Amounts, meta claims.Meta) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, by %s\n", change.Claim.State(), change.Entries[0].Rule)
	deadlines(&b, change.Claim, meta)
	after := change.Claim.Record().Amounts
	amount := func(name string, old, now claims.Amount) {
		if !old.Money.Equal(now.Money) {
			fmt.Fprintf(&b, "  %s %s\n", name, now.Money)
		}
	}
	amount("estimated", before.Estimated, after.Estimated)
	amount("requested", before.Requested, after.Requested)
	amount("approved", before.Approved, after.Approved)
	for _, payment := range after.Payments[min(len(before.Payments), len(after.Payments)):] {
		amount("paid", claims.Amount{}, claims.Amount{Money: payment.Money})
	}
	return b.String()
}

func deadlines(b *strings.Builder, claim *claims.Claim, meta claims.Meta) {
	for _, d := range claim.Deadlines() {
		end := "then Microsoft is overdue"
		if d.Expires {
			end = "then it expires"
		}
		fmt.Fprintf(b, "  %s: until %s, %d days left, %s\n", d.Clock, d.Window.LastDay, d.DaysLeft(meta.At), end)
	}
}

func (s *stage) look(id claims.ID, c commandLine) (string, error) {
	claim, err := s.desk.Claim(background, id)
	if claim == nil {
		return "", err
	}
	now := at(c.when)
	var b strings.Builder
	fmt.Fprintf(&b, "%s, version %d, class %s\n", claim.State(), claim.Version(), orDash(claim.State().Status.Class().String()))
	deadlines(&b, claim, claims.Meta{At: now, Received: now})
	fmt.Fprintf(&b, "  permitted: %s\n", orDash(claim.PermittedAt(now).String()))
	fmt.Fprintf(&b, "  overdue at Microsoft: %t\n", claim.OverdueAtMicrosoft(now))
	fmt.Fprintf(&b, "  missing: %s\n", orDash(strings.Join(texts(claim.MissingEvidence(now)), "; ")))
	fmt.Fprintf(&b, "  payout: %s\n", claim.Payout().Summary())
	fmt.Fprintf(&b, "  estimate: %s\n", claim.Estimate(now).Summary())
	return b.String(), nil
}

// next returns the next steps of each actor, their obstacles, and the outcome
// of each clock.
func (s *stage) next(id claims.ID, c commandLine) (string, error) {
	claim, err := s.desk.Claim(background, id)
	if err != nil {
		return "", err
	}
	next := claim.NextSteps(at(c.when))
	var b strings.Builder
	fmt.Fprintf(&b, "%s, class %s\n", next.State, orDash(next.Class.String()))
	for _, step := range next.Steps {
		fmt.Fprintf(&b, "  %s: %s -> %s\n", step.Actor, step.Event, step.To)
		for _, gap := range step.Blocked {
			fmt.Fprintf(&b, "    blocked at %s by %s: %s\n", gap.Path, gap.Rule, gap.Why)
		}
		for _, gap := range step.Needed {
			fmt.Fprintf(&b, "    needed at %s by %s: %s\n", gap.Path, gap.Rule, gap.Why)
		}
	}
	for _, count := range next.Deadlines {
		then := "it is overdue at Microsoft if Microsoft holds it"
		if count.Expires {
			then = count.Then.String() + ", by " + string(count.ThenRule)
		}
		fmt.Fprintf(&b, "  %s: %d days left, over %t, overdue %t; from %s on: %s\n",
			count.Clock, count.DaysLeft, count.Over, count.Overdue, count.Window.End.UTC().Format(time.RFC3339), then)
	}
	return b.String(), nil
}

// read returns the meaning of a name that the portal shows.
func read(name string) string {
	portal := claims.ReadStatus(name)
	return fmt.Sprintf("%q means: %s; class %s\n", portal, orDash(strings.Join(texts(slices.Collect(portal.All())), ", ")), orDash(portal.Class().String()))
}

func (s *stage) replay(id claims.ID) (string, error) {
	var history []claims.Entry
	for entry, err := range s.store.History(background, id, 0) {
		if err != nil {
			return "", err
		}
		history = append(history, entry)
	}
	claim, err := claims.Replay(history, s.catalog)
	if claim == nil {
		return "", err
	}
	events := make([]string, len(history))
	for i, entry := range history {
		events[i] = strconv.FormatUint(entry.Number, 10) + " " + entry.Event.String()
	}
	if stored := must(s.store.Load(background, id)); claim.State() != stored.State() || claim.Version() != stored.Version {
		return "", fmt.Errorf("replayed to %s of version %d, stored is %s of version %d", claim.State(), claim.Version(), stored.State(), stored.Version)
	}
	return strings.Join(slices.Concat([]string{claim.State().String()}, events), "\n  ") + "\n", nil
}

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
	"github.com/mci-go/incentives/claims/internal/scenario"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A scenario is a text of commands, each followed by its effect; see package
// scenario. The arguments claim, key, role, received and future work with every
// event; the others are named after the fields of the command. "observe" has the
// portal's text as status, and "take-back" the number of an entry. The word
// "look" shows the claim, "next" its next steps, "replay" makes it again of its
// history, "edit name=…" edits the edition in place, and "read name=…" reads a
// name that the portal shows. The flag -update rewrites the effects.
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
	latest  map[claims.ID]claims.Record
	taken   map[string]bool // "from event" for each transition that was made
}

func newStage(catalog *catalog.Catalog) *stage {
	s := &store.Memory{}
	return &stage{catalog, s, desk.New(s, catalog), map[claims.ID]claims.Record{}, map[string]bool{}}
}

func (s *stage) run(text string) (string, error) {
	return s.runWith(text, func(string) error { return nil })
}

// runWith runs a scenario and gives each effect to a listener. An error of the
// listener ends the scenario.
func (s *stage) runWith(text string, listen func(effect string) error) (string, error) {
	return scenario.Run(text, []string{"look", "next", "replay", "read", "edit"}, func(line scenario.Line) (string, error) {
		effect, err := s.play(line)
		if err == nil {
			err = listen(effect)
		}
		return effect, err
	})
}

func (s *stage) play(c scenario.Line) (trace string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%s %s: %v", c.Actor, c.Event, problem)
		}
	}()
	id := claims.ID(c.Take("claim", "claim-1"))
	switch c.Actor {
	case "look":
		return s.look(id, c)
	case "next":
		return s.next(id, c)
	case "replay":
		return s.replay(id)
	case "read":
		return read(c.Take("name", "")), nil
	case "edit":
		return s.edit(c.Take("name", "")), nil
	}
	meta := claims.Meta{At: at(c.When), Received: at(c.Take("received", c.When)), Future: c.Take("future", "no") != "no", Key: c.Take("key", "")}
	if err := meta.Actor.UnmarshalText([]byte(c.Actor)); err != nil {
		return "", err
	}
	if meta.Actor == claims.Partner && c.Take("role", "user") != "none" {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	var event claims.Event
	if err := event.UnmarshalText([]byte(c.Event)); err != nil {
		return "", err
	}
	change, err := s.perform(id, event, meta, &c)
	if err != nil {
		return complaint(err), nil
	}
	if len(c.Arguments) > 0 {
		return "", fmt.Errorf("%s does not take %v", event, c.Arguments)
	}
	if len(change.Entries) == 0 {
		return "nothing changed: " + change.Claim.State().String() + "\n", nil
	}
	old := s.latest[id]
	s.latest[id] = change.Claim.Record()
	s.taken[old.State().String()+" "+event.String()] = true
	return report(change, old.Amounts, meta), nil
}

func (s *stage) perform(id claims.ID, event claims.Event, meta claims.Meta, c *scenario.Line) (claims.Change, error) {
	if event == claims.AddCustomer || event == claims.ClaimCustomer {
		q := question(engagement(s.catalog, mci.EngagementID(c.Take("engagement", ""))), meta.At)
		if event == claims.ClaimCustomer {
			q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
		}
		if country := c.Take("country", ""); country != "" {
			q.Customer.Country = must(mci.ParseCountry(country))
		}
		return s.desk.Open(background, nominate(q), id, meta)
	}
	switch event {
	case claims.StatusObserved:
		return s.desk.Observe(background, id, claims.ReadStatus(c.Take("status", "")), meta)
	case claims.EntryTakenBack:
		return s.desk.TakeBack(background, id, must(strconv.ParseUint(c.Take("number", ""), 10, 64)), meta)
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
func command(event claims.Event, c *scenario.Line) claims.Command {
	money := func(name string) mci.Money {
		if amount := c.Take(name, ""); amount != "" {
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
		return claims.Cancel{Comment: c.Take("comment", "")}
	case claims.EvidenceGiven:
		give := claims.GiveEvidence{Reference: c.Take("reference", ""), SurveySent: c.Take("sent", "no") != "no"}
		if template := c.Take("template", ""); template != "" {
			give.Template = date(template)
		}
		if err := give.Part.UnmarshalText([]byte(c.Take("part", ""))); err != nil {
			panic(err)
		}
		return give
	case claims.ContactUpdated:
		name := c.Take("name", "")
		return claims.UpdateContact{Side: claims.Side(c.Take("side", "")), Contact: mci.Contact{Name: name, Email: strings.ToLower(name) + "@contoso.com"}}
	case claims.PartnerSubmits:
		return claims.Submit{Requested: money("requested"), Comment: c.Take("comment", "")}
	case claims.ReviewBegins:
		return claims.BeginReview{}
	case claims.ReviewerAsks:
		return claims.RequestAction{Comment: c.Take("comment", "")}
	case claims.ReviewerApproves:
		return claims.Approve{Amount: money("amount")}
	case claims.ReviewerRejects:
		return claims.Reject{Comment: c.Take("comment", "")}
	case claims.PartnerDisputes:
		return claims.Dispute{Comment: c.Take("comment", "")}
	case claims.WindowEnds:
		return claims.Expire{}
	case claims.PartnerComments:
		return claims.AddComment{Comment: c.Take("comment", "")}
	case claims.PaymentRecorded:
		return claims.RecordPayment{Amount: money("amount"), Reference: c.Take("reference", ""), Earning: c.Take("earning", "")}
	case claims.FactsRecorded:
		return claims.RecordFacts{Number: c.Take("number", "")}
	case claims.TermsAccepted:
		return claims.AcceptTerms{Comment: c.Take("comment", "")}
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

func (s *stage) look(id claims.ID, c scenario.Line) (string, error) {
	claim, err := s.desk.Claim(background, id)
	if claim == nil {
		return "", err
	}
	now := at(c.When)
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
func (s *stage) next(id claims.ID, c scenario.Line) (string, error) {
	claim, err := s.desk.Claim(background, id)
	if err != nil {
		return "", err
	}
	next := claim.NextSteps(at(c.When))
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
	for row, err := range s.store.History(background, id, 0) {
		if err != nil {
			return "", err
		}
		entry := entryIn(row)
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
	if stored := recordIn(must(s.store.Load(background, id))); claim.State() != stored.State() || claim.Version() != stored.Version {
		return "", fmt.Errorf("replayed to %s of version %d, stored is %s of version %d", claim.State(), claim.Version(), stored.State(), stored.Version)
	}
	return strings.Join(slices.Concat([]string{claim.State().String()}, events), "\n  ") + "\n", nil
}

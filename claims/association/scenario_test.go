package association_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/scenario"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A scenario is a text of commands, each followed by its effect; see package
// scenario. The word "look" shows the claim and its next steps, "see status=…"
// observes a status, "take-back number=…" takes an entry back, and "replay"
// makes the claim again of its history.
const scenarios = "testdata/scenarios/*.txt"

func TestScenarios(t *testing.T) {
	taken := map[string]bool{}
	for _, file := range scenarioFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			got, err := play(readTestdata(t, strings.TrimPrefix(file, "testdata/")), taken)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimPrefix(file, "testdata/"), got)
		})
	}
	for _, row := range lifecycle.Transitions() {
		if name := row.From.String() + " " + row.Event.String(); !taken[name] {
			t.Errorf("no scenario takes row %s: %s", row.Row, name)
		}
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

// play returns the text of a scenario with the effects of its commands, and
// marks the rows that it takes.
func play(text string, taken map[string]bool) (string, error) {
	s := &stage{taken: taken}
	return scenario.Run(text, []string{"look", "see", "take-back", "replay"}, s.play)
}

// A stage holds the one claim of a scenario.
type stage struct {
	claim   *association.Claim
	history []association.Entry
	taken   map[string]bool // "from event" of every transition that was made
}

func (s *stage) play(c scenario.Line) (effect string, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%s %s: %v", c.Actor, c.Event, problem)
		}
	}()
	when := at(c.When)
	var change association.Change
	switch c.Actor {
	case "look":
		return s.look(c), nil
	case "replay":
		replayed := must(association.Replay(s.history, nil))
		return fmt.Sprintf("%s, version %d\n", replayed.State(), replayed.Version()), nil
	case "see":
		change, err = association.Observe(s.claim, lifecycle.ReadStatus(c.Take("status", "")), meta(claims.PartnerCenter, when))
	case "take-back":
		number := must(strconv.ParseUint(c.Take("number", ""), 10, 64))
		change, err = association.TakeBack(s.claim, s.history, number, meta(claims.Partner, when))
	default:
		var event lifecycle.Event
		var actor claims.Actor
		if err := errors.Join(event.UnmarshalText([]byte(c.Event)), actor.UnmarshalText([]byte(c.Actor))); err != nil {
			return "", err
		}
		m := meta(actor, when)
		if c.Take("role", "") == "user" {
			m.Role = mci.IncentivesUser
		}
		change, err = s.perform(event, m, &c)
	}
	if err != nil {
		var not barred
		if errors.As(err, &not) {
			return not.Error(), nil
		}
		switch {
		case errors.Is(err, claims.ErrRefused):
			return "refused: " + err.Error() + "\n", nil
		case errors.Is(err, claims.ErrOutOfOrder):
			return "out of order: " + err.Error() + "\n", nil
		}
		return "malformed: " + err.Error() + "\n", nil
	}
	if len(c.Arguments) > 0 {
		return "", fmt.Errorf("%s does not take %v", c.Event, c.Arguments)
	}
	return s.took(change), nil
}

func (s *stage) took(change association.Change) string {
	if len(change.Entries) == 0 {
		return "nothing changed: " + change.Claim.State().String() + "\n"
	}
	s.claim, s.history = change.Claim, append(s.history, change.Entries...)
	var b strings.Builder
	for _, entry := range change.Entries {
		if s.taken != nil && entry.Actor != claims.PartnerCenter {
			s.taken[entry.From.String()+" "+entry.Event.String()] = true
		}
		fmt.Fprintf(&b, "%s, by %s", entry.To, entry.Rule)
		if !entry.Given.IsZero() {
			fmt.Fprintf(&b, ", given as %s and stored as %s", entry.Given.Format(time.RFC3339), entry.At.Format(time.RFC3339))
		}
		b.WriteString("\n")
	}
	for _, d := range s.claim.Deadlines() {
		then := "then it is a warning"
		if d.Expires {
			then = "then it expires"
		}
		fmt.Fprintf(&b, "  %s: until %s, %d days left, %s\n", d.Clock, d.Window.LastDay, d.DaysLeft(s.claim.Record().Updated), then)
	}
	return b.String()
}

func (s *stage) look(c scenario.Line) string {
	next := s.claim.NextSteps(at(c.When))
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", next.State, next.State.Means())
	for _, step := range next.Steps {
		fmt.Fprintf(&b, "  %s: %s -> %s\n", step.Actor, step.Event, step.To)
		for _, gap := range step.Blocked {
			fmt.Fprintf(&b, "    blocked by %s: %s\n", gap.Rule, gap)
		}
		for _, gap := range step.Needed {
			fmt.Fprintf(&b, "    needed by %s: %s\n", gap.Rule, gap)
		}
		for _, gap := range step.Warned {
			fmt.Fprintf(&b, "    warned by %s: %s\n", gap.Rule, gap)
		}
	}
	for _, warning := range next.Warnings {
		fmt.Fprintf(&b, "  warning by %s: %s\n", warning.Rule, warning)
	}
	for _, a := range credit.Associations(mci.DateOf(at(c.When)), s.claim) {
		fmt.Fprintf(&b, "  %s as %s, %s, held %s, opted out: %s\n", a.Mechanism, a.PartnerRole, a.Status, a.Held, a.OptedOut)
	}
	return b.String()
}

func (s *stage) perform(event lifecycle.Event, m claims.Meta, c *scenario.Line) (association.Change, error) {
	if event == lifecycle.ClaimCreated {
		kind := must(cpor.ParseKind(c.Take("kind", "Use or consume")))
		q := question(kind, m.At)
		if channel := c.Take("channel", ""); channel != "" {
			if err := q.Channel.UnmarshalText([]byte(channel)); err != nil {
				return association.Change{}, err
			}
		}
		proposal, decision, err := cpor.Propose(q, details(kind))
		if err != nil {
			return association.Change{}, err
		}
		if proposal == nil {
			return association.Change{}, barred(decision)
		}
		return association.Open(proposal, "claim-1", m)
	}
	return association.Apply(s.claim, s.command(event, c), m)
}

// barred is the error of an association that cannot be claimed.
type barred cpor.Decision

func (b barred) Error() string {
	var text strings.Builder
	text.WriteString("not claimed: " + cpor.Decision(b).Outcome().String() + "\n")
	for _, reason := range cpor.Decision(b).Reasons() {
		fmt.Fprintf(&text, "  %s by %s: wanted %s, found %s\n", reason.Path, reason.Rule, reason.Want, reason.Found)
	}
	return text.String()
}

// command makes a command of its arguments.
func (s *stage) command(event lifecycle.Event, c *scenario.Line) association.Command {
	comment := func() string { return c.Take("comment", "") }
	given := func() cpor.Proof {
		if c.Arguments["dated"] == "" {
			return cpor.Proof{}
		}
		p := proof(c.Take("dated", ""), s.claim.Record().Workloads...)
		if err := p.Signed.UnmarshalText([]byte(c.Take("signed", "yes"))); err != nil {
			panic(err)
		}
		return p
	}
	switch event {
	case lifecycle.ProofGiven:
		return association.GiveProof{Proof: given()}
	case lifecycle.ClaimEdited:
		return association.Edit{Subscription: cpor.SubscriptionID(c.Take("subscription", "")), CustomerTitle: c.Take("title", "")}
	case lifecycle.PartnerComments:
		return association.AddComment{Comment: comment()}
	case lifecycle.PartnerSubmits:
		return association.Submit{Comment: comment()}
	case lifecycle.ReviewBegins:
		return association.BeginReview{}
	case lifecycle.CompetitorFound:
		return association.FindCompetitor{Comment: comment()}
	case lifecycle.ReviewerAsks:
		return association.RequestAction{Comment: comment()}
	case lifecycle.ReviewerApproves:
		return association.Approve{}
	case lifecycle.ReviewerRejects:
		return association.Reject{Comment: comment()}
	case lifecycle.PartnerDisputes:
		return association.Dispute{Justification: c.Take("justification", ""), Proof: given()}
	case lifecycle.CustomerOptsOut:
		return association.OptOut{Comment: comment()}
	case lifecycle.PartnerDisassociates:
		return association.Disassociate{Reason: c.Take("reason", "")}
	case lifecycle.SubscriptionEnds:
		return association.EndSubscription{LastDay: date(c.Take("last", ""))}
	case lifecycle.WindowEnds:
		return association.Expire{}
	case lifecycle.DivergenceResolved:
		var take lifecycle.State
		if status := c.Take("take", ""); status != "" {
			take = in(must(parseStatus(status)))
		}
		return association.Resolve{Take: take, Comment: comment()}
	default:
		panic("no command of a scenario")
	}
}

func parseStatus(name string) (status recognition.Status, err error) {
	err = status.UnmarshalText([]byte(name))
	return status, err
}

// A mutant's scenarios are played without marking rows.
func replayed(files map[string]string) (differs string) {
	for name, text := range files {
		if got, err := play(text, nil); err != nil || got != text {
			return name
		}
	}
	return ""
}

func scenarioTexts(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, file := range scenarioFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(file), ".txt")] = string(text)
	}
	return texts
}

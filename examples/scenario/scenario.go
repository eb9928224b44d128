// Package scenario plays the scenarios of claims/testdata/scenarios on a host.
// Each scenario is a text about the life of some claims. The pure rules are
// tested by these texts, so if a host gives the same answers, it applies the
// same rules. A host calls [Files], and [Line.Play] for each line.
package scenario

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Line is one command of a scenario, with the answer of the rules. The zero
// Line is none.
type Line struct {
	// Number is the number of the line in its file, from 1.
	Number int
	// Claim is the claim's ID.
	Claim claims.ID
	// Event is the event of the command.
	Event claims.Event
	// Meta is the meta of the command, with its key if the file has one.
	Meta claims.Meta
	// Opening is the nomination if the command opens a claim. It is nil for any
	// other command.
	Opening *Opening
	// Command is the command. It is nil for an opening, an observation and a
	// taking-back.
	Command claims.Command
	// Shown is the status in Partner Center, if the line observes one.
	Shown claims.PortalStatus
	// TakesBack is the number of the entry that the line takes back, or 0.
	TakesBack uint64
	// Want is the first line of the rules' answer.
	Want string
}

// Parse returns the commands of a scenario, in their order. If a line only
// looks at a claim, it is left out. A host has one catalog, so the commands end
// at the line that edits the catalog, and the commands after it are counted. If
// there is an error, it names the line.
func Parse(text string) (parsed []Line, unplayed int, err error) {
	edited := false
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		begins := i == 0 || lines[i-1] == "" || strings.HasPrefix(lines[i-1], "#")
		if !begins || line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := split(line)
		if len(words) < 2 {
			return nil, 0, fmt.Errorf("line %d has no instant and no actor", i+1)
		}
		edited = edited || words[1] == "edit"
		if slices.Contains([]string{"look", "next", "replay", "read", "edit"}, words[1]) {
			continue
		}
		if len(words) < 3 || i+2 >= len(lines) {
			return nil, 0, fmt.Errorf("line %d has no event or no answer", i+1)
		}
		l, err := parse(words)
		if err != nil {
			return nil, 0, fmt.Errorf("line %d: %w", i+1, err)
		}
		if edited {
			unplayed++
			continue
		}
		l.Number, l.Want = i+1, lines[i+2]
		parsed = append(parsed, l)
	}
	return parsed, unplayed, nil
}

// split splits at spaces outside of quotes and removes the quotes.
func split(line string) []string {
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

// arguments are the arguments of a command that were not used yet.
type arguments map[string]string

func (a arguments) take(name, otherwise string) string {
	value, given := a[name]
	delete(a, name)
	if !given {
		return otherwise
	}
	return value
}

// parse reads the words of a command: an instant, an actor, an event and
// arguments.
func parse(words []string) (Line, error) {
	given := arguments{}
	for _, word := range words[3:] {
		name, value, _ := strings.Cut(word, "=")
		given[name] = value
	}
	at, atErr := instant(words[0])
	received, receivedErr := instant(given.take("received", words[0]))
	l := Line{Claim: claims.ID(given.take("claim", "claim-1")), Meta: claims.Meta{
		At: at, Received: received, Future: given.take("future", "no") != "no", Key: given.take("key", ""),
	}}
	actorErr := l.Meta.Actor.UnmarshalText([]byte(words[1]))
	eventErr := l.Event.UnmarshalText([]byte(strings.ReplaceAll(words[2], "-", " ")))
	if err := errors.Join(atErr, receivedErr, actorErr, eventErr); err != nil {
		return Line{}, err
	}
	if role := given.take("role", "user"); l.Meta.Actor == claims.Partner && role != "none" {
		l.Meta.User, l.Meta.Role = "pat", mci.IncentivesUser
	}
	err := l.asks(given)
	if err == nil && l.Command == nil && len(given) > 0 {
		err = fmt.Errorf("%s does not take %v", l.Event, given)
	}
	return l, err
}

// asks reads the event's own arguments.
func (l *Line) asks(given arguments) (err error) {
	switch event := l.Event; {
	case event == claims.AddCustomer, event == claims.ClaimCustomer:
		l.Opening = &Opening{Engagement: mci.EngagementID(given.take("engagement", "")), Country: mci.Country(given.take("country", "CH")), Again: l.Event == claims.ClaimCustomer}
	case event == claims.StatusObserved:
		l.Shown = claims.ReadStatus(given.take("status", ""))
	case event == claims.EntryTakenBack:
		l.TakesBack, err = strconv.ParseUint(given.take("number", ""), 10, 64)
	default:
		l.Command, err = command(l.Event, given)
	}
	return err
}

// instant parses a date, a date with a time to the minute, or a full instant.
func instant(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return time.Parse(time.RFC3339Nano, text)
}

// command makes a command from its arguments.
func command(event claims.Event, given arguments) (claims.Command, error) {
	fields := map[string]any{}
	for name, value := range given {
		switch name {
		case "dealSize", "requested", "amount":
			fields[name] = map[string]string{"amount": value, "currency": "USD"}
		case "sent":
			fields["surveySent"] = true
		case "name":
			fields["contact"] = mci.Contact{Name: value, Email: strings.ToLower(value) + "@contoso.com"}
		default:
			fields[name] = value
		}
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	return claims.ReadCommand(event, text)
}

// A Desk is a host on which a scenario is played.
type Desk interface {
	// Open opens a claim.
	Open(ctx context.Context, opening *Opening, id claims.ID, meta claims.Meta) (claims.Change, error)
	// Do applies a command to a claim.
	Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error)
	// Observe brings a claim to the status that Partner Center shows.
	Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) (claims.Change, error)
	// TakeBack takes back an entry of a claim.
	TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (claims.Change, error)
}

// Play gives the command of a line to a desk and returns the desk's answer. If
// the desk applies the rules, the answer is the same as in the file.
func (l *Line) Play(ctx context.Context, desk Desk) string {
	switch {
	case l.Opening != nil:
		return Answer(desk.Open(ctx, l.Opening, l.Claim, l.Meta))
	case l.Event == claims.StatusObserved:
		return Answer(desk.Observe(ctx, l.Claim, l.Shown, l.Meta))
	case l.Event == claims.EntryTakenBack:
		return Answer(desk.TakeBack(ctx, l.Claim, l.TakesBack, l.Meta))
	default:
		return Answer(desk.Do(ctx, l.Claim, l.Command, l.Meta))
	}
}

// Answer returns the first line of an answer in the form of a scenario.
func Answer(change claims.Change, err error) string {
	var refusal *claims.Refusal
	switch {
	case errors.As(err, &refusal):
		return fmt.Sprintf("refused by %s: %s", refusal.Rule, refusal.Missing)
	case err != nil:
		return "error: " + err.Error()
	case len(change.Entries) == 0:
		return "nothing changed: " + change.Claim.State().String()
	default:
		return fmt.Sprintf("%s, by %s", change.Claim.State(), change.Entries[0].Rule)
	}
}

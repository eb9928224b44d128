// Package scenario plays texts in which each command is followed by its effect.
// For example:
//
//	2022-11-10T09:00Z partner add-customer engagement=fy23-microsoft-viva
//	----
//	Customer claimed, by claim.add
//	  consent: until 2022-12-10, 30 days left, then it expires
//
// A command line has an instant, an actor, an event with its words joined, and
// arguments; text with spaces stands in quotes. Instead of an actor and an
// event there may be one of the words that a test declares, such as "look".
// Lines that begin with # are comments. Tests of the machines below claims play
// such texts, and rewrite the effects with a flag.
package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// A Line is a command line of a scenario.
type Line struct {
	// When is the instant, Actor the actor and Event the event, each as it is
	// written.
	When, Actor, Event string
	// Arguments are those that Take has not returned yet.
	Arguments map[string]string
}

// Take returns an argument and removes it, so that a test can report arguments
// that are never used.
func (l *Line) Take(name, otherwise string) string {
	value, ok := l.Arguments[name]
	delete(l.Arguments, name)
	if !ok {
		return otherwise
	}
	return value
}

// Run plays each command of a text and returns the text with the effects that
// play returns. The words are those that stand for an actor and an event.
func Run(text string, words []string, play func(Line) (string, error)) (string, error) {
	var out strings.Builder
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		out.WriteString(line + "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parsed, err := parse(line, words)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		effect, err := play(parsed)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		out.WriteString("----\n" + effect)
		for i+1 < len(lines) && lines[i+1] != "" { // the effect that the text had
			i++
		}
	}
	return out.String(), nil
}

func parse(line string, words []string) (Line, error) {
	parts := split(line)
	if len(parts) < 2 {
		return Line{}, fmt.Errorf("%q has no instant and no actor", line)
	}
	parsed := Line{When: parts[0], Actor: parts[1], Arguments: map[string]string{}}
	rest := parts[2:]
	if !slices.Contains(words, parsed.Actor) {
		if len(rest) == 0 {
			return Line{}, fmt.Errorf("%q has no event", line)
		}
		parsed.Event, rest = strings.ReplaceAll(rest[0], "-", " "), rest[1:]
	}
	for _, word := range rest {
		name, value, _ := strings.Cut(word, "=")
		parsed.Arguments[name] = value
	}
	return parsed, nil
}

// split splits at spaces that are not within quotes, and drops the quotes.
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

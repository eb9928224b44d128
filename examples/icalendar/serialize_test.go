package icalendar_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/examples/icalendar"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A property is one line of a calendar, unfolded and unescaped.
type property struct{ name, value string }

// mostOctets is the longest line that RFC 5545 allows, without its end.
// Source: RFC 5545, section 3.1.
const mostOctets = 75

// parse reads a calendar as RFC 5545 has it, and fails the test for a line that
// the standard does not allow. It knows nothing of the library that wrote it.
func parse(t tb, text string) []property {
	t.Helper()
	rest, ok := strings.CutSuffix(text, "\r\n")
	if !ok {
		t.Fatalf("the last line does not end: %q", text)
	}
	var unfolded []string
	for line := range strings.SplitSeq(rest, "\r\n") {
		if len(line) > mostOctets || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			t.Fatalf("a line of %d octets, or with a byte that no line may have: %q", len(line), line)
		}
		if more, folded := strings.CutPrefix(line, " "); folded {
			unfolded[len(unfolded)-1] += more
			continue
		}
		unfolded = append(unfolded, line)
	}
	var all []property
	for _, line := range unfolded {
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" {
			t.Fatalf("a line without a name: %q", line)
		}
		all = append(all, property{name, unescaped(t, name, value)})
	}
	return all
}

// unescaped reads a text as section 3.3.11 has it. Other values have no
// escapes.
func unescaped(t tb, name, value string) string {
	t.Helper()
	if name != "SUMMARY" && name != "DESCRIPTION" {
		return value
	}
	var text strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case ',', ';':
			t.Fatalf("%s has a bare %q: %q", name, c, value)
		case '\\':
			i++
			if i == len(value) || !strings.ContainsRune(`\,;nN`, rune(value[i])) {
				t.Fatalf("%s has an escape that the standard does not know: %q", name, value)
			}
			if value[i] == 'n' || value[i] == 'N' {
				text.WriteByte('\n')
			} else {
				text.WriteByte(value[i])
			}
		default:
			text.WriteByte(c)
		}
	}
	return text.String()
}

// tb is the part of a test that parse needs.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func serialized(t tb, feed icalendar.Feed) string {
	t.Helper()
	var out bytes.Buffer
	if err := feed.Serialize(&out, "tracker"); err != nil {
		t.Fatalf("%v", err)
	}
	return out.String()
}

// values returns the values of a property in their order.
func values(all []property, name string) (found []string) {
	for _, p := range all {
		if p.name == name {
			found = append(found, p.value)
		}
	}
	return found
}

func event(uid, summary string) icalendar.Event {
	return icalendar.Event{
		UID: uid, Sequence: 3, Changed: time.Date(2026, 11, 2, 9, 30, 15, 0, time.FixedZone("", 3600)),
		Day: mci.DateOf(time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)), Summary: summary, Description: "Claim a, Submitted.",
	}
}

func TestAFeedIsReadBackAsItWasWritten(t *testing.T) {
	for name, text := range map[string]string{
		"plain":               "Contoso: last day of consent",
		"punctuation":         `one, two; three: four\five "six"`,
		"escapes in the text": `\n \, \; \\ \`,
		"two lines":           "one\ntwo\n\nthree",
		"a property inside":   "one\nBEGIN:VALARM\nEND:VALARM",
		"letters of others":   "東京都 Zürich Αθήνα العربية",
		"long":                strings.Repeat("x", 1000),
		"long and wide":       strings.Repeat("é", 500) + strings.Repeat("東", 500) + strings.Repeat("😀", 500),
		"long of spaces":      strings.Repeat(" ", 500) + "x",
		"long of escapes":     strings.Repeat(`\,;`+"\n", 200),
		"empty":               "",
	} {
		t.Run(name, func(t *testing.T) {
			one := event("a/consent@tracker", text)
			one.Description = text
			got := parse(t, serialized(t, icalendar.Feed{one}))
			if s, d := values(got, "SUMMARY"), values(got, "DESCRIPTION"); len(s) != 1 || len(d) != 1 || s[0] != text || d[0] != text {
				t.Errorf("got %q and %q, want %q", s, d, text)
			}
		})
	}
}

func TestALineIsFoldedAtItsBoundAndNeverInsideALetter(t *testing.T) {
	for length := 60; length < 160; length++ {
		for _, letter := range []string{"x", "é", "東", "😀"} {
			text := strings.Repeat("x", length%7) + strings.Repeat(letter, length)
			if got := values(parse(t, serialized(t, icalendar.Feed{event("a", text)})), "SUMMARY"); len(got) != 1 || got[0] != text {
				t.Fatalf("%d of %s: got %q", length, letter, got)
			}
		}
	}
}

func TestAnyTextIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("\\,;:\n \"é東😀")), rapid.Rune())).Draw(t, "text")
		var want []string // with deceptive characters escaped
		for line := range strings.SplitSeq(text, "\n") {
			want = append(want, vocabulary.Visible(line))
		}
		if got := values(parse(t, serialized(t, icalendar.Feed{event("a", text)})), "SUMMARY"); len(got) != 1 || got[0] != strings.Join(want, "\n") {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestControlCharactersAndBrokenTextNeverReachTheCalendar(t *testing.T) {
	for _, text := range []string{"a\rb", "a\r\nb", "a\x00b", "a\x1bb", "a\x7fb", "a\xffb", "\xe6\x9d", "a\rBEGIN:VALARM\r\nEND:VALARM"} {
		one := event("a", text)
		one.Description = text
		got := parse(t, serialized(t, icalendar.Feed{one}))
		if len(values(got, "BEGIN")) != 2 || len(values(got, "SUMMARY")) != 1 || values(got, "SUMMARY")[0] == "" {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestAnEventHasAllThatACalendarNeeds(t *testing.T) {
	text := serialized(t, icalendar.Feed{event("a%2Fb/consent@tracker", "one"), event("b", "two")})
	var got []string
	for _, p := range parse(t, text) {
		got = append(got, p.name+"="+p.value)
	}
	first := []string{
		"BEGIN=VEVENT", "UID=a%2Fb/consent@tracker", "DTSTAMP=20261102T083015Z", "LAST-MODIFIED=20261102T083015Z", "SEQUENCE=3",
		"DTSTART;VALUE=DATE=20261231", "DTEND;VALUE=DATE=20270101", "SUMMARY=one", "DESCRIPTION=Claim a, Submitted.", "TRANSP=TRANSPARENT", "END=VEVENT",
	}
	for _, want := range append(first, "BEGIN=VCALENDAR", "VERSION=2.0", "PRODID=-//mci-go//incentives tracker//EN", "METHOD=PUBLISH", "X-WR-CALNAME=MCI deadlines", "UID=b", "SUMMARY=two", "END=VCALENDAR") {
		if !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+want+"\n") {
			t.Errorf("no %s in %q", want, got)
		}
	}
	if text != serialized(t, icalendar.Feed{event("a%2Fb/consent@tracker", "one"), event("b", "two")}) {
		t.Error("the same feed has other bytes")
	}
}

func TestAnEmptyFeedIsACalendarWithoutEvents(t *testing.T) {
	for _, feed := range []icalendar.Feed{nil, {}} {
		got := parse(t, serialized(t, feed))
		if begins := values(got, "BEGIN"); len(begins) != 1 || begins[0] != "VCALENDAR" {
			t.Errorf("got %q", got)
		}
	}
}

// full is a writer without room.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("no room")

func TestAnErrorOfTheDestinationIsPassedOn(t *testing.T) {
	for room := range 200 {
		if err := (icalendar.Feed{event("a", "one")}).Serialize(&full{room}, "tracker"); !errors.Is(err, errFull) {
			t.Fatalf("with room for %d: got %v", room, err)
		}
	}
}

func ExampleFeed_Serialize() {
	var out bytes.Buffer
	feed := icalendar.Feed{event("contoso/consent@tracker", "Contoso: last day of consent")}
	if err := feed.Serialize(&out, "tracker"); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "DTSTART") || strings.HasPrefix(line, "SUMMARY") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// DTSTART;VALUE=DATE:20261231
	// SUMMARY:Contoso: last day of consent
}

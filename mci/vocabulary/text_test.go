package vocabulary_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// deceiving contains characters that can forge a line or hide in one.
var deceiving = map[string]string{
	"line feed": "\n", "carriage return": "\r", "tab": "\t", "escape": "\x1b", "NUL": "\x00", "next line": "\u0085", "line separator": "\u2028",
	"paragraph separator": "\u2029", "right-to-left override": "\u202E", "left-to-right isolate": "\u2066", "pop isolate": "\u2069",
	"Arabic letter mark": "\u061C", "left-to-right mark": "\u200E", "zero-width space": "\u200B", "word joiner": "\u2060",
	"byte order mark": "\uFEFF", "soft hyphen": "\u00AD", "tag": "\U000E0041", "not UTF-8": "\xFF", "replacement": "\uFFFD",
}

func TestNoTextHoldsWhatForgesALineOrHidesInOne(t *testing.T) {
	for name, text := range deceiving {
		for check, f := range map[string]func(string, string, int) error{"CheckID": vocabulary.CheckID, "CheckName": vocabulary.CheckName, "CheckText": vocabulary.CheckText} {
			err := f("path", "a"+text+"b", 20)
			if lines := check == "CheckText" && (text == "\n" || text == "\t"); lines != (err == nil) {
				t.Errorf("%s of a %s: %v", check, name, err)
			}
		}
	}
}

func TestNamesKeepTheCharactersThatJoinLettersAndIDsDoNot(t *testing.T) {
	for _, text := range []string{"می\u200Cخواهم", "👩\u200D💻"} {
		if err := vocabulary.CheckName("path", text, 40); err != nil {
			t.Error(err)
		}
		if err := vocabulary.CheckText("path", text, 40); err != nil {
			t.Error(err)
		}
		if vocabulary.CheckID("path", text, 40) == nil {
			t.Errorf("the ID %q is taken", text)
		}
	}
}

func TestTextOfOthersIsNotRefusedForHowItLooks(t *testing.T) {
	for name, text := range deceiving {
		control := map[string]bool{"carriage return": true, "escape": true, "NUL": true, "next line": true, "not UTF-8": true, "replacement": true}[name]
		if err := vocabulary.CheckForeign("path", "a"+text, 20); (err != nil) != control {
			t.Errorf("a %s: %v", name, err)
		}
	}
}

func TestTextsAreBoundedAndMayHoldWhatIsSeen(t *testing.T) {
	for _, f := range []func(string, string, int) error{vocabulary.CheckID, vocabulary.CheckName, vocabulary.CheckText, vocabulary.CheckForeign} {
		for text, ok := range map[string]bool{"": false, "Contoso & Söhne 株式会社 ⁂ ٪\u0600\u0605": true, strings.Repeat("x", 40): true, strings.Repeat("x", 41): false} {
			if err := f("path", text, 40); (err == nil) != ok {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

func TestOfASCIIOnlyTheVisibleCharactersAndSpacesPass(t *testing.T) {
	for c := range rune(utf8.RuneSelf) {
		line, seen := c == '\n' || c == '\t', unicode.IsPrint(c)
		for name, check := range map[string]struct {
			f  func(string, string, int) error
			ok bool
		}{
			"CheckID": {vocabulary.CheckID, seen}, "CheckName": {vocabulary.CheckName, seen},
			"CheckText": {vocabulary.CheckText, seen || line}, "CheckForeign": {vocabulary.CheckForeign, seen || line},
		} {
			if err := check.f("path", "a"+string(c)+"b", 20); (err == nil) != check.ok {
				t.Errorf("%s of %q: %v", name, c, err)
			}
		}
	}
}

func TestWhatIsVisibleIsOnOneLineAndPassesAsAName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text") + rapid.SampledFrom([]string{"", "\xFF", "\u202E", "\n", "\u200B"}).Draw(t, "tail")
		shown := vocabulary.Visible(text)
		if shown != "" && vocabulary.CheckName("path", shown, len(shown)) != nil || strings.ContainsFunc(shown, unicode.IsControl) || !utf8.ValidString(shown) {
			t.Fatalf("%q is shown as %q", text, shown)
		}
		if text != "" && vocabulary.CheckName("path", text, len(text)) == nil && shown != text {
			t.Fatalf("%q is harmless and is shown as %q", text, shown)
		}
	})
}

// Visible escapes characters that could deceive a reader, such as a line feed
// or a direction override. Letters of any script stay as they are.
func ExampleVisible() {
	fmt.Println(vocabulary.Visible("Contoso\nclaim-2 Approved"))
	fmt.Println(vocabulary.Visible("Conto\u202Eoso"))
	fmt.Println(vocabulary.Visible("Café 株式会社"))
	fmt.Println(vocabulary.Visible("a byte \xff, and a character that replaces one \ufffd"))
	// Output:
	// Contoso\nclaim-2 Approved
	// Conto\u202eoso
	// Café 株式会社
	// a byte \xff, and a character that replaces one \ufffd
}

// An ID with an invisible character is malformed.
func ExampleCheckID() {
	fmt.Println(vocabulary.CheckID("id", "claim-1", 200))
	fmt.Println(vocabulary.CheckID("id", "claim\u200B-1", 200))
	// Output:
	// <nil>
	// id: found "claim\u200b-1", want a text of 1 to 200 bytes on one line, without control, direction or invisible characters
}

func TestAnErrorShowsNoWholeMailAddress(t *testing.T) {
	for text, want := range map[string]string{
		"noa@contoso.com":                     "n…@contoso.com",
		"<noa@contoso.com>":                   "<n…@contoso.com>",
		"Noa Vogt <noa.vogt@contoso.com>":     "n…@contoso.com",
		"noa@contoso.com, alex@fabrikam.com":  "n…@contoso.com, a…@fabrikam.com",
		"ñandú@contoso.com":                   "ñ…@contoso.com",
		"noa@contoso.com\nBcc: alex@evil.com": "n…@contoso.com",
		"@sum":                                "@sum",
		"@sum of noa@contoso.com":             "@sum of n…@contoso.com",
		"of n@contoso.com":                    "of n…@contoso.com",
		"a@b":                                 "a…@b", // nobody sees that there is no more of it
		"ü@b.example":                         "ü…@b.example",
		"noa @contoso.com":                    "n…@contoso.com",
		"noa\u00a0@contoso.com":               "n…@contoso.com",
		`"noa vogt"@contoso.com`:              `n…@contoso.com`,
		"noa＠contoso.com":                     "n…＠contoso.com",
		"noa﹫contoso.com":                     "n…﹫contoso.com",
		"noa@@contoso.com":                    "n…@@contoso.com",
	} {
		message := mci.Invalid("email", text, "an address").Error()
		if !strings.Contains(message, want) || strings.Contains(message, "noa@") || strings.Contains(message, "vogt") || strings.Contains(message, "alex@") {
			t.Errorf("%q is shown as %s", text, message)
		}
	}
}

func TestStructuredLogsShowNeitherContactNorCustomer(t *testing.T) {
	id, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	contact := mci.Contact{Name: "Noa Vogt", Email: "noa@contoso.com"}
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(handler).With("with", id).Info("claim", "contact", contact, "customer", id, slog.Group("g", "contact", &contact))
	}
	for _, secret := range []string{"Noa", "noa@", "contoso", "2f3c4a1e"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("a log shows %q: %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), "5f60") {
		t.Errorf("a log does not tell one customer from another: %s", out.String())
	}
}

func TestTheReasonOfNoErrorIsNoText(t *testing.T) {
	if got := vocabulary.Reason(nil) + vocabulary.Reason(mci.Invalid("", "x", "y")); got != `found "x", want y` {
		t.Errorf("got %q", got)
	}
}

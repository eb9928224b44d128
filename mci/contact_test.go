package mci_test

import (
	"encoding/json"
	"net/mail"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

var alex = mci.Contact{Name: "Alexandra Wilber", Email: "alexandra@contoso.com"}

func TestAWellFormedContactPasses(t *testing.T) {
	for _, c := range []mci.Contact{
		alex,
		{Name: "é", Email: "a@b.c"},
		{Name: "山田 太郎", Email: "o'brien+mci_2026@sub.contoso.co.uk"},
		{Name: strings.Repeat("x", 200), Email: strings.Repeat("y", 64) + "@contoso.com"},
		{Name: "Alex", Email: "Alex@CONTOSO.com"},
	} {
		if err := c.Check(); err != nil {
			t.Errorf("%q <%s>: %v", c.Name, c.Email, err)
		}
	}
}

func TestAContactNeedsANameOf1To200BytesWithoutControlCharacters(t *testing.T) {
	for _, name := range []string{
		"", strings.Repeat("x", 201), strings.Repeat("é", 101), "Alex\x00", "Alex\x1b[31m", "Alex\r", "Alex\x7f", "Alex\xff", "\uFFFD",
		"Alex\nBcc: all@contoso.com", "Alex\tWilber", "Alex\u0085Wilber", "Alex\u009b31m",
	} {
		err := mci.Contact{Name: name, Email: alex.Email}.Check()
		if err == nil {
			t.Errorf("%q passes", name)
		} else if field := wantFieldError(t, err); field.Path != "name" {
			t.Errorf("%q: got %+v, want path name", name, field)
		}
	}
}

func TestAContactNeedsOnePlainMailAddress(t *testing.T) {
	for _, email := range []string{
		"", "alex", "@contoso.com", "alex@", "alex@contoso", "alex@contoso.", "alex@@contoso.com", "alex@contoso.com@contoso.com",
		"Alex <alex@contoso.com>", "<alex@contoso.com>", "<alex@contoso.com", "alex@contoso.com, sam@contoso.com", "alex@contoso.com;sam@contoso.com",
		" alex@contoso.com", "alex@contoso.com ", "al ex@contoso.com", "alex@con toso.com", "alex\r\nBcc:x@contoso.com", "alex\n@contoso.com",
		"alex\t@contoso.com", "\"alex\"@contoso.com", "alex(work)@contoso.com", "al\\ex@contoso.com", "al:ex@contoso.com", "[alex]@contoso.com",
		"alex@[192.168.0.1]", "alex@192.168.0.1", "älex@contoso.com", "ü@b.example", "alex＠contoso.com", "alex@bücher.example", strings.Repeat("y", 65) + "@contoso.com",
		"mailto:alex@contoso.com",
		"alex\x00@contoso.com", "alex\x0b@contoso.com", "alex\x1b@contoso.com", "alex\x7f@contoso.com",
		".alex@contoso.com", "alex.@contoso.com", "al..ex@contoso.com",
	} {
		err := mci.Contact{Name: alex.Name, Email: email}.Check()
		if err == nil {
			t.Errorf("%q passes", email)
		} else if field := wantFieldError(t, err); field.Path != "email" {
			t.Errorf("%q: got %+v, want path email", email, field)
		} else if shown := strings.NewReplacer("example", "", "Alex <", "").Replace(field.Found); strings.ContainsAny(email, "@＠") && (strings.Contains(shown, "ex") || strings.Contains(shown, "yy")) {
			t.Errorf("%q is shown as %s", email, field.Found)
		}
	}
}

func TestAnErrorShowsOnlyTheFirstLetterOfAMailAddressAndAllElse(t *testing.T) {
	for email, shown := range map[string]string{
		"alex": "alex", "@contoso.com": "@contoso.com", "alex@contoso": "a…@contoso", "Alex <alex@contoso.com>": "Alex <a…@contoso.com>",
	} {
		err := mci.Contact{Name: alex.Name, Email: email}.Check()
		if field := wantFieldError(t, err); field.Found != strconv.Quote(shown) {
			t.Errorf("%s: shown as %s, want %s", email, field.Found, shown)
		}
	}
}

func TestAMailAddressThatPassesIsOneForTheStandardLibraryToo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-z.'+=!#$%&*/?^_{|}~-]{1,3}[\x00-\x7f]?[a-z.]{0,3}`).Draw(t, "local part")
		contact := mci.Contact{Name: "Alex", Email: local + "@contoso.com"}
		if contact.Check() != nil {
			return
		}
		if parsed, err := mail.ParseAddress(contact.Email); err != nil || parsed.Address != contact.Email || parsed.Name != "" {
			t.Fatalf("%q passes, but package mail reads %v (%v)", contact.Email, parsed, err)
		}
	})
}

func TestTheNameIsCheckedBeforeTheAddress(t *testing.T) {
	if field := wantFieldError(t, mci.Contact{}.Check()); field.Path != "name" {
		t.Errorf("got %+v", field)
	}
}

func TestMailDomainIsTheDomainOfTheAddress(t *testing.T) {
	for email, want := range map[string]string{
		"alex@contoso.com":         "contoso.com",
		"alex@Sub.CONTOSO.com":     "sub.contoso.com",
		"alex":                     "",
		"alex@":                    "",
		"alex@contoso":             "",
		"alex@contoso.com@sam.com": "",
		"":                         "",
	} {
		id := mci.Contact{Email: email}.MailDomain()
		if id.Value() != want || id.IsZero() != (want == "") || want != "" && id.Type() != mci.DomainName {
			t.Errorf("%q: %q, want %q", email, id.Value(), want)
		}
	}
}

func TestPrintingAContactDoesNotGiveThePersonAway(t *testing.T) {
	for how, text := range printed(alex) {
		if leaks(text, alex.Name) || leaks(text, alex.Email) {
			t.Errorf("%s shows %s", how, text)
		}
	}
	if alex.String() != "contact" || alex.GoString() != "contact" {
		t.Errorf("got %s and %s", alex.String(), alex.GoString())
	}
}

func TestContactIsEncodedInFull(t *testing.T) {
	const want = `{"name":"Alexandra Wilber","email":"alexandra@contoso.com"}`
	encoded := must(json.Marshal(alex))
	if string(encoded) != want {
		t.Errorf("got %s, want %s", encoded, want)
	}
	var decoded mci.Contact
	if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != alex {
		t.Errorf("decoded as %+v (%v)", decoded, err)
	}
}

func TestTheZeroContactIsNobody(t *testing.T) {
	if !(mci.Contact{}).IsZero() || alex.IsZero() || (mci.Contact{Name: "Alex"}).IsZero() || (mci.Contact{Email: "a@b.c"}).IsZero() {
		t.Error("IsZero does not tell nobody from somebody")
	}
}

func TestCheckTextBoundsATextAndRefusesControlCharacters(t *testing.T) {
	for _, text := range []string{"x", "12345", "héé", "a\nb\tc"} {
		if err := vocabulary.CheckText("reason", text, 5); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "123456", "ééé", "a\x00", "a\x1f", "a\x7f", "a\r", "\xc3"} {
		field := wantFieldError(t, vocabulary.CheckText("reason", text, 5))
		if field.Path != "reason" || !strings.HasPrefix(field.Want, "a text of 1 to 5 bytes without control, direction or invisible characters") {
			t.Errorf("%q: got %+v", text, field)
		}
	}
}

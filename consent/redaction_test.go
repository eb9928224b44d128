package consent_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mci-go/incentives/consent"
)

// printed returns the output of printers and logs for a value.
func printed(t *testing.T, value any) string {
	t.Helper()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
		fmt.Fprintf(&out, verb+"\n", value)
	}
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		log := slog.New(handler)
		log.Info("bare", "value", value)
		log.Info("in a group", slog.Group("of", slog.Any("value", value)))
		log.With("value", value).WithGroup("group").Info("kept", "value", value)
	}
	return out.String()
}

func TestWhatHoldsPeopleOrLinksIsPrintedWithoutThem(t *testing.T) {
	mail, err := asked(t).Mail(draft, monday)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"mail": mail, "&mail": &mail, "draft": draft, "&draft": &draft, "URLs": urls, "&URLs": &urls,
		"request": request, "&request": &request,
	} {
		got := printed(t, value)
		for _, hidden := range []string{alex.Email, alex.Name, pat.Email, pat.Name, urls.Accept, urls.Decline, "answer=", "25000", "25,000"} {
			if strings.Contains(got, hidden) || strings.Contains(got, fmt.Sprintf("%x", hidden)) || strings.Contains(got, fmt.Sprintf("%X", hidden)) {
				t.Errorf("%s shows %q:\n%s", name, hidden, got)
			}
		}
	}
	if got := printed(t, mail); !strings.Contains(got, `"mail":"consent/0/0/claim-1"`) || !strings.Contains(got, "value.mail=consent/0/0/claim-1") {
		t.Errorf("a mail cannot be told from another one:\n%s", got)
	}
}

// Only logs are redacted. A host that stores or sends a mail as JSON gets all
// of it.
func TestAMailIsMarshaledWhole(t *testing.T) {
	mail, err := asked(t).Mail(draft, monday)
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(mail)
	if err != nil || !strings.Contains(string(written), alex.Email) {
		t.Errorf("%s, %v", written, err)
	}
	var read consent.Mail
	if err := json.Unmarshal(written, &read); err != nil || read.Accept != mail.Accept {
		t.Errorf("%s is read back as %v, %v", written, read, err)
	}
}

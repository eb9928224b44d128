package consent_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

var (
	urls  = consent.URLs{Accept: "https://partner.example/consent?answer=yes", Decline: "https://partner.example/consent?answer=no"}
	draft = consent.Draft{
		Claim: "claim-1", Engagement: "Microsoft Viva workshop", Company: "Fabrikam", Customer: alex, Partner: pat,
		Window: window, URLs: urls,
	}
)

func TestAMailSaysAllThatTheCustomerNeeds(t *testing.T) {
	d := draft
	d.Zone = zone(t, "America/Los_Angeles")
	got, err := asked(t).Mail(d, monday)
	if err != nil {
		t.Fatal(err)
	}
	want := consent.Mail{
		ID: "consent/0/0/claim-1", Language: "de-CH", To: alex, From: pat, Company: "Fabrikam", Engagement: "Microsoft Viva workshop",
		Subject: "Fabrikam asks for your consent: Microsoft Viva workshop",
		Accept:  urls.Accept, Decline: urls.Decline,
		Before: window.End,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if shown := got.Before.Format(time.RFC3339); shown != "2025-10-01T17:00:00-07:00" {
		t.Errorf("an answer is too late at %s", shown)
	}
}

// The person at the corrected address has not received a mail before.
func TestTheMailToACorrectedAddressIsNoReminder(t *testing.T) {
	c, err := asked(t).Resend()
	if err != nil {
		t.Fatal(err)
	}
	if c, err = c.Readdress(); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		mail, err := c.Mail(draft, monday)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("consent/1/%d/claim-1", n+1); mail.Reminder != n || mail.ID != want || strings.HasPrefix(mail.Subject, "Reminder") != (n > 0) {
			t.Errorf("mail %d after the correction is reminder %d, %s, %q, want %s", n, mail.Reminder, mail.ID, mail.Subject, want)
		}
		if c, err = c.Resend(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAReminderSaysWhichOneItIs(t *testing.T) {
	c, ids := asked(t), map[string]bool{}
	for n := range 4 {
		mail, err := c.Mail(draft, monday)
		if err != nil {
			t.Fatal(err)
		}
		if mail.Reminder != n || strings.HasPrefix(mail.Subject, "Reminder: Fabrikam asks") != (n > 0) || ids[mail.ID] {
			t.Errorf("mail %d is reminder %d, %q, %s", n, mail.Reminder, mail.Subject, mail.ID)
		}
		if mail.Before.Location() != time.UTC {
			t.Errorf("without a zone, the end is in %s", mail.Before.Location())
		}
		ids[mail.ID] = true
		if c, err = c.Resend(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoMailIsWrittenOutOfTurnOrTooLate(t *testing.T) {
	if _, err := asked(t).Mail(draft, window.End.Add(-1)); err != nil {
		t.Errorf("a nanosecond before the end: %v", err)
	}
	for _, c := range []struct {
		name string
		c    consent.Consent
		at   time.Time
		want error
	}{
		{"not asked", consent.Consent{}, monday, consent.ErrNotAsked},
		{"accepted", answered(t, consent.Consent.Accept), monday, consent.ErrAnswered},
		{"declined", answered(t, consent.Consent.Decline), monday, consent.ErrAnswered},
		{"at the end", asked(t), window.End, consent.ErrExpired},
	} {
		got, err := c.c.Mail(draft, c.at)
		if !errors.Is(err, c.want) || !cmp.Equal(got, consent.Mail{}) {
			t.Errorf("%s: %+v, %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestAMailHoldsNoLineBreakAndNoControlCharacter(t *testing.T) {
	for _, hostile := range []string{"a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\tb", "a\x00b", "\x1b[2J", "", strings.Repeat("n", 201), "\xff"} {
		for path, change := range map[string]func(*consent.Draft){
			"engagement":     func(d *consent.Draft) { d.Engagement = hostile },
			"company":        func(d *consent.Draft) { d.Company = hostile },
			"customer.name":  func(d *consent.Draft) { d.Customer.Name = hostile },
			"partner.name":   func(d *consent.Draft) { d.Partner.Name = hostile },
			"customer.email": func(d *consent.Draft) { d.Customer.Email = hostile },
			"partner.email":  func(d *consent.Draft) { d.Partner.Email = hostile },
		} {
			changed := draft
			change(&changed)
			got, err := asked(t).Mail(changed, monday)
			wantField(t, fmt.Sprintf("%s is %q", path, hostile), err, path)
			if !cmp.Equal(got, consent.Mail{}) {
				t.Errorf("%s is %q: got a mail", path, hostile)
			}
		}
	}
}

func TestAMailNeedsItsClaimItsWindowAndTheAddressesOfItsLinks(t *testing.T) {
	for name, c := range map[string]struct {
		path   string
		change func(*consent.Draft)
	}{
		"no claim":             {"claim", func(d *consent.Draft) { d.Claim = "" }},
		"no window":            {"window.end", func(d *consent.Draft) { d.Window = mci.Window{} }},
		"no address":           {"urls.accept", func(d *consent.Draft) { d.URLs = consent.URLs{} }},
		"one address alone":    {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "" }},
		"one address for both": {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = d.URLs.Accept }},
		"http":                 {"urls.accept", func(d *consent.Draft) { d.URLs.Accept = "http://partner.example/" }},
		"a scheme alone":       {"urls.accept", func(d *consent.Draft) { d.URLs.Accept = "https://" }},
		"a script":             {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "javascript:alert(1)" }},
		"a line break":         {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "https://partner.example/\nBcc: eve" }},
		"a space":              {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "https://partner.example/a b" }},
		"a control character":  {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "https://partner.example/\x7f" }},
		"a quote":              {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = `https://partner.example/" onclick="x` }},
		"an address too long":  {"urls.decline", func(d *consent.Draft) { d.URLs.Decline = "https://" + strings.Repeat("p", 1593) }},
	} {
		changed := draft
		c.change(&changed)
		got, err := asked(t).Mail(changed, monday)
		wantField(t, name, err, c.path)
		if !cmp.Equal(got, consent.Mail{}) {
			t.Errorf("%s: got a mail", name)
		}
	}
	longest := draft
	longest.URLs.Accept = "HTTPS://" + strings.Repeat("p", 1592)
	if _, err := asked(t).Mail(longest, monday); err != nil {
		t.Errorf("the longest address: %v", err)
	}
	_, err := asked(t).Mail(draft, time.Time{})
	wantField(t, "no instant", err, "at")
}

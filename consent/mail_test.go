package consent_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

var draft = consent.Draft{
	Claim: "claim-1", Engagement: "Microsoft Viva workshop", Company: "Fabrikam", Customer: alex, Partner: pat,
	Window: window, Nonce: "nonce-0123456789",
}

func hostLinks(t testing.TB) consent.Links {
	t.Helper()
	links, err := consent.NewLinks(theRing(t), "https://partner.example/consent")
	if err != nil {
		t.Fatal(err)
	}
	return links
}

func TestAMailSaysAllThatTheCustomerNeeds(t *testing.T) {
	d := draft
	d.Zone = zone(t, "America/Los_Angeles")
	got, err := asked(t).Mail(d, hostLinks(t), monday)
	if err != nil {
		t.Fatal(err)
	}
	no := yes
	no.Answer = consent.Declined
	want := consent.Mail{
		ID: "consent/0/claim-1", Language: "de-CH", To: alex, From: pat, Company: "Fabrikam", Engagement: "Microsoft Viva workshop",
		Subject: "Fabrikam asks for your consent: Microsoft Viva workshop",
		Accept:  "https://partner.example/consent?answer=" + golden,
		Decline: "https://partner.example/consent?answer=" + sign(t, theRing(t), no),
		Before:  window.End,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if shown := got.Before.Format(time.RFC3339); shown != "2025-10-01T17:00:00-07:00" {
		t.Errorf("an answer is too late at %s", shown)
	}
	for _, link := range []struct {
		url    string
		answer consent.Answer
	}{{got.Accept, consent.Accepted}, {got.Decline, consent.Declined}} {
		page, err := url.Parse(link.url)
		if err != nil {
			t.Fatal(err)
		}
		verified, err := theRing(t).Verify(page.Query().Get(consent.TokenParameter), monday)
		if err != nil || verified.CheckFor("claim-1", link.answer, window) != nil {
			t.Errorf("the link to %s says %+v, %v", link.answer, verified, err)
		}
	}
}

func TestAReminderSaysWhichOneItIs(t *testing.T) {
	c, ids := asked(t), map[string]bool{}
	for n := range 4 {
		mail, err := c.Mail(draft, hostLinks(t), monday)
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
	if _, err := asked(t).Mail(draft, hostLinks(t), window.End.Add(-1)); err != nil {
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
		got, err := c.c.Mail(draft, hostLinks(t), c.at)
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
			got, err := asked(t).Mail(changed, hostLinks(t), monday)
			wantField(t, fmt.Sprintf("%s is %q", path, hostile), err, path)
			if !cmp.Equal(got, consent.Mail{}) {
				t.Errorf("%s is %q: got a mail", path, hostile)
			}
		}
	}
}

func TestAMailNeedsWhatItsLinksNeed(t *testing.T) {
	for path, change := range map[string]func(*consent.Draft){
		"claim": func(d *consent.Draft) { d.Claim = "" },
		"nonce": func(d *consent.Draft) { d.Nonce = "short" },
		"ends":  func(d *consent.Draft) { d.Window = mci.Window{} },
	} {
		changed := draft
		change(&changed)
		_, err := asked(t).Mail(changed, hostLinks(t), monday)
		wantField(t, "a draft without "+path, err, path)
	}
	_, err := asked(t).Mail(draft, consent.Links{}, monday)
	wantField(t, "no links", err, "ring")
}

func TestAMailPrintsWithoutItsLinksAndItsPeople(t *testing.T) {
	mail, err := asked(t).Mail(draft, hostLinks(t), monday)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, mail); got != "consent mail consent/0/claim-1" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

package consent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/consent"
)

func TestConfirmingALinkGivesItsAnswerOnce(t *testing.T) {
	no := yes
	no.Answer = consent.Declined
	reminder := yes
	reminder.Nonce = "nonce-of-the-reminder"
	at := window.End.Add(-1)
	for _, first := range []consent.Link{yes, no} {
		want := asked(t)
		want.Answer, want.Answered = first.Answer, at
		got, err := asked(t).Confirm(first, at)
		if err != nil || !cmp.Equal(got, want) {
			t.Fatalf("confirming %s gives %+v, %v, want %+v", first.Key(), got, err, want)
		}
		for _, next := range []consent.Link{yes, no, reminder} {
			for _, again := range []int{-1, 0, 1} { // before the end, at the end and after it
				when := window.End.AddDate(0, 0, again)
				after, err := got.Confirm(next, when)
				refused := wantReason(t, "confirming a second link", err, consent.ErrUsed)
				if !cmp.Equal(after, got) || refused.Link != next || !refused.At.Equal(when) {
					t.Errorf("%s, then %s: %+v, %+v", first.Key(), next.Key(), after, refused)
				}
			}
		}
	}
}

// A scanner follows every link of a mail before the customer reads it: often,
// and in any order.
func TestFollowingALinkOnlyLooks(t *testing.T) {
	c := asked(t)
	before := c
	no := yes
	no.Answer = consent.Declined
	for range 3 {
		for _, link := range []consent.Link{yes, no} {
			got, err := c.Preview(link, monday.Add(time.Minute))
			if want := (consent.Preview{Claim: "claim-1", Answer: link.Answer, Before: window.End}); err != nil || got != want {
				t.Fatalf("following %s shows %+v, %v, want %+v", link.Key(), got, err, want)
			}
			if !cmp.Equal(c, before) {
				t.Fatalf("following %s changed %+v to %+v", link.Key(), before, c)
			}
		}
	}
	if after, err := c.Confirm(no, monday.Add(time.Hour)); err != nil || after.Answer != consent.Declined {
		t.Errorf("the customer's own no: %+v, %v", after, err)
	}
}

// If a page shows a question, it must be able to accept the answer.
func TestAPreviewHasTheErrorsOfItsConfirmation(t *testing.T) {
	corrected, err := asked(t).Readdress()
	if err != nil {
		t.Fatal(err)
	}
	short := yes
	short.Nonce = "short"
	for name, c := range map[string]struct {
		consent consent.Consent
		link    consent.Link
		at      time.Time
		want    error // nil if a field is malformed
	}{
		"not asked":                 {consent.Consent{}, yes, monday, consent.ErrNotAsked},
		"not asked, at the end":     {consent.Consent{}, yes, window.End, consent.ErrNotAsked},
		"answered":                  {answered(t, consent.Consent.Accept), yes, monday, consent.ErrUsed},
		"at the end":                {asked(t), yes, window.End, consent.ErrExpired},
		"of the generation before":  {corrected, yes, monday, consent.ErrReplaced},
		"replaced, and over":        {corrected, yes, window.End, consent.ErrReplaced},
		"malformed":                 {asked(t), short, monday, nil},
		"at the zero instant":       {asked(t), yes, time.Time{}, nil},
		"by a clock that says 1970": {asked(t), yes, time.Unix(0, 0), nil},
	} {
		shown, err := c.consent.Preview(c.link, c.at)
		after, err2 := c.consent.Confirm(c.link, c.at)
		if err == nil || err2 == nil || err.Error() != err2.Error() {
			t.Errorf("%s: the preview says %v, the confirmation %v", name, err, err2)
			continue
		}
		if c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if c.want == nil && errors.As(err, new(*consent.LinkError)) {
			t.Errorf("%s: %v, want the error of a field", name, err)
		}
		if shown != (consent.Preview{}) || !cmp.Equal(after, c.consent) {
			t.Errorf("%s: shows %+v, leaves %+v", name, shown, after)
		}
	}
}

func TestACorrectedAddressReplacesTheLinksThatWentToTheWrongOne(t *testing.T) {
	first, err := asked(t).Links("claim-1", window, yes.Nonce, monday)
	if err != nil {
		t.Fatal(err)
	}
	if first.Accept != yes || first.Decline.Answer != consent.Declined {
		t.Errorf("the links of the first mail are %+v", first)
	}
	corrected, err := asked(t).Readdress()
	if err != nil {
		t.Fatal(err)
	}
	if want := asked(t); corrected.Generation != 1 || !corrected.Asked.Equal(want.Asked) || !corrected.DealSize.Equal(want.DealSize) {
		t.Errorf("corrected: %+v", corrected)
	}
	next, err := corrected.Links("claim-1", window, yes.Nonce, monday)
	if err != nil || !next.Accept.Ends.Equal(first.Accept.Ends) || next.Accept == first.Accept {
		t.Errorf("the links of the second mail are %+v, %v", next, err)
	}
	for _, link := range []consent.Link{first.Accept, first.Decline} {
		_, err := corrected.Confirm(link, monday)
		wantReason(t, "a link to the wrong address", err, consent.ErrReplaced)
	}
	_, err = asked(t).Confirm(next.Accept, monday)
	wantReason(t, "a link of a generation that has not begun", err, consent.ErrReplaced)
	if after, err := corrected.Confirm(next.Accept, monday); err != nil || after.Answer != consent.Accepted {
		t.Errorf("a link to the right address: %+v, %v", after, err)
	}
}

func TestLinksAreMadeOnlyWhileAnAnswerIsAwaited(t *testing.T) {
	for name, c := range map[string]struct {
		consent consent.Consent
		at      time.Time
		want    error
	}{
		"not asked":  {consent.Consent{}, monday, consent.ErrNotAsked},
		"answered":   {answered(t, consent.Consent.Decline), monday, consent.ErrAnswered},
		"at the end": {asked(t), window.End, consent.ErrExpired},
	} {
		if got, err := c.consent.Links("claim-1", window, yes.Nonce, c.at); !errors.Is(err, c.want) || got != (consent.Links{}) {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, c.want)
		}
	}
	_, err := asked(t).Links("claim-1", window, "short", monday)
	wantField(t, "a short nonce", err, "nonce")
	_, err = asked(t).Links("claim-1", window, yes.Nonce, time.Time{})
	wantField(t, "no instant", err, "at")
}

func TestALinkErrorSaysWhichLinkAndWhy(t *testing.T) {
	mail := consent.Link{Claim: "claim-1", Ends: window.End}
	for want, err := range map[string]error{
		"consent link of claim claim-1, accepted: it gives another answer":           &consent.LinkError{Err: consent.ErrPurpose, Link: yes},
		"consent link of claim claim-1, accepted: the customer has answered already": &consent.LinkError{Err: consent.ErrUsed, Link: yes, At: monday},
		"consent link of claim claim-1: its window has ended":                        &consent.LinkError{Err: consent.ErrExpired, Link: mail, At: window.End},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

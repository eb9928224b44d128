package consent_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/consent"
)

func TestFollowingALinkGivesItsAnswerOnce(t *testing.T) {
	no := yes
	no.Answer = consent.Declined
	reminder := yes
	reminder.Nonce = "nonce-of-the-reminder"
	at := window.End.Add(-1)
	for _, first := range []consent.Link{yes, no} {
		want := asked(t)
		want.Answer, want.Answered = first.Answer, at
		got, err := asked(t).Follow(first, at)
		if err != nil || !cmp.Equal(got, want) {
			t.Fatalf("following %s gives %+v, %v, want %+v", first.Key(), got, err, want)
		}
		for _, next := range []consent.Link{yes, no, reminder} {
			for _, again := range []int{-1, 0, 1} { // before the end, at it and after it
				when := window.End.AddDate(0, 0, again)
				after, err := got.Follow(next, when)
				refused := wantReason(t, "following a second link", err, consent.ErrUsed)
				if !cmp.Equal(after, got) || refused.Link != next || !refused.At.Equal(when) {
					t.Errorf("%s, then %s: %+v, %+v", first.Key(), next.Key(), after, refused)
				}
			}
		}
	}
}

func TestALinkIsNotFollowedBeforeTheRequestNorFromItsEndOn(t *testing.T) {
	got, err := consent.Consent{}.Follow(yes, monday)
	if !errors.Is(err, consent.ErrNotAsked) || !cmp.Equal(got, consent.Consent{}) {
		t.Errorf("before the request: %+v, %v", got, err)
	}
	if _, err := (consent.Consent{}).Follow(yes, window.End); !errors.Is(err, consent.ErrNotAsked) {
		t.Errorf("without a request, at the end: %v", err)
	}
	got, err = asked(t).Follow(yes, window.End)
	refused := wantReason(t, "at the end", err, consent.ErrExpired)
	if !cmp.Equal(got, asked(t)) || refused.Link != yes || !refused.At.Equal(window.End) {
		t.Errorf("at the end: %+v, %+v", got, refused)
	}
}

func TestALinkErrorSaysWhichLinkAndWhy(t *testing.T) {
	for want, err := range map[string]error{
		"consent link: its signature is wrong":                                       &consent.LinkError{Err: consent.ErrForged, Key: "k"},
		"consent link of claim claim-1, accepted: it gives another answer":           &consent.LinkError{Err: consent.ErrPurpose, Link: yes},
		"consent link of claim claim-1, accepted: the customer has answered already": &consent.LinkError{Err: consent.ErrUsed, Link: yes, At: monday},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}

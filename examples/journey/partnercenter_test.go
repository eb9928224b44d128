package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
)

func TestAJourneyBringsItsReferralsToPartnerCenter(t *testing.T) {
	center := &fake.Server{Token: "journey"}
	listening := httptest.NewServer(center)
	defer listening.Close()
	t.Setenv(tokenVariable, center.Token)
	out, errs, status := journey(t, "-create", "-partner-center", listening.URL+fake.Path)
	if status != played {
		t.Fatalf("status %d: %s", status, errs)
	}
	found, err := center.Referrals.List(t.Context(), referral.LinkOf("northwind-cloud"))
	if err != nil || len(found) != 1 {
		t.Fatalf("Partner Center has %v, %v, want one referral", found, err)
	}
	related, err := center.Referrals.Related(t.Context(), found[0].EngagementID)
	if err != nil {
		t.Fatal(err)
	}
	if deal, _ := cosell.DealTypeOf(&found[0], cosell.Related{Read: true, Referrals: related}); deal != cosell.CoSell {
		t.Fatalf("Partner Center has %v, %v, want one co-sell referral", found, err)
	}
	if want := "in Partner Center " + found[0].ID + ", Active/Accepted"; strings.Count(out, want) != 2 {
		t.Errorf("the story does not say twice %q", want)
	}

	// In linked mode the journey makes nothing, and says that there is no
	// referral to link.
	empty := &fake.Server{Token: "journey"}
	quiet := httptest.NewServer(empty)
	defer quiet.Close()
	out, errs, status = journey(t, "-partner-center", quiet.URL+fake.Path)
	if all, err := empty.Referrals.Query(t.Context(), referral.Query{}); status != played || err != nil || len(all.Referrals) != 0 || !strings.Contains(out, "list the candidates and link the one") {
		t.Errorf("status %d: %v, %v, %s", status, all, err, errs)
	}

	t.Setenv(tokenVariable, "another")
	if _, errs, status := journey(t, "-partner-center", listening.URL+fake.Path); status != failed || !strings.Contains(errs, "401") || strings.Contains(errs, "another") {
		t.Errorf("with another token: status %d, %s", status, errs)
	}
	t.Setenv(tokenVariable, "")
	if _, errs, status := journey(t, "-partner-center", listening.URL+fake.Path); status != invalid || !strings.Contains(errs, tokenVariable) {
		t.Errorf("without a token: status %d, %s", status, errs)
	}
}

func TestAJourneyLinksWhatPartnerCenterMadeUnlessItCreatesTheReferralsItself(t *testing.T) {
	for flag, linked := range map[string]int{"": 2, "-create": 0} {
		args := []string{flag}
		if flag == "" {
			args = nil
		}
		out, errs, status := journey(t, args...)
		if status != played || strings.Count(out, "made by Partner Center and linked") != linked || !strings.Contains(out, "referral: co-sell") {
			t.Errorf("%q: status %d, %s", flag, status, errs)
		}
	}
}

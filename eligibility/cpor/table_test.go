package cpor_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

func TestTheTablesAreAsReviewed(t *testing.T) {
	var b strings.Builder
	for _, kind := range cpor.Kinds() {
		b.Write(must(json.Marshal(kind.Terms())))
		b.WriteString("\n")
	}
	golden(t, "kinds.txt", b.String())
	b.Reset()
	for _, rule := range cpor.Rules() {
		fmt.Fprintf(&b, "%s %d | %s | %s\n", rule.ID, rule.Version, rule.Means, rule.Source)
	}
	golden(t, "rules.txt", b.String())
}

// Stored findings carry the ID and the version of their rule.
func TestTheRulesOfDecisionsKeepTheirVersions(t *testing.T) {
	var versioned []mci.Rule
	for _, rule := range cpor.Rules() {
		if rule.Version > 0 {
			versioned = append(versioned, rule)
		}
	}
	committed := readTestdata(t, "rules.versions.txt")
	updated, problems := ruling.Versions(committed, versioned)
	if *update {
		golden(t, "rules.versions.txt", updated)
		return
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

func TestEnumerationsComeBackFromTheirNames(t *testing.T) {
	roundTrip(t, cpor.Kinds())
	roundTrip(t, cpor.Clocks())
	roundTrip(t, cpor.Faults())
	roundTrip(t, []cpor.Scope{cpor.WorkloadScope, cpor.SubscriptionScope})
}

// roundTrip demands that the values of an enumeration are numbered from 1, that
// each comes back from JSON, and that no other number is a value.
func roundTrip[T interface {
	~uint8
	encoding.TextMarshaler
}](t *testing.T, values []T,
) {
	t.Helper()
	for number := range T(255) {
		if _, err := (number + 1).MarshalText(); (err == nil) != slices.Contains(values, number+1) {
			t.Errorf("%T %d is written: %v", number, number+1, err)
		}
	}
	for _, value := range values {
		if again := throughJSON(t, value); again != value {
			t.Errorf("%v comes back as %v", value, again)
		}
	}
	var read T
	if err := json.Unmarshal([]byte(`"tea"`), &read); err == nil {
		t.Errorf("%T reads tea", read)
	}
}

func TestKindsAreReadByEveryDocumentedName(t *testing.T) {
	for name, want := range map[string]cpor.Kind{
		"Modern Work and Security Usage":       cpor.ModernWorkUsage,
		"Modern Work & Security Usage":         cpor.ModernWorkUsage,
		"use or consume":                       cpor.ModernWorkUsage,
		"Usage Recognition- Biz Apps":          cpor.BusinessUsage,
		"Usage recognition – Non-Incentivized": cpor.BusinessUsage,
		"BizApps Presales Advisor":             cpor.PresalesAdvisor,
		"Build intent – Advisor":               cpor.PresalesAdvisor,
		"Biz Apps Revenue":                     cpor.RevenueAssociation,
	} {
		if got, err := cpor.ParseKind(name); got != want {
			t.Errorf("%q is %v, %v", name, got, err)
		}
	}
	_, err := cpor.ParseKind("CSP co-op")
	wantInvalid(t, err, "")
	for _, kind := range []cpor.Kind{0, cpor.ModernWorkUsage + 1, 99} {
		if terms := kind.Terms(); terms.Kind != 0 || terms.Engagement != "" {
			t.Errorf("%+v", terms)
		}
		if err := (&cpor.Association{Kind: kind}).Check(); kind != 0 {
			wantInvalid(t, err, "kind")
		}
	}
	var none cpor.Kind
	if err := none.UnmarshalText(nil); err != nil || none != 0 {
		t.Error(err)
	}
	cpor.PresalesAdvisor.Terms().Channels[0] = 0
	if cpor.PresalesAdvisor.Terms().Channels[0] == 0 {
		t.Error("the table can be changed through a copy")
	}
}

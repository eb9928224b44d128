package claims_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// mostOpeningBytes is what an opening entry of the public catalog may take.
const mostOpeningBytes = 1500

// What a host stores for one claim, and for each of its entries.
func TestTheSizesOfARecordAndItsEntriesAreAsReviewed(t *testing.T) {
	l := eventful(t)
	var sizes strings.Builder
	for i, entry := range l.history {
		text := must(json.Marshal(entry))
		if i == 0 {
			opened := must(json.Marshal(must(claims.Replay(l.history[:1], public())).Record()))
			fmt.Fprintf(&sizes, "%5d bytes: the record of the claim as it was opened\n", len(opened))
			if len(text) > mostOpeningBytes {
				t.Errorf("the opening entry has %d bytes, want at most %d:\n%s", len(text), mostOpeningBytes, text)
			}
		}
		fmt.Fprintf(&sizes, "%5d bytes: entry %d, %s\n", len(text), entry.Number, entry.Event)
	}
	meta := by(claims.AddCustomer, at("2022-11-10T09:00Z"))
	meta.Key = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
	keyed := must(json.Marshal(must(claims.Open(nominate(question(engagement(public(), viva), meta.At)), "claim-1", meta)).Entries[0]))
	fmt.Fprintf(&sizes, "%5d bytes: entry 1, if it has a key\n", len(keyed))
	if len(keyed) > mostOpeningBytes {
		t.Errorf("with a key the opening entry has %d bytes, want at most %d", len(keyed), mostOpeningBytes)
	}
	fmt.Fprintf(&sizes, "%5d bytes: the record of the claim after them\n", len(must(json.Marshal(l.claim.Record()))))
	golden(t, "sizes.txt", sizes.String())
	t.Log("\n" + sizes.String())
}

// nominations are nominations for engagements of every kind, of catalogs with
// and without conditions.
func nominations(t *testing.T) map[*eligibility.Nomination]*catalog.Catalog {
	all := map[*eligibility.Nomination]*catalog.Catalog{}
	madeUp := madeUpCatalog(t)
	for id, when := range map[mci.EngagementID]string{viva: "2022-11-10T09:00Z", variable: "2026-01-05T09:00Z"} {
		all[nominate(question(engagement(public(), id), at(when)))] = public()
	}
	for _, id := range []mci.EngagementID{"by-market", "by-size", "by-hours", "by-unit", "by-share", "in-two-stages"} {
		all[nominate(madeUpQuestion(engagement(madeUp, id), "2026-01-05T09:00Z"))] = madeUp
	}
	waived := question(engagement(public(), viva), at("2022-11-10T09:00Z"))
	waived.Customer.MeetsCriteria = mci.No
	waived.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed \"by mail\"", Approver: "cfo", Until: date("2022-12-01")}}
	all[nominate(waived)] = public()
	return all
}

func TestAStoredOpeningIsExplainedAsTheNominationWas(t *testing.T) {
	for nomination, catalog := range nominations(t) {
		q := nomination.Question()
		entry := must(claims.Open(nomination, "claim-1", by(claims.AddCustomer, q.At))).Entries[0]
		stored := throughJSON(t, entry)
		wantSame(t, "the entry of "+string(q.Engagement.Ref().Engagement), stored, entry)
		wantSame(t, "the explained findings of "+string(q.Engagement.Ref().Engagement), stored.Explain(catalog), nomination.Findings())
		for _, f := range stored.Explain(nil) {
			if f.Want == "" || f.Path == "" || f.Source == (mci.Source{}) {
				t.Errorf("without a catalog: %+v", f)
			}
		}
		stored.Opening.Engagement.Edition = "none"
		wantSame(t, "what a catalog without the engagement explains", stored.Explain(catalog), stored.Explain(nil))
	}
	if later := eventful(t).history[1]; len(later.Explain(public())) != 0 {
		t.Error("an entry without findings is explained")
	}
}

// What this library does not know stays as it was stored, in every field.
func TestAFindingOfAnUnknownRuleIsShownAsStored(t *testing.T) {
	entry := eventful(t).history[0]
	entry.Findings = []mci.Finding{
		{Rule: "customer.criteria", Version: 99, Outcome: mci.Pass, Path: "customer.meetsCriteria", Found: "yes"},
		{Rule: "customer.criteria", Version: 1, Outcome: mci.Pass, Path: "elsewhere", Found: "yes"},
		{Rule: "customer.lock", Version: 0, Outcome: mci.Unknown, Found: "<&>"},
		{Rule: "future.rule", Version: 1, Outcome: mci.Pass, Found: "x"},
		{Rule: "future.rule@3", Version: 1, Outcome: mci.Fail, Path: "x.y", Found: "", Waived: "by cfo"},
		{Rule: "future.rule@1", Version: 1, Outcome: mci.Pass, Found: "x"},
		{Rule: "future.rule.a.b", Version: 2, Outcome: mci.Pass, Found: "x"},
	}
	stored := throughJSON(t, entry)
	for _, want := range entry.Findings {
		found := false
		for _, f := range stored.Findings {
			found = found || f == want
		}
		if !found {
			t.Errorf("%+v is not among %+v", want, stored.Findings)
		}
	}
	for _, f := range stored.Explain(public()) {
		if strings.HasPrefix(string(f.Rule), "future.") && (f.Want != "" || f.Source != mci.Source{}) || f.Version == 99 && f.Want != "" {
			t.Errorf("an unknown rule is explained as %+v", f)
		}
	}
}

func TestAnEntryThatItsFormCannotHoldIsNotWritten(t *testing.T) {
	for path, change := range map[string]func(*claims.Entry){
		"opening.id":        func(e *claims.Entry) { e.Opening.ID = "claim-2" },
		"opening.version":   func(e *claims.Entry) { e.Opening.Version = 2 },
		"opening.status":    func(e *claims.Entry) { e.Opening.Status = claims.Submitted },
		"opening.updated":   func(e *claims.Entry) { e.Opening.Updated = at("2022-11-11") },
		"opening.created":   func(e *claims.Entry) { e.Opening.Created = time.Time{} },
		"opening.checkedId": func(e *claims.Entry) { e.Opening.CheckedID = mci.CustomerID{} },
		"opening.index":     func(e *claims.Entry) { e.Opening.Index.Area = "Modern Work" },
		"findings[0]":       func(e *claims.Entry) { e.Findings[0].Want = "x" },
		"findings[1]":       func(e *claims.Entry) { e.Findings[1] = e.Findings[0] },
		"findings[2]":       func(e *claims.Entry) { e.Findings[2].Rule = "lock" },
		"findings[3]":       func(e *claims.Entry) { e.Findings[3].Rule = ".lock" },
		"findings[4]":       func(e *claims.Entry) { e.Findings[4].Source = mci.CustomersPage.Source() },
	} {
		entry := eventful(t).history[0]
		change(&entry)
		text, err := json.Marshal(entry)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: %s, %v", path, text, err)
		}
	}
}

func TestMalformedStoredFindingsAreNamed(t *testing.T) {
	entry := eventful(t).history[0]
	for _, c := range []struct{ old, with, path string }{
		{`"findings":{`, `"findings":{"":{"a":"b"},`, `findings[""].a`},
		{`"findings":{`, `"findings":{"a.b":{"c":"d"},`, "findings"},
		{`"findings":{`, `"findings":{"a":{"":"d"},`, "findings.a"},
		{`"findings":{`, `"findings":{"a":{"@2":"d"},`, "findings.a"},
		{`"findings":{`, `"findings":{"customer":{},`, "findings.customer"},
		{`"claim-limit":"0"`, `"claim-limit":0`, "findings.customer.claim-limit"},
		{`"claim-limit":"0"`, `"claim-limit":{"found":"0"}`, "findings.customer.claim-limit.outcome"},
		{`"claim-limit":"0"`, `"claim-limit":{"outcome":"fail","found":"0","want":"x"}`, "findings.customer.claim-limit.want"},
		{`"claim-limit":"0"`, `"claim-limit":"0","claim-limit":"1"`, "findings.customer.claim-limit"},
		{`"findings":{`, `"findings":[],"x":{`, "findings"},
	} {
		err := json.Unmarshal([]byte(entryWith(t, entry, c.old, c.with)), new(claims.Entry))
		if !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("%s: %v", c.with, err)
		}
	}
}

// Entries name a rule by its ID alone and leave out its source. A rule that says
// something else needs another ID, and the old one is kept as retired. The
// update flag adds rules and changes none.
func TestARuleOfAClaimIsNeverChangedOrForgotten(t *testing.T) {
	file := filepath.Join("testdata", "rules.versions.txt")
	committed, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	updated, problems := ruling.Versions(string(committed), claims.Rules())
	if *update {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems = ruling.Versions(updated, claims.Rules())
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

// A source that the tables would give otherwise is stored.
func TestTheSourceOfAnEntryComesBack(t *testing.T) {
	entry := eventful(t).history[1]
	for _, source := range []mci.Source{entry.Source, mci.PartnerGuide.Source(), {Title: "x", Grade: mci.Inferred}} {
		entry.Source = source
		wantSame(t, "the entry", throughJSON(t, entry), entry)
	}
	for _, state := range reached() {
		for _, entry := range reach(t, state).history {
			wantSame(t, "the entry", throughJSON(t, entry), entry)
		}
	}
}

func TestAnEntryOfARowOfTheMachineIsStoredWithoutItsSource(t *testing.T) {
	seen := map[[3]string]bool{}
	for _, row := range claims.Transitions() {
		entry := claims.Entry{
			Claim: "claim-1", Number: 2, At: at("2022-11-11"), Actor: row.Actor,
			Event: row.Event, From: row.From.Status, To: row.To.Status, Rule: row.Rule, Source: row.Source.Source(),
		}
		text := string(must(json.Marshal(entry)))
		key := [3]string{entry.Event.String(), entry.From.String(), string(entry.Rule)}
		if !seen[key] && strings.Contains(text, `"source"`) { // a second row of the same status is told apart by its source
			t.Errorf("row %s is stored as %s", row.Row, text)
		}
		seen[key] = true
		wantSame(t, "the entry of row "+row.Row, throughJSON(t, entry), entry)
	}
}

func TestTheAmountsOfAnOpeningComeBack(t *testing.T) {
	entry := eventful(t).history[0]
	created := claims.Amount{Money: usd("1"), At: entry.Opening.Created}
	later := claims.Amount{Money: usd("2"), At: entry.Opening.Created.Add(time.Second)}
	for name, amounts := range map[string]claims.Amounts{
		"none":                              {},
		"an estimate of the creation":       {Estimated: created},
		"an estimate of another instant":    {Estimated: later},
		"an amount that was requested":      {Requested: later},
		"an amount that was approved":       {Approved: later},
		"a payment":                         {Payments: []claims.Payment{{Money: usd("3"), At: later.At}}},
		"an estimate and one of the others": {Estimated: created, Requested: later},
	} {
		entry.Opening.Amounts = amounts
		wantSame(t, "the opening with "+name, throughJSON(t, entry), entry)
	}
}

func TestTheKeysOfAnOpeningComeBack(t *testing.T) {
	entry := eventful(t).history[0]
	own := claims.UsedKey{Key: "key-1", Event: entry.Event}
	for _, key := range []string{"", own.Key} {
		for _, keys := range [][]claims.UsedKey{nil, {own}, {own, {Key: "key-2", Event: claims.PartnerSubmits}}} {
			entry.Key, entry.Opening.Keys = key, keys
			wantSame(t, fmt.Sprintf("the entry with the key %q and %d keys", key, len(keys)), throughJSON(t, entry), entry)
		}
	}
}

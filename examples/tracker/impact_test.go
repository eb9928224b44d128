package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/mci"
)

// draftOf writes the public catalog with replacements into a file.
func draftOf(t *testing.T, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "mci", "catalog", "public.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "draft.json")
	if err := os.WriteFile(file, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAnImpactSaysWhichClaimsADraftTouchesHowAndForHowMuch(t *testing.T) {
	lower := draftOf(t, `"A": "5000", "B": "3000", "C": "1000"`, `"A": "4000", "B": "3000", "C": "1000"`)
	without := draftOf(t, `"fy23-microsoft-viva"`, `"fy23-viva"`)
	same := draftOf(t)
	life(t, "send-consent", "accept")

	out := must(t, "impact", lower, "--at", "2022-11-20")
	for _, want := range []string{
		"CLAIM    ENGAGEMENT           TERMS             PAYS NOW      BY THE DRAFT  DIFFERENCE\n" +
			"contoso  fy23-microsoft-viva  needs acceptance  USD 5,000.00  USD 4,000.00  USD -1,000.00\n\ncontoso:\n" +
			"  with the consent, rate in market A: USD 4,000.00 instead of USD 5,000.00\n\n",
		"fy23-microsoft-viva: 1 claim, 0 load, 1 need their terms accepted, 0 cannot be read, 0 have ended; 1 touched, 0 may be; the pay of 0 is unknown\n",
		"  1 claim: USD 5,000.00 now, USD 4,000.00 by the draft, difference USD -1,000.00\n",
		"in total: 1 claim,",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if out := must(t, "impact", without, "--at", "2022-11-20"); !strings.Contains(out, "contoso  fy23-microsoft-viva  unreadable") || !strings.Contains(out, "1 cannot be read") ||
		!strings.Contains(out, "the draft lacks fy23-microsoft-viva of the edition FY23-2022-11, for which there are claims (1): ") {
		t.Errorf("without the engagement:\n%s", out)
	}
	if out := must(t, "impact", same, "--at", "2022-11-20"); strings.Contains(out, "contoso") || !strings.Contains(out, "1 load,") {
		t.Errorf("of the same catalog:\n%s", out)
	}
	if out := must(t, "impact", same, "--all", "--at", "2022-11-20"); !strings.Contains(out, "contoso  fy23-microsoft-viva  loads") {
		t.Errorf("of the same catalog, with all claims:\n%s", out)
	}

	rows, err := csv.NewReader(strings.NewReader(must(t, "impact", lower, "--csv", "--at", "2022-11-20"))).ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1][:12], "|") != "contoso|fy23-microsoft-viva|FY23-2022-11|Customer consent received|needs acceptance|1|5000.00|USD|4000.00|USD|-1000.00|USD" {
		t.Errorf("%v: %q", err, rows)
	}
	var told struct {
		Claims      []struct{ Claim, Loading string }
		Engagements map[string]struct{ Claims int }
		Totals      struct{ NeedAcceptance int }
	}
	if err := json.Unmarshal([]byte(must(t, "impact", lower, "--json", "--at", "2022-11-20")), &told); err != nil || len(told.Claims) != 1 || told.Totals.NeedAcceptance != 1 || told.Engagements["fy23-microsoft-viva"].Claims != 1 {
		t.Errorf("%v: %+v", err, told)
	}
}

// Before the consent there is no deal size. If the rate is anchored at the
// consent, there is no rate either. The money then assumes that the customer
// answers today, and has a sum of its own.
func TestAnImpactEstimatesWhatAClaimPaysBeforeItsConsent(t *testing.T) {
	lower := draftOf(t, `"A": "5000", "B": "3000", "C": "1000"`, `"A": "4000", "B": "3000", "C": "1000"`)
	life(t)
	out := must(t, "impact", lower, "--at", "2022-11-20")
	for _, want := range []string{
		"contoso  fy23-microsoft-viva  needs acceptance  USD 5,000.00 (estimated)  USD 4,000.00 (estimated)  USD -1,000.00\n",
		"the pay of 0 is unknown\n  1 claim, estimated as of today: USD 5,000.00 now, USD 4,000.00 by the draft, difference USD -1,000.00\nin total:",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(must(t, "impact", lower, "--csv", "--at", "2022-11-20"))).ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1][6:13], "|") != "5000.00|USD|4000.00|USD|-1000.00|USD|true" {
		t.Errorf("%v: %q", err, rows)
	}
}

func TestTheCSVOfAnImpactNamesTheCurrencyOfEachAmount(t *testing.T) {
	yen := draftOf(t, `"currency": "USD"`, `"currency": "JPY"`)
	life(t, "send-consent", "accept")
	rows, err := csv.NewReader(strings.NewReader(must(t, "impact", yen, "--csv", "--at", "2022-11-20"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%v: %q", err, rows)
	}
	got := map[string]string{}
	for i, name := range rows[0] {
		got[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"old": "5000.00", "old currency": "USD", "new": "5000", "new currency": "JPY", "difference": "", "difference currency": "",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// A terminal is too narrow for the table: its words are wrapped, or its rows
// are written below each other, but no amount is broken.
func TestAnImpactBreaksNoAmountOnANarrowTerminal(t *testing.T) {
	lower := draftOf(t, `"A": "5000", "B": "3000", "C": "1000"`, `"A": "4000", "B": "3000", "C": "1000"`)
	life(t)
	for _, columns := range []uint16{80, 40} {
		shown := uncolored(seen(t, columns, nil, "impact", lower, "--at", "2022-11-20"))
		narrowTo(t, "impact", shown, int(columns))
		for _, word := range []string{"5,000.00", "4,000.00", "-1,000.00", "(estimated)"} {
			if !strings.Contains(shown, word) {
				t.Errorf("at %d columns %s is not whole in\n%s", columns, word, shown)
			}
		}
	}
}

func TestAnImpactSaysInWordsWhatIsNoAmount(t *testing.T) {
	without := draftOf(t, `"A": "5000", "B": "3000", "C": "1000"`, `"B": "3000", "C": "1000"`)
	life(t, "send-consent", "accept")
	out := must(t, "impact", without, "--at", "2022-11-20")
	for _, want := range []string{
		"USD 5,000.00  nothing       USD -5,000.00\n", "  by the draft: not eligible: no rate in market A\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(must(t, "impact", without, "--csv", "--at", "2022-11-20"))).ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1][6:12], "|") != "5000.00|USD|nothing||-5000.00|USD" {
		t.Errorf("%v: %q", err, rows)
	}
}

// The report names the amounts that a draft cannot change, those that are known
// in part, and the fact that would make them known.
func TestTheSumsOfAnImpactSayHowTheyAreKnown(t *testing.T) {
	approved := impact.Pay{Outcome: mci.Pass, Amount: mci.MoneyOf(420000, mci.USD), Approved: true}
	first := func(minor int64) impact.Pay {
		return impact.Pay{OnApproval: mci.MoneyOf(minor, mci.USD), Why: "the rest"}
	}
	var totals impact.Totals
	for _, one := range []impact.Impact{
		{Loading: impact.Loads, Old: approved, New: approved},
		{Loading: impact.Loads, Old: first(8024), New: first(6173), Difference: mci.MoneyOf(-1851, mci.USD)},
		{Loading: impact.Loads, Old: impact.Pay{Needs: []string{"the customer's country"}}},
		{Loading: impact.NeedsAcceptance, Ended: true},
	} {
		if err := totals.Add(one); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	totalsText(&out, "in total", &totals)
	const want = `in total: 4 claims, 3 load, 0 need their terms accepted, 0 cannot be read, 1 have ended; 0 touched, 0 may be; the pay of 1 is unknown
  1 claim, on approval alone: USD 80.24 now, USD 61.73 by the draft, difference USD -18.51
  1 claim, approved: USD 4,200.00, which no catalog changes
  missing: the customer's country (1 claim)
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
	if got := payText(approved) + ", " + payText(first(8024)); got != "USD 4,200.00 (approved), USD 80.24 on approval" {
		t.Error(got)
	}
}

func TestAnImpactNamesWhatIsWrongWithTheDraft(t *testing.T) {
	broken := draftOf(t, `"FY23"`, `"last year"`)
	life(t)
	if got := track(t, "impact", broken); got.status != invalid || !strings.Contains(got.err, broken) || !strings.Contains(got.err, "programYear") {
		t.Errorf("status %d: %s", got.status, got.err)
	}
	if got := track(t, "impact", "missing.json"); got.status != failed {
		t.Errorf("status %d: %s", got.status, got.err)
	}
}

package earnings_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/tabletest"
)

// renderStatuses and renderReasons format a table with every field of every
// row.
func renderStatuses(rows []earnings.StatusTerms) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s\n  meaning    %s\n  can act    %s\n", row.Status, row.Meaning, row.CanAct)
		line(&b, "action", row.Action)
		fmt.Fprintf(&b, "  final      %s\n  paid       %s\n", row.Final, row.Paid)
		line(&b, "condition", row.Condition)
		fmt.Fprintf(&b, "  source     %s\n", row.Source)
	}
	return b.String()
}

func renderReasons(rows []earnings.ReasonTerms) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s\n  meaning    %s\n  can act    %s\n", row.Reason, row.Meaning, row.CanAct)
		if row.Countries != nil {
			fmt.Fprintf(&b, "  countries  %s\n", row.Countries)
		}
		line(&b, "action", row.Action)
		fmt.Fprintf(&b, "  source     %s\n", row.Source)
	}
	return b.String()
}

func line(b *strings.Builder, name, text string) {
	if text != "" {
		fmt.Fprintf(b, "  %-9s  %s\n", name, text)
	}
}

func TestTheTablesAreTheGoldenOnes(t *testing.T) {
	golden(t, "statuses.golden.txt", renderStatuses(earnings.StatusTable()))
	golden(t, "reasons.golden.txt", renderReasons(earnings.ReasonTable()))
}

// next returns another fact, so that an edit changes each of the three values.
func next(fact mci.Fact) mci.Fact { return (fact + 1) % 3 }

func TestTheGoldenFileNoticesEveryWrongStatus(t *testing.T) {
	rows := earnings.StatusTable()
	name := func(row earnings.StatusTerms) string { return row.Status.String() }
	edit := func(what string, change func(*earnings.StatusTerms)) []tabletest.Mutant[earnings.StatusTerms] {
		return tabletest.Edit(rows, what, name, func(row *earnings.StatusTerms) bool { change(row); return true })
	}
	mutants := slices.Concat(
		tabletest.Drop(rows, name),
		edit("another status", func(row *earnings.StatusTerms) { row.Status = row.Status%earnings.Escheated + 1 }),
		edit("another meaning", func(row *earnings.StatusTerms) { row.Meaning += "x" }),
		edit("another answer to acting", func(row *earnings.StatusTerms) { row.CanAct = next(row.CanAct) }),
		edit("another action", func(row *earnings.StatusTerms) { row.Action += "x" }),
		edit("another end", func(row *earnings.StatusTerms) { row.Final = next(row.Final) }),
		edit("another payment", func(row *earnings.StatusTerms) { row.Paid = next(row.Paid) }),
		edit("another condition", func(row *earnings.StatusTerms) { row.Condition += "x" }),
		edit("another source", func(row *earnings.StatusTerms) { row.Source.Published += "x" }),
	)
	want := golden(t, "statuses.golden.txt", renderStatuses(rows))
	if err := tabletest.Survivors(rows, mutants, func(rows []earnings.StatusTerms) error {
		return same(want, renderStatuses(rows))
	}); err != nil {
		t.Error(err)
	}
}

func TestTheGoldenFileNoticesEveryWrongReason(t *testing.T) {
	rows := earnings.ReasonTable()
	name := func(row earnings.ReasonTerms) string { return row.Reason.String() }
	edit := func(what string, change func(*earnings.ReasonTerms)) []tabletest.Mutant[earnings.ReasonTerms] {
		return tabletest.Edit(rows, what, name, func(row *earnings.ReasonTerms) bool { change(row); return true })
	}
	mutants := slices.Concat(
		tabletest.Drop(rows, name),
		edit("another reason", func(row *earnings.ReasonTerms) { row.Reason = row.Reason%earnings.EarningLimitReached + 1 }),
		edit("another meaning", func(row *earnings.ReasonTerms) { row.Meaning += "x" }),
		edit("another answer to acting", func(row *earnings.ReasonTerms) { row.CanAct = next(row.CanAct) }),
		edit("another action", func(row *earnings.ReasonTerms) { row.Action += "x" }),
		edit("another country", func(row *earnings.ReasonTerms) { row.Countries = append(slices.Clone(row.Countries), "CH") }),
		edit("another source", func(row *earnings.ReasonTerms) { row.Source.Published += "x" }),
		tabletest.Edit(rows, "a country less", name, func(row *earnings.ReasonTerms) bool {
			if len(row.Countries) == 0 {
				return false
			}
			row.Countries = row.Countries[1:]
			return true
		}),
	)
	want := golden(t, "reasons.golden.txt", renderReasons(rows))
	if err := tabletest.Survivors(rows, mutants, func(rows []earnings.ReasonTerms) error {
		return same(want, renderReasons(rows))
	}); err != nil {
		t.Error(err)
	}
}

func same(want, got string) error {
	if got != want {
		return errors.New("the golden file tells another table")
	}
	return nil
}

func TestEveryStatusAndEveryReasonHasOneRowAndTermsOfItsOwn(t *testing.T) {
	table := earnings.StatusTable()
	if len(table) != len(statuses)-1 {
		t.Errorf("the table of statuses has %d rows, want %d", len(table), len(statuses)-1)
	}
	for i, c := range statuses[1:] {
		if table[i].Status != c.status {
			t.Errorf("row %d is of %s, want %s", i, table[i].Status, c.status)
		}
		if diff := cmp.Diff(table[i], c.status.Terms()); diff != "" {
			t.Errorf("the terms of %s are not its row (-row +terms):\n%s", c.status, diff)
		}
	}
	reasonTable := earnings.ReasonTable()
	if len(reasonTable) != len(reasons)-1 {
		t.Errorf("the table of reasons has %d rows, want %d", len(reasonTable), len(reasons)-1)
	}
	for i, c := range reasons[1:] {
		if reasonTable[i].Reason != c.reason {
			t.Errorf("row %d is of %s, want %s", i, reasonTable[i].Reason, c.reason)
		}
		if diff := cmp.Diff(reasonTable[i], c.reason.Terms()); diff != "" {
			t.Errorf("the terms of %s are not its row (-row +terms):\n%s", c.reason, diff)
		}
	}
}

func TestEveryRowHasAMeaningAndAPublicSourceAndAnActionWhereThePartnerCanAct(t *testing.T) {
	for _, row := range earnings.StatusTable() {
		if row.Meaning == "" || row.Source.Grade != mci.MicrosoftPublic || (row.Action != "") != (row.CanAct == mci.Yes) || row.CanAct == mci.NotSupplied {
			t.Errorf("%s: %+v", row.Status, row)
		}
	}
	for _, row := range earnings.ReasonTable() {
		if row.Meaning == "" || row.Source.Grade != mci.MicrosoftPublic || (row.Action != "") != (row.CanAct == mci.Yes) || row.CanAct == mci.NotSupplied {
			t.Errorf("%s: %+v", row.Reason, row)
		}
	}
}

func TestWhatIsNotKnownHasUnknownTerms(t *testing.T) {
	for _, status := range []earnings.PaymentStatus{0, earnings.Escheated + 1, 255} {
		if diff := cmp.Diff(earnings.StatusTerms{}, status.Terms()); diff != "" {
			t.Errorf("status %d has terms:\n%s", status, diff)
		}
	}
	for _, reason := range []earnings.Reason{0, earnings.EarningLimitReached + 1, 255} {
		terms := reason.Terms()
		if diff := cmp.Diff(earnings.ReasonTerms{}, terms); diff != "" {
			t.Errorf("reason %d has terms:\n%s", reason, diff)
		}
		if got := terms.CanActFor("US"); got != mci.NotSupplied {
			t.Errorf("whether the partner can act on reason %d is %s, want unknown", reason, got)
		}
	}
}

func TestOnlySentIsPaidAndOnlyThreeStatusesAreFinal(t *testing.T) {
	final := []earnings.PaymentStatus{earnings.Sent, earnings.Forfeited, earnings.Escheated}
	for _, row := range earnings.StatusTable() {
		paid := mci.FactOf(row.Status == earnings.Sent)
		if row.Status == earnings.IncorrectPayment {
			paid = mci.NotSupplied
		}
		end := mci.FactOf(slices.Contains(final, row.Status))
		if row.Status == earnings.RejectedDuringReview {
			end = mci.NotSupplied
		}
		if row.Paid != paid || row.Final != end {
			t.Errorf("%s: paid %s and final %s, want %s and %s", row.Status, row.Paid, row.Final, paid, end)
		}
		if conditional := row.Status == earnings.Forfeited || row.Status == earnings.Escheated; (row.Condition != "") != conditional {
			t.Errorf("%s has the condition %q", row.Status, row.Condition)
		}
	}
}

func TestThePartnerCanActOnSixReasonsAlone(t *testing.T) {
	everywhere := []string{"IVDADV", "IVDCOMP", "IVDCOSELL", "IVDMPA", "IVDPOE"}
	for _, row := range earnings.ReasonTable() {
		for _, country := range []mci.Country{"", "US", "PR", "IN", "CH"} {
			want := mci.FactOf(slices.Contains(everywhere, row.Reason.String()))
			if row.Reason == earnings.CustomerInPublicSector {
				want = map[mci.Country]mci.Fact{"": mci.NotSupplied, "US": mci.Yes, "PR": mci.Yes, "IN": mci.Yes, "CH": mci.No}[country]
			}
			if got := row.CanActFor(country); got != want {
				t.Errorf("%s for a customer in %q: %s, want %s", row.Reason, country, got, want)
			}
		}
	}
}

func TestTheTablesAreCopies(t *testing.T) {
	clear(earnings.StatusTable())
	table := earnings.ReasonTable()
	for i := range table {
		clear(table[i].Countries)
	}
	clear(table)
	clear(earnings.CustomerInPublicSector.Terms().Countries)
	golden(t, "statuses.golden.txt", renderStatuses(earnings.StatusTable()))
	golden(t, "reasons.golden.txt", renderReasons(earnings.ReasonTable()))
}

func TestTermsAreEncodedAndDecodedAsTheSame(t *testing.T) {
	for _, row := range earnings.StatusTable() {
		var decoded earnings.StatusTerms
		if err := json.Unmarshal(must(json.Marshal(row)), &decoded); err != nil || decoded != row {
			t.Errorf("%+v is decoded as %+v (%v)", row, decoded, err)
		}
	}
	for _, row := range earnings.ReasonTable() {
		var decoded earnings.ReasonTerms
		if err := json.Unmarshal(must(json.Marshal(row)), &decoded); err != nil || !cmp.Equal(decoded, row) {
			t.Errorf("%+v is decoded as %+v (%v)", row, decoded, err)
		}
	}
}

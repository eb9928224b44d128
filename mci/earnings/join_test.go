package earnings_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// A claim is a host's own type, of which the package knows nothing.
type claim struct{ number, name string }

func number(c claim) string { return c.number }

func TestJoinPutsEachRowToTheClaimThatItNames(t *testing.T) {
	claims := []claim{{"C-2", "Contoso"}, {"", "Fabrikam"}, {"C-1", "Northwind"}, {"", "Tailwind"}, {"C-3", "Adatum"}}
	rows := []earnings.Row{
		{ClaimID: "C-1", EngagementID: "E-1", PaymentStatus: "Sent"},
		{ClaimID: "", EngagementID: "E-1"},
		{ClaimID: "C-3", EngagementID: "E-1"},
		{ClaimID: "C-1", EngagementID: "E-2", ReasonCode: "IVDGEO"},
		{ClaimID: "c-2", EngagementID: "E-1"},
		{ClaimID: "C-1", EngagementID: "E-1", ReasonCode: "correction"},
	}
	joined, err := earnings.Join(slices.Values(claims), number, slices.Values(rows))
	if err != nil {
		t.Fatal(err)
	}
	want := earnings.Joined[claim]{
		Claims: []earnings.ClaimRows[claim]{
			{claims[0], "C-2", nil},
			{claims[1], "", nil},
			{claims[2], "C-1", []earnings.Row{rows[0], rows[3], rows[5]}},
			{claims[3], "", nil},
			{claims[4], "C-3", []earnings.Row{rows[2]}},
		},
		Unmatched: []earnings.Row{rows[1], rows[4]},
	}
	if diff := cmp.Diff(want, joined, sameDay, sameMonth, cmp.AllowUnexported(claim{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := slices.Collect(joined.WithoutRows()); !slices.Equal(got, []claim{claims[0], claims[1], claims[3]}) {
		t.Errorf("%v have no row", got)
	}
	for first := range joined.WithoutRows() {
		if first != claims[0] {
			t.Errorf("the first without a row is %v", first)
		}
		break
	}
}

func TestJoinLosesAndInventsNothingAndKeepsTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"C-1", "C-2", "C-3", "C-5"}), rapid.ID[string]).Draw(t, "numbers")
		numbers = rapid.Permutation(append(numbers, "", "")).Draw(t, "with claims that have no number yet")
		all := rows().Draw(t, "rows")
		for i := range all {
			all[i].Lever = fmt.Sprintf("row %02d", i) // tells the rows apart
		}
		joined := must(earnings.Join(slices.Values(numbers), rapid.ID[string], slices.Values(all)))

		var placed []string
		place := func(rows []earnings.Row, belongs func(earnings.Row) bool) {
			before := ""
			for _, r := range rows {
				if !belongs(r) || r.Lever <= before {
					t.Fatalf("%s of %q is not in its place", r.Lever, r.ClaimID)
				}
				before = r.Lever
				placed = append(placed, r.Lever)
			}
		}
		var without []string
		for i, c := range joined.Claims {
			if c.Claim != numbers[i] || c.ID != numbers[i] {
				t.Fatalf("claim %d is %q with the ID %q, want %q", i, c.Claim, c.ID, numbers[i])
			}
			place(c.Rows, func(r earnings.Row) bool { return r.ClaimID == c.ID && c.ID != "" })
			if len(c.Rows) == 0 {
				without = append(without, c.Claim)
			}
		}
		place(joined.Unmatched, func(r earnings.Row) bool { return r.ClaimID == "" || !slices.Contains(numbers, r.ClaimID) })
		slices.Sort(placed)
		if len(joined.Claims) != len(numbers) || len(placed) != len(all) || len(slices.Compact(placed)) != len(all) {
			t.Fatalf("%d claims and the rows %v, want %d claims and %d rows", len(joined.Claims), placed, len(numbers), len(all))
		}
		if got := slices.Collect(joined.WithoutRows()); !slices.Equal(got, without) {
			t.Fatalf("%q have no row, want %q", got, without)
		}
	})
}

func TestTheSameIDTwiceIsAnErrorThatNamesIt(t *testing.T) {
	claims := []string{"C-1", "", "C-2", "", "C-2", "C-1"}
	joined, err := earnings.Join(slices.Values(claims), strings.Clone, slices.Values([]earnings.Row{goodRow()}))
	want := mci.FieldError{Path: "claims[4].id", Found: `"C-2"`, Want: "an ID of its own, which claims[2] does not have"}
	if got := wantFieldError(t, err); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if joined.Claims != nil || joined.Unmatched != nil {
		t.Errorf("got %v beside the error", joined)
	}
}

func TestAMissingFunctionIsAnError(t *testing.T) {
	joined, err := earnings.Join(slices.Values([]claim{{"C-1", ""}}), nil, nil)
	if field := wantFieldError(t, err); field.Path != "id" || joined.Claims != nil {
		t.Errorf("got %v and %v", joined, field)
	}
}

func TestNoClaimsAndNoRowsAreNone(t *testing.T) {
	for _, c := range []struct {
		claims            iter.Seq[claim]
		rows              iter.Seq[earnings.Row]
		joined, unmatched int
	}{
		{nil, nil, 0, 0},
		{slices.Values([]claim{{"C-1", ""}}), nil, 1, 0},
		{nil, slices.Values([]earnings.Row{goodRow()}), 0, 1},
	} {
		joined, err := earnings.Join(c.claims, number, c.rows)
		if err != nil || len(joined.Claims) != c.joined || len(joined.Unmatched) != c.unmatched {
			t.Errorf("got %v (%v), want %d claims and %d unmatched rows", joined, err, c.joined, c.unmatched)
		}
	}
	for range (earnings.Joined[claim]{}).WithoutRows() {
		t.Error("the zero Joined has a claim")
	}
}

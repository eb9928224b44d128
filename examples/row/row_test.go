package row

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims/store"
)

// pagesOf yields numbers in pages of two. The number 3 cannot be read.
func pagesOf(ctx context.Context, numbers ...int) (read []int, errs []error) {
	begin := func() func() ([]int, error) {
		left := numbers
		return func() ([]int, error) {
			page := left[:min(2, len(left))]
			left = left[len(page):]
			return page, nil
		}
	}
	for n, err := range Pages(ctx, begin, func(n *int) (int, error) {
		if *n == 3 {
			return 0, errors.New("three")
		}
		return *n, nil
	}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		read = append(read, n)
	}
	return read, errs
}

func TestPagesGoOnAfterARowThatCannotBeRead(t *testing.T) {
	read, errs := pagesOf(t.Context(), 1, 2, 3, 4, 5)
	if !slices.Equal(read, []int{1, 2, 4, 5}) || len(errs) != 1 {
		t.Errorf("got %v, %v", read, errs)
	}
}

func TestPagesEndWithTheErrorOfTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if read, errs := pagesOf(ctx, 1, 2); read != nil || len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("got %v, %v", read, errs)
	}
}

func TestASequenceCanBeReadTwice(t *testing.T) {
	all := Pages(t.Context(), func() func() ([]string, error) {
		left := []string{"a", "b"}
		return func() ([]string, error) {
			page := left
			left = nil
			return page, nil
		}
	}, func(s *string) (string, error) { return *s, nil })
	for range 2 {
		var got []string
		for s := range all {
			got = append(got, s)
		}
		if !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("got %v", got)
		}
	}
}

func TestTextsSortLikeTheirInstants(t *testing.T) {
	first := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	seconds := rapid.Int64Range(0, 220_898_000_000) // to the year 9000
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) time.Time {
			at := time.Unix(first.Unix()+seconds.Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" nanoseconds"))
			return at.In(time.FixedZone("elsewhere", rapid.IntRange(-43200, 43200).Draw(t, name+" zone")))
		}
		a, b := draw("a"), draw("b")
		if got := strings.Compare(Sortable(a), Sortable(b)); got != a.Compare(b) {
			t.Fatalf("%s and %s compare as %d", Sortable(a), Sortable(b), got)
		}
	})
	if Sortable(time.Time{}) != "" {
		t.Error("no instant has a text")
	}
}

func TestOnlyAPositionThatCanHaveBeenMadeIsRead(t *testing.T) {
	for p, want := range map[store.Position]bool{"": true, "1": true, "12": true, "0": false, "-1": false, "01": false, "+1": false, "x": false, "9223372036854775808": false} {
		if _, made := Position(p); made != want {
			t.Errorf("%q: %v, want %v", p, made, want)
		}
	}
	delivery, err := (&Entry{Position: 7, Kind: "of another world", Claim: "a", Number: 1, Data: "{}"}).Delivery()
	var bad *store.ClaimError
	if !errors.As(err, &bad) || bad.ID != "a" || delivery.Position != "7" {
		t.Errorf("got %v, %v", delivery, err)
	}
}

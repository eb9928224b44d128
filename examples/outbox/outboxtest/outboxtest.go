// Package outboxtest checks a host's implementation of [outbox.Book] against
// its contract. A host's test calls [TestBook] and [TestRelay]. A [Receiver]
// stands in for the other system.
package outboxtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/outbox"
)

// TestBook checks each sentence of [outbox.Book] that says MUST. The function
// returns a new, empty book for each case.
func TestBook(t *testing.T, book func(t *testing.T) outbox.Book) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if err := c.check(t.Context(), book(t)); err != nil {
				t.Errorf("%s\n\tviolated: %s", err, c.why)
			}
		})
	}
}

// long is a lease that does not end during a test.
const long = time.Hour

var cases = []struct {
	name, why string
	check     func(context.Context, outbox.Book) error
}{
	{"Canceled", "Once its context is canceled, a method MUST change nothing and return the context's error.", canceled},
	{"OneTakes", "From many relays that take it at the same time, exactly one MUST get the lease, and the others ErrTaken.", oneTakes},
	{"NextTakes", "A lease that has ended or was given back MUST be had by the next.", nextTakes},
	{"HolderTakes", "The holder itself MUST be able to take it again.", holderTakes},
	{"Position", "The lease MUST have the position that was noted last, and at first the empty one.", position},
	{"RenewLost", "Once another relay has taken it, Renew MUST return ErrLost.", renewLost},
	{"GiveLost", "Once another relay has taken it, Give MUST change nothing.", giveLost},
	{"NoteWhole", "It MUST save all of it or nothing.", noteWhole},
	{"NoteLost", "Once another relay has taken the lease, Note MUST return ErrLost and change nothing.", noteLost},
	{"Replaced", "A letter that is there already MUST be replaced in its place.", replaced},
	{"Numbers", "Numbers MUST grow in the order in which letters are noted.", numbers},
	{"Behind", "A letter without a reason MUST be sent again by itself, unless a letter of its subject has a reason and is not to be sent again.", behind},
	{"NoAgain", "If there is none, Again MUST return ErrNoLetter.", noAgain},
	{"NoDrop", "If there is none, Drop MUST return ErrNoLetter.", noDrop},
}

// letter returns a letter at a position. Its subject is the text before the
// slash in the event's ID.
func letter(position, event, reason string) outbox.Letter {
	subject, _, _ := strings.Cut(event, "/")
	return outbox.Letter{
		Position: position, After: "before " + position, Subject: subject, Event: event, Reason: reason,
		Attempts: 3, At: time.Date(2023, 2, 1, 12, 0, 0, 123456789, time.UTC),
	}
}

// begun returns a lease under which letters were saved.
func begun(ctx context.Context, book outbox.Book, letters ...outbox.Letter) (outbox.Lease, error) {
	lease, err := book.Take(ctx, "one", long)
	if err != nil {
		return lease, err
	}
	return lease, book.Note(ctx, lease, outbox.Progress{Position: "p", Letters: letters})
}

// wantLetters returns an error unless the letters have these events.
func wantLetters(ctx context.Context, book outbox.Book, again bool, want ...string) error {
	letters, err := book.Letters(ctx, 0, again, 100)
	var got []string
	for _, l := range letters {
		got = append(got, l.Event)
	}
	if err != nil || !slices.Equal(got, want) {
		return errors.Join(err, fmt.Errorf("got letters %q (again: %v), want %q", got, again, want))
	}
	return nil
}

func wantError(name string, got, want error) error {
	if !errors.Is(got, want) {
		return fmt.Errorf("%s: got %s, want %w", name, fmt.Sprint(got), want)
	}
	return nil
}

func canceled(ctx context.Context, book outbox.Book) error {
	lease, err := begun(ctx, book, letter("1", "a/1", "refused"))
	if err != nil {
		return err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, taken := book.Take(ended, "one", long)
	_, held := book.Held(ended, []string{"a"})
	_, letters := book.Letters(ended, 0, false, 1)
	var errs []error
	for name, got := range map[string]error{
		"Take": taken, "Held": held, "Letters": letters, "Renew": book.Renew(ended, lease, 0), "Give": book.Give(ended, lease),
		"Note": book.Note(ended, lease, outbox.Progress{Position: "q"}), "Again": book.Again(ended, "a"), "Drop": book.Drop(ended, 1),
	} {
		errs = append(errs, wantError(name, got, context.Canceled))
	}
	_, other := book.Take(ctx, "two", long)
	errs = append(errs, wantError("Take by another", other, outbox.ErrTaken), wantLetters(ctx, book, true), wantLetters(ctx, book, false, "a/1"))
	return errors.Join(append(errs, wantPosition(ctx, book, "one", "p"))...)
}

func wantPosition(ctx context.Context, book outbox.Book, holder, want string) error {
	lease, err := book.Take(ctx, holder, long)
	if err != nil || lease.Position != want {
		return errors.Join(err, fmt.Errorf("got position %q, want %q", lease.Position, want))
	}
	return nil
}

func oneTakes(ctx context.Context, book outbox.Book) error {
	const many = 8
	errs := make([]error, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() { _, errs[i] = book.Take(ctx, fmt.Sprint(i), long) })
	}
	all.Wait()
	got := 0
	for _, err := range errs {
		if err == nil {
			got++
		} else if !errors.Is(err, outbox.ErrTaken) {
			return err
		}
	}
	if got != 1 {
		return fmt.Errorf("%d of %d got the lease", got, many)
	}
	return nil
}

func nextTakes(ctx context.Context, book outbox.Book) error {
	first, err := book.Take(ctx, "one", 0)
	if err != nil {
		return err
	}
	second, err := book.Take(ctx, "two", long)
	if err != nil || second.Term <= first.Term {
		return errors.Join(err, fmt.Errorf("after one that ended: term %d, then %d", first.Term, second.Term))
	}
	if err := book.Give(ctx, second); err != nil {
		return err
	}
	third, err := book.Take(ctx, "three", long)
	if err != nil || third.Term <= second.Term {
		return errors.Join(err, fmt.Errorf("after one that was given back: term %d, then %d", second.Term, third.Term))
	}
	return nil
}

func holderTakes(ctx context.Context, book outbox.Book) error {
	first, err := book.Take(ctx, "one", long)
	if err != nil {
		return err
	}
	second, err := book.Take(ctx, "one", long)
	if err != nil || second.Term <= first.Term {
		return errors.Join(err, fmt.Errorf("term %d, then %d", first.Term, second.Term))
	}
	return wantError("Renew of the first", book.Renew(ctx, first, long), outbox.ErrLost)
}

func position(ctx context.Context, book outbox.Book) error {
	if err := wantPosition(ctx, book, "one", ""); err != nil {
		return err
	}
	if _, err := begun(ctx, book); err != nil {
		return err
	}
	lease, err := book.Take(ctx, "one", long)
	if err != nil {
		return err
	}
	if err := book.Note(ctx, lease, outbox.Progress{Letters: []outbox.Letter{letter("1", "a/1", "")}}); err != nil {
		return err
	}
	return wantPosition(ctx, book, "one", "p")
}

// overtaken returns a lease that another relay has taken.
func overtaken(ctx context.Context, book outbox.Book) (outbox.Lease, error) {
	lease, err := book.Take(ctx, "one", 0)
	if err == nil {
		_, err = book.Take(ctx, "two", long)
	}
	return lease, err
}

func renewLost(ctx context.Context, book outbox.Book) error {
	lease, err := overtaken(ctx, book)
	if err != nil {
		return err
	}
	return wantError("Renew", book.Renew(ctx, lease, long), outbox.ErrLost)
}

func giveLost(ctx context.Context, book outbox.Book) error {
	lease, err := overtaken(ctx, book)
	if err == nil {
		err = book.Give(ctx, lease)
	}
	if err != nil {
		return err
	}
	_, err = book.Take(ctx, "three", long)
	return wantError("Take", err, outbox.ErrTaken)
}

func noteWhole(ctx context.Context, book outbox.Book) error {
	want := []outbox.Letter{letter("1", "a/1", "refused, 'as' it \"is\""), letter("2", "a/2", ""), letter("3", "b/1", "refused")}
	lease, err := begun(ctx, book, want...)
	if err != nil {
		return err
	}
	letters, err := book.Letters(ctx, 0, false, 100)
	for i := range letters {
		letters[i].Number = 0
	}
	if err != nil || !reflect.DeepEqual(letters, want) {
		return errors.Join(err, fmt.Errorf("got %+v, want %+v", letters, want))
	}
	held, err := book.Held(ctx, []string{"c", "b", "a", "d", "a"})
	slices.Sort(held)
	if err != nil || !slices.Equal(held, []string{"a", "b"}) {
		return errors.Join(err, fmt.Errorf("got held %q", held))
	}
	letters, err = book.Letters(ctx, 0, false, 2)
	if err != nil || len(letters) != 2 {
		return errors.Join(err, fmt.Errorf("got %d letters, want 2", len(letters)))
	}
	if err := book.Note(ctx, lease, outbox.Progress{Delivered: []int64{letters[0].Number, letters[1].Number}, Position: "q"}); err != nil {
		return err
	}
	return errors.Join(wantLetters(ctx, book, false, "b/1"), wantPosition(ctx, book, "one", "q"))
}

func noteLost(ctx context.Context, book outbox.Book) error {
	lease, err := overtaken(ctx, book)
	if err != nil {
		return err
	}
	err = book.Note(ctx, lease, outbox.Progress{Position: "q", Letters: []outbox.Letter{letter("1", "a/1", "refused")}})
	return errors.Join(wantError("Note", err, outbox.ErrLost), wantLetters(ctx, book, false), wantPosition(ctx, book, "two", ""))
}

func replaced(ctx context.Context, book outbox.Book) error {
	lease, err := begun(ctx, book, letter("1", "a/1", "refused"), letter("2", "b/1", "refused"))
	if err != nil {
		return err
	}
	if err := book.Again(ctx, "a"); err != nil {
		return err
	}
	again := letter("1", "a/1", "refused again")
	again.Attempts = 4
	if err := book.Note(ctx, lease, outbox.Progress{Letters: []outbox.Letter{again}, Failed: []string{"a"}}); err != nil {
		return err
	}
	letters, err := book.Letters(ctx, 0, false, 1)
	if err != nil || len(letters) != 1 || letters[0].Reason != again.Reason || letters[0].Attempts != 4 {
		return errors.Join(err, fmt.Errorf("got %+v", letters))
	}
	return errors.Join(wantLetters(ctx, book, false, "a/1", "b/1"), wantLetters(ctx, book, true))
}

func numbers(ctx context.Context, book outbox.Book) error {
	var want []string
	lease, err := begun(ctx, book)
	for n := range 12 {
		if err != nil {
			return err
		}
		want = append(want, fmt.Sprint("a/", n))
		err = book.Note(ctx, lease, outbox.Progress{Letters: []outbox.Letter{letter(fmt.Sprint(n), want[n], "refused")}})
	}
	if err != nil {
		return err
	}
	letters, err := book.Letters(ctx, 0, false, 5)
	if err != nil || len(letters) != 5 {
		return errors.Join(err, fmt.Errorf("got %d letters, want 5", len(letters)))
	}
	rest, err := book.Letters(ctx, letters[4].Number, false, 100)
	if err != nil || len(rest) != 7 || rest[0].Event != want[5] {
		return errors.Join(err, fmt.Errorf("got %d letters after the fifth, want 7", len(rest)))
	}
	return wantLetters(ctx, book, false, want...)
}

func behind(ctx context.Context, book outbox.Book) error {
	lease, err := begun(ctx, book, letter("1", "a/1", "refused"), letter("2", "a/2", ""), letter("3", "b/1", "refused"), letter("4", "b/2", ""))
	if err != nil {
		return err
	}
	if err := wantLetters(ctx, book, true); err != nil {
		return err
	}
	if err := book.Again(ctx, "a"); err != nil {
		return err
	}
	if err := book.Note(ctx, lease, outbox.Progress{Letters: []outbox.Letter{letter("5", "a/3", ""), letter("6", "b/3", ""), letter("7", "c/1", "")}}); err != nil {
		return err
	}
	if err := wantLetters(ctx, book, true, "a/1", "a/2", "a/3", "c/1"); err != nil {
		return err
	}
	letters, err := book.Letters(ctx, 0, false, 100)
	if err != nil {
		return err
	}
	if err := book.Drop(ctx, letters[2].Number); err != nil {
		return err
	}
	return wantLetters(ctx, book, true, "a/1", "a/2", "b/2", "a/3", "b/3", "c/1")
}

func noAgain(ctx context.Context, book outbox.Book) error {
	fresh := book.Again(ctx, "a")
	_, err := begun(ctx, book, letter("1", "a/1", "refused"))
	return errors.Join(wantError("Again", fresh, outbox.ErrNoLetter), err, wantError("Again", book.Again(ctx, "b"), outbox.ErrNoLetter), wantLetters(ctx, book, true))
}

func noDrop(ctx context.Context, book outbox.Book) error {
	_, err := begun(ctx, book, letter("1", "a/1", "refused"))
	return errors.Join(err, wantError("Drop", book.Drop(ctx, 99), outbox.ErrNoLetter), wantLetters(ctx, book, false, "a/1"))
}

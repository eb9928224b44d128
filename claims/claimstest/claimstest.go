package claimstest

import (
	"context"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/store"
)

// TestStore runs the suite on stores that newStore returns. Each case is a
// sub-test with its own store, which must be empty. For example, a database
// needs a new schema or empty tables each time. If newStore opens anything, it
// closes that in a cleanup of the test that it receives. If a store does not
// implement [store.BatchSaver], [store.BatchLoader], [store.Totaler],
// [store.Reindexer] or [store.Tail], the cases for that interface are skipped.
// If a store panics, the case fails.
//
// Run the suite with -race, too: without it, a store that is not safe for
// concurrent use may pass by luck.
func TestStore(t *testing.T, newStore func(t *testing.T) store.Store) {
	t.Helper()
	effort := full()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, newStore(t), effort) })
	}
}

// An effort limits the work of a case.
type effort struct {
	// patience is the longest time that a case waits for a store.
	patience time.Duration
	// many is the number of claims of a case that needs many, at most the
	// constant many.
	many int
	// work makes the openings for the cases that share it.
	work *workbench
}

// full returns the effort for the store of a host.
func full() effort { return effort{30 * time.Second, many, newWorkbench()} }

// A testCase checks one sentence of the contract.
type testCase struct {
	name string
	why  string // the sentence in the comment of the interface
	f    func(*bench)
}

// run runs the case. If it fails, run names the violated sentence.
func (c testCase) run(t testing.TB, s store.Store, effort effort) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), effort.patience)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			t.Errorf("the store panics: %v", fault)
		}
		if t.Failed() {
			t.Logf("the contract says: %s", c.why)
		}
	}()
	c.f(&bench{t, s, ctx, effort.many, effort.work})
}

// cases has one case for each sentence that says MUST, in the order of the
// comments.
var cases = []testCase{
	{"canceled", "Once its context is canceled, a method MUST change nothing and return the context's error.", canceled},
	{"aliasing in", "A method MUST copy its arguments, so that the caller may change them afterward.", aliasingIn},
	{"aliasing out", "A method MUST return copies, so that the caller may change them, too.", aliasingOut},
	{"many callers", "Any number of callers MUST be able to use a Store at the same time.", manyCallers},

	{"every status", "A store MUST keep claims in every status, however they came to it: by commands, by observation or by adoption.", everyStatus},
	{"both kinds", "A store MUST keep claims of both kinds beside each other.", bothKinds},
	{"texts", "A text MUST be kept to the byte, up to the greatest length that Open, Adopt and Apply allow.", texts},
	{"instants", "Instants of the years 2000 to 9000 MUST be kept to the nanosecond.", instants},
	{"empty texts", "Any number of claims and entries MUST be able to share an empty text, such as no location and no owner.", emptyTexts},
	{"without end", "List, History and Tail MUST yield every result, no matter how many there are.", withoutEnd},

	{"load", "Load MUST return the envelope that was saved last, field by field, with instants to the nanosecond in any time zone and a body of the same JSON value.", load},
	{"not found", "For a claim that is not stored, Load MUST return ErrNotFound.", notFound},

	{"wholly or not at all", "Save MUST store the envelope and all entries in one transaction or store nothing, so that no reader finds one without the other.", wholly},
	{"malformed", "If Change.Check refuses the change, Save MUST return that error and change nothing.", malformed},
	{"conflict", "If the stored version is not Change.Expected, which is 0 for a claim that is not stored, Save MUST return ErrConflict and change nothing.", conflict},
	{"one winner", "Of many changes of one version that are saved at the same time, exactly one MUST be saved.", oneWinner},
	{"limit", "If the change has a limit and the claims that it counts have reached it, Save MUST return ErrLimit and change nothing.", limit},
	{"what a limit counts", "Only claims with the limit's checked ID and engagement MUST be counted: open or approved ones for Limit.Most, open ones for Limit.Open.", limitCounts},
	{"open again", "A claim that had ended and is open again MUST be counted again.", openAgain},
	{"last place", "Of many claims that are opened at the same time for the last place under a limit, exactly one MUST be saved.", lastPlace},
	{"conflict before limit", "If the version is wrong and the limit is reached, Save MUST return ErrConflict.", conflictBeforeLimit},
	{"no entries", "A change without entries MUST change nothing.", noEntries},

	{"list", "List MUST yield every claim that Query.Matches selects, and no other.", list},
	{"list in order", "List MUST yield claims in the order of their IDs, compared byte by byte.", listInOrder},
	{"list by key", "With Query.ByKey and a Query.Key, List MUST yield claims in the order of that key, and claims with the same key by ID.", listByKey},
	{"list by pages", "List MUST begin after Query.After and yield at most Query.Most claims, if that is above 0.", listByPages},
	{"list by pages of a key", "In the order of a key, List MUST begin after the place that Query.AfterKey and Query.After name together.", listByPagesOfAKey},
	{"list under writes", "A claim that is stored before List is called MUST be yielded exactly once, as it was at some moment since then, whatever is saved meanwhile.", listUnderWrites},
	{"canceled on the way", "If the context is canceled during the loop, List and History MUST yield its error next, once, and end.", canceledOnTheWay},
	{"inside the loop", "Inside the loop of List or History, the caller MUST be able to call any method, and to leave the loop.", insideTheLoop},

	{"history", "History MUST yield the entries of a claim as they were saved, in order, none left out and none twice.", history},
	{"history after", "History MUST yield only entries with a number above after.", historyAfter},
	{"no history", "For a claim that is not stored, History MUST yield nothing.", noHistory},

	{"batch: all or none", "SaveAll MUST save all changes that it is given, or none of them.", batchAllOrNone},
	{"batch: versions", "SaveAll MUST check every version in the transaction that saves the changes.", batchVersions},
	{"batch: conflict", "If Save would return ErrConflict for any of the changes, SaveAll MUST return it.", batchConflict},
	{"batch: limit", "SaveAll MUST hold each limit as if the changes were saved one after the other, and return ErrLimit if one of them reaches it.", batchLimit},
	{"batch: canceled", "If the context is canceled during the call, SaveAll MUST save all changes or none.", batchCanceled},

	{"load many", "LoadAll MUST yield each stored claim among the IDs exactly once, as Load returns it, and no other.", loadMany},
	{"totals", "Totals MUST return the same totals as Sums for the claims that List yields.", totals},
	{"reindex", "Reindex MUST write the solution area, the two keys and the body of each claim whose version is the stored one, and change nothing else.", reindex},
	{"reindex: another version", "Reindex MUST leave a claim of another version, and one that is not stored, as it is.", reindexOther},

	{"tail", "From the empty Position, Tail MUST yield every entry that was saved, exactly once.", tail},
	{"tail in order", "Tail MUST yield the entries of one claim in the order of their numbers.", tailInOrder},
	{"tail goes on", "From the position of an entry, Tail MUST go on with the very next one, even if one change saved both, and the entries that are saved later MUST all come after it.", tailGoesOn},
	{"tail: unknown position", "For a position that it never gave, Tail MUST yield an error that matches mci.ErrInvalid, and nothing else.", tailUnknown},
}

package association

import (
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/usedkey"
)

// A Repetition recognizes a command that a claim had before, by its idempotency
// key, as [claims.Repetition] does for the other kind of claim. The zero
// Repetition recognizes nothing.
type Repetition struct{ key UsedKey }

// RepetitionOf returns the repetition of a command. It returns a
// [mci.FieldError] if the command is none of this package.
func RepetitionOf(command Command, meta claims.Meta) (Repetition, error) {
	if err := checkCommand(command); err != nil {
		return Repetition{}, err
	}
	command = cloned(command)
	key, err := keyOf(&meta, command.Event(), command)
	return Repetition{key}, err
}

// RepetitionOfObserving returns the repetition of an [Observe].
func RepetitionOfObserving(shown lifecycle.PortalStatus, meta claims.Meta) (Repetition, error) {
	key, err := keyOf(&meta, lifecycle.StatusObserved, shown)
	return Repetition{key}, err
}

// RepetitionOfTakingBack returns the repetition of a [TakeBack].
func RepetitionOfTakingBack(number uint64, meta claims.Meta) (Repetition, error) {
	key, err := keyOf(&meta, lifecycle.EntryTakenBack, number)
	return Repetition{key}, err
}

// Repetition returns the repetition of the change that opened or adopted a
// claim. For any other change it is zero.
func (c Change) Repetition() Repetition {
	if c.Claim == nil || c.Expected() != 0 || len(c.Entries) == 0 || c.Entries[0].Key == "" {
		return Repetition{}
	}
	return Repetition{c.Claim.record.Keys[0]}
}

// In reports whether the record of a claim has the same command under the key.
// If the key was used for another command, the error is a [mci.FieldError].
func (r Repetition) In(claim *Claim) (bool, error) {
	return usedkey.Repeats(claim.record.Keys, r.key)
}

// Forgotten reports whether the command can be older than the keys that the
// record of a claim keeps, so that only the history tells.
func (r Repetition) Forgotten(claim *Claim) bool {
	keys := claim.record.Keys
	return r.key.Key != "" && len(keys) >= usedkey.Most && !slices.ContainsFunc(keys, func(used UsedKey) bool { return used.Key == r.key.Key })
}

// Of reports whether an entry of the claim's history records the command. If
// the key was used for another command, the error is a [mci.FieldError].
func (r Repetition) Of(entry *Entry) (bool, error) {
	if r.key.Key == "" || entry.Key != r.key.Key {
		return false, nil
	}
	used, err := entry.usedKey()
	if err != nil {
		return false, err
	}
	return true, usedkey.Differs(usedkey.Used[lifecycle.Event, claims.ContentDigest](used), usedkey.Used[lifecycle.Event, claims.ContentDigest](r.key))
}

// usedKey returns the key of the entry as the record keeps it.
func (e *Entry) usedKey() (UsedKey, error) {
	meta, event := e.meta(), e.Event
	var content any = e.Command
	switch {
	case e.Opening != nil:
		content = e.Opening.openingContent()
	case e.TakenBack != 0:
		content = e.TakenBack
	case e.Actor == claims.PartnerCenter && event != lifecycle.FactsRecorded:
		event, content = lifecycle.StatusObserved, e.Shown
	}
	return keyOf(&meta, event, content)
}

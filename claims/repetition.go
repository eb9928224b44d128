package claims

import (
	"slices"
)

// A Repetition recognizes a command that a claim had before, by its idempotency
// key. A record keeps the last 64 keys, in which Apply and its like look
// themselves. A host looks for older ones in the history, as a desk does:
// before it applies the command, it asks Forgotten, and then Of for each entry.
// The zero Repetition recognizes nothing.
type Repetition struct{ key UsedKey }

// RepetitionOf returns the repetition of a command. It returns a
// [mci.FieldError] if the command is none of this package.
func RepetitionOf(command Command, meta Meta) (Repetition, error) {
	if err := checkCommand(command); err != nil {
		return Repetition{}, err
	}
	return repetition(&meta, command.Event(), contentOf(command))
}

// RepetitionOfObserving returns the repetition of an [Observe].
func RepetitionOfObserving(shown PortalStatus, meta Meta) (Repetition, error) {
	return repetition(&meta, StatusObserved, shown)
}

// RepetitionOfTakingBack returns the repetition of a [TakeBack].
func RepetitionOfTakingBack(number uint64, meta Meta) (Repetition, error) {
	return repetition(&meta, EntryTakenBack, number)
}

func repetition(meta *Meta, event Event, content any) (Repetition, error) {
	key, err := meta.key(event, content)
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
func (r Repetition) In(claim *Claim) (bool, error) { return claim.repeats(r.key) }

// Forgotten reports whether the command can be older than the keys that the
// record of a claim keeps, so that only the history tells.
func (r Repetition) Forgotten(claim *Claim) bool {
	keys := claim.record.Keys
	return r.key.Key != "" && len(keys) >= mostKeys && !slices.ContainsFunc(keys, func(used UsedKey) bool { return used.Key == r.key.Key })
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
	return true, r.key.differs(used)
}

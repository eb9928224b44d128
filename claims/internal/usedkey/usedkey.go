// Package usedkey keeps the idempotency keys of a claim of any kind. A key
// belongs to one command with its content, so if it comes with other content,
// that is an error. A kind of claim calls [Repeats] before a command, and
// [With] after it.
package usedkey

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Most is the number of keys that a record keeps. Older ones are in the
// history.
const Most = 64

// mostBytes is the most bytes of a key.
const mostBytes = 200

// Used is a used key as this package sees it. D is the type of the digest.
type Used[E ~uint16, D ~uint64] struct {
	// Key is the idempotency key.
	Key string `json:"key"`
	// Event is the event of the command.
	Event E `json:"event"`
	// Content is the digest of the command's content.
	Content D `json:"content"`
}

// Of is met by the exported type of a used key of each kind of claim, which is
// a Used with comments.
type Of[E ~uint16, D ~uint64] interface {
	~struct {
		Key     string `json:"key"`
		Event   E      `json:"event"`
		Content D      `json:"content"`
	}
}

// Digest returns the digest of the content of a command: FNV-1a over its JSON.
func Digest(content any) (uint64, error) {
	data, err := json.Marshal(content)
	if err != nil {
		return 0, err
	}
	hash := fnv.New64a()
	_, _ = hash.Write(data) // a hash returns no error
	return hash.Sum64(), nil
}

// With returns the keys with one more, unless it is empty. Of more than [Most]
// it keeps the last.
func With[K Of[E, D], E ~uint16, D ~uint64](keys []K, key K) []K {
	if Used[E, D](key).Key == "" {
		return keys
	}
	if len(keys) >= Most {
		keys = keys[len(keys)-Most+1:]
	}
	return append(slices.Clip(keys), key)
}

// Repeats reports whether the keys have one of the same text and content
// already. If the text was used for another command, the error is a
// [mci.FieldError].
func Repeats[K Of[E, D], E ~uint16, D ~uint64](keys []K, key K) (bool, error) {
	given := Used[E, D](key)
	if given.Key == "" {
		return false, nil
	}
	for _, used := range keys {
		if used := Used[E, D](used); used.Key == given.Key {
			return true, Differs(used, given)
		}
	}
	return false, nil
}

// Differs returns an error if the same key was used for another command.
func Differs[E ~uint16, D ~uint64](used, given Used[E, D]) error {
	switch {
	case used.Event != given.Event:
		return mci.Invalid("key", given.Key, fmt.Sprintf("a key that was not used for another command, such as %v", used.Event))
	case used.Content != given.Content:
		return mci.Invalid("key", given.Key, fmt.Sprintf("a key that was not used for %v with another content", used.Event))
	default:
		return nil
	}
}

// Check returns a [mci.FieldError] if there are too many keys, if one is
// malformed or there twice, or if its event is not one of those declared.
func Check[K Of[E, D], E ~uint16, D ~uint64](keys []K, events vocabulary.Names[E]) error {
	if len(keys) > Most {
		return mci.Invalid("keys", strconv.Itoa(len(keys))+" keys", "at most "+strconv.Itoa(Most))
	}
	seen := make(map[string]bool, len(keys))
	for i := range keys {
		used := Used[E, D](keys[i])
		err := vocabulary.CheckID("key", used.Key, mostBytes)
		switch {
		case err != nil:
		case used.Event == 0 || int(used.Event) >= len(events.Texts):
			err = mci.Invalid("event", events.Text(used.Event), events.Allowed())
		case seen[used.Key]:
			err = mci.Invalid("key", used.Key, "a key that was used once")
		}
		if err != nil {
			return mci.At(vocabulary.ItemPath("keys", i), err)
		}
		seen[used.Key] = true
	}
	return nil
}

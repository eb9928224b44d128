package resource

import (
	"iter"

	"github.com/mci-go/incentives/referral/internal/lossless"
)

// An Activity is one change of a referral: who changed which member and when,
// from which value to which.
type Activity struct {
	// its ID
	Referral string `json:"referral"`
	// when the later version was made
	At Instant `json:"at"`
	// who or through what; empty if the later version does not say
	By string `json:"by"`
	// the member, as a JSON pointer
	Path string `json:"path"`
	// absent before
	Old Verbatim `json:"old,omitempty"`
	// absent after
	New Verbatim `json:"new,omitempty"`
}

// unworthy are members that change with every edit and tell nothing of it.
var unworthy = map[string]bool{"/eTag": true, "/updatedDateTime": true, "/lastModifiedVia": true, "/lastRunId": true}

// Activities compares two versions of a referral and yields the changes, in the
// order of the earlier one, unknown members too. Partner Center does not say
// which person made a change, but through what: by names somebody who is known
// otherwise, and may be empty. A version that cannot be written yields nothing.
func Activities(earlier, later *Referral, by string) iter.Seq[Activity] {
	return func(yield func(Activity) bool) {
		old, err := earlier.value()
		if err != nil {
			return
		}
		updated, err := later.value()
		if err != nil {
			return
		}
		if by == "" {
			by = later.LastModifiedVia
		}
		for _, d := range lossless.Differences(old, updated) {
			if unworthy[d.Path] {
				continue
			}
			a := Activity{Referral: later.ID, At: later.UpdatedDateTime, By: by, Path: d.Path, Old: verbatimOf(d.Old), New: verbatimOf(d.New)}
			if !yield(a) {
				return
			}
		}
	}
}

func verbatimOf(v *lossless.Value) Verbatim {
	if v == nil {
		return ""
	}
	return Verbatim(v.String())
}

package change

import (
	"iter"

	"github.com/mci-go/incentives/referral/resource"
)

// An Activity is one change of a referral: who changed which member and when,
// with the old and the new value.
type Activity struct {
	// Referral is the referral's ID.
	Referral string `json:"referral"`
	// At is when the later version was made.
	At resource.Instant `json:"at"`
	// By is the person or the system that made the change. It is empty if
	// neither the host nor the later version names one.
	By string `json:"by"`
	// Path is the changed member, as a JSON pointer.
	Path string `json:"path"`
	// Old is the earlier value, or empty if the member was absent.
	Old resource.Verbatim `json:"old,omitempty"`
	// New is the later value, or empty if the member is absent.
	New resource.Verbatim `json:"new,omitempty"`
}

// unworthy are members that change with every edit and say nothing about it.
var unworthy = map[string]bool{"/eTag": true, "/updatedDateTime": true, "/lastModifiedVia": true, "/lastRunId": true}

// Activities compares two versions of a referral and yields the changes in the
// order of the earlier one, including changes of unknown members. Partner
// Center does not name the person who made a change, only the system. If the
// host knows the person, it passes the name as by; by may be empty. If a
// version cannot be written, Activities yields nothing.
func Activities(earlier, later *resource.Referral, by string) iter.Seq[Activity] {
	return func(yield func(Activity) bool) {
		all, err := resource.Differences(earlier, later)
		if err != nil {
			return
		}
		if by == "" {
			by = later.LastModifiedVia
		}
		for _, d := range all {
			if unworthy[d.Path] {
				continue
			}
			a := Activity{Referral: later.ID, At: later.UpdatedDateTime, By: by, Path: d.Path, Old: d.Old, New: d.New}
			if !yield(a) {
				return
			}
		}
	}
}

package referral

import "iter"

// An Activity is one thing that changed of a referral: who changed what and when, from which value to which.
type Activity struct {
	Referral string   `json:"referral"` // its ID
	At       Instant  `json:"at"`       // when the later version was made
	By       string   `json:"by"`       // through what, as the later version says
	Path     string   `json:"path"`     // what, as a JSON pointer
	Old      Verbatim `json:"old,omitempty"`
	New      Verbatim `json:"new,omitempty"`
}

// unworthy are members that change with every edit and tell nothing of it.
var unworthy = map[string]bool{"/eTag": true, "/updatedDateTime": true, "/lastModifiedVia": true, "/lastRunId": true}

// Activities compares two versions of a referral and yields what changed, in the order of the earlier one, unknown members
// too. Partner Center does not say which person made a change, but through what: by names somebody who is known
// otherwise, and may be empty. A version that cannot be written yields nothing.
func Activities(earlier, later *Resource, by string) iter.Seq[Activity] {
	return func(yield func(Activity) bool) {
		old, err := earlier.node()
		if err != nil {
			return
		}
		updated, err := later.node()
		if err != nil {
			return
		}
		if by == "" {
			by = later.LastModifiedVia
		}
		for _, d := range differences("", old, updated, nil) {
			if unworthy[d.path] {
				continue
			}
			a := Activity{Referral: later.ID, At: later.UpdatedDateTime, By: by, Path: d.path, Old: d.old.verbatim(), New: d.new.verbatim()}
			if !yield(a) {
				return
			}
		}
	}
}

func (n *node) verbatim() Verbatim {
	if n == nil {
		return ""
	}
	return Verbatim(n.String())
}

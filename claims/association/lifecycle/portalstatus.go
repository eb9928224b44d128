package lifecycle

import (
	"iter"
	"strings"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// A PortalStatus is a status as Partner Center shows it: the portal's own text
// together with the statuses that it can mean. "Submitted / Under review" means
// either of two. If no document lists a name for associations, the name means
// none, but it is kept and shown. A status of the other kind of claim, such as
// "Customer consent received", is such a name. The zero PortalStatus has no
// text.
//
// A PortalStatus can be compared with ==. Only [ReadStatus] and
// [PortalStatus.UnmarshalText] make one.
type PortalStatus struct {
	text  string
	means set.Word // a bit for each status
}

// shared is the name that can mean more than one status, from late 2025.
const shared = "Submitted / Under review"

// ReadStatus reads a name that Partner Center shows, whatever its case and its
// white space: a run of spaces counts as one. It never fails and never drops a
// name. Bytes that are not UTF-8 become U+FFFD.
func ReadStatus(name string) PortalStatus {
	read, plain := PortalStatus{text: strings.ToValidUTF8(name, "\uFFFD")}, form.PlainSpaces(name)
	for status := recognition.Draft; status < statusCount; status++ {
		if strings.EqualFold(plain, status.String()) {
			read.means |= 1 << status
		}
	}
	for i := range states {
		for _, alias := range states[i].aliases {
			if strings.EqualFold(plain, alias) {
				read.means |= 1 << states[i].state.Status
			}
		}
	}
	if strings.EqualFold(plain, shared) {
		read.means = 1<<recognition.Submitted | 1<<recognition.UnderReview
	}
	return read
}

// Can reports whether the portal's name can mean a status.
func (p PortalStatus) Can(status recognition.Status) bool { return p.means&(1<<status) != 0 }

// Known reports whether a document lists the portal's name.
func (p PortalStatus) Known() bool { return p.means != 0 }

// All yields the statuses that the portal's name can mean.
func (p PortalStatus) All() iter.Seq[recognition.Status] { return set.All[recognition.Status](p.means) }

// String returns the portal's own text.
func (p PortalStatus) String() string { return p.text }

// MarshalText returns the portal's own text. The error is always nil.
func (p PortalStatus) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText reads a name as [ReadStatus] does. The error is always nil.
func (p *PortalStatus) UnmarshalText(text []byte) error {
	*p = ReadStatus(string(text))
	return nil
}

package claims

import (
	"iter"
	"math/bits"
	"strings"

	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/claims/internal/set"
)

// A PortalStatus is a status as Partner Center shows it: the portal's own text
// together with the statuses of this package that it can mean. Most names mean
// one status. "Expired" can mean any that has expired, and "Submitted / Under review"
// either of two. If no document lists a name, it means none, but it is kept and
// shown. The zero PortalStatus has no text.
//
// A PortalStatus can be compared with ==. Only [ReadStatus] and
// [PortalStatus.UnmarshalText] make one.
type PortalStatus struct {
	text  string
	means set.Word // a bit for each status
}

const _ = uint(32 - statusCount) // a word has a bit for each status

// shared are the names that can mean more than one status.
var shared = []struct {
	name     string
	statuses []Status
}{
	// on the Complete tab
	{"Expired", statusesOf(ExpiredClass)},
	// one row for both, late 2025
	{"Submitted / Under review", []Status{Submitted, UnderReview}},
}

// statusesOf returns the statuses of a class.
func statusesOf(class Class) (all []Status) {
	for _, status := range Statuses() {
		if status.Class() == class {
			all = append(all, status)
		}
	}
	return all
}

// ReadStatus reads a name that Partner Center shows, whatever its case and its
// white space: a run of spaces counts as one. It never fails and never drops a
// name. If the name has bytes that are not UTF-8, they become U+FFFD, because
// they could not be shown. If the name is spelled as a document does, whatever
// its case, ReadStatus does not allocate.
func ReadStatus(name string) PortalStatus {
	if status, ok := parseStatus(name); ok {
		return PortalStatus{name, 1 << status}
	}
	read, plain := PortalStatus{text: strings.ToValidUTF8(name, "\uFFFD")}, form.PlainSpaces(name)
	if status, ok := parseStatus(plain); ok {
		read.means = 1 << status
	}
	for _, row := range shared {
		if strings.EqualFold(plain, row.name) {
			for _, status := range row.statuses {
				read.means |= 1 << status
			}
		}
	}
	return read
}

// Status returns the one status that the portal's name means. If the name is
// unknown or can mean several, it reports false.
func (p PortalStatus) Status() (Status, bool) {
	if bits.OnesCount32(uint32(p.means)) != 1 {
		return 0, false
	}
	return Status(bits.TrailingZeros32(uint32(p.means))), true //nolint:gosec // because a word has 32 bits
}

// Can reports whether the portal's name can mean a status.
func (p PortalStatus) Can(status Status) bool { return p.means&(1<<status) != 0 }

// Known reports whether a document lists the portal's name.
func (p PortalStatus) Known() bool { return p.means != 0 }

// All yields the statuses that the portal's name can mean, in the order of
// [Statuses].
func (p PortalStatus) All() iter.Seq[Status] { return set.All[Status](p.means) }

// Class returns the class of the end that the portal shows. It is none if the
// claim is still open. It is also none if the name is unknown, because such a
// name may or may not be an end.
func (p PortalStatus) Class() Class {
	for status := range p.All() {
		return status.Class() // statuses that share a name share their class
	}
	return 0
}

// String returns the portal's own text.
func (p PortalStatus) String() string { return p.text }

// MarshalText returns the portal's own text. The error is always nil.
func (p PortalStatus) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText reads a name as [ReadStatus] does. The error is always nil.
func (p *PortalStatus) UnmarshalText(text []byte) error {
	for status := CustomerClaimed; status < statusCount; status++ {
		name := statuses[status].name
		// the comparison does not allocate, and neither does the name
		if name == string(text) {
			*p = PortalStatus{name, 1 << status}
			return nil
		}
	}
	*p = ReadStatus(string(text))
	return nil
}

package recognition

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Subject is a thing that partners are associated with, by the host's own
// name for it. It is the tenant and workload of Modern Work and Security, the
// ID of a subscription, or the ID of a resource, of 1 to 1000 bytes on one
// line. This library compares subjects and reads nothing from them. Two
// subscriptions are two subjects, even if one follows the other. The zero
// Subject is unknown.
type Subject string

// mostSubjectBytes is far above any ID of a resource.
const mostSubjectBytes = 1000

// shownOfSubject is the largest number of characters of a subject that stay
// visible when it is printed.
const shownOfSubject = 4

// String returns a few characters only, such as "…5f60", so that a text log
// does not give a customer away. JSON has the subject in full; if it must not,
// pass String there.
func (s Subject) String() string {
	if s == "" {
		return "no subject"
	}
	letters := []rune(string(s))
	return "…" + string(letters[len(letters)-min(shownOfSubject, len(letters)/2):])
}

// GoString returns the same text as [Subject.String], so that %#v does not give
// a customer away either.
func (s Subject) GoString() string { return s.String() }

// check reports a subject that is not a text on one line. The error does not
// show the subject.
func (s Subject) check(path string) error {
	if vocabulary.CheckID(path, string(s), mostSubjectBytes) == nil {
		return nil
	}
	return &mci.FieldError{Path: path, Found: s.String(), Want: "the name or ID of a workload, a subscription or a resource, on one line of 1 to 1000 bytes"}
}

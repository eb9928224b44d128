package referral

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// The errors of this package match these through errors.Is. If the rules refuse
// a creation or an edit, the error matches [change.ErrRefused].
var (
	// ErrNotFound is returned by a Store if the claim has no deal, and by a
	// Gateway if no referral has the ID. The desk does not pass on the store's
	// error, and starts with the zero Deal.
	ErrNotFound = errors.New("there is no such referral")
	// ErrConflict is returned by a Store if the stored version is not the one
	// before the deal's, and by a Gateway if the referral was changed since its
	// eTag was read. The desk passes on the store's error. After the gateway's
	// error, it reads the referral again, a few times.
	ErrConflict = errors.New("the referral has changed since it was loaded")
	// ErrThrottled is matched by the WaitError that a Gateway returns if the
	// service asked it to slow down. Nothing was changed.
	ErrThrottled = errors.New("too many requests")
	// ErrBusy is matched by the WaitError that a desk returns while a create
	// may still be under way.
	ErrBusy = errors.New("a referral is being created")
	// ErrAmbiguous is returned by the desk if Partner Center has several
	// referrals with the claim's link. It changes none of them.
	ErrAmbiguous = errors.New("there are several referrals of the claim")
	// ErrUnlinked is returned by a Gateway, with the referral, if a create was
	// answered with a referral that does not have the claim's link. The desk
	// passes it on, and makes no other referral while that one exists without
	// the link: each create might make one more. To go on, write the link as
	// the referral's externalReferenceId in Partner Center, see LinkOf, delete
	// the referral, or link one with Desk.Link.
	ErrUnlinked = errors.New("the referral that was made does not have the claim's link")
	// ErrUnread is matched by the UnreadError of a Gateway. The desk passes it
	// on if it found no referral of the claim, because an element that could
	// not be read may be that referral.
	ErrUnread = errors.New("part of a list could not be read")
	// ErrEndless is returned by All and CatchUp if the pages of a list do not
	// end.
	ErrEndless = errors.New("the list does not end")
	// ErrLinked is returned by Desk.Link if the claim has another referral
	// already, whether it was linked or created, or if another claim is linked
	// with the referral. Nothing was changed.
	ErrLinked = errors.New("linked already")
	// ErrForeign is returned by the desk if a referral belongs to another
	// organization than the partner's. Nothing was changed.
	ErrForeign = errors.New("the referral belongs to another organization")
	// ErrGone is returned by the desk if Partner Center no longer has the
	// partner's own referral, whether it was linked or made. The deal says so
	// too.
	ErrGone = errors.New("the referral is gone")
	// ErrDisconnected is returned by the desk if the referral for Microsoft was
	// seen before and Partner Center no longer has it, unless the claim ended
	// without approval. The deal says so too, and its type stays.
	ErrDisconnected = errors.New("the referral for Microsoft is gone")
)

// A WaitError says that the same call can be made again after a while. The
// library does not wait.
type WaitError struct {
	For time.Duration // from now on; never negative
	Err error         // matches ErrThrottled or ErrBusy
}

// Error returns the reason and the time to wait.
func (e *WaitError) Error() string { return fmt.Sprintf("%v; again in %s", e.Err, e.For) }

// Unwrap returns the reason.
func (e *WaitError) Unwrap() error { return e.Err }

// An UnreadError holds the errors of the list elements that could not be read.
// It is returned together with the elements that could. It matches [ErrUnread],
// and none of the errors that it holds, because a malformed element does not
// make the call malformed input.
type UnreadError struct {
	Elements []error // one for each element, in their order
}

// Error returns the number of elements and the first error.
func (e *UnreadError) Error() string {
	if len(e.Elements) == 0 {
		return ErrUnread.Error()
	}
	return fmt.Sprintf("%v: %d elements, the first: %v", ErrUnread, len(e.Elements), e.Elements[0])
}

// add adds the elements of another UnreadError. It reports false for any other
// error.
func (e *UnreadError) add(err error) bool {
	var unread *UnreadError
	if errors.As(err, &unread) {
		e.Elements = append(e.Elements, unread.Elements...)
	}
	return unread != nil
}

// Is reports whether target is [ErrUnread].
func (e *UnreadError) Is(target error) bool { return target == ErrUnread }

// MarshalJSON returns the duration in the form of Go, such as "1m30s", and the
// reason in words.
func (e *WaitError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		For   string `json:"for"`
		Error string `json:"error"`
	}{e.For.String(), vocabulary.Reason(e.Err)})
}

// MarshalJSON returns the reasons in words.
func (e *UnreadError) MarshalJSON() ([]byte, error) {
	form := struct {
		Elements []string `json:"elements"`
	}{[]string{}}
	for _, err := range e.Elements {
		form.Elements = append(form.Elements, vocabulary.Reason(err))
	}
	return json.Marshal(form)
}

package referral

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// What the errors of this package match, through errors.Is.
var (
	// ErrNotFound is returned by a Store for a claim without a referral, which the desk takes as such, and by a
	// Gateway for an ID that there is no referral of.
	ErrNotFound = errors.New("there is no such referral")
	// ErrConflict is returned by a Store when the stored version is not the one before the referral's, which the desk
	// passes on, and by a Gateway when the referral was changed since its eTag was read, upon which the desk reads it
	// again, a few times.
	ErrConflict = errors.New("the referral has changed since it was loaded")
	// ErrRefused is matched by every Refusal, and by the error of a Gateway for what Partner Center does not take.
	ErrRefused = errors.New("refused by the rules")
	// ErrThrottled is matched by the WaitError of a Gateway that was asked to slow down. Nothing was changed.
	ErrThrottled = errors.New("too many requests")
	// ErrBusy is matched by the WaitError of a desk while a create may still be under way.
	ErrBusy = errors.New("a referral is being created")
	// ErrAmbiguous is returned by the desk when Partner Center has several referrals with the claim's link. It changes
	// none of them.
	ErrAmbiguous = errors.New("there are several referrals of the claim")
)

// A Refusal is a creation or an edit that the rules do not allow. Nothing was sent. It matches [ErrRefused].
type Refusal struct {
	Referral string // the referral's ID; empty where it is to be created
	Findings []mci.Finding
}

// Error says what was wanted and found, one finding after the other.
func (r *Refusal) Error() string {
	texts := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		texts[i] = fmt.Sprintf("%s: found %s, want %s (%s)", f.Path, f.Found, f.Want, f.Rule)
	}
	return "refused by the rules: " + strings.Join(texts, "; ")
}

// Is reports whether target is [ErrRefused].
func (r *Refusal) Is(target error) bool { return target == ErrRefused }

// A WaitError says that a call can be made again, unchanged, after a while. The library does not wait.
type WaitError struct {
	For time.Duration
	Err error // ErrThrottled or ErrBusy
}

// Error says why and how long.
func (e *WaitError) Error() string { return e.Err.Error() + "; again in " + e.For.String() }

// Unwrap returns the reason.
func (e *WaitError) Unwrap() error { return e.Err }

package pages

import (
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// The bounds on the mails to a customer. No document states any, so they are
// the desk's own.
const (
	// standardReminders is how often a customer is reminded if the flag is not
	// set.
	standardReminders = 5
	// mostReminders is the largest value of the flag.
	mostReminders = 100
	// mostCopies is how often one mail is sent in total. It is sent again if it
	// was lost on its way.
	mostCopies = 3
)

// remindersRule is the ID of the bound in gaps and refusals.
const remindersRule mci.RuleID = "desk.reminders"

// A plenty error says that a customer was written to as often as the desk
// allows. It is a refusal.
type plenty struct{ why string }

func (p *plenty) Error() string { return p.why }

// Unwrap returns the class of the error.
func (p *plenty) Unwrap() error { return claims.ErrRefused }

// gap returns the reason as a gap that blocks a form.
func (p *plenty) gap() claims.Gap {
	return claims.Gap{Rule: remindersRule, Path: "consent", Why: p.why, Source: mci.LibraryReading.Source()}
}

// reminded returns a [plenty] error if the customer was reminded as often as
// the desk allows.
func (a *application) reminded(c *consent.Consent) *plenty {
	if c.Resent < a.reminders {
		return nil
	}
	return &plenty{fmt.Sprintf("the customer was reminded %s, and this desk sends no more reminders; please call instead, or ask the person who runs the desk", times(a.reminders))}
}

// bounded returns a [plenty] error if a change would send the customer more
// mails than the desk allows. The mail is a reminder, or one to a corrected
// address, because an address can be corrected back and forth.
func (a *application) bounded(before, after consent.Consent) error {
	if gap := a.reminded(&before); gap != nil && after.Resent > before.Resent {
		return gap
	}
	if after.Generation > before.Generation && int(before.Generation) >= max(a.reminders, 1) {
		return &plenty{fmt.Sprintf("the customer's address was corrected %s while the customer was asked, and this desk writes to no further one; please call instead, or ask the person who runs the desk", times(int(before.Generation)))}
	}
	return nil
}

// times returns a number of times in words.
func times(n int) string {
	switch n {
	case 0:
		return "not at all"
	case 1:
		return "once"
	default:
		return strconv.Itoa(n) + " times"
	}
}

// copied returns a [plenty] error if a mail was sent as often as the desk
// allows. If mails are only written, there is one file, so they are not
// counted.
func (b *mailbox) copied(m *consent.Mail) *plenty {
	if len(b.copies(m)) < mostCopies {
		return nil
	}
	return &plenty{"this mail was sent " + times(mostCopies) + ", and this desk sends it no more; please call the customer, or send a reminder"}
}

// copies returns the files of a mail that was sent.
func (b *mailbox) copies(m *consent.Mail) []string {
	all, _ := filepath.Glob(filepath.Join(b.folder, "sent", fileOfMail(m)+"*.eml")) // the pattern is well formed
	return all
}

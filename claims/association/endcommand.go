package association

import (
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// OptOut is the customer's refusal of the association.
type OptOut struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [lifecycle.CustomerOptsOut].
func (OptOut) Event() lifecycle.Event { return lifecycle.CustomerOptsOut }

func (c *OptOut) bind(o document.Object) { c.Comment = boundComment(o) }

func (c OptOut) check() error { return checkComment(c.Comment) }

func (OptOut) apply(*Claim, time.Time) {}

// EndSubscription records the last day of the claim's subscription. The claim
// keeps its status, since no status says that an association is over.
type EndSubscription struct {
	LastDay mci.Date `json:"lastDay"` // can be in the future; replaces an earlier one
}

// Event returns [lifecycle.SubscriptionEnds].
func (EndSubscription) Event() lifecycle.Event { return lifecycle.SubscriptionEnds }

func (c *EndSubscription) bind(o document.Object) { o.Field("lastDay").Into(&c.LastDay) }

func (c EndSubscription) check() error {
	if c.LastDay.IsZero() {
		return mci.Invalid("lastDay", "", "the last day of the subscription")
	}
	return nil
}

func (c EndSubscription) apply(next *Claim, _ time.Time) { next.record.SubscriptionEnds = c.LastDay }

// Expire applies the end of a window: it rejects a claim whose request was not
// answered, and closes a rejected one that was not disputed. It is refused
// before that instant. The claim is rejected or closed as of the end of the
// window, however late the command is given; Entry.Due has that instant.
type Expire struct{}

// Event returns [lifecycle.WindowEnds].
func (Expire) Event() lifecycle.Event { return lifecycle.WindowEnds }

func (*Expire) bind(document.Object) {}

func (Expire) check() error { return nil }

func (Expire) apply(*Claim, time.Time) {}

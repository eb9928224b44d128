package referral

import (
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Change is what a partner changes of a referral that there is. Zero fields are left as they are.
type Change struct {
	Name         string
	State        State
	StatusReason string
	Stage        Stage
	Notes        string
	Value        mci.Money
	Closing      Instant
	Share        mci.Fact // with Microsoft's sellers
	Help         Help     // asks Microsoft's sellers for it, which makes the deal a co-sell one
	Join         []Member // joins the partner's team
}

// Patch returns what makes the change. That a request for help makes an independent referral a shared one is inferred
// from how the two look. Errors are those of [MakePatch], and a [mci.FieldError] for a stage that is none.
func (c Change) Patch(resource *Resource) (Patch, error) {
	edited, err := c.apply(resource)
	if err != nil {
		return nil, err
	}
	return MakePatch(resource, &edited)
}

func (c Change) apply(resource *Resource) (Resource, error) {
	r := resource.Clone()
	replace(&r.Name, c.Name)
	if c.State != nothing {
		r.Status, r.Substatus = c.State.Status, c.State.Substatus
	}
	replace(&r.StatusReason, c.StatusReason)
	if c.Stage != 0 {
		if strings.HasPrefix(c.Stage.String(), "invalid") {
			return r, mci.Invalid("salesStage", c.Stage.Percent(), "one of 10, 20, 40, 60, 80, 100")
		}
		r.SalesStage = c.Stage.Percent()
	}
	replace(&r.Details.Notes, c.Notes)
	if !c.Value.IsNone() {
		r.Details.DealValue, r.Details.Currency = Decimal(c.Value.Amount()), string(c.Value.Currency())
	}
	replace(&r.Details.ClosingDateTime, c.Closing)
	replace(&r.Consent.ShareReferralWithMicrosoftSellers, c.Share)
	if c.Help != "" {
		r.Type, r.InviteContext.AssistanceRequestCode = Shared, c.Help
		r.Consent.ShareReferralWithMicrosoftSellers = mci.Yes // asking for help implies it
	}
	r.Team = append(r.Team, c.Join...)
	return r, nil
}

func replace[T comparable](field *T, value T) {
	var zero T
	if value != zero {
		*field = value
	}
}

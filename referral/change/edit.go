package change

import (
	"strings"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/mci"
)

// An Edit holds changes to an existing referral. A zero field means no change.
// It cannot ask Microsoft for help, because that needs a referral of its own;
// see Connected of package cosell.
type Edit struct {
	// name of the deal
	Name string `json:"name,omitempty"`
	// status and substatus together
	State progress.State `json:"state,omitzero"`
	// in the partner's words
	StatusReason string `json:"statusReason,omitempty"`
	// stage of the sale
	SalesStage progress.SalesStage `json:"salesStage,omitzero"`
	// free text
	Notes string `json:"notes,omitempty"`
	// value of the deal, with its currency
	Value mci.Money `json:"value,omitzero"`
	// when the deal is expected to close
	Closing resource.Instant `json:"closing,omitzero"`
	// Yes shares the referral with Microsoft's sellers
	Share mci.Fact `json:"share"`
	// new members of the partner's team
	Join []resource.Member `json:"join,omitempty"`
}

// Patch returns the patch that makes the edit. It returns the errors of
// [MakePatch], and a [mci.FieldError] if the sales stage is not declared. Name
// is at a path that the published contract does not list, so open that path if
// the edit has a name.
func (e Edit) Patch(r *resource.Referral, open ...string) (Patch, error) {
	edited, err := e.Apply(r)
	if err != nil {
		return nil, err
	}
	return MakePatch(r, &edited, open...)
}

// Apply returns the referral with the edit made. The given one is not changed.
// If the sales stage is not declared, the error is a [mci.FieldError].
func (e Edit) Apply(to *resource.Referral) (resource.Referral, error) {
	r := to.Clone()
	replace(&r.Name, e.Name)
	if e.State != (progress.State{}) {
		r.Status, r.Substatus = e.State.Status, e.State.Substatus
	}
	replace(&r.StatusReason, e.StatusReason)
	if e.SalesStage != 0 {
		if strings.HasPrefix(e.SalesStage.String(), "invalid") {
			return r, mci.Invalid("salesStage", e.SalesStage.Percent(), "one of 10, 20, 40, 60, 80, 100")
		}
		r.SalesStage = e.SalesStage.Percent()
	}
	replace(&r.Details.Notes, e.Notes)
	if !e.Value.IsNone() {
		r.Details.DealValue, r.Details.Currency = resource.Decimal(e.Value.Amount()), string(e.Value.Currency())
	}
	replace(&r.Details.ClosingDateTime, e.Closing)
	replace(&r.Consent.ShareReferralWithMicrosoftSellers, e.Share)
	r.Team = append(r.Team, e.Join...)
	return r, nil
}

func replace[T comparable](field *T, value T) {
	var zero T
	if value != zero {
		*field = value
	}
}

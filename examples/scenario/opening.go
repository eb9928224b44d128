package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Opening is the nomination of a customer who passes every rule of
// eligibility. The zero Opening names no engagement.
type Opening struct {
	// Engagement is the engagement, in its newest edition.
	Engagement mci.EngagementID
	// Country is the customer's country.
	Country mci.Country
	// Customer is the customer's tenant. If it is zero, the default tenant of
	// the scenarios is used.
	Customer mci.CustomerID
	// Again says that the customer consented to the engagement before.
	Again bool
}

// Nomination returns the nomination at an instant.
func (o *Opening) Nomination(card *catalog.Catalog, at time.Time) (*eligibility.Nomination, error) {
	last, dateErr := mci.ParseDate("9999-12-31")
	engagement, found := card.Find(o.Engagement, last)
	if dateErr != nil || !found {
		return nil, errors.Join(dateErr, fmt.Errorf("the catalog has no engagement %q", o.Engagement))
	}
	question := eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{Country: o.Country, MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0), MailMatches: mci.Yes},
	}
	if o.Again {
		question.Way, question.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	}
	if err := identify(&question); err != nil {
		return nil, err
	}
	if o.Customer != (mci.CustomerID{}) {
		question.Customer.ID = o.Customer
	}
	nomination, decision, err := eligibility.Nominate(question, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"},
		PartnerContact: mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"},
	})
	if err == nil && nomination == nil {
		err = fmt.Errorf("the customer is not eligible: %v", decision.Reasons())
	}
	return nomination, err
}

// identify adds the customer's ID to the question. If the pay is variable, it
// adds the opportunity and the hours, too.
func identify(question *eligibility.Question) (err error) {
	question.Customer.ID, err = mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil || question.Engagement.PayKind() != catalog.VariablePay {
		return err
	}
	var idErr, hoursErr, moneyErr error
	question.Customer.ID, idErr = mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	question.Hours, hoursErr = mci.ParseHours("80")
	question.Opportunity.Status = "open"
	question.Opportunity.ContractValue, moneyErr = mci.ParseMoney("120000", mci.USD)
	return errors.Join(idErr, hoursErr, moneyErr)
}

// A LibraryDesk plays scenarios on the library's own desk.
type LibraryDesk struct {
	*desk.Desk
	// Card is the catalog of the engagements.
	Card *catalog.Catalog
}

// Open implements [Desk].
func (d LibraryDesk) Open(ctx context.Context, opening *Opening, id claims.ID, meta claims.Meta) (claims.Change, error) {
	nomination, err := opening.Nomination(d.Card, meta.At)
	if err != nil {
		return claims.Change{}, err
	}
	return d.Desk.Open(ctx, nomination, id, meta)
}

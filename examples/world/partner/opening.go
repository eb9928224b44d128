package partner

import (
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// customers is the number of the partner's customers. They are few, so that
// users meet the limits of claims.
const customers = 120

// tenantOf and opportunityOf return the IDs of a customer.
func tenantOf(number int) (mci.CustomerID, error) {
	return mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", number+1))
}

func opportunityOf(number int) (mci.CustomerID, error) {
	return mci.ParseCustomerID(mci.OpportunityID, fmt.Sprintf("7-%010d", number))
}

// open nominates a customer and opens a claim. Users also make mistakes: the
// customer may have a claim already, a rule may bar it, a fact may be unknown,
// or the ID may belong to another claim.
func (w *World) open(d *deed) {
	question, number, err := w.question(d)
	if err != nil {
		w.unasked("open", err)
		return
	}
	w.compareDecisions(d, &question)
	nomination, decision, err := eligibility.Nominate(question, eligibility.Details{
		ClaimName:       fmt.Sprint("Customer ", number),
		CustomerContact: mci.Contact{Name: "Alex Customer", Email: fmt.Sprintf("alex@customer-%d.com", number)},
		PartnerContact:  mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		w.count("open", "not eligible")
		w.answer("open: not eligible %s", decision.Outcome())
		if err == nil && decision.Outcome() == mci.Pass {
			w.violate(11, "", errors.New("the customer is eligible and cannot be nominated"))
		}
		return
	}
	id := d.id()
	if d.dice.chance(3) {
		id = d.near()
	}
	meta := w.meta(d, claims.Partner)
	meta.At, meta.Received, meta.Future = question.At, question.At, false
	meta.Key = "open " + string(d.id())
	for range 1 + d.dice.IntN(2) { // some send the form twice
		_, err = d.machine.office.Open(d.ctx, nomination, id, meta)
		w.finish(id, "open", err)
	}
}

// errNotOffered is the error of an engagement that the machine's catalog lacks.
var errNotOffered = errors.New("the catalog lacks the engagement")

// unasked notes that there is no question. If the reason is not the catalog, it
// is a violation.
func (w *World) unasked(what string, err error) {
	if !errors.Is(err, errNotOffered) {
		w.violate(0, "", err)
	}
	w.count(what, "not offered")
	w.answer("%s: not offered", what)
}

// question draws a question. Most of them pass.
func (w *World) question(d *deed) (eligibility.Question, int, error) {
	number := d.dice.IntN(customers)
	id := oneOf(d.dice, viva, viva, insights, variable)
	day, err := mci.ParseDate("9999-12-31")
	engagement, found := d.machine.card.Find(id, day)
	tenant, tenantErr := tenantOf(number)
	opportunity, opportunityErr := opportunityOf(number*100 + d.dice.IntN(4))
	domain, domainErr := mci.ParseCustomerID(mci.DomainName, fmt.Sprintf("customer-%d.com", number))
	if err := errors.Join(err, tenantErr, opportunityErr, domainErr); err != nil {
		return eligibility.Question{}, 0, err
	}
	if !found {
		return eligibility.Question{}, 0, errNotOffered
	}
	q := eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: d.clock(), PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: oneOf[mci.LocationID](d.dice, "zurich", "berlin"), Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
	if d.dice.chance(20) {
		q.Customer.ID, q.Customer.Resolution.Tenant = domain, tenant
	}
	if engagement.PayKind() == catalog.VariablePay {
		q.Customer.ID, q.Customer.Resolution = opportunity, eligibility.Resolution{}
		hours, hoursErr := mci.ParseHours(oneOf(d.dice, "20", "80", "500"))
		value, valueErr := mci.ParseMoney(oneOf(d.dice, "50000", "120000", "900000"), mci.USD)
		q.Hours, q.Opportunity = hours, mci.Opportunity{ContractValue: value, Status: "open"}
		err = errors.Join(hoursErr, valueErr)
	}
	if d.dice.chance(15) {
		q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	}
	if d.dice.chance(12) {
		spoil(d.dice, &q)
	}
	return q, number, err
}

// spoil makes a question that does not pass, or is malformed.
func spoil(dice dice, q *eligibility.Question) {
	switch dice.IntN(6) {
	case 0:
		q.User.Grants = nil
	case 1:
		q.Customer.Claims = eligibility.CountOf(3)
	case 2:
		q.Customer.Country = "XX"
	case 3:
		q.Location.Enrollment = 0
	case 4:
		q.Customer.MeetsCriteria = mci.No
	default:
		q.At = q.At.AddDate(40, 0, 0)
	}
}

// forgets are the facts of a question that can be taken away.
var forgets = [...]func(*eligibility.Question){
	func(q *eligibility.Question) { q.PartnerEligible = mci.NotSupplied },
	func(q *eligibility.Question) { q.LocationEligible = mci.NotSupplied },
	func(q *eligibility.Question) { q.Customer.MeetsCriteria = mci.NotSupplied },
	func(q *eligibility.Question) { q.Customer.Country = "" },
	func(q *eligibility.Question) { q.Customer.Claims = eligibility.Count{} },
	func(q *eligibility.Question) { q.Customer.ConsentedBefore = mci.NotSupplied },
	func(q *eligibility.Question) { q.Customer.MailMatches = mci.NotSupplied },
	func(q *eligibility.Question) { q.Location.Country = "" },
	func(q *eligibility.Question) { q.Hours = mci.Hours{} },
	func(q *eligibility.Question) { q.Opportunity = mci.Opportunity{} },
}

// compareDecisions checks invariant 11, that less information makes no decision
// better, and invariant 8, that another ID of the customer is judged by its own
// facts.
func (w *World) compareDecisions(d *deed, q *eligibility.Question) {
	decision, err := eligibility.Decide(q)
	again, errAgain := eligibility.Decide(q)
	w.count("invariant", "2")
	if (err == nil) != (errAgain == nil) || decision.Outcome() != again.Outcome() {
		w.violate(2, "", fmt.Errorf("one question gave %v and %v", decision.Outcome(), again.Outcome()))
	}
	if err != nil {
		return
	}
	w.compareWaivers(q)
	less := *q
	oneOf(d.dice, forgets[:]...)(&less)
	w.count("invariant", "11")
	if fewer, err := eligibility.Decide(&less); err == nil && fewer.Outcome() == mci.Pass && decision.Outcome() != mci.Pass {
		w.violate(11, "", fmt.Errorf("with less information the decision became %v, and was %v", fewer.Outcome(), decision.Outcome()))
	}
	if q.Customer.ID.Type() != mci.TenantID {
		return
	}
	other, err := tenantOf(customers + d.dice.IntN(customers))
	if err != nil {
		return
	}
	w.count("invariant", "8")
	with := *q
	with.Customer.ID = other
	if beside, err := eligibility.Decide(&with); err == nil && beside.Outcome() != decision.Outcome() {
		w.violate(8, "", fmt.Errorf("another ID with the same facts is %v, and not %v", beside.Outcome(), decision.Outcome()))
	}
}

// adopt makes a claim that only Partner Center has.
func (w *World) adopt(d *deed) {
	question, number, err := w.question(d)
	if err != nil {
		w.unasked("adopt", err)
		return
	}
	meta := w.meta(d, claims.PartnerCenter)
	_, err = d.machine.office.Adopt(d.ctx, claims.Adoption{
		Name: fmt.Sprint("Customer ", number), Engagement: question.Engagement, CustomerID: question.Customer.ID, CheckedID: question.Customer.Checked(),
		Shown:           claims.ReadStatus(oneOf(d.dice, "Submitted", "Approved", "Awaiting customer consent", "Expired", "Under review", "On hold", "Rejected", "Disputed", "Partner action required")),
		CustomerCountry: "CH", LocationCountry: "CH", Location: "zurich", Hours: question.Hours,
	}, d.id(), meta)
	w.finish(d.id(), "adopt", err)
}

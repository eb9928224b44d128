package store_test

import (
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The tests make claims for two engagements. The workshop viva has a fixed
// amount, an optional deal size, four parts of evidence and a POE template. The
// engagement variable has variable pay, a required deal size and two parts of
// evidence.
const (
	viva     mci.EngagementID = "fy23-microsoft-viva"
	variable mci.EngagementID = "illustrative-variable-pay"
)

// at parses an instant: a date, a date with a time to the minute, or a full
// instant.
func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant
		}
	}
	panic("not an instant: " + text)
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var public = sync.OnceValue(func() *catalog.Catalog { return must(catalog.Public()) })

// engagement returns an engagement of a catalog in its newest edition.
func engagement(catalog *catalog.Catalog, id mci.EngagementID) *catalog.Engagement {
	found, ok := catalog.Find(id, date("9999-12-31"))
	if !ok {
		panic("no engagement " + id)
	}
	return found
}

var (
	tenant      = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	opportunity = must(mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU"))

	customerContact = mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"}
	partnerContact  = mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"}
)

// question returns a question for which every rule of eligibility passes.
func question(e *catalog.Engagement, when time.Time) eligibility.Question {
	q := eligibility.Question{
		Engagement:       e,
		Way:              eligibility.Add,
		At:               when,
		User:             mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:         mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible:  mci.Yes,
		LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
	if e.PayKind() == catalog.VariablePay {
		q.Customer.ID = opportunity
		q.Hours = must(mci.ParseHours("80"))
		q.Opportunity = mci.Opportunity{ContractValue: usd("120000"), Status: "open"}
	}
	return q
}

// nominate returns the nomination for a question and panics if there is none.
func nominate(q eligibility.Question) *eligibility.Nomination {
	nomination, decision, err := eligibility.Nominate(q, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: customerContact, PartnerContact: partnerContact,
	})
	if err != nil {
		panic(err)
	}
	if nomination == nil {
		panic("not eligible: " + decision.Reasons()[0].Want)
	}
	return nomination
}

// by returns the metadata of a command: the documented actor of the event, and
// the instant.
func by(event claims.Event, when time.Time) claims.Meta {
	meta := claims.Meta{Actor: claimstest.ActorOf(event), At: when, Received: when}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesUser
	}
	return meta
}

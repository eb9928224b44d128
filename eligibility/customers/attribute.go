package customers

import (
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
)

// attribute is a fact with few values, by which a roster tabulates the rules
// that read it. The values are numbered from 1; 0 means a value that is not
// tabulated.
type attribute uint8

const (
	byNothing attribute = iota // always 1
	byID
	byCountry
	byClaims
	byOpenClaims
	byCriteria // by the number of a mci.Fact, and 1
	byNominated
)

// attributes describe each attribute: the fact, how many numbers it has, and
// how a customer gets the value of a number.
var attributes = [...]struct {
	reads   fact.Set
	numbers int
	put     func(c *eligibility.Customer, number int)
}{
	byNothing: {
		reads:   0,
		numbers: 2,
		put:     func(*eligibility.Customer, int) {},
	},
	byID: {
		reads:   fact.ID,
		numbers: idNumbers,
		put:     putID,
	},
	byCountry: {
		reads:   fact.Country,
		numbers: 2 + fact.Countries,
		put:     func(c *eligibility.Customer, n int) { c.Country = fact.CountryOf(n - 2) },
	},
	byClaims: {
		reads:   fact.Claims,
		numbers: 2 + countsTabulated,
		put:     func(c *eligibility.Customer, n int) { c.Claims = countNumbered(n) },
	},
	byOpenClaims: {
		reads:   fact.OpenClaims,
		numbers: 2 + countsTabulated,
		put:     func(c *eligibility.Customer, n int) { c.OpenClaims = countNumbered(n) },
	},
	byCriteria: {
		reads:   fact.Criteria,
		numbers: 2 + int(mci.No),
		put:     func(c *eligibility.Customer, n int) { c.MeetsCriteria = mci.Fact(n - 1) },
	},
	byNominated: {
		reads:   fact.Nominated,
		numbers: 2 + int(mci.No),
		put:     func(c *eligibility.Customer, n int) { c.Nominated = mci.Fact(n - 1) },
	},
}

// attributeOf returns the first attribute that is among the facts, and the rest
// of the facts.
func attributeOf(read fact.Set) (by attribute, rest fact.Set) {
	for by := byID; int(by) < len(attributes); by++ {
		if read&attributes[by].reads != 0 {
			return by, read &^ attributes[by].reads
		}
	}
	return byNothing, read
}

const (
	idKinds         = int(mci.OpportunityID) + 1
	countsTabulated = 14
)

// The numbers of an ID: its kind and 1, and two more for a domain about whose
// tenant something is known.
const (
	domainResolved = 1 + idKinds + iota
	domainFailed
	idNumbers
)

// numberOfID numbers the kind of an ID together with the state of a domain's
// resolution. If the resolution is malformed, it counts as none.
func numberOfID(c *eligibility.Customer) int {
	kind := c.ID.Type()
	if kind == mci.DomainName {
		switch r := &c.Resolution; {
		case r.Failure == nil && r.Tenant.Type() == mci.TenantID:
			return domainResolved
		case r.Failure != nil && r.Check() == nil:
			return domainFailed
		}
	}
	return 1 + int(kind)
}

func putID(c *eligibility.Customer, number int) {
	switch number {
	case domainResolved:
		c.ID, c.Resolution.Tenant = sampleID(int(mci.DomainName)), sampleID(int(mci.TenantID))
	case domainFailed:
		c.ID, c.Resolution.Failure = sampleID(int(mci.DomainName)), eligibility.ErrTenantNotFound
	default:
		c.ID = sampleID(number - 1)
	}
}

// sampleID returns an ID of a kind, or none if the kind is 0.
func sampleID(kind int) mci.CustomerID {
	id, _ := mci.ParseCustomerID(mci.IDType(kind), [idKinds]string{
		mci.DomainName:          "contoso.com",
		mci.TenantID:            "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
		mci.TopParentID:         "659410",
		mci.AzureSubscriptionID: "7b1d2c3e-4f50-4617-8283-94a5b6c7d8e9",
		mci.OpportunityID:       "7-3CVDESBISU",
	}[kind])
	return id
}

// numberOfCountry numbers the assigned codes; 1 is no country. If a text is not
// an assigned code, it is malformed and counts as no country, never as a place
// in which nothing is paid.
func numberOfCountry(c mci.Country) int {
	if number, ok := fact.NumberOf(c); ok {
		return 2 + number
	}
	return 1
}

// numberOfCount numbers an unknown count and the small ones. If the number is
// below zero, it is malformed and counts as unknown.
func numberOfCount(c eligibility.Count) int {
	switch number, known := c.Value(); {
	case !known || number < 0:
		return 1
	case uint(number) < countsTabulated:
		return 2 + number
	default:
		return 0
	}
}

func countNumbered(number int) eligibility.Count {
	if number < 2 {
		return eligibility.Count{}
	}
	return eligibility.CountOf(number - 2)
}

// counted returns both counts, or neither if more claims are open than there
// are.
func counted(claims, open eligibility.Count) (eligibility.Count, eligibility.Count) {
	all, known := claims.Value()
	if some, alsoKnown := open.Value(); known && alsoKnown && all >= 0 && some > all {
		return eligibility.Count{}, eligibility.Count{}
	}
	return claims, open
}

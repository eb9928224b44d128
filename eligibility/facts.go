package eligibility

import "github.com/mci-go/incentives/mci"

// facts are the facts about the customer that a rule reads, beside the
// engagement, the day and the location.
type facts uint16

const (
	readsID      facts = 1 << iota // its kind, and the resolution of a domain
	readsCountry                   // the customer's
	readsClaims
	readsOpenClaims
	readsCriteria
	readsNominated
	readsSegment
	readsQuantities
	readsRequirements
	readsOpportunity
)

// many are the facts with too many values to tabulate.
const many = readsSegment | readsQuantities | readsRequirements | readsOpportunity

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
	reads   facts
	numbers int
	put     func(c *Customer, number int)
}{
	byNothing:    {0, 2, func(*Customer, int) {}},
	byID:         {readsID, 1 + idKinds*resolutionKinds, putID},
	byCountry:    {readsCountry, 2 + letters*letters, putCountry},
	byClaims:     {readsClaims, 2 + countsTabulated, func(c *Customer, n int) { c.Claims = countNumbered(n) }},
	byOpenClaims: {readsOpenClaims, 2 + countsTabulated, func(c *Customer, n int) { c.OpenClaims = countNumbered(n) }},
	byCriteria:   {readsCriteria, 2 + int(mci.No), func(c *Customer, n int) { c.MeetsCriteria = mci.Fact(n - 1) }},
	byNominated:  {readsNominated, 2 + int(mci.No), func(c *Customer, n int) { c.Nominated = mci.Fact(n - 1) }},
}

// attributeOf returns the first attribute that is among the facts, and the rest
// of the facts.
func attributeOf(read facts) (by attribute, rest facts) {
	for by := byID; int(by) < len(attributes); by++ {
		if read&attributes[by].reads != 0 {
			return by, read &^ attributes[by].reads
		}
	}
	return byNothing, read
}

const (
	idKinds         = int(mci.OpportunityID) + 1
	letters         = 'Z' - 'A' + 1
	countsTabulated = 14
)

// The states of the resolution of a domain.
const (
	notResolved = iota
	resolved
	resolutionFailed
	resolutionKinds
)

// numberOfID numbers the kind of an ID together with the state of its
// resolution. If the resolution is malformed, it counts as none.
func numberOfID(c *Customer) int {
	resolution := notResolved
	switch {
	case c.Resolution == (Resolution{}) || c.Resolution.problem() != nil:
	case c.Resolution.Failure != nil:
		resolution = resolutionFailed
	default:
		resolution = resolved
	}
	return 1 + resolutionKinds*int(c.ID.Type()) + resolution
}

func putID(c *Customer, number int) {
	number--
	c.ID = sampleID(number / resolutionKinds)
	switch number % resolutionKinds {
	case resolved:
		c.Resolution.Tenant = sampleID(int(mci.TenantID))
	case resolutionFailed:
		c.Resolution.Failure = ErrTenantNotFound
	}
}

// sampleID returns an ID of a kind, or none if the kind is 0.
func sampleID(kind int) mci.CustomerID {
	id, _ := mci.ParseCustomerID(mci.IDType(kind), [idKinds]string{
		mci.DomainName: "contoso.com", mci.TenantID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", mci.TopParentID: "659410",
		mci.AzureSubscriptionID: "7b1d2c3e-4f50-4617-8283-94a5b6c7d8e9", mci.OpportunityID: "7-3CVDESBISU",
	}[kind])
	return id
}

// numberOfCountry numbers the assigned codes by their letters; 1 is no country.
// If a text is not an assigned code, it is malformed and counts as no country,
// never as a place in which nothing is paid.
func numberOfCountry(c mci.Country) int {
	if !isAssigned(c) {
		return 1
	}
	return 2 + letters*int(c[0]-'A') + int(c[1]-'A')
}

// isAssigned reports whether a code is assigned to a country.
func isAssigned(c mci.Country) bool {
	if len(c) != 2 {
		return false
	}
	first, second := c[0]-'A', c[1]-'A'
	return first < letters && second < letters && assigned[int(first)*letters+int(second)]
}

// assigned says which codes of two capitals are countries. It is never changed.
var assigned = func() (codes [letters * letters]bool) {
	for i := range codes {
		_, err := mci.ParseCountry(string([]byte{byte('A' + i/letters), byte('A' + i%letters)}))
		codes[i] = err == nil
	}
	return codes
}()

func putCountry(c *Customer, number int) {
	if number -= 2; number >= 0 && assigned[number] {
		c.Country = mci.Country([]byte{byte('A' + number/letters), byte('A' + number%letters)})
	}
}

// numberOfCount numbers an unknown count and the small ones. If the number is
// below zero, it is malformed and counts as unknown.
func numberOfCount(c Count) int {
	switch {
	case !c.known || c.number < 0:
		return 1
	case uint(c.number) < countsTabulated:
		return 2 + c.number
	default:
		return 0
	}
}

func countNumbered(number int) Count {
	if number < 2 {
		return Count{}
	}
	return CountOf(number - 2)
}

package eligibility

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An inspection walks the fields of a host's input and keeps the first
// malformed one. If it mends, it also clears every malformed field, so that the
// field counts as not supplied: a malformed fact never decides anything. It
// must mend only copies.
type inspection struct {
	prefix string // of the paths, such as "customer."
	mends  bool
	first  *mci.FieldError
	all    *object // collects every malformed field, if not nil
}

// report keeps a malformed field if it is the first one. If the inspection
// collects all of them, it adds the field.
func (i *inspection) report(path, found, want string) {
	if i.first != nil && i.all == nil {
		return
	}
	field := &mci.FieldError{Path: i.prefix + path, Found: found, Want: want}
	if i.first == nil {
		i.first = field
	}
	if i.all != nil {
		*i.all.problems = append(*i.all.problems, &mci.FieldError{Path: i.all.at(field.Path), Found: found, Want: want})
	}
}

// reportError keeps a problem that a check found below a path.
func (i *inspection) reportError(path string, err error) {
	var field *mci.FieldError
	if err != nil && errors.As(mci.At(path, err), &field) {
		i.report(field.Path, field.Found, field.Want)
	}
}

// err returns the first malformed field as an error, or nil.
func (i *inspection) err() error {
	if i.first == nil {
		return nil
	}
	return i.first
}

// The longest texts in a question, in bytes.
const (
	mostIDBytes       = 200
	mostNameBytes     = 500
	mostMismatchBytes = 4000
)

// enumeration inspects a value of an enumeration that ends with last.
func enumeration[T ~uint8 | ~uint16](i *inspection, path string, value *T, last T, want string) {
	if *value > last {
		i.report(path, strconv.Itoa(int(*value)), want)
		if i.mends {
			*value = 0
		}
	}
}

func (i *inspection) fact(path string, fact *mci.Fact) {
	if *fact > mci.No { // inlined: every question has many facts
		enumeration(i, path, fact, mci.No, "one of unknown, yes, no")
	}
}

// country inspects a country that may be empty.
func (i *inspection) country(path string, country *mci.Country) {
	if *country == "" || isAssigned(*country) {
		return
	}
	_, err := mci.ParseCountry(string(*country))
	i.reportError(path, err)
	if i.mends {
		*country = ""
	}
}

// optional inspects a text that may be empty.
func optional[T ~string](i *inspection, check func(path, text string, most int) error, path string, value *T, most int) {
	if len(*value) <= most && isPlain(string(*value)) {
		return
	}
	if err := check(path, string(*value), most); err != nil {
		i.reportError("", err)
		if i.mends {
			*value = ""
		}
	}
}

// isPlain reports whether a text has printable ASCII only. Most texts do, and
// the check is fast.
func isPlain(text string) bool {
	for k := range len(text) {
		if text[k] < ' ' || text[k] > '~' {
			return false
		}
	}
	return true
}

// count inspects a number of claims.
func (i *inspection) count(path string, count *Count) {
	if count.number < 0 {
		i.report(path, count.String(), "zero or more")
		if i.mends {
			*count = Count{}
		}
	}
}

// counts inspects the number of an ID's claims and of its open claims. If more
// claims are open than there are, neither number is believed.
func (i *inspection) counts(claims *Count, openPath string, open *Count) {
	i.count("claims", claims)
	i.count(openPath, open)
	if contradictory(*claims, *open) {
		i.report(openPath, open.String(), "at most "+claims.String()+", the number of open or approved claims")
		if i.mends {
			*claims, *open = Count{}, Count{}
		}
	}
}

// contradictory reports whether more claims are open than there are. If a
// number is below zero, it is malformed by itself.
func contradictory(claims, open Count) bool {
	return claims.known && open.known && claims.number >= 0 && open.number > claims.number
}

// Check reports the first malformed field, as a [mci.FieldError]. The faults
// are a question without an engagement, a value that is not declared, a country
// that is not an assigned code, a number below zero, a text with control
// characters, an instant outside the years 1 to 9999, a segment that the
// catalog does not declare, a resolution that contradicts itself, and a
// malformed waiver. If a fact is not supplied, it is not malformed.
func (q *Question) Check() error {
	if q.Engagement == nil {
		return mci.Invalid("engagement", "", wantEngagement)
	}
	var i inspection
	q.inspect(&i)
	return i.err()
}

// mended returns a copy of the question without its malformed fields, and the
// first of them.
func (q *Question) mended() (Question, *mci.FieldError) {
	i := inspection{mends: true}
	copied := q.clone()
	copied.inspect(&i)
	return copied, i.first
}

func (q *Question) inspect(i *inspection) {
	enumeration(i, "way", &q.Way, Claim, "one of add, claim")
	if s := q.At.Unix(); (s < firstSecond || s > lastSecond) && !q.At.IsZero() {
		i.report("at", q.At.String(), wantInstant)
	}
	i.prefix = "user."
	i.user(&q.User)
	i.prefix = "location."
	i.location(&q.Location)
	i.prefix = ""
	i.fact("partnerEligible", &q.PartnerEligible)
	i.fact("locationEligible", &q.LocationEligible)
	if len(q.Qualifications) > 0 {
		i.qualifications(&q.Qualifications)
	}
	i.prefix = "customer."
	q.Customer.inspect(i)
	if s := q.Customer.Segment; s != "" && q.Engagement != nil && !q.Engagement.Edition().KnowsSegment(s) {
		i.reportError("segment", mci.Invalid("", string(s), wantSegment))
		if i.mends {
			q.Customer.Segment = ""
		}
	}
	i.prefix = "opportunity."
	if o := &q.Opportunity; o.Status != "" || o.Stage != "" || !o.ContractValue.IsNone() {
		i.opportunity(o)
	}
	i.prefix = ""
	if len(q.Waivers) > 0 {
		i.reportError("", checkWaivers(q.Waivers)) // a malformed one counts for nothing
	}
}

const wantEngagement = "an engagement of a catalog"

const wantSegment = "one of the catalog's segments"

const wantInstant = "an instant of the years 1 to 9999"

// The first and the last second of the years that a [mci.Date] can hold.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// inspect inspects the facts about a customer that need no catalog.
func (c *Customer) inspect(i *inspection) {
	i.country("country", &c.Country)
	if c.Resolution != (Resolution{}) {
		i.resolution(&c.Resolution)
	}
	i.fact("meetsCriteria", &c.MeetsCriteria)
	i.fact("consentedBefore", &c.ConsentedBefore)
	i.counts(&c.Claims, "openClaims", &c.OpenClaims)
	i.fact("nominated", &c.Nominated)
	if c.Segment != "" {
		optional(i, vocabulary.CheckID, "segment", &c.Segment, mostIDBytes)
	}
	if len(c.Requirements) > 0 {
		i.requirements(c.Requirements)
	}
	i.fact("mailMatches", &c.MailMatches)
	if c.MismatchReason != "" {
		optional(i, vocabulary.CheckText, "mismatchReason", &c.MismatchReason, mostMismatchBytes)
	}
}

// user inspects a user under the prefix "user.". If a grant is malformed,
// nothing is known of the user.
func (i *inspection) user(user *mci.User) {
	for k := range user.Grants {
		grant := user.Grants[k]
		if grant.Role <= mci.IncentivesAdmin && len(grant.Location) <= mostIDBytes && isPlain(string(grant.Location)) {
			continue
		}
		path := fmt.Sprintf("grants[%d].", k)
		enumeration(i, path+"role", &grant.Role, mci.IncentivesAdmin, "one of Incentives user, Incentives admin")
		optional(i, vocabulary.CheckID, path+"location", &grant.Location, mostIDBytes)
		if i.mends && grant != user.Grants[k] {
			*user = mci.User{}
			return
		}
	}
	optional(i, vocabulary.CheckID, "id", &user.ID, mostIDBytes)
	if user.Name != "" {
		optional(i, vocabulary.CheckForeign, "name", &user.Name, mostNameBytes)
	}
}

// location inspects a location under the prefix "location.".
func (i *inspection) location(location *mci.Location) {
	optional(i, vocabulary.CheckID, "id", &location.ID, mostIDBytes)
	if location.Name != "" {
		optional(i, vocabulary.CheckForeign, "name", &location.Name, mostNameBytes)
	}
	i.country("country", &location.Country)
	enumeration(i, "enrollment", &location.Enrollment, mci.Discontinued, "a documented status of an enrollment")
	i.fact("payeeProfile", &location.PayeeProfile)
}

// qualifications inspects the partner's qualifications. If one is malformed,
// none is known.
func (i *inspection) qualifications(qualifications *[]string) {
	for k, one := range *qualifications {
		if err := vocabulary.CheckText(fmt.Sprintf("qualifications[%d]", k), one, mostNameBytes); err != nil {
			i.reportError("", err)
			if i.mends {
				*qualifications = nil
			}
			return
		}
	}
}

func (i *inspection) resolution(r *Resolution) {
	found := r.problem()
	if found == nil {
		return
	}
	i.reportError("resolution", found)
	if i.mends {
		*r = Resolution{}
	}
}

// problem returns the fault of a resolution, or nil if it has none.
func (r *Resolution) problem() error {
	switch {
	case r.Failure != nil && !r.Tenant.IsZero():
		return mci.Invalid("", "a tenant and a failure", "one of them")
	case r.Failure != nil && !isResolutionFailure(r.Failure):
		return mci.Invalid("failure", r.Failure.Error(), "one of the three errors that say that there is no single tenant")
	case !r.Tenant.IsZero() && r.Tenant.Type() != mci.TenantID:
		return mci.Invalid("tenant", r.Tenant.String(), "a tenant ID")
	}
	return nil
}

// requirements inspects the facts about requirements, in the order of their
// IDs.
func (i *inspection) requirements(known map[mci.RequirementID]mci.Fact) {
	var bad []mci.RequirementID
	for id, fact := range known {
		if fact > mci.No {
			bad = append(bad, id)
		}
	}
	slices.Sort(bad)
	for _, id := range bad {
		fact := known[id]
		i.fact("requirements["+strconv.Quote(string(id))+"]", &fact)
		if i.mends {
			delete(known, id)
		}
	}
}

// opportunity inspects an opportunity under the prefix "opportunity.".
func (i *inspection) opportunity(o *mci.Opportunity) {
	if o.ContractValue.Sign() < 0 {
		i.report("contractValue", o.ContractValue.String(), "zero or more")
		if i.mends {
			o.ContractValue = mci.Money{}
		}
	}
	if o.Status != "" {
		optional(i, vocabulary.CheckForeign, "status", &o.Status, mostNameBytes)
	}
	if o.Stage != "" {
		optional(i, vocabulary.CheckForeign, "stage", &o.Stage, mostNameBytes)
	}
}

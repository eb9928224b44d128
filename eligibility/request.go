package eligibility

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// questionForm is a Question in JSON.
type questionForm struct {
	Engagement       mci.EngagementRef `json:"engagement,omitzero"`
	Way              Way               `json:"way"`
	At               time.Time         `json:"at"`
	User             mci.User          `json:"user"`
	Location         mci.Location      `json:"location"`
	PartnerEligible  mci.Fact          `json:"partnerEligible"`
	LocationEligible mci.Fact          `json:"locationEligible"`
	Qualifications   []string          `json:"qualifications"`
	Customer         Customer          `json:"customer"`
	Hours            mci.Hours         `json:"hours,omitzero"`
	Opportunity      *mci.Opportunity  `json:"opportunity,omitempty"`
	Waivers          []Waiver          `json:"waivers,omitempty"`
}

// MarshalJSON returns every fact of the question, with the engagement by its
// reference. [ReadQuestion] reads it.
func (q Question) MarshalJSON() ([]byte, error) {
	form := questionForm{
		Way: q.Way, At: q.At, User: q.User, Location: q.Location,
		PartnerEligible: q.PartnerEligible, LocationEligible: q.LocationEligible, Qualifications: q.Qualifications,
		Customer: q.Customer, Hours: q.Hours, Waivers: q.Waivers,
	}
	if q.Engagement != nil {
		form.Engagement = q.Engagement.Ref()
	}
	if q.Opportunity != (mci.Opportunity{}) {
		form.Opportunity = &q.Opportunity
	}
	return json.Marshal(form)
}

// UnmarshalJSON refuses: only [ReadQuestion] has a catalog in which to find the
// engagement.
func (q *Question) UnmarshalJSON([]byte) error {
	return unwritable("a Question", "ReadQuestion reads it by a catalog")
}

// ReadQuestion reads a question in the form that [Question.MarshalJSON] writes,
// of at most a megabyte. A field that is left out or null is not supplied.
// Unknown, miscased and doubled fields, an engagement that the catalog does not
// have, and everything that [Question.Check] reports are [mci.Problems], each
// with its path, such as "customer.country". Whoever reads a question from a
// client trusts the client with the facts in it; see [Draft].
func ReadQuestion(data []byte, catalog *catalog.Catalog) (Question, error) {
	var q Question
	if err := readRequest(data, func(o *object) { q.read(o, catalog) }); err != nil {
		return Question{}, err
	}
	return q, nil
}

// ReadDetails reads details as their JSON form has them, with the bounds and
// the errors of [ReadQuestion].
func ReadDetails(data []byte) (Details, error) {
	var d Details
	if err := readRequest(data, d.read); err != nil {
		return Details{}, err
	}
	return d, nil
}

// ReadNomination reads what [Nominate] takes: an object with a question and
// details. Its bounds and errors are those of [ReadQuestion]; the paths begin
// with "question." and "details.".
func ReadNomination(data []byte, catalog *catalog.Catalog) (Question, Details, error) {
	var q Question
	var d Details
	err := readRequest(data, func(o *object) {
		o.required("question", func(o *object) { q.read(o, catalog) })
		o.required("details", d.read)
	})
	if err != nil {
		return Question{}, Details{}, err
	}
	return q, d, nil
}

// ReadDraft reads a draft in its JSON form, with the bounds and the errors of
// [ReadQuestion]. The details may be incomplete, as on a page that is not
// filled in yet; [Resume] checks them.
func ReadDraft(data []byte) (Draft, error) {
	var d Draft
	err := readRequest(data, func(o *object) {
		o.inner("engagement", func(o *object) { readRef(o, &d.Engagement) })
		value(o, "way", &d.Way)
		value(o, "id", &d.ID)
		value(o, "location", &d.Location)
		value(o, "hours", &d.Hours)
		value(o, "mismatchReason", &d.MismatchReason)
		o.inner("details", d.Details.take)
	})
	if err != nil {
		return Draft{}, err
	}
	return d, nil
}

// required is inner for a field that must be there.
func (o *object) required(name string, take func(*object)) {
	if raw, there := o.fields[name]; !there || string(raw) == "null" {
		o.report(name, "", wantObject)
	}
	o.inner(name, take)
}

func readRef(o *object, ref *mci.EngagementRef) {
	value(o, "edition", &ref.Edition)
	value(o, "revision", &ref.Revision)
	value(o, "engagement", &ref.Engagement)
}

// read takes a question, and inspects what could be read.
func (q *Question) read(o *object, catalog *catalog.Catalog) {
	q.take(o, catalog)
	q.inspect(&inspection{all: o})
}

func (q *Question) take(o *object, catalog *catalog.Catalog) {
	var ref mci.EngagementRef
	o.required("engagement", func(o *object) { readRef(o, &ref) })
	if ref != (mci.EngagementRef{}) && catalog != nil {
		q.Engagement, _ = catalog.Engagement(ref)
	}
	if q.Engagement == nil {
		o.report("engagement", string(ref.Engagement), wantEngagement)
	}
	value(o, "way", &q.Way)
	value(o, "at", &q.At)
	o.inner("user", func(o *object) { takeUser(o, &q.User) })
	o.inner("location", func(o *object) { takeLocation(o, &q.Location) })
	value(o, "partnerEligible", &q.PartnerEligible)
	value(o, "locationEligible", &q.LocationEligible)
	value(o, "qualifications", &q.Qualifications)
	o.inner("customer", q.Customer.take)
	value(o, "hours", &q.Hours)
	o.inner("opportunity", func(o *object) {
		value(o, "contractValue", &q.Opportunity.ContractValue)
		value(o, "status", &q.Opportunity.Status)
		value(o, "stage", &q.Opportunity.Stage)
	})
	o.items("waivers", func(o *object) {
		var w Waiver
		value(o, "rule", &w.Rule)
		value(o, "reason", &w.Reason)
		value(o, "approver", &w.Approver)
		value(o, "until", &w.Until)
		q.Waivers = append(q.Waivers, w)
	})
}

func takeUser(o *object, user *mci.User) {
	value(o, "id", &user.ID)
	value(o, "name", &user.Name)
	known := o.items("grants", func(o *object) {
		var g mci.Grant
		value(o, "role", &g.Role)
		value(o, "location", &g.Location)
		user.Grants = append(user.Grants, g)
	})
	if known && user.Grants == nil {
		user.Grants = []mci.Grant{} // no grants, which is not the same as not known
	}
}

func takeLocation(o *object, location *mci.Location) {
	value(o, "id", &location.ID)
	value(o, "name", &location.Name)
	value(o, "country", &location.Country)
	value(o, "enrollment", &location.Enrollment)
	value(o, "payeeProfile", &location.PayeeProfile)
}

func (c *Customer) take(o *object) {
	value(o, "id", &c.ID)
	value(o, "country", &c.Country)
	o.inner("resolution", func(o *object) {
		value(o, "tenant", &c.Resolution.Tenant)
		var failure string
		value(o, "failure", &failure)
		if failure != "" && !c.Resolution.fail(failure) {
			o.report("failure", failure, wantFailure)
		}
	})
	value(o, "meetsCriteria", &c.MeetsCriteria)
	value(o, "consentedBefore", &c.ConsentedBefore)
	value(o, "claims", &c.Claims)
	value(o, "openClaims", &c.OpenClaims)
	value(o, "nominated", &c.Nominated)
	value(o, "segment", &c.Segment)
	o.inner("quantities", func(o *object) {
		c.Quantities = mci.Quantities{}
		each(o, func(id mci.MeasureID, q mci.Quantity) { c.Quantities[id] = q })
	})
	o.inner("requirements", func(o *object) {
		c.Requirements = map[mci.RequirementID]mci.Fact{}
		each(o, func(id mci.RequirementID, f mci.Fact) { c.Requirements[id] = f })
	})
	value(o, "mailMatches", &c.MailMatches)
	value(o, "mismatchReason", &c.MismatchReason)
}

// each takes every field of an object whose names are the host's.
func each[K ~string, V any](o *object, put func(K, V)) {
	for _, name := range o.order {
		raw := o.fields[name]
		delete(o.fields, name)
		var v V
		*o.problems = append(*o.problems, unmarshal(fmt.Sprintf("%s[%q]", o.path, name), raw, &v)...)
		put(K(name), v)
	}
}

// read takes details and checks what could be read.
func (d *Details) read(o *object) {
	d.take(o)
	i := inspection{all: o}
	i.reportError("", d.check())
}

func (d *Details) take(o *object) {
	value(o, "claimName", &d.ClaimName)
	contact := func(c *mci.Contact) func(*object) {
		return func(o *object) {
			value(o, "name", &c.Name)
			value(o, "email", &c.Email)
		}
	}
	o.inner("customerContact", contact(&d.CustomerContact))
	o.inner("partnerContact", contact(&d.PartnerContact))
}

package claims

import (
	"math"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// UnmarshalJSON reads the JSON of a Record, strictly. If this version of the
// library does not know a field, if a field appears twice, or if its name
// differs in upper and lower case, it returns [mci.Problems] with the path of
// each problem. So an older library never drops a field that a newer one wrote.
// If a newer library wrote the record, the error is that of a newer [Format].
// [Restore] checks the values.
func (r *Record) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var read Record
	if err := readStored(data, read.bind); err != nil {
		return err
	}
	*r = read
	return nil
}

func (r *Record) bind(o document.Object) {
	r.ID = ID(o.Field("id").Text(mostStoredText))
	r.Version = o.Field("version").Uint64()
	o.Field("status").Into(&r.Status)
	r.bindBody(o)
	r.CheckedID = o.Field("checkedId").CustomerID()
	r.Created = o.Field("created").Time()
	r.Updated = o.Field("updated").Time()
	o.Optional("index").Object(r.Index.bind)
}

// bindBody reads the fields that a record has in an entry, too.
func (r *Record) bindBody(o document.Object) {
	r.Disputed = o.Optional("disputed").Bool()
	r.TakenBack = o.Optional("takenBack").Bool()
	r.AnswerPending = o.Optional("answerPending").Bool()
	o.Field("way").Into(&r.Way)
	r.bindSubject(o)
	r.bindInstants(o)
	o.Optional("consent").Object(func(o document.Object) { r.Consent = boundConsent(o) })
	r.Evidence = document.List(o.Optional("evidence"), 0, boundEvidence)
	o.Optional("amounts").Object(r.Amounts.bind)
	r.Keys = document.List(o.Optional("keys"), 0, boundKey)
	o.Optional("observed").Object(func(o document.Object) { r.Observed = boundObserved(o) })
}

// bindSubject reads the customer, the partner and the engagement of the claim.
func (r *Record) bindSubject(o document.Object) {
	r.Name = o.Field("name").Text(mostStoredText)
	o.Optional("portalNumber").Object(func(o document.Object) {
		r.PortalNumber = PortalNumber{Number: o.Field("number").Text(mostStoredText), At: o.Field("at").Time()}
	})
	o.Field("engagement").Object(func(o document.Object) {
		r.Engagement.Edition = mci.EditionID(o.Field("edition").Text(mostStoredText))
		o.Optional("revision").JSON(&r.Engagement.Revision)
		r.Engagement.Engagement = mci.EngagementID(o.Field("engagement").Text(mostStoredText))
	})
	o.Optional("terms").Into(&r.Terms)
	if accepted := o.Optional("termsAccepted"); accepted.Present() {
		at := accepted.Time()
		r.TermsAccepted = &at
	}
	r.CustomerID = o.Field("customerId").CustomerID()
	r.MismatchReason = o.Optional("mismatchReason").Text(mostStoredText)
	r.CustomerCountry = mci.Country(o.Optional("customerCountry").Text(mostStoredText))
	o.Field("customerContact").Object(func(o document.Object) { r.CustomerContact = bound.Contact(o) })
	o.Field("partnerContact").Object(func(o document.Object) { r.PartnerContact = bound.Contact(o) })
	r.Location = mci.LocationID(o.Field("location").Text(mostStoredText))
	r.LocationCountry = mci.Country(o.Optional("locationCountry").Text(mostStoredText))
	o.Optional("hours").Into(&r.Hours)
	r.Segment = mci.Segment(o.Optional("segment").Text(mostStoredText))
	o.Optional("quantities").Members(func(measure string, f document.Field) {
		if r.Quantities == nil {
			r.Quantities = mci.Quantities{}
		}
		var q mci.Quantity
		f.Into(&q)
		r.Quantities[mci.MeasureID(measure)] = q
	})
	o.Optional("opportunity").Object(func(o document.Object) {
		r.Opportunity.ContractValue = o.Optional("contractValue").Money()
		r.Opportunity.Status = o.Optional("status").Text(mostStoredText)
		r.Opportunity.Stage = o.Optional("stage").Text(mostStoredText)
	})
}

func (r *Record) bindInstants(o document.Object) {
	r.FirstSubmitted = o.Optional("firstSubmitted").Time()
	r.RejectedAt = o.Optional("rejectedAt").Time()
	r.ApprovedAt = o.Optional("approvedAt").Time()
	r.DisputeSubmitted = o.Optional("disputeSubmitted").Time()
}

func boundConsent(o document.Object) (c consent.Consent) {
	c.Asked = o.Optional("asked").Time()
	c.Resent = int(o.Optional("resent").Whole(math.MinInt32, math.MaxInt32))
	c.DealSize = o.Optional("dealSize").Money()
	c.Language = boundLanguage(o)
	o.Optional("answer").Into(&c.Answer)
	c.Generation = uint16(o.Optional("generation").Whole(0, math.MaxUint16))
	c.Earlier = uint32(o.Optional("earlier").Whole(0, math.MaxUint32))
	c.Answered = o.Optional("answered").Time()
	return c
}

func boundEvidence(f document.Field) (e Evidence) {
	f.Object(func(o document.Object) {
		o.Field("part").Into(&e.Part)
		o.Field("state").Into(&e.State)
		o.Optional("template").Into(&e.Template)
		e.Reference = o.Optional("reference").Text(mostStoredText)
		e.Updated = o.Field("updated").Time()
	})
	return e
}

func (a *Amounts) bind(o document.Object) {
	a.Estimated, a.Requested, a.Approved = boundAmount(o.Optional("estimated")), boundAmount(o.Optional("requested")), boundAmount(o.Optional("approved"))
	a.Payments = document.List(o.Optional("payments"), 0, boundPayment)
}

func boundAmount(f document.Field) (a Amount) {
	f.Object(func(o document.Object) {
		a.Money = o.Field("money").Money()
		a.At = o.Field("at").Time()
	})
	return a
}

func boundPayment(f document.Field) (p Payment) {
	f.Object(func(o document.Object) {
		p.Money = o.Field("money").Money()
		p.At = o.Field("at").Time()
		p.Reference = o.Optional("reference").Text(mostStoredText)
		p.Earning = o.Optional("earning").Text(mostStoredText)
		p.EarningType = o.Optional("earningType").Text(mostStoredText)
		o.Optional("month").Into(&p.Month)
		p.Replaced = o.Optional("replaced").Bool()
	})
	return p
}

func boundKey(f document.Field) (k UsedKey) {
	f.Object(func(o document.Object) {
		k.Key = o.Field("key").Text(mostStoredText)
		o.Field("event").Into(&k.Event)
		o.Field("content").Into(&k.Content)
	})
	return k
}

func boundObserved(o document.Object) *Observed {
	var read Observed
	read.Adopted = o.Optional("adopted").Bool()
	o.Field("assumed").JSON(&read.Assumed)
	o.Optional("divergence").Object(func(o document.Object) {
		var d Divergence
		o.Field("shown").Into(&d.Shown)
		o.Field("local").Object(func(o document.Object) {
			o.Field("status").Into(&d.Local.Status)
			d.Local.Disputed = o.Optional("disputed").Bool()
		})
		d.At = o.Field("at").Time()
		d.Kept = o.Optional("kept").Bool()
		read.Divergence = &d
	})
	return &read
}

func (i *Index) bind(o document.Object) {
	i.Area = o.Optional("area").Text(mostStoredText)
	i.Expires = o.Optional("expires").Time()
	i.Attention = o.Optional("attention").Time()
}

func boundLanguage(o document.Object) consent.Language {
	return consent.Language(o.Optional("language").Text(mostStoredText))
}

package association

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// UnmarshalJSON reads the JSON of a Record, strictly. If this version of the
// library does not know a field, if a field appears twice, or if its name
// differs in upper and lower case, it returns [mci.Problems] with the path of
// each problem. So an older library never drops a field that a newer one wrote.
// If a newer library wrote the record, the error matches
// [claims.ErrUnreadable]. [Restore] checks the values.
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
	r.ID = claims.ID(o.Field("id").Text(bound.Text))
	r.Version = o.Field("version").Uint64()
	o.Field("status").Into(&r.Status)
	o.Optional("ending").Into(&r.Ending)
	r.AnswerPending = o.Optional("answerPending").Bool()
	r.Competing = o.Optional("competing").Bool()
	r.Expired = o.Optional("expired").Bool()
	r.TakenBack = o.Optional("takenBack").Bool()
	o.Field("kind").Into(&r.Kind)
	r.Name = o.Field("name").Text(bound.Text)
	o.Optional("portalNumber").Object(func(o document.Object) {
		r.PortalNumber = claims.PortalNumber{Number: o.Field("number").Text(bound.Text), At: o.Field("at").Time()}
	})
	r.bindSubject(o)
	r.Proof = boundProof(o.Optional("proof"))
	r.Created = o.Field("created").Time()
	r.FirstSubmitted = o.Optional("firstSubmitted").Time()
	r.RequestedAt = o.Optional("requestedAt").Time()
	r.RejectedAt = o.Optional("rejectedAt").Time()
	r.DisputedAt = o.Optional("disputedAt").Time()
	r.ApprovedAt = o.Optional("approvedAt").Time()
	r.Since = o.Field("since").Time()
	r.Updated = o.Field("updated").Time()
	o.Optional("subscriptionEnds").Into(&r.SubscriptionEnds)
	r.Keys = document.List(o.Optional("keys"), 0, boundKey)
	o.Optional("observed").Object(func(o document.Object) { r.Observed = boundObserved(o) })
	o.Optional("index").Object(func(o document.Object) { r.Index = boundIndex(o) })
}

// readStored reads the JSON form of a record or an entry.
func readStored(text []byte, bind func(document.Object)) error { return format().Read(text, bind) }

func format() *bound.Format {
	return &bound.Format{Version: claims.FormatVersion, Unreadable: claims.ErrUnreadable}
}

// bindSubject reads the customer, the partner and the things that they are
// associated by.
func (r *Record) bindSubject(o document.Object) {
	r.Tenant = o.Field("tenant").CustomerID()
	if domain := o.Optional("domain"); domain.Present() {
		r.Domain = domain.CustomerID()
	}
	r.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	r.Workloads = boundWorkloads(o.Optional("workloads"))
	r.Subscription = cpor.SubscriptionID(o.Optional("subscription").Text(bound.Text))
	o.Optional("channel").Into(&r.Channel)
	o.Optional("payDeclined").Into(&r.PayDeclined)
	o.Field("customerContact").Object(func(o document.Object) { r.CustomerContact = bound.Contact(o) })
	r.CustomerTitle = o.Optional("customerTitle").Text(bound.Text)
	o.Field("partnerContact").Object(func(o document.Object) { r.PartnerContact = bound.Contact(o) })
	o.Optional("seller").Object(func(o document.Object) {
		r.Seller = cpor.Seller{Name: o.Field("name").Text(bound.Text), Customer: o.Field("customer").Text(bound.Text), Solution: o.Field("solution").Text(bound.Text)}
	})
}

func boundWorkload(f document.Field) cpor.Workload { return cpor.Workload(f.Text(bound.Text)) }

func boundProof(f document.Field) (p cpor.Proof) {
	f.Object(func(o document.Object) {
		p.Reference = o.Optional("reference").Text(bound.Text)
		o.Optional("pertains").Into(&p.Pertains)
		o.Optional("signed").Into(&p.Signed)
		o.Optional("dated").Into(&p.Dated)
		p.Undated = o.Optional("undated").Bool()
		o.Optional("describes").Into(&p.Describes)
		if named := o.Optional("workloads"); named.Present() {
			p.Workloads = append([]cpor.Workload{}, boundWorkloads(named)...)
		}
	})
	return p
}

func boundWorkloads(f document.Field) []cpor.Workload { return document.List(f, 0, boundWorkload) }

func boundState(f document.Field) (s lifecycle.State) {
	f.Object(func(o document.Object) {
		o.Field("status").Into(&s.Status)
		o.Optional("ending").Into(&s.Ending)
	})
	return s
}

func boundIndex(o document.Object) claims.Index {
	return claims.Index{Area: o.Optional("area").Text(bound.Text), Expires: o.Optional("expires").Time(), Attention: o.Optional("attention").Time()}
}

func boundKey(f document.Field) (k UsedKey) {
	f.Object(func(o document.Object) {
		k.Key = o.Field("key").Text(bound.Text)
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
		d.Local = boundState(o.Field("local"))
		d.At = o.Field("at").Time()
		d.Kept = o.Optional("kept").Bool()
		read.Divergence = &d
	})
	return &read
}

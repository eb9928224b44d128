package eligibility

import (
	"encoding/json"
	"math"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
)

// questionFields are the fields of a Question without its methods.
type questionFields Question

// MarshalJSON returns every fact of the question, with the engagement by its
// reference. [ReadQuestion] reads it.
func (q Question) MarshalJSON() ([]byte, error) {
	form := struct {
		Engagement mci.EngagementRef `json:"engagement,omitzero"`
		questionFields
	}{questionFields: questionFields(q)}
	if q.Engagement != nil {
		form.Engagement = q.Engagement.Ref()
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [ReadQuestion] has a catalog in which to
// find the engagement.
func (q *Question) UnmarshalJSON([]byte) error {
	return unwritable("a Question", "ReadQuestion reads it by a catalog")
}

// ReadQuestion reads a question in the form that [Question.MarshalJSON] writes,
// by [document.Read] with its default limits. A field that is left out or null
// is not supplied; instants are in UTC. The error is [mci.Problems] if a field
// is unknown, miscased or doubled, if the catalog does not have the engagement,
// or if [Question.Check] would report a field. Each problem has its path, such
// as "customer.country", and its place in the text. A host that reads a
// question from a client trusts the client with the facts in it; see [Draft].
func ReadQuestion(data []byte, catalog *catalog.Catalog) (Question, error) {
	var q Question
	if err := document.Read(data, document.Limits{}, func(o document.Object) { q.bind(o, catalog) }); err != nil {
		return Question{}, err
	}
	return q, nil
}

// ReadDetails reads details in their JSON form, with the bounds and the errors
// of [ReadQuestion].
func ReadDetails(data []byte) (Details, error) {
	var d Details
	if err := document.ReadValue(data, document.Limits{}, d.read); err != nil {
		return Details{}, err
	}
	return d, nil
}

// ReadNomination reads the arguments of [Nominate] from an object with a
// question and details. Its bounds and errors are those of [ReadQuestion]; the
// paths begin with "question." and "details.".
func ReadNomination(data []byte, catalog *catalog.Catalog) (Question, Details, error) {
	var q Question
	var d Details
	err := document.Read(data, document.Limits{}, func(o document.Object) {
		o.Field("question").Object(func(o document.Object) { q.bind(o, catalog) })
		d.read(o.Field("details"))
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
	if err := document.Read(data, document.Limits{}, d.bind); err != nil {
		return Draft{}, err
	}
	return d, nil
}

// bind reads a question, and inspects its fields.
func (q *Question) bind(o document.Object, catalog *catalog.Catalog) {
	engagement := o.Field("engagement")
	var ref mci.EngagementRef
	if engagement.Object(func(o document.Object) { ref = boundRef(o) }) {
		if catalog != nil {
			q.Engagement, _ = catalog.Engagement(ref)
		}
		if q.Engagement == nil {
			engagement.Wrong(mci.Invalid("", string(ref.Engagement), wantEngagement), wantEngagement)
		}
	}
	i := inspection{reads: true, from: o}
	q.inspect(&i)
}

func boundRef(o document.Object) (ref mci.EngagementRef) {
	ref.Edition = mci.EditionID(o.Nullable("edition").Text(math.MaxInt))
	o.Nullable("revision").JSON(&ref.Revision)
	ref.Engagement = mci.EngagementID(o.Nullable("engagement").Text(math.MaxInt))
	return ref
}

// read reads details, and checks those that are well formed as JSON.
func (d *Details) read(f document.Field) {
	if f.Object(d.bind) {
		f.Wrong(d.check(), "well-formed details")
	}
}

func (d *Details) bind(o document.Object) {
	d.ClaimName = o.Nullable("claimName").Text(math.MaxInt)
	contact := func(o document.Object) mci.Contact {
		return mci.Contact{Name: o.Nullable("name").Text(math.MaxInt), Email: o.Nullable("email").Text(math.MaxInt)}
	}
	o.Nullable("customerContact").Object(func(o document.Object) { d.CustomerContact = contact(o) })
	o.Nullable("partnerContact").Object(func(o document.Object) { d.PartnerContact = contact(o) })
}

func (d *Draft) bind(o document.Object) {
	o.Nullable("engagement").Object(func(o document.Object) { d.Engagement = boundRef(o) })
	named(o.Nullable("way"), wayNames.Allowed(), &d.Way)
	d.ID = o.Nullable("id").CustomerID()
	d.Location = mci.LocationID(o.Nullable("location").Text(math.MaxInt))
	i := inspection{reads: true, from: o}
	i.hours("hours", &d.Hours)
	d.MismatchReason = o.Nullable("mismatchReason").Text(math.MaxInt)
	o.Nullable("details").Object(d.Details.bind)
}

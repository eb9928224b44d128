package eligibility

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An inspection walks the fields of a host's argument and keeps the first that
// is malformed. When it mends, it clears every malformed field, which then
// counts as not supplied, so that a malformed fact never decides anything. It
// must only mend copies.
//
// When it reads, it reads each field from a JSON object, then inspects it, and
// reports every malformed field to the document. So one method of a type, such
// as Customer's, lists the fields for checking, mending and reading.
type inspection struct {
	within string // the field whose own fields are inspected, such as "customer"
	mends  bool
	first  *mci.FieldError
	// edition declares the segments; a nil edition lets any segment pass.
	edition *catalog.Edition
	reads   bool
	from    document.Object // the object to read from
}

// field returns the field to read.
func (i *inspection) field(name string) document.Field { return i.from.Nullable(name) }

// text reads a text of any length.
func (i *inspection) text(name string) string { return i.field(name).Text(math.MaxInt) }

// report keeps a malformed field if it is the first one.
func (i *inspection) report(path, found, want string) {
	if i.reads {
		i.field(path).Report(found, want)
		return
	}
	if i.first != nil {
		return
	}
	within := ""
	if i.within != "" {
		within = i.within + "."
	}
	i.first = &mci.FieldError{Path: within + path, Found: found, Want: want}
}

// reportError keeps a problem that a check found below a path.
func (i *inspection) reportError(path string, err error) {
	if i.reads {
		i.field(path).Wrong(err, "a well-formed value")
		return
	}
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

// object has inspect walk the fields of an object.
func (i *inspection) object(name string, inspect func()) {
	if i.reads {
		i.field(name).Object(func(o document.Object) { i.bind(o, inspect) })
		return
	}
	outer := i.within
	i.within = name
	inspect()
	i.within = outer
}

// bind has inspect read the fields of an object.
func (i *inspection) bind(o document.Object, inspect func()) {
	outer := i.from
	i.from = o
	inspect()
	i.from = outer
}

// named reads a value that is written as a text of its own form.
func named(f document.Field, want string, into encoding.TextUnmarshaler) {
	if f.Present() && f.Value().Kind() != document.Text {
		f.Refuse(want)
		return
	}
	f.Into(into)
}

// members reads the values of an object whose names are the host's. A value of
// null is not supplied. A problem has the same path as in [Question.Check].
func members[K ~string, V any, P interface {
	*V
	encoding.TextUnmarshaler
}](f document.Field, want string) map[K]V {
	if !f.Present() {
		return nil
	}
	known := map[K]V{}
	f.Members(func(name string, member document.Field) {
		var value V
		text, ok := member.Value().Text()
		switch {
		case member.IsNull():
			return
		case !ok:
			f.Wrong(mci.Invalid(keyed(name), string(member.Value().Raw()), want), want)
		default:
			f.Wrong(mci.At(keyed(name), P(&value).UnmarshalText([]byte(text))), want)
		}
		known[K(name)] = value
	})
	return known
}

// keyed returns the path of an entry of a map, whose name is the host's.
func keyed(name string) string { return "[" + strconv.Quote(vocabulary.Shorten(name)) + "]" }

// Most fields of most questions are empty or plain, and every decision inspects
// its question. So each method below is small enough to be inlined, and calls
// another one only if there is something to do.

func (i *inspection) way(name string, way *Way) {
	if i.reads || *way > Claim {
		undeclared(i, name, way, "one of add, claim")
	}
}

func (i *inspection) role(name string, role *mci.Role) {
	if i.reads || *role > mci.IncentivesAdmin {
		undeclared(i, name, role, "one of Incentives user, Incentives admin")
	}
}

func (i *inspection) enrollment(name string, enrollment *mci.Enrollment) {
	if i.reads || *enrollment > mci.Discontinued {
		undeclared(i, name, enrollment, "a documented status of an enrollment")
	}
}

// undeclared reads a value of an enumeration, or refuses it.
func undeclared[T ~uint8 | ~uint16, P interface {
	*T
	encoding.TextUnmarshaler
}](i *inspection, name string, value P, want string) {
	if i.reads {
		read := new(T)
		named(i.field(name), want, P(read))
		*value = *read
		return
	}
	i.report(name, strconv.Itoa(int(*value)), want)
	if i.mends {
		*value = 0
	}
}

func (i *inspection) fact(name string, fact *mci.Fact) {
	if i.reads || *fact > mci.No {
		undeclared(i, name, fact, wantFact)
	}
}

const wantFact = "one of unknown, yes, no"

// country inspects a country that may be empty.
func (i *inspection) country(name string, country *mci.Country) {
	if i.reads || !fact.IsCountry(*country) {
		i.givenCountry(name, country)
	}
}

func (i *inspection) givenCountry(name string, country *mci.Country) {
	if i.reads {
		*country = mci.Country(i.text(name))
	}
	if *country == "" || fact.IsCountry(*country) {
		return
	}
	_, err := mci.ParseCountry(string(*country))
	i.reportError(name, err)
	if i.mends {
		*country = ""
	}
}

// A textForm is the required form of a text.
type textForm struct {
	check func(path, text string, most int) error
	most  int // bytes
}

var (
	anID    = textForm{vocabulary.CheckID, 200}
	aName   = textForm{vocabulary.CheckForeign, 500}
	aReason = textForm{vocabulary.CheckText, 4000}
)

// optional inspects a text that may be empty.
func (i *inspection) optional(form *textForm, name string, text *string) {
	if i.reads || *text != "" {
		i.given(form, name, text)
	}
}

// given reports whether the text is well formed.
func (i *inspection) given(form *textForm, name string, text *string) bool {
	if i.reads {
		*text = i.text(name)
	}
	if *text == "" || len(*text) <= form.most && isPlain(*text) {
		return true
	}
	err := form.check("", *text, form.most)
	if err == nil {
		return true
	}
	i.reportError(name, err)
	if i.mends {
		*text = ""
	}
	return false
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

// instant inspects an instant that may be zero.
func (i *inspection) instant(name string, at *time.Time) {
	if i.reads {
		*at = i.field(name).Time()
	}
	if s := at.Unix(); (s < firstSecond || s > lastSecond) && !at.IsZero() {
		i.report(name, at.String(), wantInstant)
		if i.mends {
			*at = time.Time{}
		}
	}
}

const wantInstant = "an instant of the years 1 to 9999"

// The seconds of the years that a [mci.Date] can hold.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// count inspects a number of things.
func (i *inspection) count(name string, count *Count) {
	if i.reads || count.number < 0 {
		i.givenCount(name, count)
	}
}

func (i *inspection) givenCount(name string, count *Count) {
	if i.reads {
		var read Count
		i.field(name).JSON(&read)
		*count = read
		return
	}
	i.report(name, count.String(), "zero or more")
	if i.mends {
		*count = Count{}
	}
}

// counts inspects the claims of an ID and how many of them are open. If more
// are open than there are, neither number is believed.
func (i *inspection) counts(claims *Count, openName string, open *Count) {
	i.count("claims", claims)
	i.count(openName, open)
	if contradictory(*claims, *open) {
		i.report(openName, open.String(), "at most "+claims.String()+", the number of open or approved claims")
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

// customerID reads an ID. No host can make a malformed one.
func (i *inspection) customerID(name string, id *mci.CustomerID) {
	if i.reads {
		i.readCustomerID(name, id)
	}
}

func (i *inspection) readCustomerID(name string, id *mci.CustomerID) {
	*id = i.field(name).CustomerID()
}

// hours reads hours. No host can make malformed ones.
func (i *inspection) hours(name string, hours *mci.Hours) {
	if i.reads {
		i.readHours(name, hours)
	}
}

func (i *inspection) readHours(name string, hours *mci.Hours) {
	var read mci.Hours
	named(i.field(name), `hours as a text, such as "7.5"`, &read)
	*hours = read
}

// quantities reads the counted quantities. A host cannot make a malformed
// quantity, so only a client's can be malformed.
func (i *inspection) quantities(name string, counted *mci.Quantities) {
	if i.reads {
		i.readQuantities(name, counted)
	}
}

func (i *inspection) readQuantities(name string, counted *mci.Quantities) {
	*counted = members[mci.MeasureID, mci.Quantity](i.field(name), `a quantity as a text, such as "1200"`)
}

// requirements inspects the facts by requirement, the first one by its ID.
func (i *inspection) requirements(name string, known *map[mci.RequirementID]mci.Fact) {
	if i.reads || len(*known) > 0 {
		i.givenRequirements(name, known)
	}
}

func (i *inspection) givenRequirements(name string, known *map[mci.RequirementID]mci.Fact) {
	if i.reads {
		*known = members[mci.RequirementID, mci.Fact](i.field(name), wantFact)
		return
	}
	var bad []mci.RequirementID
	for id, fact := range *known {
		if fact > mci.No {
			bad = append(bad, id)
		}
	}
	slices.Sort(bad)
	for _, id := range bad {
		fact := (*known)[id]
		i.fact(name+keyed(string(id)), &fact)
		if i.mends {
			delete(*known, id)
		}
	}
}

// segment inspects the segment of a customer, which the catalog must declare.
func (i *inspection) segment(name string, segment *mci.Segment) {
	if i.reads || *segment != "" {
		i.givenSegment(name, segment)
	}
}

func (i *inspection) givenSegment(name string, segment *mci.Segment) {
	if !i.given(&anID, name, (*string)(segment)) || *segment == "" || i.edition == nil || i.edition.KnowsSegment(*segment) {
		return
	}
	i.reportError(name, mci.Invalid("", string(*segment), wantSegment))
	if i.mends {
		*segment = ""
	}
}

const wantSegment = "one of the catalog's segments"

func (i *inspection) resolution(name string, r *Resolution) {
	if i.reads || r.Failure != nil || !r.Tenant.IsZero() {
		i.givenResolution(name, r)
	}
}

func (i *inspection) givenResolution(name string, r *Resolution) {
	if i.reads {
		i.field(name).Object(r.bind)
	}
	if found := r.Check(); found != nil {
		i.reportError(name, found)
		if i.mends {
			*r = Resolution{}
		}
	}
}

// user inspects a user. Of a user with a malformed grant nothing is known.
func (i *inspection) user(user *mci.User) {
	i.grants("grants", user)
	i.optional(&anID, "id", (*string)(&user.ID))
	i.optional(&aName, "name", &user.Name)
}

func (i *inspection) grants(name string, user *mci.User) {
	if i.reads {
		user.Grants = i.readGrants(name)
		return
	}
	for k := range user.Grants {
		if grant := &user.Grants[k]; grant.Role <= mci.IncentivesAdmin && len(grant.Location) <= anID.most && isPlain(string(grant.Location)) {
			continue
		}
		grant, outer := user.Grants[k], i.within
		i.within = fmt.Sprintf("%s.%s[%d]", outer, name, k)
		i.grant(&grant)
		i.within = outer
		if i.mends && grant != user.Grants[k] {
			*user = mci.User{}
			return
		}
	}
}

// readGrants reads the grants of a user. An empty list means that the user has
// no grant; no list means that the grants are not known. The inspection is a
// copy, as in readParts.
func (i inspection) readGrants(name string) (grants []mci.Grant) {
	f := i.field(name)
	if f.Value().Kind() == document.Array {
		grants = []mci.Grant{}
	}
	f.Items(0, func(f document.Field) {
		var grant mci.Grant
		f.Object(func(o document.Object) { i.bind(o, func() { i.grant(&grant) }) })
		grants = append(grants, grant)
	})
	return grants
}

func (i *inspection) grant(grant *mci.Grant) {
	i.role("role", &grant.Role)
	i.optional(&anID, "location", (*string)(&grant.Location))
}

func (i *inspection) location(location *mci.Location) {
	i.optional(&anID, "id", (*string)(&location.ID))
	i.optional(&aName, "name", &location.Name)
	i.country("country", &location.Country)
	i.enrollment("enrollment", &location.Enrollment)
	i.fact("payeeProfile", &location.PayeeProfile)
}

// qualifications are not known at all if one of them is malformed.
func (i *inspection) qualifications(name string, held *[]string) {
	if i.reads || len(*held) > 0 {
		i.givenQualifications(name, held)
	}
}

func (i *inspection) givenQualifications(name string, held *[]string) {
	if i.reads {
		*held = i.readQualifications(name)
		return
	}
	for k, one := range *held {
		if one != "" && len(one) <= aName.most && isPlain(one) {
			continue
		}
		if err := checkQualification(one); err != nil {
			i.reportError(fmt.Sprintf("%s[%d]", name, k), err)
			if i.mends {
				*held = nil
			}
			return
		}
	}
}

func (i *inspection) readQualifications(name string) (held []string) {
	f := i.field(name)
	if f.Value().Kind() == document.Array {
		held = []string{} // none, which is not the same as not known
	}
	f.Items(0, func(f document.Field) {
		held = append(held, document.Parse(f, "a qualification", func(text string) (string, error) { return text, checkQualification(text) }))
	})
	return held
}

func checkQualification(text string) error { return vocabulary.CheckText("", text, aName.most) }

func (i *inspection) opportunity(o *mci.Opportunity) {
	if i.reads {
		o.ContractValue = i.field("contractValue").Money()
	}
	if o.ContractValue.Sign() < 0 {
		i.report("contractValue", o.ContractValue.String(), "zero or more")
		if i.mends {
			o.ContractValue = mci.Money{}
		}
	}
	i.optional(&aName, "status", &o.Status)
	i.optional(&aName, "stage", &o.Stage)
}

// waivers inspects the waivers of a question. If one is malformed, mending
// removes it.
func (i *inspection) waivers(name string, waivers *[]Waiver) {
	if i.reads || len(*waivers) > 0 {
		i.givenWaivers(name, waivers)
	}
}

func (i *inspection) givenWaivers(name string, waivers *[]Waiver) {
	if i.reads {
		*waivers = document.List(i.field(name), 0, readWaiver)
		return
	}
	err := checkWaivers(*waivers)
	if err == nil {
		return
	}
	i.reportError("", err)
	if i.mends {
		*waivers = slices.DeleteFunc(*waivers, func(w Waiver) bool { return w.check() != nil })
	}
}

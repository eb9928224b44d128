package mci

import (
	"encoding/json"
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// An IDType is a kind of ID by which a customer can be nominated. The zero
// IDType is no kind. Source: [CustomersPage].
type IDType uint8

// The five kinds of customer ID. A fixed-pay engagement accepts a subset of the
// first four. A variable-pay engagement accepts the last one only.
const (
	// DomainName is a domain of the customer. The system derives the tenant
	// from it and checks the tenant.
	DomainName IDType = iota + 1
	// TenantID is the directory ID of the customer, a GUID.
	TenantID
	// TopParentID is the customer's TPID, in decimal digits.
	TopParentID
	// AzureSubscriptionID is the ID of an Azure subscription, a GUID.
	AzureSubscriptionID
	// OpportunityID is the ID of an opportunity in the Microsoft Sales
	// Experience (MSX).
	OpportunityID
)

var idTypeNames = vocabulary.Names[IDType]{What: "customer ID type", Texts: []string{
	"", "domain name", "tenant ID", "TPID", "Azure subscription ID", "MSX opportunity ID",
}}

// IDTypes returns every kind of customer ID.
func IDTypes() []IDType {
	return []IDType{DomainName, TenantID, TopParentID, AzureSubscriptionID, OpportunityID}
}

// String returns the name that the portal uses, such as "tenant ID".
func (t IDType) String() string { return idTypeNames.Text(t) }

// MarshalText returns the name that the portal uses.
func (t IDType) MarshalText() ([]byte, error) { return idTypeNames.Marshal(t) }

// UnmarshalText reads a name that the portal uses. Any other text is a
// [FieldError].
func (t *IDType) UnmarshalText(text []byte) error { return idTypeNames.Unmarshal(t, text) }

// A CustomerID is one ID of one customer: a kind and a value in canonical form.
// The zero CustomerID is no ID. IDs are comparable with ==. Two IDs of the same
// customer are different IDs, and the eligibility of one says nothing about the
// eligibility of the other. Source: [CustomersPage].
type CustomerID struct {
	kind  IDType
	value string
}

// idFormats holds, for each kind, the function that returns the canonical form,
// or the empty string if a value is malformed, and a description of the allowed
// values.
var idFormats = [...]struct {
	canonical func(string) string
	want      string
}{
	DomainName:          {canonicalDomain, "a domain name with at least one dot, such as contoso.com, not onmicrosoft.com itself"},
	TenantID:            {canonicalGUID, "a GUID such as 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60, not all zero"},
	TopParentID:         {canonicalTopParent, "3 to 12 decimal digits that do not begin with 0"},
	AzureSubscriptionID: {canonicalGUID, "a GUID such as 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60, not all zero"},
	OpportunityID:       {canonicalOpportunity, "7- and 9 or 10 letters or digits, such as 7-3CVDESBISU"},
}

// ParseCustomerID returns the ID of the given kind in canonical form: domains
// in ASCII and lower case, GUIDs in lower case, opportunity IDs in upper case.
// A domain may be given in ASCII or, as IDNA2008 writes it, in Unicode. For
// example, bücher.example becomes xn--bcher-kva.example. Surrounding space is
// refused, not trimmed.
//
// If the value is malformed, the error is a [FieldError] with the path "value".
// If the kind is not declared, the path is "type". The formats of TPID and
// opportunity ID are lenient, because only [SellerSystemCode] shows them.
func ParseCustomerID(kind IDType, value string) (CustomerID, error) {
	if kind == 0 || int(kind) >= len(idFormats) {
		return CustomerID{}, Invalid("type", kind.String(), idTypeNames.Allowed())
	}
	format := idFormats[kind]
	canonical := format.canonical(value)
	if canonical == "" {
		return CustomerID{}, Invalid("value", value, format.want)
	}
	return CustomerID{kind, canonical}, nil
}

// Type returns the kind of the ID. It is zero for the zero CustomerID.
func (id CustomerID) Type() IDType { return id.kind }

// Value returns the whole ID in canonical form. It is empty for the zero
// CustomerID.
func (id CustomerID) Value() string { return id.value }

// IsZero reports whether id is the zero CustomerID.
func (id CustomerID) IsZero() bool { return id == CustomerID{} }

// shownOfID is the number of characters of an ID that stay visible when it is
// printed.
const shownOfID = 4

// String returns the kind and a few characters only, such as "tenant ID …5f60"
// or "domain name cont…", so that a log does not reveal the customer.
// [CustomerID.Value] returns the whole ID.
func (id CustomerID) String() string {
	if id.IsZero() {
		return "no customer ID"
	}
	shown := id.value
	if id.kind == DomainName { // many domains have the same end
		shown = shown[:min(shownOfID, strings.IndexByte(shown, '.')-1)] + "…"
	} else {
		shown = "…" + shown[len(shown)-min(shownOfID, len(shown)/2):]
	}
	return id.kind.String() + " " + shown
}

// GoString returns the same text as [CustomerID.String], so that %#v does not
// reveal the customer either.
func (id CustomerID) GoString() string { return id.String() }

// LogValue returns the same text as [CustomerID.String], so that a structured
// log does not reveal the customer either. A log shows the ID all the same if
// it writes a value that contains one, such as a slice.
func (id CustomerID) LogValue() slog.Value { return slog.StringValue(id.String()) }

type customerIDJSON struct {
	Type  IDType `json:"type"`
	Value string `json:"value"`
}

// MarshalJSON returns {"type":"tenant ID","value":"…"} with the whole value, or
// null for the zero CustomerID.
func (id CustomerID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(customerIDJSON{id.kind, id.value})
}

// UnmarshalJSON reads the form that [CustomerID.MarshalJSON] writes and checks
// it as [ParseCustomerID] does.
func (id *CustomerID) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*id = CustomerID{}
		return nil
	}
	var named, value string
	if !vocabulary.ReadTexts(data, map[string]*string{"type": &named, "value": &value}) {
		return &FieldError{Found: "JSON of another shape", Want: `{"type": "tenant ID", "value": "…"}`}
	}
	kind, err := idTypeNames.Parse(named)
	if err != nil {
		return At("type", err)
	}
	parsed, err := ParseCustomerID(kind, value)
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

// sharedDomain is the domain under which every tenant has a name. By itself it
// identifies no customer.
const sharedDomain = "onmicrosoft.com"

// canonicalDomain returns a domain name in ASCII and lower case, or the empty
// string if s is not a domain name.
func canonicalDomain(s string) string {
	if isCanonicalDomain(s) {
		return s
	}
	if len(s) > mostDomainBytes || !utf8.ValidString(s) || strings.ContainsAny(s, foldsToASCII) {
		return ""
	}
	labels := strings.Split(strings.ToLower(s), ".")
	for i, label := range labels {
		labels[i] = asciiLabel(label)
		if !isDomainLabel(labels[i]) {
			return ""
		}
	}
	if len(labels) < 2 || isDigits(labels[len(labels)-1]) { // an IP address ends in digits
		return ""
	}
	domain := strings.Join(labels, ".")
	if len(domain) > 253 || domain == sharedDomain {
		return ""
	}
	return domain
}

// isCanonicalDomain reports whether s is a domain name in ASCII and lower case
// without a label in Punycode. Most domains are, and need no copy.
func isCanonicalDomain(s string) bool {
	if len(s) > 253 || s == sharedDomain || strings.Contains(s, "xn--") {
		return false
	}
	label, rest, more := strings.Cut(s, ".")
	for dotted := more; isDomainLabel(label); label, rest, more = strings.Cut(rest, ".") {
		if !more {
			return dotted && !isDigits(label)
		}
	}
	return false
}

// mostDomainBytes bounds a domain name before it is encoded: 4 labels, each of
// 63 letters of four bytes.
const mostDomainBytes = 1012

// foldsToASCII are the letters beyond ASCII with a lower case in ASCII: the
// Kelvin sign and the dotted I.
const foldsToASCII = "\u212a\u0130"

func isDomainLabel(label string) bool {
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for i := range len(label) {
		if c := label[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func canonicalGUID(s string) string {
	if len(s) != 36 || !isASCII(s) {
		return ""
	}
	s = strings.ToLower(s)
	zero := true
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return ""
			}
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'f':
			zero = zero && c == '0'
		default:
			return ""
		}
	}
	if zero {
		return ""
	}
	return s
}

func canonicalTopParent(s string) string {
	if len(s) < 3 || len(s) > 12 || !isDigits(s) || s[0] == '0' {
		return ""
	}
	return s
}

func canonicalOpportunity(s string) string {
	if !isASCII(s) {
		return ""
	}
	s = strings.ToUpper(s)
	code, ok := strings.CutPrefix(s, "7-")
	if !ok || len(code) < 9 || len(code) > 10 {
		return ""
	}
	for i := range len(code) {
		if c := code[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return ""
		}
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

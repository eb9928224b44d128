package mci_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

const (
	contosoTenant      = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
	contosoOpportunity = "7-3CVDESBISU"
)

// customerID returns an ID and panics if the value is malformed. Use it for
// values that the test wrote itself.
func customerID(kind mci.IDType, value string) mci.CustomerID {
	return must(mci.ParseCustomerID(kind, value))
}

func TestCustomerIDsAreReadInCanonicalForm(t *testing.T) {
	label63 := strings.Repeat("a", 63)
	longest := strings.Repeat(label63+".", 3) + strings.Repeat("b", 61) // 253 bytes
	for _, c := range []struct {
		kind        mci.IDType
		value, want string
	}{
		{mci.DomainName, "contoso.com", "contoso.com"},
		{mci.DomainName, "Contoso.COM", "contoso.com"},
		{mci.DomainName, "contoso.onmicrosoft.com", "contoso.onmicrosoft.com"},
		{mci.DomainName, "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{mci.DomainName, "XN--BCHER-KVA.example", "xn--bcher-kva.example"},
		{mci.DomainName, "bücher.example", "xn--bcher-kva.example"},
		{mci.DomainName, "BÜCHER.Example", "xn--bcher-kva.example"},
		{mci.DomainName, "faß.de", "xn--fa-hia.de"},
		{mci.DomainName, "0ü9.aüz", "xn--09-xka.xn--az-xka"},
		{mci.DomainName, "ü" + strings.Repeat("a", 26) + "ü.example", "xn--" + strings.Repeat("a", 26) + "-xzc0a.example"},
		{mci.DomainName, "xn--" + strings.Repeat("a", 26) + "-xzc0a.example", "xn--" + strings.Repeat("a", 26) + "-xzc0a.example"},
		{mci.DomainName, strings.ToUpper(longest), longest},
		// The bias is adapted to a distance of 455, the last one that is not divided.
		{mci.DomainName, "εχδωλ界ы.example", "xn--pxabt0cl59eo052d.example"},
		{mci.DomainName, "παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"},
		{mci.DomainName, "пример.испытание", "xn--e1afmkfd.xn--80akhbyknj4f"},
		{mci.DomainName, "例え.テスト", "xn--r8jz45g.xn--zckzah"},
		{mci.DomainName, "उदाहरण.परीक्षा", "xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g"},
		{mci.DomainName, "tenant.onmicrosoft.com", "tenant.onmicrosoft.com"},
		{mci.DomainName, "a.b", "a.b"},
		{mci.DomainName, "1.2.3.4.example", "1.2.3.4.example"},
		{mci.DomainName, "a-b.c9d", "a-b.c9d"},
		{mci.DomainName, label63 + ".com", label63 + ".com"},
		{mci.DomainName, longest, longest},
		{mci.TenantID, contosoTenant, contosoTenant},
		{mci.TenantID, strings.ToUpper(contosoTenant), contosoTenant},
		{mci.TenantID, "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000001"},
		{mci.TenantID, "ffffffff-ffff-ffff-ffff-ffffffffffff", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
		{mci.TopParentID, "123456", "123456"},
		{mci.TopParentID, "100", "100"},
		{mci.TopParentID, "999999999999", "999999999999"},
		{mci.AzureSubscriptionID, strings.ToUpper(contosoTenant), contosoTenant},
		{mci.OpportunityID, contosoOpportunity, contosoOpportunity},
		{mci.OpportunityID, "7-3cvdesbisu", contosoOpportunity},
		{mci.OpportunityID, "7-ABCDEF012", "7-ABCDEF012"},
		{mci.OpportunityID, "7-0000000000", "7-0000000000"},
		{mci.OpportunityID, "7-ZZZZZZZZZ9", "7-ZZZZZZZZZ9"},
	} {
		id, err := mci.ParseCustomerID(c.kind, c.value)
		if err != nil || id.Type() != c.kind || id.Value() != c.want || id.IsZero() {
			t.Errorf("%v %q is read as %v %q (%v), want %q", c.kind, c.value, id.Type(), id.Value(), err, c.want)
		}
	}
}

func TestMalformedCustomerIDsAreRefused(t *testing.T) {
	const (
		wantDomain      = "a domain name with at least one dot, such as contoso.com, not onmicrosoft.com itself"
		wantGUID        = "a GUID such as 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60, not all zero"
		wantTopParent   = "3 to 12 decimal digits that do not begin with 0"
		wantOpportunity = "7- and 9 or 10 letters or digits, such as 7-3CVDESBISU"
	)
	label64 := strings.Repeat("a", 64)
	for _, c := range []struct {
		kind   mci.IDType
		want   string
		values []string
	}{
		{mci.DomainName, wantDomain, []string{
			"", ".", "contoso", ".com", "contoso.", "contoso..com", " contoso.com", "contoso.com ", "con toso.com", "-contoso.com",
			"contoso-.com", "contoso.-com", "con_toso.com", "contoso.com/", "https://contoso.com", "alex@contoso.com", "contoso.com:443",
			"ｃontoso.com", "\u212aontoso.com", "conto\u0130o.com", "ﬁn.example", "bu\u0308cher.example", "xa\u0300x.example", "xa\u036fx.example", "\u00aa.example", "\u02b0.example", "\uffdc.example", "\u0931\u093f.\u093f", "²x.example", "☃.example", "a\u00adb.example",
			"onmicrosoft.com", "OnMicrosoft.com", "xn--.example", "xn--a.example", "xn--bcher-kva0.example", "xn--contoso-.com", "xn--BCHER-KVA!.example", "xn--99999999.example",
			"xn--ls8h.example", "xn--ib9b.example", "xn--dn99g.example", "xn--zzzzzzzzzzzzzzzzzzzz.example", strings.Repeat("ü", 64) + ".example", strings.Repeat("ü.", 300) + "example", "bücher.\xff", "bücher", "192.168.0.1", "contoso.123", "contoso.com\n", "contoso.com\x00",
			"contoso.co{", "contoso.co`", "contoso.co@", "contoso.co[", "contoso.co/m", "contoso.co:m", label64 + ".com", strings.Repeat("a.", 126) + "aa",
		}},
		{mci.TenantID, wantGUID, []string{
			"", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f6", contosoTenant + "0", "{" + contosoTenant + "}", "urn:uuid:" + contosoTenant,
			"2f3c4a1e0d5b4c6f9a7e1b2c3d4e5f60", "2f3c4a1e-0d5b-4c6f-9a7e_1b2c3d4e5f60", "2f3c4a1e0-d5b-4c6f-9a7e-1b2c3d4e5f60",
			"2f3c4a1e-0d5b4-c6f-9a7e-1b2c3d4e5f60", "2f3c4a1e-0d5b-4c6f9-a7e-1b2c3d4e5f60", "2f3c4a1e-0d5b-4c6f-9a7e1-b2c3d4e5f60",
			"2f3c4a1g-0d5b-4c6f-9a7e-1b2c3d4e5f60", "2f3c4a1`-0d5b-4c6f-9a7e-1b2c3d4e5f60", "2f3c4a1/-0d5b-4c6f-9a7e-1b2c3d4e5f60",
			"2f3c4a1:-0d5b-4c6f-9a7e-1b2c3d4e5f60", "2f3c4a1\u00e9-0d5b-4c6f-9a7e-1b2c3d4e5f6", " f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60",
			"00000000-0000-0000-0000-000000000000", "contoso.onmicrosoft.com",
		}},
		{mci.AzureSubscriptionID, wantGUID, []string{"", "123456", "00000000-0000-0000-0000-000000000000"}},
		{mci.TopParentID, wantTopParent, []string{
			"", "12", "1234567890123", "0123456", "000", "12345a", "12 456", " 123456", "123456 ", "-12345", "+12345", "12.456", "１２３４５６", "12/45", "12:45",
		}},
		{mci.OpportunityID, wantOpportunity, []string{
			"", "7-", "7-3CVDESBI", "7-3CVDESBISU0", "3CVDESBISU", "73CVDESBISU", "11-3CVDESBISU", "6-3CVDESBISU", "7_3CVDESBISU",
			"7-3CVDES-ISU", "7-3CVDES ISU", " 7-3CVDESBISU", "7-3CVDESBISU ", "7-3CVDESBIS\u017f", "7-3CVDESBI\u00e9", "7-3CVDES/ISU", "7-3CVDES:ISU",
			"7-3CVDES@ISU", "7-3CVDES[ISU", contosoTenant, "1-15NFGVZ",
		}},
	} {
		for _, value := range c.values {
			id, err := mci.ParseCustomerID(c.kind, value)
			if field := wantFieldError(t, err); field.Path != "value" || field.Want != c.want {
				t.Errorf("%v %q: got %+v, want %s", c.kind, value, field, c.want)
			}
			if !id.IsZero() {
				t.Errorf("%v %q is refused and yet read as %s", c.kind, value, id.Value())
			}
		}
	}
}

func TestCustomerIDsOfNoDeclaredKindAreRefused(t *testing.T) {
	for _, kind := range []mci.IDType{0, 6, 255} {
		id, err := mci.ParseCustomerID(kind, "contoso.com")
		field := wantFieldError(t, err)
		if !id.IsZero() || field.Path != "type" || field.Want != "one of domain name, tenant ID, TPID, Azure subscription ID, MSX opportunity ID" {
			t.Errorf("kind %d: %q with %+v", kind, id.Value(), field)
		}
	}
}

func TestIDTypesAreAllFiveInOrder(t *testing.T) {
	want := []mci.IDType{mci.DomainName, mci.TenantID, mci.TopParentID, mci.AzureSubscriptionID, mci.OpportunityID}
	if got := mci.IDTypes(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	mci.IDTypes()[0] = 0
	if mci.IDTypes()[0] != mci.DomainName {
		t.Error("a caller can change the list")
	}
}

func TestCustomerIDsAreEqualByKindAndCanonicalValue(t *testing.T) {
	if customerID(mci.TenantID, contosoTenant) != customerID(mci.TenantID, strings.ToUpper(contosoTenant)) {
		t.Error("letter case makes two IDs of one")
	}
	if customerID(mci.TenantID, contosoTenant) == customerID(mci.AzureSubscriptionID, contosoTenant) {
		t.Error("a tenant ID equals an Azure subscription ID")
	}
}

// someIDs contains one ID of each type.
var someIDs = []mci.CustomerID{
	customerID(mci.DomainName, "contoso-pharma.example"),
	customerID(mci.TenantID, contosoTenant),
	customerID(mci.TopParentID, "123456789"),
	customerID(mci.AzureSubscriptionID, contosoTenant),
	customerID(mci.OpportunityID, contosoOpportunity),
}

// printed returns v as package fmt formats it with each verb, alone and inside
// other values.
func printed[T any](v T) map[string]string {
	type holder struct {
		Held T
		Also *T
	}
	texts := map[string]string{
		"Print":  fmt.Sprint(v),
		"Errorf": fmt.Errorf("refused: %v", v).Error(),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
		texts[verb] = fmt.Sprintf(verb, v)
		texts[verb+" of a pointer"] = fmt.Sprintf(verb, &v)
		texts[verb+" of a slice"] = fmt.Sprintf(verb, []T{v})
		texts[verb+" of a map"] = fmt.Sprintf(verb, map[string]T{"k": v})
		texts[verb+" of a struct"] = fmt.Sprintf(verb, holder{Held: v})
		texts[verb+" of a pointer to a struct"] = fmt.Sprintf(verb, &holder{Held: v})
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("refused", "id", v)
	texts["text log"] = log.String()
	return texts
}

// leaks reports whether text contains more than the last four characters of
// secret, in plain or in hexadecimal form.
func leaks(text, secret string) bool {
	for _, piece := range []string{secret[:5], secret[len(secret)-5:]} {
		for _, form := range []string{piece, fmt.Sprintf("%x", piece)} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
				return true
			}
		}
	}
	return false
}

func TestPrintingACustomerIDDoesNotGiveTheCustomerAway(t *testing.T) {
	for _, id := range someIDs {
		for how, text := range printed(id) {
			if leaks(text, id.Value()) {
				t.Errorf("%s of a %v shows %s", how, id.Type(), text)
			}
		}
		want := id.Type().String() + " …" + id.Value()[len(id.Value())-4:]
		if id.Type() == mci.DomainName {
			want = "domain name cont…"
		}
		if id.String() != want || id.GoString() != want {
			t.Errorf("got %s and %s, want %s", id.String(), id.GoString(), want)
		}
	}
}

func TestPrintingAShortCustomerIDDoesNotGiveTheCustomerAwayEither(t *testing.T) {
	for _, id := range []mci.CustomerID{
		customerID(mci.TopParentID, "123"), customerID(mci.TopParentID, "1234"),
		customerID(mci.DomainName, "fab.ch"), customerID(mci.DomainName, "wing.com"),
	} {
		label, _, _ := strings.Cut(id.Value(), ".")
		if text := id.String(); strings.Contains(strings.TrimPrefix(text, id.Type().String()), label) {
			t.Errorf("%s is printed as %s", id.Value(), text)
		}
	}
}

func TestNoCustomerIDIsPrintedAsSuch(t *testing.T) {
	var none mci.CustomerID
	if !none.IsZero() || none.Type() != 0 || none.Value() != "" || none.String() != "no customer ID" || none.GoString() != "no customer ID" {
		t.Errorf("got %v %q %s", none.Type(), none.Value(), none)
	}
}

func TestCustomerIDIsEncodedWithItsValueInFull(t *testing.T) {
	const want = `{"type":"tenant ID","value":"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}`
	if got := string(must(json.Marshal(customerID(mci.TenantID, contosoTenant)))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(must(json.Marshal(mci.CustomerID{}))); got != "null" {
		t.Errorf("no ID is encoded as %s", got)
	}
	for _, id := range someIDs {
		var decoded mci.CustomerID
		if err := json.Unmarshal(must(json.Marshal(id)), &decoded); err != nil || decoded != id {
			t.Errorf("%v is decoded as %v (%v)", id, decoded, err)
		}
	}
	id := someIDs[0]
	if err := json.Unmarshal([]byte("null"), &id); err != nil || !id.IsZero() {
		t.Errorf("null is decoded as %v (%v)", id, err)
	}
}

func TestCustomerIDIsDecodedThroughParseCustomerID(t *testing.T) {
	for _, c := range []struct{ data, path string }{
		{`{"type":"tenant ID","value":"contoso.com"}`, "value"},
		{`{"type":"tenant ID"}`, "value"},
		{`{"type":"","value":"contoso.com"}`, "type"},
		{`{"value":"contoso.com"}`, "type"},
		{`{}`, "type"},
		{`{"type":"passport","value":"contoso.com"}`, "type"},
	} {
		id := someIDs[0]
		if field := wantFieldError(t, json.Unmarshal([]byte(c.data), &id)); field.Path != c.path {
			t.Errorf("%s: got %+v, want path %q", c.data, field, c.path)
		}
		if id != someIDs[0] {
			t.Errorf("%s is refused and yet changed the ID to %s", c.data, id)
		}
	}
}

func TestCustomerIDOfAnotherShapeOfJSONIsInvalidInput(t *testing.T) {
	for _, data := range []string{`"contoso.com"`, `5`, `[]`, `true`, `{"type":"TPID","value":123456}`, `{"type":5,"value":"123456"}`, `{"type":"TPID","value":"123456","name":"Contoso"}`} {
		id := someIDs[0]
		if err := json.Unmarshal([]byte(data), &id); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v, want an error that matches ErrInvalid", data, err)
		}
		if id != someIDs[0] {
			t.Errorf("%s is refused and yet changed the ID to %s", data, id)
		}
	}
}

// anyIDText draws a well-formed value of an ID type, in upper or lower case.
func anyIDText(t *rapid.T, kind mci.IDType) string {
	pattern := map[mci.IDType]string{
		mci.DomainName:          `([a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?\.){1,4}[a-zA-Z]{1,8}`,
		mci.TenantID:            `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{11}[1-9a-fA-F]`,
		mci.TopParentID:         `[1-9][0-9]{2,11}`,
		mci.AzureSubscriptionID: `[1-9a-fA-F][0-9a-fA-F]{7}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`,
		mci.OpportunityID:       `7-[A-Za-z0-9]{9,10}`,
	}[kind]
	return rapid.StringMatching(pattern).Draw(t, "value")
}

func TestCustomerIDRoundTripsAndItsCanonicalFormIsFinal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(mci.IDTypes()).Draw(t, "kind")
		value := anyIDText(t, kind)
		id, err := mci.ParseCustomerID(kind, value)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.EqualFold(id.Value(), value) {
			t.Fatalf("%q became %q", value, id.Value())
		}
		if again, err := mci.ParseCustomerID(kind, id.Value()); err != nil || again != id {
			t.Fatalf("the canonical form %q is read as %q (%v)", id.Value(), again.Value(), err)
		}
		for _, other := range []string{strings.ToUpper(value), strings.ToLower(value)} {
			if again, err := mci.ParseCustomerID(kind, other); err != nil || again != id {
				t.Fatalf("%q and %q are two IDs (%v)", value, other, err)
			}
		}
		var decoded mci.CustomerID
		if err := json.Unmarshal(must(json.Marshal(id)), &decoded); err != nil || decoded != id {
			t.Fatalf("decoded as %q (%v)", decoded.Value(), err)
		}
	})
}

func FuzzParseCustomerID(f *testing.F) {
	for _, id := range someIDs {
		f.Add(uint8(id.Type()), id.Value())
	}
	f.Add(uint8(0), "contoso.com")
	f.Add(uint8(200), "")
	f.Add(uint8(mci.DomainName), "Contoso.COM.")
	f.Add(uint8(mci.DomainName), "bücher.例え")
	f.Add(uint8(mci.DomainName), "xn--bcher-kva.xn--99999999")
	f.Fuzz(func(t *testing.T, kind uint8, value string) {
		id, err := mci.ParseCustomerID(mci.IDType(kind), value)
		if err != nil {
			wantFieldError(t, err)
			if !id.IsZero() {
				t.Errorf("%q is refused and yet read as %q", value, id.Value())
			}
			return
		}
		ascii := strings.IndexFunc(value, func(r rune) bool { return r >= 0x80 }) < 0
		if ascii && !strings.EqualFold(id.Value(), value) {
			t.Errorf("%q became %q", value, id.Value())
		}
		if again, err := mci.ParseCustomerID(id.Type(), id.Value()); err != nil || again != id {
			t.Errorf("the canonical form %q is read as %q (%v)", id.Value(), again.Value(), err)
		}
	})
}

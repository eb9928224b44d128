package document_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// claim has the fields of a stored claim: texts, numbers, instants,
// enumerations, types with their own JSON form, nested objects, lists and a
// map.
type claim struct {
	ID         string            `json:"id"`
	Version    uint64            `json:"version"`
	Disputed   bool              `json:"disputed,omitempty"`
	Kind       mci.IDType        `json:"kind"`
	Name       string            `json:"name"`
	Country    mci.Country       `json:"country,omitempty"`
	CustomerID mci.CustomerID    `json:"customerId"`
	Contact    contact           `json:"contact"`
	Partner    contact           `json:"partnerContact"`
	Hours      mci.Hours         `json:"hours,omitzero"`
	Created    time.Time         `json:"created"`
	Submitted  time.Time         `json:"submitted,omitzero"`
	Updated    time.Time         `json:"updated"`
	Amount     mci.Money         `json:"amount,omitzero"`
	Payments   []payment         `json:"payments,omitempty"`
	Counts     map[string]uint64 `json:"counts,omitempty"`
}

type contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type payment struct {
	Money     mci.Money `json:"money"`
	At        time.Time `json:"at"`
	Reference string    `json:"reference,omitempty"`
}

func (c *claim) bind(o document.Object) {
	c.ID = o.Field("id").Text(200)
	c.Version = o.Field("version").Uint64()
	c.Disputed = o.Optional("disputed").Bool()
	o.Field("kind").Into(&c.Kind)
	c.Name = o.Field("name").Text(200)
	c.Country = document.Parse(o.Optional("country"), "a country code", mci.ParseCountry)
	o.Field("customerId").JSON(&c.CustomerID)
	o.Field("contact").Object(c.Contact.bind)
	o.Field("partnerContact").Object(c.Partner.bind)
	o.Optional("hours").Into(&c.Hours)
	c.Created = o.Field("created").Time()
	c.Submitted = o.Optional("submitted").Time()
	c.Updated = o.Field("updated").Time()
	o.Optional("amount").JSON(&c.Amount)
	c.Payments = document.List(o.Optional("payments"), 1, bindPayment)
	o.Optional("counts").Members(func(name string, f document.Field) {
		if c.Counts == nil {
			c.Counts = map[string]uint64{}
		}
		c.Counts[name] = f.Uint64()
	})
}

func (c *contact) bind(o document.Object) {
	c.Name, c.Email = o.Field("name").Text(200), o.Field("email").Text(320)
}

func bindPayment(f document.Field) (p payment) {
	f.Object(func(o document.Object) {
		o.Field("money").JSON(&p.Money)
		p.At, p.Reference = o.Field("at").Time(), o.Optional("reference").Text(200)
	})
	return p
}

func read(text []byte) (claim, error) {
	var c claim
	err := document.Read(text, document.Limits{}, c.bind)
	return c, err
}

// same lets cmp compare types with unexported fields.
var same = cmp.Options{
	cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b }),
	cmp.Comparer(func(a, b mci.Hours) bool { return a == b }),
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// example returns a claim with every field set.
func example() claim {
	at := time.Date(2022, 11, 15, 9, 30, 0, 123456789, time.UTC)
	return claim{
		ID: "claim-1", Version: 12, Disputed: true, Kind: mci.TenantID, Name: "Workshop for \"Contoso\" & Söhne", Country: "CH",
		CustomerID: must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")),
		Contact:    contact{"Alex Wilber", "alex@contoso.com"}, Partner: contact{"Nestor", "nestor@fabrikam.example"},
		Hours: must(mci.ParseHours("7.5")), Created: at, Submitted: at.AddDate(0, 0, 3), Updated: at.AddDate(0, 1, 0),
		Amount:   must(mci.ParseMoney("5000", "USD")),
		Payments: []payment{{must(mci.ParseMoney("3000", "USD")), at, "p-1"}, {must(mci.ParseMoney("2000", "USD")), at, ""}},
		Counts:   map[string]uint64{"seats": 300, "1": 1},
	}
}

func TestADeclaredStructIsReadAsEncodingJSONWritesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := example()
		c.ID, c.Name = rapid.StringN(0, -1, 200).Draw(t, "ID"), rapid.StringN(0, -1, 200).Draw(t, "name")
		c.Version, c.Disputed = rapid.Uint64().Draw(t, "version"), rapid.Bool().Draw(t, "disputed")
		c.Created = time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "seconds"), rapid.Int64Range(0, 999999999).Draw(t, "nanoseconds")).UTC()
		if rapid.Bool().Draw(t, "sparse") {
			c.Country, c.Hours, c.Submitted, c.Amount, c.Payments, c.Counts = "", mci.Hours{}, time.Time{}, mci.Money{}, nil, nil
		}
		got, err := read(must(json.Marshal(c)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got, same); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEveryProblemIsListedWithItsPathAndPlace(t *testing.T) {
	const text = `{
  "id": 7,
  "version": -1,
  "ID": "claim-1",
  "kind": "passport",
  "name": "a",
  "name": "b",
  "country": "ch",
  "customerId": {"type": "tenant ID", "value": "x"},
  "contact": {"name": "Alex", "emial": "alex@contoso.com"},
  "partnerContact": null,
  "created": "2022-11-15",
  "payments": [{"money": {"amount": "1.005", "currency": "USD"}, "at": "2022-11-15T00:00:00Z"}, 5],
  "counts": {"seats": 1, "seats": 2, "hours": "3"},
  "newer": true
}`
	_, err := read([]byte(text))
	want := strings.TrimSpace(`
updated: found nothing, want an instant such as 2022-11-15T09:30:00Z (line 1, column 1)
id: found 7, want a text (line 2, column 9)
version: found -1, want a whole number from 0 to 18446744073709551615 (line 3, column 14)
ID: found an unknown field, want the name as the format writes it: id (line 4, column 3)
kind: found "passport", want one of domain name, tenant ID, TPID, Azure subscription ID, MSX opportunity ID (line 5, column 11)
name: found the field twice, want each field once (line 7, column 3)
country: found "ch", want an ISO 3166-1 alpha-2 country code in capitals, such as CH (line 8, column 14)
customerId.value: found "x", want a GUID such as 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60, not all zero (line 9, column 17)
contact.email: found nothing, want a text (line 10, column 14)
contact.emial: found an unknown field, want the name as the format writes it: email (line 10, column 31)
partnerContact: found null, want a JSON object (line 11, column 21)
created: found "2022-11-15", want an instant such as 2022-11-15T09:30:00Z (line 12, column 14)
payments[0].money.amount: found "1.005", want a plain decimal number, 15 digits at most and at most 2 decimal places (line 13, column 26)
payments[1]: found 5, want a JSON object (line 13, column 97)
counts.seats: found the field twice, want each field once (line 14, column 26)
counts.hours: found "3", want a whole number from 0 to 18446744073709551615 (line 14, column 47)
newer: found an unknown field, want only fields of the format (line 15, column 3)`)
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	var problems mci.Problems
	if !errors.As(err, &problems) || !errors.Is(err, mci.ErrInvalid) || len(problems) != 17 {
		t.Errorf("%T of %d problems", err, len(problems))
	}
}

func TestProblemsBeyondTheLimitAreCounted(t *testing.T) {
	err := document.Read([]byte(`{"a":1,"b":1,"c":1,"d":1}`), document.Limits{Problems: 3}, func(o document.Object) {
		for i := range 5 {
			if o.Count() != i {
				t.Errorf("%d problems are counted, want %d", o.Count(), i)
			}
			o.Report("something", "nothing")
		}
	})
	var counted mci.Problems
	if !errors.As(err, &counted) || len(counted) != 4 || counted[3].Found != "6 more problems" {
		t.Errorf("%v", err)
	}
	err = document.Read([]byte(`{"a":1,"b":1,"c":1,"d":1}`), document.Limits{Problems: 3}, func(document.Object) {})
	var problems mci.Problems
	if !errors.As(err, &problems) || len(problems) != 4 || problems[3].Found != "1 more problems" {
		t.Errorf("%v", err)
	}
}

func TestFieldsAreFoundInWhateverOrderTheyStand(t *testing.T) {
	want := example()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(must(json.Marshal(want)), &members); err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for _, name := range rapid.Permutation(names).Draw(t, "order") {
			// an escaped name equals the plain name
			parts = append(parts, fmt.Sprintf(`"\u%04x%s":%s`, name[0], name[1:], members[name]))
		}
		got, err := read([]byte("\ufeff{" + strings.Join(parts, ",") + "}"))
		if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// The test calls every method on every type of value, including absent ones. If
// the type does not fit, the method must report a problem of that field and
// return the zero value.
func TestAValueOfAnotherKindIsAProblemAndTheZeroValue(t *testing.T) {
	methods := map[string]func(document.Field) bool{ // each function reports whether its method returned the zero value
		"Text": func(f document.Field) bool { return f.Text(100) == "" }, "Bool": func(f document.Field) bool { return !f.Bool() },
		"Whole": func(f document.Field) bool { return f.Whole(1, 9) == 0 }, "Uint64": func(f document.Field) bool { return f.Uint64() == 0 },
		"Time": func(f document.Field) bool { return f.Time().IsZero() },
		"Into": func(f document.Field) bool { var k mci.IDType; f.Into(&k); return k == 0 },
		"JSON": func(f document.Field) bool { var m mci.Money; f.JSON(&m); return m.IsNone() },
		"Object": func(f document.Field) bool {
			called := false
			f.Object(func(document.Object) { called = true })
			return !called
		},
		"List":       func(f document.Field) bool { return document.List(f, 1, func(document.Field) int { return 1 }) == nil },
		"Members":    func(f document.Field) bool { n := 0; f.Members(func(string, document.Field) { n++ }); return n == 0 },
		"Parse":      func(f document.Field) bool { return document.Parse(f, "a country", mci.ParseCountry) == "" },
		"Money":      func(f document.Field) bool { return f.Money().IsNone() },
		"CustomerID": func(f document.Field) bool { return f.CustomerID().IsZero() },
	}
	fits := map[string]string{
		"Text": `"x"`, "Bool": "true", "Whole": "5", "Uint64": "5", "Time": `"2022-11-15T09:30:00Z"`, "Into": `"TPID"`,
		"JSON": `{"amount":"1","currency":"USD"}`, "Object": `{}`, "List": `[1]`, "Members": `{"a":1}`, "Parse": `"CH"`,
		"Money": `{"amount":"1","currency":"USD"}`, "CustomerID": `{"type":"TPID","value":"659410"}`,
	}
	misfits := []string{`7.5`, `1e3`, `"?"`, `"\ud800"`, `false1`, `{"x":1}`, `[]`, `[[]]`, `-3`, `99999999999999999999999`, `null`}
	for name, method := range methods {
		check := func(value string, wantErr, wantZero bool) {
			t.Helper()
			err := document.Read([]byte(value), document.Limits{}, func(o document.Object) {
				if zero := method(o.Field("a")); zero != wantZero {
					t.Errorf("%s of %s: the zero value is %t", name, value, zero)
				}
			})
			if (err != nil) != wantErr {
				t.Errorf("%s of %s: %v", name, value, err)
			}
		}
		check(`{"a":`+fits[name]+`}`, false, false)
		check(`{}`, true, true)
		for _, value := range misfits {
			if name == "Text" && value == `"?"` || (name == "JSON" || name == "Money" || name == "CustomerID") && value == "null" || value == "false1" ||
				(name == "Members" || name == "Object") && value == `{"x":1}` || name == "List" && value == `[[]]` {
				continue
			}
			empty := name == "List" && value == "[]"
			check(`{"a":`+value+`}`, true, true || empty)
		}
		if err := document.Read([]byte(`{}`), document.Limits{}, func(o document.Object) { method(o.Optional("a")) }); err != nil {
			t.Errorf("%s of an optional field that is absent: %v", name, err)
		}
	}
}

func TestAnAmountAndAnIDHaveTheFieldsThatTheyAreWrittenWithAndNoOthers(t *testing.T) {
	for text, want := range map[string]string{
		`{"amount":null,"id":null}`: "",
		`{"amount":{"amount":"5000.00","currency":"USD"},"id":{"type":"TPID","value":"659410"}}`:  "",
		`{"amount":{"amount":"5000.00","currency":"usd"},"id":{"type":"TPID","value":"659410"}}`:  `amount.currency: found "usd"`,
		`{"amount":{"amount":"1e9","currency":"USD"},"id":{"type":"TPID","value":"659410"}}`:      `amount.amount: found "1e9"`,
		`{"amount":{"Amount":"5000.00","currency":"USD"},"id":{"type":"TPID","value":"659410"}}`:  `amount.Amount: found an unknown field`,
		`{"amount":null,"id":{"type":"TPID","value":"659410","type":"tenant ID"}}`:                `id.type: found the field twice`,
		`{"amount":null,"id":{"type":"passport","value":"659410"}}`:                               `id.type: found "passport"`,
		`{"amount":null,"id":{"type":"tenant ID","value":"659410"}}`:                              `id.value: found "659410"`,
		`{"amount":null,"id":{"type":"","value":"659410"}}`:                                       `id.type: found nothing`,
		`{"amount":{"amount":"5000.00","currency":"USD","tax":0},"id":{"type":"TPID","value":1}}`: `id.value: found 1, want a text`,
	} {
		err := document.Read([]byte(text), document.Limits{}, func(o document.Object) {
			o.Field("amount").Money()
			o.Field("id").CustomerID()
		})
		if got := fmt.Sprint(err); (err != nil) != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestAFieldThatIsNullCountsAsLeftOutWhereThatIsAllowed(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                        "",
		`{"name":null}`:             "",
		`{"name":"Kim"}`:            "",
		`{"name":7}`:                `name: found 7, want a text (line 1, column 9)`,
		`{"Name":null}`:             `Name: found an unknown field, want the name as the format writes it: name (line 1, column 2)`,
		`{"name":null,"name":null}`: `name: found the field twice, want each field once (line 1, column 14)`,
	} {
		err := document.Read([]byte(text), document.Limits{}, func(o document.Object) {
			if f := o.Nullable("name"); f.Text(9) != "" != f.Present() && want == "" || f.IsNull() {
				t.Errorf("%s: the field is there: %t, and null: %t", text, f.Present(), f.IsNull())
			}
		})
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestAnObjectIsCheckedAsAWholeWhereNothingInItIsAProblem(t *testing.T) {
	for text, want := range map[string]string{
		`{"contact":{"name":"Kim"}}`:             `contact.name: found "Kim", want two names (line 1, column 12)`,
		`{"contact":{"name":7}}`:                 `contact.name: found 7, want a text (line 1, column 20)`,
		`{"contact":{"name":"Kim","country":7}}`: `contact.country: found an unknown field, want only fields of the format (line 1, column 26)`,
		`{}`:                                     `contact: found nothing, want a JSON object (line 1, column 1)`,
	} {
		err := document.Read([]byte(text), document.Limits{}, func(o document.Object) {
			contact := o.Field("contact")
			if contact.Object(func(o document.Object) { o.Field("name").Text(20) }) {
				contact.Wrong(nil, "nothing")
				contact.Wrong(mci.Invalid("name", "Kim", "two names"), "a contact")
			}
		})
		if got := fmt.Sprint(err); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestAnErrorShowsNoMailboxAndForgesNoLine(t *testing.T) {
	err := document.Read([]byte(`{"kind":"nestor@contoso.com","a\nformat: found nothing, want a cat":1}`), document.Limits{}, func(o document.Object) {
		var kind mci.IDType
		o.Field("kind").Into(&kind)
	})
	if err == nil || strings.Contains(err.Error(), "nestor") || strings.Contains(err.Error(), "\nformat") {
		t.Errorf("%v", err)
	}
}

func BenchmarkRead(b *testing.B) {
	text := must(json.Marshal(example()))
	b.Run("document", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := read(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var c claim
			if err := json.Unmarshal(text, &c); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestAFlagIsTrueOrAbsentAndALongTextIsRefused(t *testing.T) {
	tests := []struct {
		text, want string
		has, flag  bool
	}{
		{`{"old":true,"name":"Fabrikam"}`, "", true, true},
		{`{"name":"Fabrikam"}`, "", false, false},
		{`{"old":false,"name":"Fabrikam"}`, `old: found false, want true`, true, true},
		{`{"old":"yes","name":"Fabrikam"}`, `old: found "yes", want true`, true, true},
		{`{"name":true}`, `name: found true, want a text`, false, false},
		{`{"name":"Fabrikam Residences"}`, `name: found 19 bytes, want a text of at most 8 bytes`, false, false},
	}
	for _, test := range tests {
		err := document.Read([]byte(test.text), document.Limits{}, func(o document.Object) {
			if flag, has := o.Optional("old").Flag(), o.Has("old"); flag != test.flag || has != test.has {
				t.Errorf("%s: flag %t, has %t", test.text, flag, has)
			}
			o.Field("name").Text(8)
		})
		if got := fmt.Sprint(err); test.want == "" && err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %s, want %s", test.text, got, test.want)
		}
	}
}

func TestAnObjectIsRefusedAsAWhole(t *testing.T) {
	err := document.Read([]byte(`{"contact":{"name":"Kim"}}`), document.Limits{}, func(o document.Object) {
		o.Field("contact").Object(func(contact document.Object) {
			contact.Field("name").Text(20)
			contact.Report("a name alone", "a name and an address")
		})
	})
	if got := fmt.Sprint(err); !strings.Contains(got, `contact: found a name alone, want a name and an address`) {
		t.Error(got)
	}
}

func TestATextThatIsNoJSONIsAProblemOfTheWholeValue(t *testing.T) {
	err := document.ReadValue([]byte(`[1,`), document.Limits{}, func(document.Field) { t.Error("a value was bound") })
	var problems mci.Problems
	if !errors.As(err, &problems) || len(problems) != 1 {
		t.Errorf("got %v, want one problem", err)
	}
}

func TestATextIsReadWithEveryEscapeThatJSONHas(t *testing.T) {
	var got string
	err := document.Read([]byte(`{"a": "\b\f\n\r\t\/\"\\\u00e9\u00FF\ud834\udd1e"}`), document.Limits{}, func(o document.Object) { got = o.Field("a").Text(100) })
	if want := "\b\f\n\r\t/\"\\éÿ𝄞"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for kind := document.Struct; kind != 0; kind++ {
		if got := kind.String(); (kind > document.Struct) != (got == "an invalid kind") {
			t.Errorf("the kind %d is called %s", kind, got)
		}
	}
}

func TestAWholeDocumentIsAFieldToo(t *testing.T) {
	for text, want := range map[string]string{
		`7`:    `found 7, want something else (line 1, column 1)`,
		`"x"`:  "found \"x\", want a whole number from 7 to 9 (line 1, column 1)\nfound \"x\", want something else (line 1, column 1)",
		`"\/"`: "found \"/\", want a whole number from 7 to 9 (line 1, column 1)\nfound \"/\", want something else (line 1, column 1)",
	} {
		err := document.ReadValue([]byte(text), document.Limits{}, func(f document.Field) {
			f.Whole(7, 9)
			var given json.RawMessage
			f.JSON(&given)
			if !f.Present() || f.Path() != "" || string(f.Value().Raw()) != text || string(given) != text {
				t.Errorf("%s: present %t at %q, %s, %s", text, f.Present(), f.Path(), f.Value().Raw(), given)
			}
			f.Refuse("something else")
		})
		wantProblems(t, err, want)
	}
}

func TestANumberMayBeTheLeastOrTheGreatest(t *testing.T) {
	for text, want := range map[string]int64{`6`: 0, `7`: 7, `9`: 9, `10`: 0} {
		err := document.ReadValue([]byte(text), document.Limits{}, func(f document.Field) {
			if got := f.Whole(7, 9); got != want {
				t.Errorf("%s is read as %d", text, got)
			}
		})
		if (err == nil) != (want > 0) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnArrayThatIsTooShortIsToldHowLongItMustBe(t *testing.T) {
	for least, want := range []string{
		"found 7, want a JSON array (line 1, column 1)", "found 7, want a JSON array of at least 1 (line 1, column 1)",
	} {
		wantProblems(t, document.ReadValue([]byte(`7`), document.Limits{}, func(f document.Field) { f.Items(least, func(document.Field) {}) }), want)
	}
}

func TestAMisspeltNameIsAnsweredWithTheNearestOne(t *testing.T) {
	for text, want := range map[string]string{"is": "id", "xy": "", "ident": "", "contacd": "contact", "kontacd": "contact", "contact12": "contact", "contact123": ""} {
		err := document.Read([]byte(`{"`+text+`":1}`), document.Limits{}, func(o document.Object) {
			o.Has("id")
			o.Has("contact")
		})
		if got := fmt.Sprint(err); strings.Contains(got, "the name as the format writes it: "+want+" (") != (want != "") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestAValueIsWrittenAsItStandsAndNoneAsNull(t *testing.T) {
	if text, err := json.Marshal([]document.Value{{}, must(document.Scan([]byte(` 1.50 `), document.Limits{}))}); err != nil || string(text) != "[null,1.50]" {
		t.Errorf("%s, %v", text, err)
	}
}

// A reader knows of most names at once that an object does not have them. Each
// that it has is found, however it is written, and no other is.
func TestEveryNameThatIsThereIsFoundAndNoOther(t *testing.T) {
	names := []string{"", "a", "b", "ab", "ba", "id", "key", "customerCountry", "customerContact", "é", "a b"}
	for i := range 60 {
		names = append(names, fmt.Sprint("name", i))
	}
	for _, escaped := range []bool{false, true} {
		for n := range names {
			text := strings.Builder{}
			for i, name := range names[:n] {
				quoted := strconv.Quote(name)
				if escaped && i == 0 {
					quoted = `"\u0061a"`
				}
				fmt.Fprintf(&text, ",%s:%d", quoted, i)
			}
			err := document.Read([]byte("{"+strings.TrimPrefix(text.String(), ",")+"}"), document.Limits{}, func(o document.Object) {
				if o.Has("aa") != (escaped && n > 0) {
					t.Errorf("of %d names, one escaped: %t, \"aa\" is found: %t", n, escaped, o.Has("aa"))
				}
				for i := len(names) - 1; i >= 0; i-- {
					if there := i < n && !(escaped && i == 0); o.Has(names[i]) != there {
						t.Errorf("of %d names, %q is found: %t", n, names[i], !there)
					}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The value is described as any other is: the JSON of a text has quotes of its
// own, which would stand in the quotes of the error.
func TestAValueThatItsTypeRefusesAsAWholeIsShownWithoutItsJSON(t *testing.T) {
	for text, found := range map[string]string{`"1.5"`: `"1.5"`, `7.5`: "7.5", `"noa@contoso.com"`: `"n…@contoso.com"`, `true`: "true", `[1]`: "an array of 1"} {
		err := document.ReadValue([]byte(text), document.Limits{}, func(f document.Field) { f.JSON(&mci.Money{}) })
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Found != found || field.Line != 1 {
			t.Errorf("%s: %v", text, err)
		}
	}
}

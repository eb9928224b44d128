package clientjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

type claim struct {
	ID         string         `json:"id"`
	Kind       mci.IDType     `json:"kind"`
	CustomerID mci.CustomerID `json:"customerId"`
	Created    time.Time      `json:"created"`
	Payments   []payment      `json:"payments"`
	Disputed   bool           `json:"disputed"`
}

type payment struct {
	Money mci.Money `json:"money,omitzero"`
	At    time.Time `json:"at"`
}

func example() claim {
	return claim{
		ID: "c-1", Kind: mci.TopParentID, CustomerID: must(mci.ParseCustomerID(mci.TopParentID, "4711")), Disputed: true,
		Created: time.Date(2022, 11, 15, 9, 30, 0, 0, time.UTC), Payments: []payment{{Money: must(mci.ParseMoney("1.50", mci.USD))}},
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var same = cmp.Options{cmp.AllowUnexported(claim{}), cmp.Comparer(func(a, b mci.Money) bool { return a == b }), cmp.Comparer(func(a, b mci.CustomerID) bool { return a == b })}

type wrapped struct {
	claim
	Claim    claim                          `json:"claim"`
	Pointer  *int                           `json:"pointer"`
	Kinds    map[mci.RequirementID]mci.Fact `json:"kinds"`
	ByKind   map[mci.IDType]int8            `json:"byKind"`
	Small    uint8                          `json:"small"`
	Large    uint64                         `json:"large"`
	Plain    string
	Hidden   string  `json:"-"`
	Lists    [][]int `json:"lists"`
	unshared int
}

func TestWhatEncodingJSONWritesIsDecodedAsItWas(t *testing.T) {
	seven := 7
	want := wrapped{
		Claim: example(), Pointer: &seven, Kinds: map[mci.RequirementID]mci.Fact{"a": mci.Yes, "b": mci.No}, Large: 1<<64 - 1,
		ByKind: map[mci.IDType]int8{mci.TenantID: -128}, Small: 255, Plain: "x\u2028y", Lists: [][]int{{1, -2}, {}},
	}
	var got wrapped
	err := clientjson.Decode(must(json.Marshal(want)), document.Limits{}, &got)
	if diff := cmp.Diff(want, got, same, cmp.AllowUnexported(wrapped{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got.unshared != 0 {
		t.Error("a field without a JSON form was set")
	}
}

func TestADecodedFieldThatIsWrongIsNamedByItsPath(t *testing.T) {
	tests := map[string]string{
		`{"claim":{"kind":"tpid"}}`:                   "claim.kind: ",
		`{"claim":{"customerId":{"type":"tpid"}}}`:    "claim.customerId.type: ",
		`{"claim":{"payments":[{},{"at":"monday"}]}}`: "claim.payments[1].at: ",
		`{"kinds":{"a":"perhaps"}}`:                   "kinds.a: ",
		`{"byKind":{"TPID":128}}`:                     "byKind.TPID: ",
		`{"byKind":{"tpid":1}}`:                       "byKind.tpid: ",
		`{"small":256}`:                               "small: ",
		`{"pointer":1.5}`:                             "pointer: ",
		`{"lists":[[1],null]}`:                        "lists[1]: ",
		`{"lists":"AQID"}`:                            "lists: ",
		`{"claim":{"Kind":"TPID"}}`:                   "claim.Kind: ",
		`{"Hidden":"x"}`:                              "Hidden: ",
		`{"small":1,"small":2}`:                       "small: ",
		`[]`:                                          "found an array",
		`{"small":1}{}`:                               "",
	}
	for text, want := range tests {
		err := clientjson.Decode([]byte(text), document.Limits{}, new(wrapped))
		var problems mci.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want one problem at %s", text, err, want)
		}
	}
}

func TestNullAndWhatIsLeftOutStayAsTheyAre(t *testing.T) {
	got := wrapped{Plain: "kept", Small: 7}
	if err := clientjson.Decode([]byte(`{"Plain":null,"pointer":null,"lists":null}`), document.Limits{}, &got); err != nil {
		t.Fatal(err)
	}
	if got.Plain != "kept" || got.Small != 7 || got.Pointer != nil || got.Lists != nil {
		t.Errorf("got %+v", got)
	}
}

func TestATypeWithoutOneFormIsUnsupportedWhateverTheText(t *testing.T) {
	for _, target := range []any{
		nil, wrapped{}, (*wrapped)(nil), new(float64), new(any), &struct{ At any }{}, &map[int]string{}, new(func()),
	} {
		err := clientjson.Decode([]byte(`{"At":1,"1":"x"}`), document.Limits{}, target)
		if _, isMap := target.(*float64); isMap {
			err = clientjson.Decode([]byte(`1`), document.Limits{}, target)
		}
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%T: got %v, want %v", target, err, errors.ErrUnsupported)
		}
	}
}

func TestDecodingNeverPanicsAndNeverTakesWhatEncodingJSONRefuses(t *testing.T) {
	pieces := []string{`{`, `}`, `[`, `]`, `:`, `,`, `"claim"`, `"kind"`, `"TPID"`, `"kinds"`, `"lists"`, `"small"`, `1`, `-7`, `1.5`, `null`, `true`, `"x"`}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		var got, want wrapped
		if err := clientjson.Decode([]byte(text), document.Limits{}, &got); err != nil {
			return
		}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%s was taken; encoding/json says %v", text, err)
		}
		if diff := cmp.Diff(want, got, same, cmp.AllowUnexported(wrapped{})); diff != "" {
			t.Fatalf("%s\n%s", text, diff)
		}
	})
}

func TestEveryCommandIsDecodedFromWhatAClientSends(t *testing.T) {
	usd := must(mci.ParseMoney("25000.5", mci.USD))
	noa := mci.Contact{Name: "Noa", Email: "noa@contoso.com"}
	for _, command := range []claims.Command{
		claims.SendConsent{DealSize: usd, CustomerContact: noa, PartnerContact: noa, Language: "pt-BR"},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: must(mci.ParseDate("2022-10-01")), Reference: "poe.docx"},
		claims.GiveEvidence{Part: mci.CustomerSurvey, SurveySent: true},
		claims.UpdateContact{Side: claims.CustomerSide, Contact: noa},
		claims.Cancel{Comment: "a"},
		claims.Submit{Requested: usd, Comment: "b"},
		claims.RequestAction{Comment: "c"},
		claims.Approve{Amount: usd},
		claims.Reject{Comment: "d"},
		claims.Dispute{Comment: "e"},
		claims.RecordPayment{Amount: usd, Reference: "f"},
		claims.AddComment{Comment: "g"},
		claims.ResendConsent{},
		claims.Accept{},
		claims.Decline{},
		claims.BeginReview{},
		claims.Expire{},
		claims.RecordFacts{},
		claims.Resolve{},
		claims.AcceptTerms{Revision: must(mci.NewRevision(2)), Comment: "h"},
	} {
		got := reflect.New(reflect.TypeOf(command))
		if err := clientjson.Decode(must(json.Marshal(command)), document.Limits{}, got.Interface()); err != nil {
			t.Errorf("%s: %v", command.Event(), err)
		}
		if !reflect.DeepEqual(got.Elem().Interface(), any(command)) {
			t.Errorf("%s came back as %v", command.Event(), got.Elem().Interface())
		}
	}
	for text, target := range map[string]any{
		`dealSize.amount|{"dealSize":{"amount":"1e3","currency":"USD"}}`: new(claims.SendConsent),
		`part|{"part":"photo"}`: new(claims.GiveEvidence),
	} {
		path, data, _ := strings.Cut(text, "|")
		var field *mci.FieldError
		if err := clientjson.Decode([]byte(data), document.Limits{}, target); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%s: got %v, want a problem at %s", data, err, path)
		}
	}
}

func ExampleDecode() {
	var request struct {
		Country  mci.Country `json:"country"`
		Customer struct {
			ID    mci.CustomerID `json:"id"`
			Meets mci.Fact       `json:"meetsCriteria"`
		} `json:"customer"`
	}
	text := `{"country": "CH", "customer": {"id": {"type": "TPID", "value": "4711"}, "meetsCriteria": "maybe"}}`
	fmt.Println(clientjson.Decode([]byte(text), document.Limits{}, &request))
	// Output:
	// customer.meetsCriteria: found "maybe", want one of unknown, yes, no (line 1, column 90)
}

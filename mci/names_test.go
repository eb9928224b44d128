package mci_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// named lists the methods of every enumeration in the package.
type named interface {
	~uint8 | ~uint16
	fmt.Stringer
	encoding.TextMarshaler
}

// testTexts tests an enumeration against its texts, in the order of the values.
// If the first text is empty, the zero value has no text.
func testTexts[T named, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, name string, texts ...string,
) {
	t.Run(name, func(t *testing.T) {
		for i, text := range texts {
			testText[T, P](t, T(i), text)
		}
		for _, wrong := range []string{"no such thing", " " + texts[1], strings.ToUpper(texts[1]) + "!", "0", "1", "\x00"} {
			testWrongText[T, P](t, wrong, texts)
		}
		if texts[0] != "" {
			testWrongText[T, P](t, "", texts)
		}
		for i := len(texts); i < 256; i++ {
			testUndeclared(t, T(i), texts)
		}
	})
}

func testText[T named, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, v T, text string,
) {
	if got := v.String(); got != text {
		t.Errorf("value %d is called %q, want %q", v, got, text)
	}
	written, err := v.MarshalText()
	if err != nil || string(written) != text {
		t.Errorf("value %d is written as %q (%v), want %q", v, written, err, text)
	}
	read := T(1) // not zero, so that reading the empty text must change it
	if err := P(&read).UnmarshalText([]byte(text)); err != nil || read != v {
		t.Errorf("%q is read as %d (%v), want %d", text, read, err, v)
	}
	var decoded T
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != v {
		t.Errorf("%s is decoded as %d (%v), want %d", encoded, decoded, err, v)
	}
}

func testWrongText[T named, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, wrong string, texts []string,
) {
	read := T(1)
	field := wantFieldError(t, P(&read).UnmarshalText([]byte(wrong)))
	for _, text := range texts {
		if !strings.Contains(field.Want, text) {
			t.Errorf("the error for %q does not list %q as allowed: %v", wrong, text, field.Want)
		}
	}
	if strings.Contains(field.Want, ", ,") || strings.HasSuffix(field.Want, ", ") || strings.Contains(field.Want, "of ,") {
		t.Errorf("the error for %q lists a value without a name: %q", wrong, field.Want)
	}
	if read != 1 {
		t.Errorf("reading %q changed the value to %d", wrong, read)
	}
}

func testUndeclared[T named](t *testing.T, v T, texts []string) {
	if got := v.String(); !strings.HasPrefix(got, "invalid ") {
		t.Errorf("undeclared value %d is called %q, want it to say that it is invalid", v, got)
	}
	written, err := v.MarshalText()
	field := wantFieldError(t, err)
	if written != nil || !strings.Contains(field.Want, texts[len(texts)-1]) {
		t.Errorf("undeclared value %d is written as %q with %v, want nothing and what is allowed", v, written, err)
	}
}

func TestEveryEnumerationIsReadAndWrittenAsItsText(t *testing.T) {
	testTexts[mci.Anchor](t, "Anchor", "", "nomination", "consent", "submission", "creation", "approval", "rejection", "dispute")
	testTexts[mci.Clock](t, "Clock", "", "consent", "first submission", "review", "dispute", "post-dispute")
	testTexts[mci.DealSizeRule](t, "DealSizeRule", "required", "optional", "may be zero")
	testTexts[mci.Enrollment](t, "Enrollment", "unknown", "invited", "action required", "validating enrollment",
		"enrolled", "enrolling", "ineligible", "discontinued")
	testTexts[mci.EvidencePart](t, "EvidencePart", "", "invoice", "proof of execution", "customer survey", "partner survey")
	testTexts[mci.Fact](t, "Fact", "unknown", "yes", "no")
	testTexts[mci.Grade](t, "Grade", "", "Microsoft public", "third party", "inferred", "illustrative")
	testTexts[mci.IDType](t, "IDType", "", "domain name", "tenant ID", "TPID", "Azure subscription ID", "MSX opportunity ID")
	testTexts[catalog.MarketCountry](t, "MarketCountry", "customer", "partner")
	testTexts[mci.Outcome](t, "Outcome", "unknown", "pass", "fail")
	testTexts[catalog.PayKind](t, "PayKind", "", "fixed", "variable")
	testTexts[catalog.ReferralFact](t, "ReferralFact", "", "deal size at least", "customer managed by Microsoft")
	testTexts[mci.Role](t, "Role", "", "Incentives user", "Incentives admin")
	testTexts[mci.RoundingMode](t, "RoundingMode", "half away from zero", "half even", "toward zero")
}

func TestNamesServeAnEnumerationOfAnotherPackage(t *testing.T) {
	names := vocabulary.Names[uint8]{What: "color", Texts: []string{"", "red", "", "blue"}}
	if got := names.Allowed(); got != "one of red, blue" {
		t.Errorf("allowed is %q", got)
	}
	if names.Allowed(); names.Texts[0] != "" || names.Texts[1] != "red" || names.Texts[3] != "blue" {
		t.Errorf("asking what is allowed changed the texts to %q", names.Texts)
	}
	if got := names.Text(3) + ", " + names.Text(4); got != "blue, invalid color" {
		t.Errorf("got %s", got)
	}
	if v, err := names.Parse("blue"); err != nil || v != 3 {
		t.Errorf("blue is %d (%v)", v, err)
	}
	for _, wrong := range []string{"", "green", "Red"} {
		if v, err := names.Parse(wrong); err == nil || v != 0 {
			t.Errorf("%q is %d (%v)", wrong, v, err)
		}
	}
}

// The constants are listed again, because stored data contains their texts. If
// two constants changed places, the test would fail.
func TestEveryConstantHasItsText(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		want  string
	}{
		{mci.NominationAnchor, "nomination"},
		{mci.ConsentAnchor, "consent"},
		{mci.SubmissionAnchor, "submission"},
		{mci.CreationAnchor, "creation"},
		{mci.ApprovalAnchor, "approval"},
		{mci.RejectionAnchor, "rejection"},
		{mci.DisputeAnchor, "dispute"},
		{mci.ConsentClock, "consent"},
		{mci.FirstSubmissionClock, "first submission"},
		{mci.ReviewClock, "review"},
		{mci.DisputeClock, "dispute"},
		{mci.PostDisputeClock, "post-dispute"},
		{mci.DealSizeRequired, "required"},
		{mci.DealSizeOptional, "optional"},
		{mci.DealSizeMayBeZero, "may be zero"},
		{mci.EnrollmentUnknown, "unknown"},
		{mci.Invited, "invited"},
		{mci.EnrollmentActionRequired, "action required"},
		{mci.ValidatingEnrollment, "validating enrollment"},
		{mci.Enrolled, "enrolled"},
		{mci.Enrolling, "enrolling"},
		{mci.Ineligible, "ineligible"},
		{mci.Discontinued, "discontinued"},
		{mci.Invoice, "invoice"},
		{mci.ProofOfExecution, "proof of execution"},
		{mci.CustomerSurvey, "customer survey"},
		{mci.PartnerSurvey, "partner survey"},
		{mci.NotSupplied, "unknown"},
		{mci.Yes, "yes"},
		{mci.No, "no"},
		{mci.MicrosoftPublic, "Microsoft public"},
		{mci.ThirdParty, "third party"},
		{mci.Inferred, "inferred"},
		{mci.Illustrative, "illustrative"},
		{mci.DomainName, "domain name"},
		{mci.TenantID, "tenant ID"},
		{mci.TopParentID, "TPID"},
		{mci.AzureSubscriptionID, "Azure subscription ID"},
		{mci.OpportunityID, "MSX opportunity ID"},
		{catalog.CustomerCountry, "customer"},
		{catalog.PartnerCountry, "partner"},
		{mci.Unknown, "unknown"},
		{mci.Pass, "pass"},
		{mci.Fail, "fail"},
		{catalog.FixedPay, "fixed"},
		{catalog.VariablePay, "variable"},
		{catalog.DealSizeAtLeast, "deal size at least"},
		{catalog.ManagedByMicrosoft, "customer managed by Microsoft"},
		{mci.IncentivesUser, "Incentives user"},
		{mci.IncentivesAdmin, "Incentives admin"},
		{mci.HalfAwayFromZero, "half away from zero"},
		{mci.HalfEven, "half even"},
		{mci.TowardZero, "toward zero"},
	} {
		if got := c.value.String(); got != c.want {
			t.Errorf("%T %q, want %q", c.value, got, c.want)
		}
	}
}

func TestKindsOfChangeHaveTheirTexts(t *testing.T) {
	testTexts[diff.ChangeKind](t, "ChangeKind",
		"", "added", "retired", "rate", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "setting", "description")
}

func TestTopicsHaveTheirTexts(t *testing.T) {
	testTexts[catalog.Topic](t, "Topic", "", "pay", "window", "limit", "gate", "evidence", "customer", "offer", "referral", "description")
}

package earnings_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/earnings"
)

// The expected texts are listed in the order of the constants, because reports
// contain the texts. If two constants changed places, the tests would fail.
var (
	statuses = []struct {
		status earnings.PaymentStatus
		text   string
	}{
		{0, ""},
		{earnings.Unprocessed, "Unprocessed"},
		{earnings.Upcoming, "Upcoming"},
		{earnings.PendingTaxInvoice, "Pending tax invoice"},
		{earnings.RejectedDuringReview, "Rejected during review"},
		{earnings.Failed, "Failed"},
		{earnings.InProgress, "In progress"},
		{earnings.IncorrectPayment, "Incorrect payment"},
		{earnings.Sent, "Sent"},
		{earnings.Reprocessing, "Reprocessing"},
		{earnings.Reversed, "Reversed"},
		{earnings.TaxInvoiceRejected, "Tax invoice rejected"},
		{earnings.TaxInvoiceUnderReview, "Tax invoice under review"},
		{earnings.Rejected, "Rejected"},
		{earnings.Forfeited, "Forfeited"},
		{earnings.Escheated, "Escheated"},
	}
	reasons = []struct {
		reason earnings.Reason
		text   string
	}{
		{0, ""},
		{earnings.CustomerInPublicSector, "CUSPUBSEC"},
		{earnings.CustomerNotNew, "CUSNOTNEW"},
		{earnings.SpecializationMissing, "IVDADV"},
		{earnings.CompetencyMissing, "IVDCOMP"},
		{earnings.CoSellEligibilityMissing, "IVDCOSELL"},
		{earnings.PartnerAgreementMissing, "IVDMPA"},
		{earnings.PartnerNotEligible, "IVDMPN"},
		{earnings.LocationNotEligible, "IVDGEO"},
		{earnings.CustomerAlreadyCounted, "IVDCUST"},
		{earnings.CustomerIsPartner, "CUSEQPTR"},
		{earnings.RevenueOfChina, "CHREVNONCH"},
		{earnings.PartnerRoleNotEligible, "IVDPTRROLE"},
		{earnings.ProofOfExecutionMissing, "IVDPOE"},
		{earnings.AzureCreditOffer, "INVTNXACO"},
		{earnings.PaidUnitsNotAboveHighWater, "PAULWPHWM"},
		{earnings.ActiveUseNotAboveHighWater, "MAULWPHWM"},
		{earnings.CloudNotValid, "IVDCLD"},
		{earnings.HighWaterThresholdNotMet, "MINTHNTMT"},
		{earnings.EarningLimitReached, "MXTMCPMT"},
	}
)

func TestEveryStatusIsReadAndWrittenAsItsDocumentedName(t *testing.T) {
	for i, c := range statuses {
		if int(c.status) != i {
			t.Errorf("%q has the number %d, want %d", c.text, c.status, i)
		}
		testText(t, c.status, c.text)
		testEncoded(t, c.status)
	}
	for _, wrong := range []string{"sent", "SENT", " Sent", "Sent ", "Paid", "0", "\x00"} {
		testWrongText[earnings.PaymentStatus](t, wrong, "Tax invoice under review")
	}
	for i := len(statuses); i < 256; i++ {
		testUndeclared(t, earnings.PaymentStatus(i), "invalid payment status")
	}
}

func TestEveryReasonIsReadAndWrittenAsPartnerCentersCode(t *testing.T) {
	for i, c := range reasons {
		if int(c.reason) != i {
			t.Errorf("%q has the number %d, want %d", c.text, c.reason, i)
		}
		testText(t, c.reason, c.text)
		testEncoded(t, c.reason)
	}
	for _, wrong := range []string{"cuspubsec", " IVDGEO", "IVD", "correction", "0", "\x00"} {
		testWrongText[earnings.Reason](t, wrong, "MXTMCPMT")
	}
	for i := len(reasons); i < 256; i++ {
		testUndeclared(t, earnings.Reason(i), "invalid reason")
	}
}

// named lists the methods of both enumerations.
type named interface {
	~uint8 | ~uint16
	fmt.Stringer
	encoding.TextMarshaler
}

func testText[T named, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, v T, text string,
) {
	t.Helper()
	if v.String() != text {
		t.Errorf("value %d is called %q, want %q", v, v, text)
	}
	if written, err := v.MarshalText(); err != nil || string(written) != text {
		t.Errorf("value %d is written as %q (%v), want %q", v, written, err, text)
	}
	read := T(7) // not zero, so that reading the empty text must change it
	if err := P(&read).UnmarshalText([]byte(text)); err != nil || read != v {
		t.Errorf("%q is read as %d (%v), want %d", text, read, err, v)
	}
}

func testEncoded[T named](t *testing.T, v T) {
	t.Helper()
	var decoded T
	encoded := must(json.Marshal(v))
	if err := json.Unmarshal(encoded, &decoded); err != nil || decoded != v {
		t.Errorf("%s is decoded as %d (%v), want %d", encoded, decoded, err, v)
	}
}

func testWrongText[T named, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, wrong, allowed string,
) {
	t.Helper()
	read := T(7)
	field := wantFieldError(t, P(&read).UnmarshalText([]byte(wrong)))
	if !strings.Contains(field.Want, allowed) {
		t.Errorf("the error for %q does not list %q as allowed: %v", wrong, allowed, field.Want)
	}
	if read != 7 {
		t.Errorf("reading %q changed the value to %d", wrong, read)
	}
}

func testUndeclared[T named](t *testing.T, v T, want string) {
	t.Helper()
	if v.String() != want {
		t.Errorf("undeclared value %d is called %q, want %q", v, v, want)
	}
	written, err := v.MarshalText()
	if wantFieldError(t, err); written != nil {
		t.Errorf("undeclared value %d is written as %q", v, written)
	}
}

func TestAFieldOfSumsIsWrittenAndReadInWords(t *testing.T) {
	for i, text := range []string{"participant", "program", "type", "area", "role", "engagement", "payment month"} {
		by := earnings.By(i) //nolint:gosec // because there are seven
		var read earnings.By
		if err := read.UnmarshalText([]byte(text)); err != nil || read != by || by.String() != text {
			t.Errorf("%s is read as %v, %v", text, read, err)
		}
	}
	if _, err := earnings.By(7).MarshalText(); err == nil {
		t.Error("a field that is not declared is written")
	}
}

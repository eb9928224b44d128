package earnings_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func TestAGoodRowHasNothingToReport(t *testing.T) {
	for name, change := range map[string]func(*earnings.Row){
		"as it is":                          func(*earnings.Row) {},
		"without a claim":                   func(r *earnings.Row) { r.ClaimID = "" },
		"without the amount in US dollars":  func(r *earnings.Row) { r.EarningAmountUSD = mci.Money{} },
		"without a month":                   func(r *earnings.Row) { r.EstimatedPaymentMonth = earnings.Month{} },
		"below zero":                        func(r *earnings.Row) { r.EarningAmount, r.EarningAmountUSD = usd("-5"), usd("-5") },
		"a status that is not known":        func(r *earnings.Row) { r.PaymentStatus = "On the moon" },
		"a reason that is not known":        func(r *earnings.Row) { r.ReasonCode = "IVDMOON" },
		"a name of the most bytes":          func(r *earnings.Row) { r.EngagementName = strings.Repeat("é", 250) },
		"not eligible, without an amount":   func(r *earnings.Row) { r.ReasonCode, r.EarningAmount = "IVDGEO", mci.Money{} },
		"not eligible, without a status":    func(r *earnings.Row) { r.ReasonCode, r.PaymentStatus = "IVDGEO", "" },
		"explained by a code not yet known": func(r *earnings.Row) { r.ReasonCode, r.EarningAmount, r.PaymentStatus = "IVDMOON", mci.Money{}, "" },
	} {
		r := goodRow()
		change(&r)
		if err := r.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryMalformedFieldIsReportedByTheNameOfItsColumn(t *testing.T) {
	const (
		oneLine  = "a text on one line without spaces around it"
		bounded  = "a text of 1 to 500 bytes without control characters"
		amount   = "an amount, or a reason code that says why there is none"
		status   = "a payment status, or a reason code that says why there is none"
		dollars  = "an amount in USD"
		calendar = "a date"
	)
	texts := func(r *earnings.Row) map[string]*string {
		return map[string]*string{
			"claimId": &r.ClaimID, "engagementId": &r.EngagementID, "engagementName": &r.EngagementName, "solutionArea": &r.SolutionArea,
			"partnerRole": &r.PartnerRole, "partnerAssociation": &r.PartnerAssociation, "paymentStatus": &r.PaymentStatus,
			"paymentId": &r.PaymentID, "lever": &r.Lever, "reasonCode": &r.ReasonCode,
		}
	}
	for path := range texts(new(earnings.Row)) {
		for text, want := range map[string]string{
			" C": oneLine, "C ": oneLine, "C\nD": oneLine, "C\tD": oneLine, " ": oneLine,
			"C\x00": bounded, "C\xff": bounded, strings.Repeat("C", 501): bounded,
		} {
			r := goodRow()
			*texts(&r)[path] = text
			wantProblems(t, r.Check(), path, want)
		}
	}
	for _, c := range []struct {
		path, want string
		change     func(*earnings.Row)
	}{
		{"earningAmountUSD", dollars, func(r *earnings.Row) { r.EarningAmountUSD = money("5", "CHF") }},
		{"earningDate", calendar, func(r *earnings.Row) { r.EarningDate = mci.Date{} }},
		{"earningAmount", amount, func(r *earnings.Row) { r.ReasonCode, r.EarningAmount = "", mci.Money{} }},
		{"paymentStatus", status, func(r *earnings.Row) { r.ReasonCode, r.PaymentStatus = "", "" }},
	} {
		r := goodRow()
		c.change(&r)
		wantProblems(t, r.Check(), c.path, c.want)
	}
}

// wantProblems wants one problem, with a path and what is allowed there.
func wantProblems(t *testing.T, err error, path, want string) {
	t.Helper()
	var problems mci.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Path != path || problems[0].Want != want {
		t.Errorf("got %q, want one problem at %s: %s", err, path, want)
	}
	wantFieldError(t, err)
}

func TestAllProblemsOfARowAreReportedInTheOrderOfTheColumns(t *testing.T) {
	err := earnings.Row{
		ClaimID: " ", EngagementID: " ", EngagementName: " ", SolutionArea: " ", PartnerRole: " ", PartnerAssociation: " ",
		EarningAmountUSD: money("5", "CHF"), PaymentID: " ", Lever: " ",
	}.Check()
	var problems mci.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want problems", err)
	}
	var paths []string
	for _, p := range problems {
		paths = append(paths, p.Path)
	}
	want := []string{
		"claimId", "engagementId", "engagementName", "solutionArea", "partnerRole", "partnerAssociation", "earningAmount",
		"earningAmountUSD", "earningDate", "paymentStatus", "paymentId", "lever",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestANameThatIsNotKnownStaysReadable(t *testing.T) {
	for _, c := range []struct {
		status, reason string
		wantStatus     earnings.PaymentStatus
		wantReason     earnings.Reason
	}{
		{"Sent", "CUSPUBSEC", earnings.Sent, earnings.CustomerInPublicSector},
		{"Tax invoice under review", "MXTMCPMT", earnings.TaxInvoiceUnderReview, earnings.EarningLimitReached},
		{"SENT", "cuspubsec", 0, 0},
		{"On the moon", "correction", 0, 0},
		{"", "", 0, 0},
	} {
		r := earnings.Row{PaymentStatus: c.status, ReasonCode: c.reason}
		if r.Status() != c.wantStatus || r.Reason() != c.wantReason {
			t.Errorf("%q and %q are %q and %q, want %q and %q", c.status, c.reason, r.Status(), r.Reason(), c.wantStatus, c.wantReason)
		}
		if r.PaymentStatus != c.status || r.ReasonCode != c.reason {
			t.Errorf("%q and %q became %q and %q", c.status, c.reason, r.PaymentStatus, r.ReasonCode)
		}
	}
}

func TestARowIsEncodedByTheNamesOfTheColumns(t *testing.T) {
	want := `{"claimId":"C-1","engagementId":"E-1","engagementName":"Microsoft Viva","solutionArea":"Modern Work",` +
		`"partnerRole":"Build intent","partnerAssociation":"PAL.Owner","earningAmount":{"amount":"4600.00","currency":"CHF"},` +
		`"earningAmountUSD":{"amount":"5000.00","currency":"USD"},"earningDate":"2023-03-01","calculationDate":"2023-03-02",` +
		`"estimatedPaymentMonth":"2023-04","paymentStatus":"Upcoming","paymentId":"P-1","lever":"Workshop","reasonCode":"correction"}`
	if diff := cmp.Diff(want, string(must(json.Marshal(goodRow())))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestARowIsEncodedAndDecodedAsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := row().Draw(t, "row")
		var decoded earnings.Row
		if err := json.Unmarshal(must(json.Marshal(r)), &decoded); err != nil || !cmp.Equal(decoded, r, sameDay, sameMonth) {
			t.Fatalf("%+v is decoded as %+v (%v)", r, decoded, err)
		}
	})
}

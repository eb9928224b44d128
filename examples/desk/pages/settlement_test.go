package pages

import (
	"archive/zip"
	"bytes"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

const earningsReport = `earningId,participantId,programName,transactionCurrency,earningType,earningAmount,earningAmountUSD,earningDate,claimId,paymentId,paymentStatus,customerId,customerName,engagementName,solutionArea,reasonCode,estimatedPaymentMonth,lastPaymentCurrency,earningAmountInLastPaymentCurrency,Color
E-55120,4863040,Microsoft Commerce Incentives,USD,Rebate,4000.00,4000.00,2023-01-31,CLM-100231,000000012345,Sent,6513270e-269e-4d37-b2a7-4de452e6b438,Contoso,Microsoft Viva,Modern Work,,Mar 2023,USD,4000.00,red
E-9,4863040,Microsoft Commerce Incentives,USD,Rebate,77.00,77.00,2023-01-31,CLM-9,,Unprocessed,7d1e5b52-4c11-4a3b-8e0f-5a6b7c8d9e0f,<script>,Microsoft Viva,Modern Work,,Apr 2023,,,
`

const paymentsReport = `participantID,programName,earned,earnedUSD,withheldTax,salesTax,totalPayment,currencyCode,paymentMethod,paymentID,paymentStatus,paymentDate
4863040,Microsoft Commerce Incentives,4000.00,4000.00,600.00,0,3400.00,USD,Electronic bank transfer,000000012345,Sent,2023-03-01
4863040,Microsoft Commerce Incentives,310.00,310.00,0,0,310.00,USD,Electronic bank transfer,000000012399,Sent,2023-03-01
`

// drop sends a file of a name by the form of Import.
func (f *fixture) drop(t testing.TB, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	return f.send(t, "/import", name, content)
}

// hiddenIn returns the hidden values of the form of an action on a page.
func hiddenIn(t testing.TB, body, action string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(body, `action="`+action+`"`)
	if !found {
		t.Fatalf("there is no form for %s: %s", action, errorsIn(body))
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		values.Set(m[1], strings.ReplaceAll(m[2], "&#43;", "+"))
	}
	return values
}

// keepReports drops a report and keeps it.
func (f *fixture) keepReports(t testing.TB, name, content, act string) *httptest.ResponseRecorder {
	t.Helper()
	w := f.drop(t, name, content)
	values := hiddenIn(t, w.Body.String(), "/import/report")
	values.Set("from", "2022-11")
	values.Set("until", "2023-03")
	values.Set("downloaded", "2023-03-15")
	values.Set("do", act)
	if act == "preview" {
		w = f.post(t, "/import/report", values)
	} else {
		w = f.done(t, "/import/report", values)
	}
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", name, w.Code, errorsIn(w.Body.String()))
	}
	return w
}

// plainText returns a page without its elements.
func plainText(page string) string {
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))
}

func TestTheReportSaysWhatItWouldRecordAndRecordsNoPaymentTwice(t *testing.T) {
	f := newFixture(t, nil)
	body := f.keepReports(t, "earnings.csv", earningsReport, "preview").Body.String()
	for _, want := range []string{"What can be recorded", "payment of USD 4,000.00, 000000012345; ", "is approved", "Keep it, and record 1 fact"} {
		if !strings.Contains(plainText(body), want) {
			t.Errorf("%s is not there", want)
		}
	}
	f.give(t, "contoso-viva", "record-payment", "amount.amount", "4000", "amount.currency", "USD", "reference", "000000012345")
	was := len(f.claim(t, "contoso-viva").Record().Amounts.Payments)
	for _, act := range []string{"preview", "record"} {
		body = f.keepReports(t, "earnings.csv", earningsReport, act).Body.String()
		if want := "names no earning and may be this one"; !strings.Contains(plainText(body), want) || strings.Contains(body, "Keep it, and record") {
			t.Errorf("%s: %q is not there, or it is offered", act, want)
		}
	}
	if n := len(f.claim(t, "contoso-viva").Record().Amounts.Payments); n != was {
		t.Errorf("%d payments, want %d", n, was)
	}
}

func TestWithoutAReportNothingIsLate(t *testing.T) {
	f := newFixture(t, nil)
	body := f.get(t, "/money/settlement").Body.String()
	for _, want := range []string{"No report is kept yet", "Not covered:", "unknown", "You: import what is missing."} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(body, `badge bad">late`) {
		t.Error("a claim is late")
	}
	f.golden(t, "/money/settlement", "settlement-empty")
}

func TestAReportIsSeenBeforeItIsKeptAndSettlesTheClaims(t *testing.T) {
	f := newFixture(t, nil)
	w := f.drop(t, `C:\downloads\earnings.csv`, earningsReport)
	body := w.Body.String()
	for _, want := range []string{"Nothing is kept yet", "2 lines, earnings", "columns that are not read: Color", "No file says which months it holds", "earnings.csv", "paid short"} {
		if w.Code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d: %s is not there", w.Code, want)
		}
	}
	if kept, damaged, err := f.keptReports(); len(damaged) > 0 || err != nil || len(kept) > 0 {
		t.Fatalf("the preview kept %v %v", kept, err)
	}
	if w := f.keepReports(t, "earnings.csv", earningsReport, "preview"); !strings.Contains(w.Body.String(), `<a href="/claims/contoso-viva">`) {
		t.Error("the claim is not there")
	}
	f.keepReports(t, "earnings.csv", earningsReport, "keep")
	f.keepReports(t, "earnings.csv", earningsReport, "keep") // again, which counts once
	w = f.keepReports(t, "payments.csv", paymentsReport, "record")
	if body := w.Body.String(); !strings.Contains(body, "The report was kept") || !strings.Contains(body, "Recorded") {
		t.Errorf("%s", errorsIn(body))
	}
	if n := len(f.claim(t, "contoso-viva").Record().Amounts.Payments); n < 2 {
		t.Errorf("%d payments", n)
	}
	body = f.get(t, "/money/settlement").Body.String()
	for _, want := range []string{"paid short", "USD 3,400.00 arrived", "withheld tax", "Earnings without a claim", "Payments without an earning", "000000012399", "earnings.csv:2", "payments.csv:2"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	place := regexp.MustCompile(`href="(/reports/[0-9a-f]{64}\?file=earnings.csv&amp;line=2)"`).FindStringSubmatch(body)
	if place == nil {
		t.Fatal("there is no link to the line")
	}
	address := strings.ReplaceAll(place[1], "&amp;", "&")
	if line := f.get(t, address).Body.String(); !strings.Contains(line, "CLM-100231") || !strings.Contains(line, "line 2") {
		t.Error("the page of the line does not show it")
	}
	for address, status := range map[string]int{
		strings.Replace(address, "line=2", "line=99", 1): 404, strings.Replace(address, "line=2", "line=x", 1): 422,
		"/reports/" + strings.Repeat("0", 64) + "?line=1":  404,
		"/money/settlement?state=paid+short&area=Security": 200, "/money/settlement?state=rich": 422, "/money/settlement?location=zurich&state=paid+short": 200,
	} {
		if w := f.get(t, address); w.Code != status {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	f.golden(t, "/money/settlement?state=paid+short", "settlement")
}

func TestAKeptReportIsTakenBack(t *testing.T) {
	f := newFixture(t, nil)
	before := f.get(t, "/money/settlement", "application/json").Body.String()
	f.keepReports(t, "earnings.csv", earningsReport, "keep")
	drop := regexp.MustCompile(`action="(/reports/[0-9a-f]{64}/drop)"`).FindStringSubmatch(f.get(t, "/import").Body.String())
	if drop == nil {
		t.Fatal("the report is not on the page")
	}
	w := f.post(t, drop[1], nil)
	if w.Code != http.StatusSeeOther || !strings.Contains(f.get(t, w.Header().Get("Location")).Body.String(), "The report was taken back") {
		t.Errorf("%d", w.Code)
	}
	if after := f.get(t, "/money/settlement", "application/json").Body.String(); after != before {
		t.Error("the settlement is not as it was")
	}
	for _, address := range []string{drop[1], "/reports/x/drop"} {
		if w := f.post(t, address, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestAnArchiveAndATwinOfANameAreTakenApart(t *testing.T) {
	f := newFixture(t, nil)
	var archive bytes.Buffer
	packer := zip.NewWriter(&archive)
	for name, text := range map[string]string{"a/earnings.csv": earningsReport, "a/payments.csv": paymentsReport} {
		file, err := packer.Create(name)
		if err == nil {
			_, err = file.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	f.keepReports(t, "reports.zip", archive.String(), "keep")
	f.keepReports(t, "twin.csv", paymentsReport, "keep")
	f.keepReports(t, "twin.csv", paymentsReport+"4863040,Microsoft Commerce Incentives,1,1,0,0,1,USD,x,000000019999,Sent,2023-03-01\n", "keep")
	kept, _, err := f.keptReports()
	if err != nil || len(kept) != 3 || kept[0].Name == kept[1].Name || kept[1].Name == kept[2].Name {
		t.Errorf("%v %v", kept, err)
	}
	if body := f.get(t, "/money/settlement").Body.String(); !strings.Contains(body, "a/earnings.csv:2") || !strings.Contains(body, "paid short") {
		t.Error("the archive was not read")
	}
}

func TestAReportThatCannotBeReadCoversNothing(t *testing.T) {
	f := newFixture(t, nil)
	w := f.keepReports(t, "earnings.csv", earningsReport+"half,a line\n", "keep")
	if body := w.Body.String(); !strings.Contains(body, "line 4") || strings.Contains(body, f.folder) {
		t.Error("the line is not named, or the folder is")
	}
	if body := f.get(t, "/money/settlement").Body.String(); strings.Contains(body, `badge bad">late`) || !strings.Contains(body, "Not read, so these files cover nothing") {
		t.Error("it covers something")
	}
	if err := os.WriteFile(filepath.Join(f.reportFolder(), "x.json"), []byte("no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	lost := strings.Repeat("ab", 32) // whose note was never written
	if err := os.WriteFile(filepath.Join(f.reportFolder(), lost), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"/money/settlement", "/import"} {
		if w := f.get(t, address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "x.json") || !strings.Contains(w.Body.String(), lost) {
			t.Errorf("%s: %d: a damaged file stops the rest, or is not told", address, w.Code)
		}
	}
}

func TestAReportFormThatIsWrongIsAnsweredBesideItsFields(t *testing.T) {
	f := newFixture(t, nil)
	values := hiddenIn(t, f.drop(t, "earnings.csv", earningsReport).Body.String(), "/import/report")
	values.Set("downloaded", "2023-03-15")
	values.Set("do", "keep")
	for name, c := range map[string]struct {
		more   []string
		status int
		says   string
	}{
		"day":        {[]string{"downloaded", "soon"}, 422, "report-downloaded-error"},
		"month":      {[]string{"from", "2023-13"}, 422, "report-from-error"},
		"until":      {[]string{"until", "2023-13"}, 422, "report-until-error"},
		"field":      {[]string{"other", "x"}, 422, "only the fields of this form"},
		"act":        {[]string{"do", "x"}, 422, "preview, keep or record"},
		"file":       {[]string{"file", "../../link.key"}, 422, "a file that was uploaded"},
		"other file": {[]string{"file", strings.Repeat("0", 64)}, 422, "a file that was uploaded"},
		"backwards":  {[]string{"from", "2023-03", "until", "2023-01", "do", "preview"}, 422, "report-until-error"},
		"to come":    {[]string{"downloaded", "2999-01-01"}, 422, "report-downloaded-error"},
		"too early":  {[]string{"from", "2023-01", "until", "2999-01"}, 422, "report-until-error"},
	} {
		sent := url.Values{}
		for key := range values {
			sent.Set(key, values.Get(key))
		}
		for i := 0; i < len(c.more); i += 2 {
			sent.Set(c.more[i], c.more[i+1])
		}
		if w := f.post(t, "/import/report", sent); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
	for _, value := range hostile {
		for _, name := range []string{"file", "name", "from", "until", "downloaded", "do"} {
			sent := url.Values{}
			for key := range values {
				sent.Set(key, values.Get(key))
			}
			sent.Set(name, value)
			if w := f.post(t, "/import/report", sent); w.Code >= 500 {
				t.Errorf("%s %q: %d", name, value, w.Code)
			}
		}
		for _, address := range []string{"/reports/" + url.PathEscape(value), "/money/settlement?state=" + url.QueryEscape(value), "/money/settlement?area=" + url.QueryEscape(value)} {
			if w := f.get(t, address); w.Code >= 500 {
				t.Errorf("%s: %d", address, w.Code)
			}
		}
	}
	f.user = f.partner.Users[1]
	for _, address := range []string{"/import/report", "/import/undo", "/reports/" + strings.Repeat("0", 64) + "/drop"} {
		if w := f.post(t, address, values); w.Code != http.StatusForbidden {
			t.Errorf("%s: a user of one location imports: %d", address, w.Code)
		}
	}
}

func TestAnImportIsTakenBackClaimByClaim(t *testing.T) {
	f := newFixture(t, nil)
	before := f.claim(t, "litware-sales").State()
	w := f.done(t, "/import/confirm", hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm"))
	if w.Code != http.StatusOK || f.claim(t, "litware-sales").State().Status != claims.Submitted {
		t.Fatalf("%d", w.Code)
	}
	values := hiddenIn(t, f.get(t, "/import").Body.String(), "/import/undo")
	w = f.post(t, "/import/undo", values)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Nothing is taken back yet") || !strings.Contains(body, "litware-sales") || !strings.Contains(body, "P-4711") {
		t.Fatalf("%d %s", w.Code, errorsIn(body))
	}
	if f.claim(t, "litware-sales").State() == before {
		t.Fatal("the preview saved something")
	}
	values.Set("do", "undo")
	if w := f.done(t, "/import/undo", values); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "taken back.") {
		t.Errorf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if got := f.claim(t, "litware-sales").State(); got != before {
		t.Errorf("got %s", got)
	}
	if w := f.post(t, "/import/undo", url.Values{"at": {"2023-01-01T00:00:00Z"}}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "The import did nothing") {
		t.Errorf("%d", w.Code)
	}
	for _, value := range hostile {
		if w := f.post(t, "/import/undo", url.Values{"at": {value}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
}

package examples

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A wrongAnswer is an input that the product once answered wrongly.
type wrongAnswer struct {
	input  string
	answer func(t *testing.T) string
	want   string
	// open describes the right answer if want is still the wrong one.
	open string
}

// wrongAnswers replays every input that was once answered wrongly. The packages
// have closer tests of their own. This list is complete.
var wrongAnswers = []wrongAnswer{
	{input: "portal/created-on.csv", answer: imported("created-on.csv"), want: "adopted CL-1 Awaiting customer consent response"},
	{input: "portal/known-claim.csv", answer: imported("known-claim.csv"), want: "moved c1 Awaiting customer consent response"},
	{input: "portal/approved.csv", answer: imported("approved.csv"), want: "moved c1 Approved, approved USD 5,000.00"},
	{input: "portal/german-header.csv", answer: imported("german-header.csv"), want: "header: found the columns \"Anspruchs-ID\", \"Engagement\", \"Kunden-ID\", \"Status\", \"Erstellt am\", " +
		"want a column Status, and a column Claim ID or the columns Customer ID and Engagement; name others in synonyms"},
	{input: "portal/utf16-without-bom.csv", answer: imported("utf16-without-bom.csv"), want: "unreadable; unreadable; unreadable; unknown"},
	{input: "portal/preamble.csv", answer: imported("preamble.csv"), want: "moved contoso-viva Awaiting customer consent response"},
	{input: "portal/sep-line.csv", answer: imported("sep-line.csv"), want: "moved c1 Under review"},
	{input: "portal/cpor.csv", answer: imported("cpor.csv"), want: "adopted 4711 Draft; adopted 4712 Approved; other program"},
	{input: "portal/ragged.csv", answer: imported("ragged.csv"), want: "unreadable"},
	{input: "portal/cut-off.csv", answer: imported("cut-off.csv"), want: "moved c1 Approved; unreadable"},
	{input: "portal/two-status-columns.csv", answer: imported("two-status-columns.csv"), want: "header: found the columns \"Status\" and \"Status\", both for Status, " +
		"want one column for Status; name the other in a synonym without a column"},
	{input: "referral/page.json", answer: classified, want: "r-1 qualified lead; r-2 co-sell opportunity; r-3 marketplace lead; r-4 co-sell opportunity, inferred"},
	{input: "catalog/template.book.json", answer: playedBook("template.book.json", `"do":"submit"`), want: "refused, applied"},
	{input: "catalog/customers-page.book.json", answer: playedBook("customers-page.book.json", "Ineligible"), want: "never"},
	{input: "claims/poison_test.go.txt", answer: sweptPoison, want: "19 expired, 1 told"},
	{input: "claims/concurrent_test.go.txt", answer: skewedCommands, want: "taken"},
	{input: "claims/key_test.go.txt", answer: manyKeys, want: "64 keys kept of 70"},
	{
		input: "earnings/*.csv", answer: settledEarnings,
		want: "contoso-viva paid short, paid USD 5000.00, arrived CHF 3910.10; exchange rate CHF 4600.123456, rounding CHF -0.003456, withheld tax CHF -690.02; " +
			"without a claim EUR -1200.50 (earnings-default.csv:3)",
	},
}

func TestWhatWasAnsweredWronglyIsAnsweredRight(t *testing.T) {
	for _, c := range wrongAnswers {
		t.Run(c.input, func(t *testing.T) {
			if got := c.answer(t); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.open != "" {
				t.Logf("still open: %s", c.open)
			}
		})
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

const viva mci.EngagementID = "fy23-microsoft-viva"

// openedAt opens a claim for a customer and saves it.
func openedAt(t *testing.T, s store.Store, id claims.ID, customer int, at time.Time) {
	t.Helper()
	engagement, _ := must(catalog.Public()).Find(viva, mci.DateOf(at))
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: at,
		User:            mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID:      must(mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("3f3c4a1e-0d5b-4c6f-9a7e-%012d", customer))),
			Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"}, PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		t.Fatal(decision.Reasons(), err)
	}
	change := must(claims.Open(nomination, id, claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at}))
	if err := s.Save(t.Context(), must(desk.EncodeChange(change))); err != nil {
		t.Fatal(err)
	}
}

func day(text string) time.Time { return must(time.Parse(time.DateOnly, text)) }

// imported returns a function that imports an export and returns the outcome of
// each row.
func imported(file string) func(t *testing.T) string {
	return func(t *testing.T) string {
		s := &store.Memory{}
		for i, id := range []claims.ID{"c1", "c2", "contoso-viva"} {
			openedAt(t, s, id, i, day("2022-11-10"))
		}
		export, err := os.Open(filepath.Join("..", "claims", "portal", "testdata", "cases", file))
		if err != nil {
			t.Fatal(err)
		}
		defer export.Close()
		var rows []string
		importer := portal.NewImporter(s, must(catalog.Public()), portal.ImportOptions{Currency: mci.USD})
		for result, err := range importer.Import(t.Context(), export, day("2022-12-20"), day("2022-12-20")) {
			if err != nil {
				return err.Error()
			}
			var row strings.Builder
			row.WriteString(result.Outcome.String())
			if result.Claim != "" {
				row.WriteString(fmt.Sprintf(" %s %s", result.Claim, result.Status))
			}
			for _, amount := range result.Amounts {
				if amount.Column == portal.ApprovedAmount && amount.Agrees() {
					row.WriteString(", approved " + amount.Recorded.String())
				}
			}
			rows = append(rows, row.String())
		}
		return strings.Join(rows, "; ")
	}
}

func classified(t *testing.T) string {
	page, err := resource.DecodePage(must(os.ReadFile("partnercenter/gateway/testdata/page.json")))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, element := range page.Elements {
		if element.Err != nil {
			all = append(all, element.Err.Error())
			continue
		}
		class := cosell.Classify(&element.Referral)
		text := element.Referral.ID + " " + class.Category.String()
		if class.Inferred() {
			text += ", inferred"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// playedBook returns a function that plays a book and returns the outcomes of
// the lines that contain a text.
func playedBook(book, text string) func(t *testing.T) string {
	return func(t *testing.T) string {
		out, err := exec.CommandContext(t.Context(), "go", "run", "./journey", "-book", filepath.Join("journey", "testdata", book), "-json").Output()
		if err != nil {
			t.Fatal(err)
		}
		var outcomes []string
		for line := range strings.Lines(string(out)) {
			var told struct{ Outcome string }
			if strings.Contains(line, text) && json.Unmarshal([]byte(line), &told) == nil {
				outcomes = append(outcomes, told.Outcome)
			}
		}
		if len(outcomes) == 0 {
			return "never"
		}
		return strings.Join(outcomes, ", ")
	}
}

// A poisoned store fails to save one claim, c07.
type poisoned struct{ *store.Memory }

func (s poisoned) SaveAll(ctx context.Context, changes []store.Change) error {
	for _, change := range changes {
		if change.Envelope.ID != "c07" || len(change.Entries) == 0 {
			continue
		}
		if first, err := desk.DecodeEntry(change.Entries[0]); err != nil || first.Event == claims.WindowEnds {
			return errors.Join(err, errors.New("the row is locked"))
		}
	}
	return s.Memory.SaveAll(ctx, changes)
}

func (s poisoned) Save(ctx context.Context, change store.Change) error {
	return s.SaveAll(ctx, []store.Change{change})
}

func sweptPoison(t *testing.T) string {
	s := poisoned{&store.Memory{}}
	for i := range 20 {
		openedAt(t, s, claims.ID(fmt.Sprintf("c%02d", i)), i, day("2022-11-10"))
	}
	expired, told := 0, 0
	for _, err := range desk.New(s, must(catalog.Public())).Sweep(t.Context(), store.Query{}, day("2023-02-01")) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			told++
		case err != nil:
			return err.Error()
		default:
			expired++
		}
	}
	return fmt.Sprintf("%d expired, %d told", expired, told)
}

// skewedCommands gives two commands from two machines. The clock of the second
// is 50 ms behind.
func skewedCommands(t *testing.T) string {
	s := &store.Memory{}
	openedAt(t, s, "c", 1, day("2022-11-10"))
	d := desk.New(s, must(catalog.Public()))
	at := day("2022-11-11")
	for _, skew := range []time.Duration{0, -50 * time.Millisecond} {
		_, err := d.Do(t.Context(), "c", claims.UpdateContact{Side: claims.PartnerSide, Contact: mci.Contact{Name: "A", Email: "a@fabrikam.com"}},
			claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at.Add(skew), Received: at.Add(skew)})
		var refusal *claims.Refusal
		if errors.As(err, &refusal) {
			return "refused by " + string(refusal.Rule)
		}
		if err != nil {
			return err.Error()
		}
	}
	return "taken"
}

// manyKeys gives 70 commands, each with a key of its own.
func manyKeys(t *testing.T) string {
	s := &store.Memory{}
	openedAt(t, s, "c", 1, day("2022-11-10"))
	d := desk.New(s, must(catalog.Public()))
	for i := range 70 {
		_, err := d.Do(t.Context(), "c", claims.UpdateContact{Side: claims.PartnerSide, Contact: mci.Contact{Name: fmt.Sprint("A", i), Email: "a@fabrikam.com"}},
			claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: day("2022-11-11"), Received: day("2022-11-11"), Key: fmt.Sprint("k", i)})
		if err != nil {
			return err.Error()
		}
	}
	return fmt.Sprintf("%d keys kept of 70", len(must(s.Load(t.Context(), "c")).Keys))
}

// settledEarnings settles the claim of the reports, and returns the result.
func settledEarnings(t *testing.T) string {
	var all settlement.Reports
	for line, err := range report.Files(os.DirFS(filepath.Join("..", "claims", "portal", "report", "testdata", "cases")), report.Options{}, nil) {
		switch {
		case err != nil:
			t.Fatal(err)
		case line.Row != nil:
			err = all.Add(*line.Row)
		case line.Payment != nil:
			err = all.AddPayment(*line.Payment)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	approved := must(mci.ParseDate("2023-01-20"))
	claim := settlement.Claim{
		ID: "contoso-viva", Number: "contoso-viva", Approved: earnings.AmountOf(must(mci.ParseMoney("5000", mci.USD))),
		Created: must(mci.ParseDate("2022-11-10")), ApprovedOn: approved, ExpectedBy: earnings.ExpectedPayment(approved),
	}
	settled := must(settlement.Settle(must(mci.ParseDate("2023-04-01")), func(yield func(settlement.Claim, error) bool) { yield(claim, nil) }, &all))
	result := settled.Results[0]
	var steps []string
	for _, step := range result.Orders[0].Steps {
		steps = append(steps, fmt.Sprint(step.Cause, " ", step.Amount))
	}
	return fmt.Sprintf("%s %s, paid %s, arrived %s; %s; without a claim %s (%s)", result.ID, result.State, result.Paid, result.Arrived,
		strings.Join(steps, ", "), settled.Unclaimed[0].Amount, settled.Unclaimed[0].Origin)
}

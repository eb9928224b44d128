package claimbook

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
)

var update = flag.Bool("update", false, "write the golden files")

const (
	tracker = "../../tracker/testdata"
	open    = "Claim ID,Claim name,Engagement,Customer ID,Customer ID type,Status,Created,Estimated amount,Currency\n" +
		"P-1,=SUM(A1),fy23-microsoft-viva,5e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c,tenant ID,Awaiting customer consent response,2023-02-20,5000,USD\n"
)

func must[V any](value V, err error) func(testing.TB) V {
	return func(tb testing.TB) V {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// host returns a desk with the six claims of the tracker's March and an open one.
func host(tb testing.TB) *desk.Desk {
	tb.Helper()
	memory, public := &store.Memory{}, must(catalog.Public())(tb)
	follow := func(text string, at time.Time) {
		for result, err := range portal.NewImporter(memory, public, portal.ImportOptions{}).Import(tb.Context(), strings.NewReader(text), at, at) {
			if err != nil || !result.Outcome.Taken() {
				tb.Fatal(result, err)
			}
		}
	}
	follow(string(must(os.ReadFile(filepath.Join(tracker, "march-claims.csv")))(tb)), date(2023, 1, 20))
	follow(open, date(2023, 2, 20))
	return desk.New(memory, public)
}

// march settles the claims by the tracker's reports of March, and records the
// facts.
func march(tb testing.TB, d *desk.Desk) *settlement.Settlement {
	tb.Helper()
	var reports settlement.Reports
	for line, err := range report.Files(os.DirFS(filepath.Join(tracker, "march")), report.Options{}, nil) {
		switch {
		case err != nil:
		case line.Row != nil:
			err = reports.Add(*line.Row)
		case line.Payment != nil:
			err = reports.AddPayment(*line.Payment)
		case line.Ineligible != nil:
			err = reports.AddIneligible(*line.Ineligible)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	first, last := must(earnings.NewMonth(2023, 1))(tb), must(earnings.NewMonth(2023, 3))(tb)
	for _, kind := range []settlement.Report{settlement.EarningsReport, settlement.PaymentsReport, settlement.IneligibleReport} {
		if err := reports.Cover(settlement.Span{Report: kind, From: first, Until: last, Downloaded: mci.DateOf(date(2023, 3, 20)), File: "march"}); err != nil {
			tb.Fatal(err)
		}
	}
	settled := must(settlement.Settle(mci.DateOf(date(2023, 3, 20)), settlement.Facts(register.List(tb.Context(), d, store.Query{})), &reports))(tb)
	recordings, _ := settled.Recordings()
	for _, one := range recordings {
		must(d.Do(tb.Context(), one.Claim, one.Command, one.Meta(date(2023, 3, 20))))(tb)
	}
	return settled
}

// written returns a book that fill has filled, opened again. It demands that
// nothing had to be told.
func written(tb testing.TB, fill func(*workbook.Book) error) *workbook.File {
	tb.Helper()
	book := workbook.New()
	defer func() { _ = book.Close() }()
	if err := fill(book); err != nil {
		tb.Fatal(err)
	}
	var data bytes.Buffer
	if notes := must(book.Write(&data))(tb); len(notes) > 0 {
		tb.Errorf("told %v", notes)
	}
	return must(workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{}))(tb)
}

// golden compares all sheets with a golden file.
func golden(t *testing.T, name string, file *workbook.File) {
	t.Helper()
	var got strings.Builder
	for _, sheet := range file.Sheets() {
		got.WriteString("== " + sheet + "\n")
		table := must(file.Table(workbook.Choice{Sheet: sheet}))(t)
		must(io.Copy(&got, table))(t)
		if notes := table.Notes(); notes != nil {
			t.Errorf("%s: %v", sheet, notes)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(must(os.ReadFile(path))(t)), got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTheRegisterHasARowForEachClaimAndEachPayment(t *testing.T) {
	d := host(t)
	march(t, d)
	golden(t, "register.csv", written(t, func(b *workbook.Book) error {
		unread, err := Register(b, register.List(t.Context(), d, store.Query{}), date(2023, 3, 20))
		if unread != nil {
			t.Errorf("not read: %v", unread)
		}
		return err
	}))
}

// The columns that hold lists of payments have a sheet of their own.
func TestTheRegisterHasTheColumnsOfTheExport(t *testing.T) {
	var headers []string
	for _, f := range registerFields {
		headers = append(headers, f.header)
	}
	for _, header := range portal.Header() {
		if !slices.Contains(headers, header) && !strings.HasPrefix(header, "Payments") {
			t.Errorf("the column %q is missing", header)
		}
	}
}

func TestAnImportReadsTheRegisterAgain(t *testing.T) {
	d := host(t)
	file := written(t, func(b *workbook.Book) error {
		_, err := Register(b, register.List(t.Context(), d, store.Query{}), date(2023, 3, 20))
		return err
	})
	table := must(file.Table(workbook.Choice{Sheet: "Register", Text: portal.SafeCell}))(t)
	defer func() { _ = table.Close() }()
	rows := 0
	for row, err := range portal.Read(table, portal.Options{}) {
		if err != nil || len(row.Unread) > 0 {
			t.Fatal(row.Unread, err)
		}
		rows++
		claim := must(d.Claim(t.Context(), row.ClaimID))(t)
		record := claim.Record()
		if row.ClaimName != record.Name || row.CustomerID != record.CustomerID.Value() || row.Created != mci.DateOf(record.Created) {
			t.Errorf("got %+v", row)
		}
		approved := must(row.Approved.Money(""))(t)
		if !approved.Equal(record.Amounts.Approved.Money) && !approved.IsNone() {
			t.Errorf("%s: approved %s, want %s", row.ClaimID, approved, record.Amounts.Approved.Money)
		}
	}
	if rows != 7 {
		t.Errorf("got %d rows", rows)
	}
}

// list yields some claims and errors.
func list(values ...any) iter.Seq2[register.Item, error] {
	return func(yield func(register.Item, error) bool) {
		for _, value := range values {
			var item register.Item
			if claim, ok := value.(*claims.Claim); ok {
				item = register.Activity(claim)
			}
			err, _ := value.(error)
			if !yield(item, err) {
				return
			}
		}
	}
}

func TestAClaimThatCannotBeReadIsLeftOutAndToldAndAnyOtherErrorEndsTheRegister(t *testing.T) {
	d := host(t)
	claim := must(d.Claim(t.Context(), "P-1"))(t)
	damaged := &store.ClaimError{ID: "K-9", Err: errors.New("damaged")}
	b := workbook.New()
	defer func() { _ = b.Close() }()
	if unread, err := Register(b, list(damaged, claim), date(2023, 3, 20)); err != nil || len(unread) != 1 || unread[0] != damaged {
		t.Errorf("got %v, %v", unread, err)
	}
	b = workbook.New()
	defer func() { _ = b.Close() }()
	if _, err := Register(b, list(claim, context.Canceled), date(2023, 3, 20)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := Register(b, list(), date(2023, 3, 20)); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("two sheets have one name: %v", err)
	}
	if err := Worklist(b, make([]register.WorkItem, 0)); err != nil {
		t.Error(err)
	}
}

func TestTheWorklistHasTheMostUrgentClaimFirst(t *testing.T) {
	d := host(t)
	var work []register.WorkItem
	for item, err := range register.Worklist(t.Context(), d, store.Query{}, date(2023, 3, 20)) {
		work = append(work, must(item, err)(t))
	}
	slices.SortFunc(work, register.CompareUrgency)
	golden(t, "worklist.csv", written(t, func(b *workbook.Book) error { return Worklist(b, work) }))
}

func TestTheSettlementHasTheReasonsOfEachFigure(t *testing.T) {
	settled := march(t, host(t))
	sums := must(settled.Sums(settlement.SumByState, settlement.SumByMonth))(t)
	golden(t, "settlement.csv", written(t, func(b *workbook.Book) error { return Settlement(b, settled, sums) }))
}

func customer(tb testing.TB) plan.Prospect {
	tb.Helper()
	id := func(kind mci.IDType, text string) plan.Identity {
		return plan.Identity{Customer: eligibility.Customer{
			ID: must(mci.ParseCustomerID(kind, text))(tb), Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
			OpenClaims: eligibility.CountOf(0), MailMatches: mci.Yes,
		}}
	}
	zurich := mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes}
	return plan.Prospect{
		At: date(2022, 11, 10), User: mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}}, Qualifications: []string{},
		Sites:      []eligibility.Site{{Location: zurich, Eligible: map[mci.EngagementID]mci.Fact{"fy23-microsoft-viva": mci.Yes, "fy23-nextgen-windows": mci.No}}},
		Identities: []plan.Identity{id(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"), id(mci.OpportunityID, "7-3CVDESBISU")},
	}
}

func TestThePlanHasARowForEachWayAndEachReason(t *testing.T) {
	public := must(catalog.Public())(t)
	engagements := func(yield func(*catalog.Engagement) bool) {
		for _, id := range []mci.EngagementID{"fy23-microsoft-viva", "fy23-microsoft-viva-insights", "fy23-nextgen-windows"} {
			engagement, ok := public.Find(id, mci.DateOf(date(2022, 11, 10)))
			if !ok || !yield(engagement) {
				return
			}
		}
	}
	made := must(plan.Make(customer(t), engagements))(t)
	golden(t, "plan.csv", written(t, func(b *workbook.Book) error { return Plan(b, made) }))
}

func TestASheetThatCannotBeginEndsTheBook(t *testing.T) {
	settled := march(t, host(t))
	for _, taken := range []string{"Settlement", "Findings", "Earnings", "Plan", "Reasons"} {
		b := workbook.New()
		must(b.Sheet(taken, nil))(t)
		if err := errors.Join(Settlement(b, settled, nil), Plan(b, plan.Plan{})); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v", taken, err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

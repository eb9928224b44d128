package portal_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// all yields claims and then the error, unless it is nil.
func all(err error, list ...*claims.Claim) iter.Seq2[register.Item, error] {
	return func(yield func(register.Item, error) bool) {
		for _, claim := range list {
			if !yield(register.Activity(claim), nil) {
				return
			}
		}
		if err != nil {
			yield(register.Item{}, err)
		}
	}
}

func TestTheRegisterHasStableColumns(t *testing.T) {
	claim := opened("claim-1", 1, "Contoso").Claim
	var file strings.Builder
	if unread, err := portal.Export(&file, all(nil, claim), at("2022-11-20"), portal.ExportOptions{}); err != nil || unread != nil {
		t.Fatal(unread, err)
	}
	want := "Claim ID,Claim name,Edition,Engagement ID,Engagement,Customer ID type,Customer ID,Location,Status,Disputed,Shown by Partner Center," +
		"Created,Deadline,Deadline rule,Counted from,Days left,Next actor,Estimated,Estimated currency,Requested,Requested currency," +
		"Approved,Approved currency,Payments,Payments currency,Deadline assumed,Assumed,Kind\r\n" +
		"claim-1,Contoso,FY23-2022-11,fy23-microsoft-viva,Microsoft Viva,tenant ID,2f3c4a1e-0d5b-4c6f-9a7e-000000000001,zurich,Customer claimed,no,," +
		"2022-11-10,2022-12-10,clock.consent,creation,20,partner,5000.00,USD,,,,,,,no,,partner activity\r\n"
	if file.String() != want {
		t.Errorf("got\n%s\nwant\n%s", file.String(), want)
	}
	if !slices.Equal(strings.Split(strings.SplitN(want, "\r\n", 2)[0], ","), portal.Header()) {
		t.Error("Header says something else")
	}
}

func TestNoCellOfTheRegisterIsAFormula(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@sum", "\tx", "'=1", "''@", " =1", "\u00A0=1", "\u200B=1", "＝1", "x;=1", "x, =1", "x\t-1", "x;'=1", "x;;@", "O'Neil", "'quoted'", "a\n=b", `say "hi", twice`} {
		var file bytes.Buffer
		claim := called("claim-1", name)
		if _, err := portal.Export(&file, all(nil, claim), at("2022-11-20"), portal.ExportOptions{Mark: true, Separator: ';'}); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(file.String(), "\uFEFF")
		table := csv.NewReader(strings.NewReader(text))
		table.Comma = ';'
		records, err := table.ReadAll()
		if err != nil || !marked {
			t.Fatal(err)
		}
		// Another program may use a different separator.
		for _, separator := range []string{",", ";", "\t", "\n"} {
			for part := range strings.SplitSeq(records[1][1], separator) {
				if part = strings.TrimLeft(part, " \t\u00A0\u200B"); part != "" && strings.ContainsAny(part[:1], "=+-@\r") || strings.HasPrefix(part, "＝") {
					t.Errorf("%q: the cell %q holds the formula %q", name, records[1][1], part)
				}
			}
		}
		rows, bad, err := read(portal.Read(&file, portal.Options{}))
		if err != nil || bad != nil || rows[0].ClaimName != name {
			t.Errorf("%q comes back as %+v, %v, %v", name, rows, bad, err)
		}
	}
}

func TestTheRegisterIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching("[='\"+@a-c,;\n\t \u00A0\u200B＝-]{1,20}").Draw(t, "name")
		id := rapid.StringMatching("[=+@a-z]{1,10}").Draw(t, "id")
		shown := rapid.SampledFrom(claims.Statuses()).Draw(t, "status")
		claim := called(claims.ID(id), name)
		claim = must(claims.Observe(claim, claims.ReadStatus(shown.String()), claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-10"), Received: at("2023-01-10")})).Claim
		var file bytes.Buffer
		options := portal.ExportOptions{Mark: rapid.Bool().Draw(t, "mark"), Separator: rapid.SampledFrom([]rune{0, ',', ';', '\t'}).Draw(t, "separator")}
		must(portal.Export(&file, all(nil, claim), at("2023-01-10"), options))
		rows, bad, err := read(portal.Read(&file, portal.Options{}))
		if err != nil || bad != nil || len(rows) != 1 {
			t.Fatalf("%v, %v, %v", rows, bad, err)
		}
		got := rows[0]
		got.Estimated = portal.Figure{}
		want := portal.Row{
			Line: 2, ClaimID: claims.ID(id), ClaimName: name, EngagementID: string(viva), EngagementTitle: "Microsoft Viva", CustomerIDType: mci.TenantID, CustomerID: tenant(1).Value(),
			Location: "zurich", Status: claims.ReadStatus(shown.String()), Created: must(mci.ParseDate("2022-11-10")), CreatedAs: portal.ISODate,
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

func TestTheRegisterTellsAmountsAndDivergence(t *testing.T) {
	s := storeOf(t, 1)
	d := desk.New(s, public())
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-10"), Received: at("2023-01-10")}
	must(d.Observe(t.Context(), "claim-0", claims.ReadStatus("Approved"), seen))
	for _, amount := range []mci.Money{must(mci.ParseMoney("10", "USD")), must(mci.ParseMoney("7", "EUR"))} {
		must(d.Do(t.Context(), "claim-0", claims.RecordPayment{Amount: amount}, claims.Meta{Actor: claims.Microsoft, At: at("2023-01-11"), Received: at("2023-01-11")}))
	}
	must(d.Observe(t.Context(), "claim-0", claims.ReadStatus("=On hold"), claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-12"), Received: at("2023-01-12")}))
	var file strings.Builder
	must(portal.Export(&file, register.List(t.Context(), d, store.Query{}), at("2023-01-13"), portal.ExportOptions{}))
	for _, part := range []string{",Approved,no,'=On hold,", ",,,,,partner,5000.00,USD,,,,,10.00; 7.00,USD; EUR,"} {
		if !strings.Contains(file.String(), part) {
			t.Errorf("%s lacks %q", file.String(), part)
		}
	}
}

// A full destination accepts only a limited number of bytes.
type full struct{ left int }

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	f.left -= len(p)
	if f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestAnExportThatBreaksOffSaysWhy(t *testing.T) {
	claim := opened("claim-1", 1, strings.Repeat("n", 200)).Claim
	many := slices.Repeat([]*claims.Claim{claim}, 100)
	for left, options := range map[int]portal.ExportOptions{0: {Mark: true}, 10: {}, 5000: {}} {
		if _, err := portal.Export(&full{left}, all(nil, many...), at("2022-11-20"), options); !errors.Is(err, errFull) {
			t.Errorf("%d bytes: got %v", left, err)
		}
	}
	if _, err := portal.Export(&full{10}, all(nil), at("2022-11-20"), portal.ExportOptions{}); !errors.Is(err, errFull) {
		t.Errorf("the header alone: got %v", err)
	}
	if _, err := portal.Export(&full{1 << 20}, all(context.Canceled, claim), at("2022-11-20"), portal.ExportOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: got %v", err)
	}
	unread, err := portal.Export(&full{1 << 20}, all(&store.ClaimError{ID: "bad", Err: errFull}, claim), at("2022-11-20"), portal.ExportOptions{})
	if err != nil || len(unread) != 1 || unread[0].ID != "bad" {
		t.Errorf("one claim: got %v, %v", unread, err)
	}
	_, err = portal.Export(&full{1 << 20}, all(nil), at("2022-11-20"), portal.ExportOptions{Separator: '|'})
	wantInvalid(t, err, "separator")
}

func TestTheRegisterTellsTheAssumedFieldsOfAClaimAndNotThoseOfItsRecord(t *testing.T) {
	d := desk.New(storeOf(t, 1), public())
	seen := claims.Meta{Actor: claims.PartnerCenter, At: at("2023-01-10"), Received: at("2023-01-10")}
	must(d.Observe(t.Context(), "claim-0", claims.ReadStatus("Approved"), seen))
	engagement, _ := public().Find(viva, must(mci.ParseDate("2022-11-10")))
	must(d.Adopt(t.Context(), claims.Adoption{
		Name: "Fabrikam", Engagement: engagement, CustomerID: tenant(2), Shown: claims.ReadStatus("Approved"), Created: at("2022-11-10"),
	}, "claim-1", seen))
	var file strings.Builder
	must(portal.Export(&file, register.List(t.Context(), d, store.Query{}), at("2023-01-13"), portal.ExportOptions{}))
	records := must(csv.NewReader(strings.NewReader(file.String())).ReadAll())
	at := slices.Index(records[0], "Assumed")
	const observed = "consent.asked; consent.dealSize; consent.answered; firstSubmitted; evidence; approvedAt"
	for i, want := range []string{observed, "way; customerContact; partnerContact; " + observed} {
		if got := records[i+1][at]; got != want {
			t.Errorf("of %s: got %q, want %q", records[i+1][0], got, want)
		}
	}
}

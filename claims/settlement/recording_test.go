package settlement_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
)

// adopted returns a desk with one claim that Partner Center shows as approved.
func adopted(t *testing.T) *desk.Desk {
	t.Helper()
	public := must(catalog.Public())
	engagement, _ := public.Find("fy23-microsoft-viva", day("2022-11-10"))
	d := desk.New(&store.Memory{}, public)
	_, err := d.Adopt(t.Context(), claims.Adoption{
		Name: "Contoso", Engagement: engagement, CustomerID: must(mci.ParseCustomerID(mci.TenantID, tenant)),
		Shown: claims.ReadStatus("Approved"), Location: "Zurich", Created: day("2022-11-10").Start(time.UTC),
	}, "N-1", claims.Meta{Actor: claims.PartnerCenter, At: day("2023-01-20").Start(time.UTC), Received: day("2023-01-20").Start(time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func settleDesk(t *testing.T, d *desk.Desk, lines ...any) *settlement.Settlement {
	t.Helper()
	return must(settlement.Settle(day("2023-04-01"), settlement.Facts(register.List(t.Context(), d, store.Query{})), reports(lines...)))
}

func TestRecordingTwiceChangesNothing(t *testing.T) {
	d := adopted(t)
	sent := earned(2, "Rebate", "Sent", "3000.004")
	sent.PaymentID = "P-1"
	lines := []any{quarter, sent, earned(3, "Co-op", "Upcoming", "2000")}

	first := settleDesk(t, d, lines...)
	recorded, left := first.Recordings()
	if len(recorded) != 2 || len(left) != 0 || first.Results[0].Number != "N-1" || !settleDesk(t, d).Results[0].DueAssumed {
		t.Fatalf("got %+v and %+v, want the approved amount and a payment", recorded, left)
	}
	for range 2 {
		for _, one := range recorded {
			if _, err := d.Do(t.Context(), one.Claim, one.Command, one.Meta(day("2023-04-01").Start(time.UTC))); err != nil {
				t.Fatal(err)
			}
		}
		claim := must(d.Claim(t.Context(), "N-1"))
		amounts := claim.Record().Amounts
		if claim.Version() != 3 || amounts.Approved.Money.String() != "USD 5,000.00" || len(amounts.Payments) != 1 || amounts.Payments[0].Money.String() != "USD 3,000.00" {
			t.Fatalf("got version %d and %+v, want each fact once", claim.Version(), amounts)
		}
	}
	again := settleDesk(t, d, lines...)
	if r := again.Results[0]; r.State != settlement.PaidShort || r.Steps[0].Cause != settlement.CauseCoOp || r.Steps[1].Cause != settlement.CauseRounding {
		t.Errorf("got %+v, want a difference that the co-op share explains", r)
	}
	if recorded, _ = again.Recordings(); len(recorded) != 1 || recorded[0].Key != "payment/P-1/earning/E-2" || recorded[0].RoundedAway.String() != "USD 0.004" {
		t.Errorf("got %+v, want the payment alone under the same key", recorded)
	}
	text := must(json.Marshal(recorded[0]))
	if want := `{"claim":"N-1","event":"record payment","command":{"amount":{"amount":"3000.00","currency":"USD"},"reference":"P-1","earning":"E-2","earningType":"Rebate","month":"2023-01"},"key":"payment/P-1/earning/E-2"`; !strings.HasPrefix(string(text), want) {
		t.Errorf("got %s, want %s", text, want)
	}
}

func TestAnApprovedAmountIsOnlyRecordedIfTheEarningsSayItForSure(t *testing.T) {
	again, other, contradicting := summarized("2023-03-10", "", "Upcoming", "5000"), summarized("2023-03-10", "P-1", "Sent", "5000"), earned(2, "Rebate", "Sent", "4000")
	contradicting.Origin.Line = 3
	for name, lines := range map[string][]any{
		"one or two":    {quarter, again, other},
		"beside an ID":  {quarter, earned(2, "Rebate", "Sent", "5000"), other},
		"contradicted":  {quarter, earned(2, "Rebate", "Sent", "5000"), contradicting},
		"not covered":   {earned(2, "Rebate", "Sent", "5000")},
		"an adjustment": {quarter, earned(2, "Rebate", "Sent", "5000"), earned(3, "Adjustment-Rebate", "Sent", "10")},
		"too small":     {quarter, earned(2, "Rebate", "Upcoming", "0.001")},
		"one is zero":   {quarter, earned(2, "Rebate", "Sent", "5000"), earned(3, "Rebate", "Upcoming", "0")},
		"nothing":       {quarter},
	} {
		recorded, _ := settleDesk(t, adopted(t), lines...).Recordings()
		for _, one := range recorded {
			if facts, ok := one.Command.(claims.RecordFacts); ok {
				t.Errorf("%s: got %+v", name, facts)
			}
		}
	}
}

func TestASentEarningThatIsNotRecordedIsTold(t *testing.T) {
	numberless := earned(2, "Rebate", "Sent", "10")
	numberless.ClaimID, numberless.CustomerID, numberless.EngagementName = "", tenant, "Microsoft Viva"
	summarized := func(line int, payment, amount string) earnings.Row {
		row := earned(line, "Rebate", "Sent", amount)
		row.EarningID, row.PaymentID = "", payment
		return row
	}
	unapproved := contoso()
	unapproved.ApprovedOn = mci.Date{}
	returned := earned(2, "Rebate", "REVERSED", "10")
	returned.PaymentID = "P-1"
	again := summarized(3, "P-1", "10")
	again.Lever = "another"
	spelled := again
	spelled.EarningType = " REBATE"
	for name, c := range map[string]struct {
		claim settlement.Claim
		lines []any
		why   string
		taken int
	}{
		"doubtful":         {contoso(), []any{numberless}, "does not name the claim", 0},
		"zero":             {contoso(), []any{earned(2, "Rebate", "Sent", "0")}, "the amount is zero", 0},
		"less than a cent": {contoso(), []any{earned(2, "Rebate", "Sent", "0.001")}, "less than the currency can pay", 0},
		"too large":        {contoso(), []any{earned(2, "Rebate", "Sent", "999999999999999999")}, "15 digits", 0},
		"not approved":     {unapproved, []any{earned(2, "Rebate", "Sent", "1")}, "not approved here", 0},
		"no IDs":           {contoso(), []any{summarized(2, "", "1")}, "neither an earning ID nor a payment ID", 0},
		"beside an ID":     {contoso(), []any{earned(2, "Rebate", "Sent", "1"), summarized(3, "P-1", "1")}, "others of the claim have one", 1},
		"came back":        {contoso(), []any{returned}, "the payment P-1 came back", 0},
		"one key":          {contoso(), []any{summarized(2, "P-1", "10"), summarized(3, "P-1", "20")}, "has another amount", 1},
		"one key, twice":   {contoso(), []any{summarized(2, "P-1", "10"), again}, "says the same", 1},
		"in another case":  {contoso(), []any{summarized(2, "P-1", "10"), spelled}, "says the same", 1},
	} {
		recorded, left := settle([]settlement.Claim{c.claim}, c.lines...).Recordings()
		if len(left) != 1 || !strings.Contains(left[0].Why, c.why) || left[0].Claim != c.claim.ID || len(recorded) != c.taken {
			t.Errorf("%s: got %+v and %+v, want %q", name, recorded, left, c.why)
		}
	}
}

func TestAKeyIsTheSameForAnIDOfAnyLengthAndNeverForTwo(t *testing.T) {
	keys := map[string]bool{}
	for _, ids := range [][2]string{
		{"P-1", "1"}, {"P-1/earning", "1"}, {"P-1", "earning/1"}, {strings.Repeat("p", 300), "1"}, {strings.Repeat("p", 300), "2"}, {"P\u202e1", "1"}, {"", "1"},
	} {
		row := earned(2, "Rebate", "Sent", "10")
		row.PaymentID, row.EarningID = ids[0], ids[1]
		recorded, _ := settle([]settlement.Claim{contoso()}, row).Recordings()
		if len(recorded) != 1 || len(recorded[0].Key) > 200 || keys[recorded[0].Key] {
			t.Errorf("%q: got %+v, want a key of its own", ids, recorded)
			continue
		}
		keys[recorded[0].Key] = true
		if recorded[0].Command.(claims.RecordPayment).Reference == "P\u202e1" {
			t.Error("the reference holds a character that turns the text around")
		}
	}
	row := earned(2, "Rebate", "Sent", "10")
	row.EarningID, row.PaymentID = "", "P-1"
	if recorded, _ := settle([]settlement.Claim{contoso()}, row).Recordings(); recorded[0].Key != "payment/P-1/rebate/2023-01" {
		t.Errorf("got the key %q", recorded[0].Key)
	}
}

func TestOnlyASettlementMakesARecording(t *testing.T) {
	if _, err := json.Marshal(settlement.Recording{}); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v for a recording without a command", err)
	}
	var recording settlement.Recording
	if err := json.Unmarshal([]byte("{}"), &recording); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
}

func TestFactsPassTheErrorsOfAListOn(t *testing.T) {
	bad := &store.ClaimError{ID: "bad", Err: errors.New("torn")}
	list := func(yield func(register.Item, error) bool) {
		for range 2 {
			if !yield(register.Item{}, bad) {
				return
			}
		}
	}
	count := 0
	for _, err := range settlement.Facts(list) {
		if count++; !errors.Is(err, bad.Err) {
			t.Errorf("got %v, want the error of the list", err)
		}
		break
	}
	if count != 1 {
		t.Errorf("the list went on after its end: %d", count)
	}
}

func TestAnApprovedAmountIsRecordedWithWhatWasRoundedAway(t *testing.T) {
	for amount, want := range map[string]string{"5000.004": "USD 0.004", "5000": "no amount"} {
		recorded, _ := settleDesk(t, adopted(t), quarter, earned(2, "Rebate", "Sent", amount)).Recordings()
		if len(recorded) != 2 || recorded[0].RoundedAway.String() != want || recorded[0].Meta(day("2023-04-01").Start(time.UTC)).Actor != claims.PartnerCenter {
			t.Errorf("%s: got %+v, want %q rounded away", amount, recorded, want)
		}
	}
}

// A payment is identified by its source, if it names one.
func TestOnlyAPaymentWithoutASourceHasAKey(t *testing.T) {
	january := month("2023-01")
	for _, c := range []struct {
		payment claims.RecordPayment
		keyed   bool
	}{
		{claims.RecordPayment{Reference: "P-1", Earning: "E-1"}, false},
		{claims.RecordPayment{Reference: "P-1", EarningType: "Rebate", Month: january}, false},
		{claims.RecordPayment{Reference: "P-1", EarningType: "Rebate"}, true},
		{claims.RecordPayment{Reference: "P-1", Month: january}, true},
		{claims.RecordPayment{Reference: "P-1"}, true},
		{claims.RecordPayment{Earning: "E-1"}, true},
		{claims.RecordPayment{EarningType: "Rebate", Month: january}, true},
	} {
		meta := settlement.Recording{Command: c.payment, Key: "key"}.Meta(day("2023-04-01").Start(time.UTC))
		if (meta.Key != "") != c.keyed || meta.Actor != claims.Microsoft {
			t.Errorf("%+v: got the key %q by %s", c.payment, meta.Key, meta.Actor)
		}
	}
}

func TestAPaymentIsRecordedAsOfItsDayIfTheClaimHasNoLaterEntry(t *testing.T) {
	first, second, third := earned(2, "Rebate", "Sent", "3000"), earned(3, "Rebate", "Sent", "1500"), earned(4, "Rebate", "Sent", "500")
	first.PaymentID, second.PaymentID = "P-1", "P-2"
	order := func(id, on string) earnings.Payment {
		_, made := sentInFrancs()
		made.PaymentID, made.PaymentDate = id, day(on)
		return made
	}
	now := day("2023-04-01").Start(time.UTC)
	for updated, want := range map[string][]string{
		"2023-01-20": {"E-3 2023-03-10", "E-2 2023-03-15", "E-4 2023-04-01"},
		"2023-03-15": {"E-2 2023-03-15", "E-3 2023-04-01", "E-4 2023-04-01"},
		"2023-03-16": {"E-2 2023-04-01", "E-3 2023-04-01", "E-4 2023-04-01"},
		"":           {"E-2 2023-04-01", "E-3 2023-04-01", "E-4 2023-04-01"},
	} {
		claim := contoso()
		if updated != "" {
			claim.Updated = day(updated).Start(time.UTC)
		}
		recordings, left := settle([]settlement.Claim{claim}, quarter, first, second, third, order("P-1", "2023-03-15"), order("P-2", "2023-03-10")).Recordings()
		var got []string
		for _, one := range recordings {
			meta := one.Meta(now)
			got = append(got, one.Command.(claims.RecordPayment).Earning+" "+meta.At.Format(time.DateOnly))
			if !meta.Received.Equal(now) {
				t.Errorf("received at %s", meta.Received)
			}
		}
		if !slices.Equal(got, want) || len(left) > 0 {
			t.Errorf("updated %s: got %q, %+v, want %q", updated, got, left, want)
		}
		if early := recordings[0].Meta(day("2023-03-01").Start(time.UTC)).At; !early.Equal(day("2023-03-01").Start(time.UTC)) {
			t.Errorf("updated %s: a payment after the instant is recorded as of %s", updated, early)
		}
	}
}

// A payment that came back is recorded as taken back by hand: then what is sent
// again is not counted twice.
func TestWhatCameBackAndIsSentAgainIsPaidOnce(t *testing.T) {
	d, on := adopted(t), day("2023-04-01").Start(time.UTC)
	var record claims.Record
	apply := func(command claims.Command) {
		t.Helper()
		change, err := d.Do(t.Context(), "N-1", command, claims.Meta{Actor: claims.Microsoft, At: on, Received: on})
		if err != nil {
			t.Fatal(err)
		}
		record = change.Claim.Record()
	}
	sent := earned(2, "Rebate", "Sent", "3000")
	sent.PaymentID = "P-1"
	line := func(change func(*earnings.Row)) earnings.Row { return again(sent, change) }
	for _, lines := range [][]any{
		{sent}, {sent, line(func(r *earnings.Row) { r.PaymentStatus = "Reversed" })}, {sent, line(func(r *earnings.Row) { r.PaymentID = "P-2" })},
	} {
		recorded, left := settle([]settlement.Claim{contoso()}, lines...).Recordings()
		for _, one := range recorded {
			apply(one.Command)
		}
		if len(left) > 0 {
			apply(claims.RecordPayment{Amount: must(mci.ParseMoney("-3000", mci.USD)), Reference: "P-1"})
		}
	}
	var paid []string
	for payment := range record.Amounts.Paid() {
		paid = append(paid, payment.Money.Amount())
	}
	if want := []string{"3000.00", "-3000.00", "3000.00"}; !slices.Equal(paid, want) {
		t.Errorf("got %q, want %q", paid, want)
	}
}

package dealbook_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// deal returns a referral in the wire form, with pairs of a member and its
// value in place of those of a new one.
func deal(t testing.TB, pairs ...string) resource.Referral {
	t.Helper()
	members := map[string]string{
		"id": "11111111-0000-4000-8000-000000000001", "engagementId": "22222222-0000-4000-8000-000000000001", "name": "Contoso",
		"createdDateTime": "2023-03-01T00:00:00Z", "updatedDateTime": "2023-03-01T00:00:00Z", "status": "New", "substatus": "Pending", "type": "Independent",
	}
	for i := 0; i < len(pairs); i += 2 {
		members[pairs[i]] = pairs[i+1]
	}
	data, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	r, err := resource.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var mark = time.Date(2023, 3, 2, 0, 0, 0, 0, time.UTC)

func updates(all ...resource.Referral) referral.Updates {
	return referral.Updates{Referrals: all, Mark: mark}
}

func TestABookIsReadAsItWasWrittenAndReplacedAsAWhole(t *testing.T) {
	name := filepath.Join(t.TempDir(), "deals.json")
	var b dealbook.Book
	for i, text := range []string{"Contoso", "東京 <Übung> \"größte\"", strings.Repeat("x", 100_000), "a\nb"} {
		b.Take(updates(deal(t, "id", fmt.Sprintf("11111111-0000-4000-8000-%012d", i), "name", text, "ownMember", "kept")))
	}
	for range 2 { // the second time it replaces a file
		if err := b.Write(name); err != nil {
			t.Fatal(err)
		}
		got, err := dealbook.Read(name)
		if err != nil || !cmp.Equal(got, b) {
			t.Errorf("%v: %s", err, cmp.Diff(got, b))
		}
	}
	status, err := os.Stat(name)
	if err != nil || status.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", status.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestAMissingFileIsAnEmptyBookAndADamagedOneAnError(t *testing.T) {
	folder := t.TempDir()
	if b, err := dealbook.Read(filepath.Join(folder, "none.json")); err != nil || !cmp.Equal(b, dealbook.Book{}) {
		t.Errorf("got %+v, %v", b, err)
	}
	for name, text := range map[string]string{
		"empty": "", "cut off": `{"mark": "2023-03-02T00`, "another member": `{"deals": [], "more": 1}`, "two values": `{"deals": []} {}`, "a bracket more": `{"deals": []}]`,
		"a wrong instant": `{"mark": "yesterday"}`, "a list": `[]`, "bytes": "\xff\xfe{\x00", "nothing but depth": strings.Repeat("[", 100_000),
	} {
		file := filepath.Join(folder, "deals.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := dealbook.Read(file); !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: got %+v, %v", name, b, err)
		}
	}
	if _, err := dealbook.Read(folder); err == nil || errors.Is(err, mci.ErrInvalid) {
		t.Errorf("a folder: got %v", err)
	}
}

func TestABookThatCannotBeWrittenLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	var b dealbook.Book
	if err := b.Write(filepath.Join(folder, "none", "deals.json")); err == nil {
		t.Error("it was written into a folder that is not there")
	}
	taken := filepath.Join(folder, "taken")
	if err := os.Mkdir(taken, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := b.Write(taken); err == nil {
		t.Error("it was written in place of a folder")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestAChangeIsToldOnceWithWhatItWasBefore(t *testing.T) {
	var b dealbook.Book
	first := deal(t, "salesStage", "20% - Qualified")
	if got := b.Take(updates(first)); len(got) != 1 || got[0].Earlier != nil || !got[0].Later.Equal(first) {
		t.Fatalf("got %+v", got)
	}
	if got := b.Take(updates(first, first)); got != nil || len(b.Deals) != 1 {
		t.Errorf("again: got %+v", got)
	}
	second := deal(t, "id", strings.ToUpper(first.ID), "salesStage", "40% - Qualified", "updatedDateTime", "2023-03-02T00:00:00Z")
	got := b.Take(updates(second))
	if len(got) != 1 || got[0].Earlier == nil || !got[0].Earlier.Equal(first) || !got[0].Later.Equal(second) || len(b.Deals) != 1 || !b.Deals[0].Referral.Equal(second) {
		t.Errorf("got %+v", got)
	}
	if !b.Mark.Equal(mark) {
		t.Errorf("the mark is %v", b.Mark)
	}
}

func TestAStageIsKnownFromTheFirstReadingOfANewDealOrFromItsChange(t *testing.T) {
	for name, c := range map[string]struct {
		seen []resource.Referral
		want string
	}{
		"new":                         {[]resource.Referral{deal(t, "salesStage", "20")}, "20% since 2023-03-01"},
		"changed before it was seen":  {[]resource.Referral{deal(t, "salesStage", "20", "updatedDateTime", "2023-03-05T00:00:00Z")}, ""},
		"no stage":                    {[]resource.Referral{deal(t)}, ""},
		"a stage that nobody knows":   {[]resource.Referral{deal(t, "salesStage", "half")}, ""},
		"an instant that is none":     {[]resource.Referral{deal(t, "salesStage", "20", "createdDateTime", "x", "updatedDateTime", "x")}, ""},
		"moved":                       {[]resource.Referral{deal(t, "salesStage", "20"), deal(t, "salesStage", "40", "updatedDateTime", "2023-03-05T00:00:00Z")}, "20% since 2023-03-01, 40% since 2023-03-05"},
		"moved, and first seen late":  {[]resource.Referral{deal(t), deal(t, "salesStage", "40", "updatedDateTime", "2023-03-05T00:00:00Z")}, "40% since 2023-03-05"},
		"changed in the same stage":   {[]resource.Referral{deal(t, "salesStage", "20"), deal(t, "salesStage", "20", "name", "x", "updatedDateTime", "2023-03-05T00:00:00Z")}, "20% since 2023-03-01"},
		"moved to what nobody knows":  {[]resource.Referral{deal(t, "salesStage", "20"), deal(t, "salesStage", "half", "updatedDateTime", "2023-03-05T00:00:00Z")}, "20% since 2023-03-01"},
		"moved at an unknown instant": {[]resource.Referral{deal(t, "salesStage", "20"), deal(t, "salesStage", "40", "updatedDateTime", "x")}, "20% since 2023-03-01"},
	} {
		t.Run(name, func(t *testing.T) {
			var b dealbook.Book
			for _, one := range c.seen {
				b.Take(updates(one))
			}
			var got []string
			for _, stage := range b.Deals[0].Stages {
				got = append(got, stage.Stage.Percent()+"% since "+stage.Since.Format(time.DateOnly))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheStagesOfAnEarlierBookDoNotChange(t *testing.T) {
	var b dealbook.Book
	b.Take(updates(deal(t, "salesStage", "20")))
	earlier := dealbook.Book{Deals: append([]dealbook.Deal(nil), b.Deals...)}
	b.Take(updates(deal(t, "salesStage", "40", "updatedDateTime", "2023-03-05T00:00:00Z")))
	b.Take(updates(deal(t, "salesStage", "60", "updatedDateTime", "2023-03-06T00:00:00Z")))
	if len(earlier.Deals[0].Stages) != 1 || len(b.Deals[0].Stages) != 3 {
		t.Errorf("%v and %v", earlier.Deals[0].Stages, b.Deals[0].Stages)
	}
}

func TestADealIsSaidToBeAloneOnlyIfTheWholeListWasRead(t *testing.T) {
	private := deal(t)
	var own resource.Referral
	if err := json.Unmarshal([]byte(strings.Replace(string(encoded(t, private)), `"name"`, `"consent":{"consentToShareReferralWithMicrosoftSellers":true},"name"`, 1)), &own); err != nil {
		t.Fatal(err)
	}
	var b dealbook.Book
	b.Take(updates(own))
	for whole, want := range map[bool]cosell.DealType{true: cosell.PartnerLed, false: cosell.NoDeal} {
		sales := b.Sales(whole)
		if len(sales) != 1 || sales[0].Type != want {
			t.Errorf("read wholly %t: got %+v", whole, sales)
		}
	}
	var empty dealbook.Book
	if got := empty.Sales(true); got != nil {
		t.Errorf("an empty book has %+v", got)
	}
}

func encoded(t testing.TB, r resource.Referral) []byte {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"mark": "2023-03-02T00:00:00Z", "deals": [{"referral": {"id": "a"}}]}`))
	f.Add([]byte(`{"deals": []} {}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b dealbook.Book
		if err := dealbook.Decode("deals.json", data, &b); err != nil && !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("got %v", err)
		}
		b.Sales(true)
	})
}

func ExampleBook_Take() {
	one, err := resource.Decode([]byte(`{"id": "11111111-0000-4000-8000-000000000001", "name": "Contoso", "salesStage": "20"}`))
	if err != nil {
		fmt.Println(err)
	}
	var book dealbook.Book
	for range 2 {
		for _, revision := range book.Take(referral.Updates{Referrals: []resource.Referral{one}}) {
			fmt.Println(revision.Later.Name, "is new:", revision.Earlier == nil)
		}
	}
	// Output: Contoso is new: true
}

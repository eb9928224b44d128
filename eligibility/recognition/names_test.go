package recognition

import (
	"encoding"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

// enumeration lists the methods of every enumeration in the package.
type enumeration interface {
	~uint8 | ~uint16
	fmt.Stringer
	encoding.TextMarshaler
}

// testNames checks an enumeration against its expected texts, in the order of
// the constants. If two constants changed places, the test would fail.
func testNames[T enumeration, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, values []T, names ...string,
) {
	t.Helper()
	if len(values) != len(names) {
		t.Fatalf("%d values and %d names", len(values), len(names))
	}
	for i, v := range append([]T{0}, values...) {
		want := append([]string{""}, names...)[i]
		written, err := v.MarshalText()
		if int(v) != i || v.String() != want || string(written) != want || err != nil {
			t.Errorf("value %d is number %d, called %q and written as %q (%v), want %q", i, v, v, written, err, want)
		}
		read := T(250) // not zero, so that reading the empty text must change it
		if err := P(&read).UnmarshalText([]byte(want)); err != nil || read != v {
			t.Errorf("%q is read as %d (%v), want %d", want, read, err, v)
		}
		var decoded T
		if err := json.Unmarshal(must(json.Marshal(v)), &decoded); err != nil || decoded != v {
			t.Errorf("%q is decoded as %d (%v), want %d", want, decoded, err, v)
		}
	}
	for _, wrong := range []string{strings.ToUpper(names[0]) + "!", " " + names[0], "0", "\x00"} {
		read := T(1)
		field := wantFieldError(t, P(&read).UnmarshalText([]byte(wrong)))
		if read != 1 || !strings.Contains(field.Want, names[len(names)-1]) {
			t.Errorf("reading %q makes %d; allowed is %s", wrong, read, field.Want)
		}
	}
	undeclared := T(len(names) + 1)
	if _, err := undeclared.MarshalText(); err == nil || !strings.HasPrefix(undeclared.String(), "invalid ") {
		t.Errorf("an undeclared value is called %q and written without an error", undeclared)
	}
}

func TestEveryEnumerationIsReadAndWrittenInTheWordsOfTheField(t *testing.T) {
	testNames[Product](t, Products(), "Modern Work and Security", "Dynamics 365", "Power Platform", "Azure")
	testNames[Channel](t, Channels(), "CSP", "Enterprise Agreement", "Volume Licensing", "Web-Direct")
	testNames[Mechanism](t, []Mechanism{TPOR, CPOR, DPOR, PAL}, "TPOR", "CPOR", "DPOR", "PAL")
	testNames[Credit](t, Credits(), "sales recognition", "usage recognition", "revenue recognition",
		"transaction incentive", "presales incentive", "usage incentive", "Enterprise incentive")
	testNames[PartnerRole](t, []PartnerRole{BuildIntentAdvisor, UsageRecognitionNonIncentivized, InfluencedRevenueNonIncentivized, UseOrConsume},
		"Build intent - Advisor", "Usage recognition - Non-Incentivized", "Influenced Revenue recognition - Non-Incentivized", "Use or consume")
	testNames[PALRole](t, []PALRole{Owner, Contributor, Reader}, "Owner", "Contributor", "Reader")
	testNames[Status](t, []Status{Draft, Submitted, UnderReview, Rejected, Approved, PartnerActionRequired, Dispute, RejectedFinal},
		"Draft", "Submitted", "Under review", "Rejected", "Approved", "Partner action required", "Dispute", "Rejected final")
}

func TestPartnerRolesAreReadByTheirLaterNamesAndWithADash(t *testing.T) {
	for name, want := range map[string]PartnerRole{
		"BizApps Presales Advisor":     BuildIntentAdvisor,
		"Usage Recognition - Biz Apps": UsageRecognitionNonIncentivized,
		"Usage Recognition – Biz Apps": UsageRecognitionNonIncentivized,
		"Biz Apps Revenue":             InfluencedRevenueNonIncentivized,
		"Modern Work & Security Usage": UseOrConsume,
		"Build intent – Advisor":       BuildIntentAdvisor,
	} {
		var role PartnerRole
		if err := role.UnmarshalText([]byte(name)); err != nil || role != want {
			t.Errorf("%q is read as %v (%v), want %v", name, role, err, want)
		}
	}
}

func renderMechanisms(rows []MechanismTerms) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s\n  name     %s\n  set by   %s\n  scope    %s\n  holders  %s\n  claimed  %t\n  source   %s\n",
			row.Mechanism, row.Name, row.SetBy, row.Scope, row.Holders, row.Claimed, row.Source)
	}
	return b.String()
}

func renderStatuses(rows []StatusTerms) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s\n  official  %s\n  editable  %s\n  days      %d to %d\n  source    %s\n",
			row.Status, row.Official, row.Editable, row.LeastDays, row.MostDays, row.Source)
	}
	return b.String()
}

func TestTheGoldenFileNoticesEveryWrongMechanism(t *testing.T) {
	rows := MechanismTable()
	name := func(row MechanismTerms) string { return row.Mechanism.String() }
	edit := func(what string, change func(*MechanismTerms)) []tabletest.Mutant[MechanismTerms] {
		return tabletest.Edit(rows, what, name, func(row *MechanismTerms) bool { change(row); return true })
	}
	want := golden(t, "mechanisms.golden.txt", renderMechanisms(rows))
	if err := tabletest.Survivors(rows, slices.Concat(
		tabletest.Drop(rows, name),
		edit("another mechanism", func(row *MechanismTerms) { row.Mechanism = row.Mechanism%PAL + 1 }),
		edit("another name", func(row *MechanismTerms) { row.Name += "x" }),
		edit("another hand", func(row *MechanismTerms) { row.SetBy += "x" }),
		edit("another scope", func(row *MechanismTerms) { row.Scope += "x" }),
		edit("other holders", func(row *MechanismTerms) { row.Holders += "x" }),
		edit("another way", func(row *MechanismTerms) { row.Claimed = !row.Claimed }),
		edit("another source", func(row *MechanismTerms) { row.Source.Published += "x" }),
	), func(rows []MechanismTerms) error { return same(want, renderMechanisms(rows)) }); err != nil {
		t.Error(err)
	}
}

func TestTheGoldenFileNoticesEveryWrongStatus(t *testing.T) {
	rows := StatusTable()
	name := func(row StatusTerms) string { return row.Status.String() }
	edit := func(what string, change func(*StatusTerms)) []tabletest.Mutant[StatusTerms] {
		return tabletest.Edit(rows, what, name, func(row *StatusTerms) bool { change(row); return true })
	}
	want := golden(t, "statuses.golden.txt", renderStatuses(rows))
	if err := tabletest.Survivors(rows, slices.Concat(
		tabletest.Drop(rows, name),
		edit("another status", func(row *StatusTerms) { row.Status = row.Status%RejectedFinal + 1 }),
		edit("another association", func(row *StatusTerms) { row.Official = (row.Official + 1) % 3 }),
		edit("another answer to editing", func(row *StatusTerms) { row.Editable = (row.Editable + 1) % 3 }),
		edit("another least", func(row *StatusTerms) { row.LeastDays++ }),
		edit("another most", func(row *StatusTerms) { row.MostDays++ }),
		edit("another source", func(row *StatusTerms) { row.Source.Published += "x" }),
	), func(rows []StatusTerms) error { return same(want, renderStatuses(rows)) }); err != nil {
		t.Error(err)
	}
}

func TestEveryMechanismAndEveryStatusHasTermsOfItsOwn(t *testing.T) {
	for i, row := range MechanismTable() {
		if int(row.Mechanism) != i+1 || row.Mechanism.Terms() != row {
			t.Errorf("row %d is of %v, and its terms are %+v", i, row.Mechanism, row.Mechanism.Terms())
		}
	}
	for i, row := range StatusTable() {
		if int(row.Status) != i+1 || row.Status.Terms() != row {
			t.Errorf("row %d is of %v, and its terms are %+v", i, row.Status, row.Status.Terms())
		}
	}
	for _, none := range []uint8{0, 9, 255} {
		if Mechanism(none).Terms() != (MechanismTerms{}) || Status(none).Terms() != (StatusTerms{}) {
			t.Errorf("value %d has terms", none)
		}
	}
}

// Microsoft approves the association, and nothing else makes it official.
func TestOnlyAnApprovedClaimIsOfficialAndOnlyActionRequiredCanBeEdited(t *testing.T) {
	for _, row := range StatusTable() {
		if row.Official != mci.FactOf(row.Status == Approved) {
			t.Errorf("%v: official %v", row.Status, row.Official)
		}
		if (row.Editable == mci.Yes) != (row.Status == PartnerActionRequired) {
			t.Errorf("%v: editable %v", row.Status, row.Editable)
		}
	}
}

func TestTheTablesAreCopies(t *testing.T) {
	clear(MechanismTable())
	clear(StatusTable())
	golden(t, "mechanisms.golden.txt", renderMechanisms(MechanismTable()))
	golden(t, "statuses.golden.txt", renderStatuses(StatusTable()))
}

func TestTermsAreEncodedAndDecodedAsTheSame(t *testing.T) {
	for _, row := range MechanismTable() {
		var decoded MechanismTerms
		if err := json.Unmarshal(must(json.Marshal(row)), &decoded); err != nil || decoded != row {
			t.Errorf("%+v is decoded as %+v (%v)", row, decoded, err)
		}
	}
	for _, row := range StatusTable() {
		var decoded StatusTerms
		if err := json.Unmarshal(must(json.Marshal(row)), &decoded); err != nil || decoded != row {
			t.Errorf("%+v is decoded as %+v (%v)", row, decoded, err)
		}
	}
}

func TestOnlyADeclaredRoleHasNames(t *testing.T) {
	for role := range UseOrConsume + 2 {
		if names := role.Names(); (len(names) == 2) != (role > 0 && role <= UseOrConsume) || len(names) == 2 && names[0] != role.String() {
			t.Errorf("%d is called %q", role, names)
		}
	}
	var none PartnerRole
	if err := none.UnmarshalText(nil); err != nil || none != 0 {
		t.Errorf("no text is %d, %v", none, err)
	}
}

func TestOnlyAGrantForSomeChannelsSaysHowItIsBought(t *testing.T) {
	for i := range grantTable {
		if words := grantTable[i].inWords(); strings.Contains(words, ", bought by ") != (len(grantTable[i].Channels) > 0) {
			t.Errorf("%s: %s", grantTable[i].ID, words)
		}
	}
}

package portal_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// createdOn returns an export of a claim that nobody here opened, with its date
// of creation as a text.
func createdOn(date string) string {
	return "Claim ID,Engagement,Customer ID,Status,Created\nP-1," + string(viva) + "," + tenant(1).Value() + ",Awaiting customer consent response," + date + "\n"
}

// consentEnds returns the last day of the adopted claim's window for consent.
func consentEnds(t *testing.T, s store.Store) string {
	t.Helper()
	for _, deadline := range must(desk.New(s, public()).Claim(t.Context(), "P-1")).Deadlines() {
		if deadline.Clock == mci.ConsentClock {
			return deadline.Window.LastDay.String()
		}
	}
	return "none"
}

func TestARowIsNotAdoptedIfItsDateOfCreationCannotBeRead(t *testing.T) {
	for _, date := range []string{"4/12/2022", "44899", "soon", "2022-02-30"} {
		s := storeOf(t, 0)
		importer := portal.NewImporter(s, public(), portal.ImportOptions{})
		results := follow(t, importer, createdOn(date), "2022-12-28")
		if got := outcomes(results); !slices.Equal(got, []string{"2 unreadable P-1 0"}) || !strings.Contains(results[0].Why, "none is adopted without its day of creation: found") || len(records(t, s)) > 0 {
			t.Errorf("%s: got %q, %s", date, got, results[0].Why)
		}
		importer = portal.NewImporter(s, public(), portal.ImportOptions{AssumeCreated: true})
		results = follow(t, importer, createdOn(date), "2022-12-28")
		if got := outcomes(results); !slices.Equal(got, []string{"2 adopted P-1 1"}) || !slices.Contains(results[0].Assumed, "created") {
			t.Errorf("%s: got %q, assumed %q", date, got, results[0].Assumed)
		}
		// The date is no reason against the status of a claim that is known.
		if got := outcomes(follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), strings.Replace(createdOn(date), "Awaiting customer consent response", "Submitted", 1), "2022-12-29")); !slices.Equal(got, []string{"2 moved P-1 2"}) {
			t.Errorf("%s: got %q", date, got)
		}
	}
}

func TestADateOfCreationReplacesAnAssumedOneAtTheNextImport(t *testing.T) {
	for name, test := range map[string]struct {
		date    string
		options portal.Options
		when    string
	}{
		"the same export, read better":  {"4/12/2022", portal.Options{Dates: portal.DayFirst}, "2022-12-28"},
		"the export of the next month":  {"2022-12-04", portal.Options{}, "2023-01-28"},
		"the export of the next minute": {"4.12.2022", portal.Options{}, "2022-12-28"},
	} {
		s := storeOf(t, 0)
		follow(t, portal.NewImporter(s, public(), portal.ImportOptions{AssumeCreated: true}), createdOn("4/12/2022"), "2022-12-28")
		if got := consentEnds(t, s); got != "2023-01-27" {
			t.Errorf("%s: with the assumed creation, the consent is due %s", name, got)
		}
		importer := portal.NewImporter(s, public(), portal.ImportOptions{Options: test.options})
		results := follow(t, importer, createdOn(test.date), test.when)
		if got := outcomes(results); !slices.Equal(got, []string{"2 recorded P-1 1"}) || slices.Contains(results[0].Assumed, "created") {
			t.Errorf("%s: got %q, assumed %q", name, got, results[0].Assumed)
		}
		if got := consentEnds(t, s); got != "2023-01-03" {
			t.Errorf("%s: the consent is due %s", name, got)
		}
		if got := outcomes(follow(t, importer, createdOn(test.date), test.when)); !slices.Equal(got, []string{"2 matched P-1 0"}) {
			t.Errorf("%s, once more: got %q", name, got)
		}
	}
}

func TestADateOfCreationThatContradictsTheClaimIsToldAndStopsNoStatus(t *testing.T) {
	for name, date := range map[string]string{"after the claim was seen": "2022-12-29", "before its edition": "2021-12-04", "with a window that ended before the consent": "2022-12-04"} {
		s := storeOf(t, 0)
		follow(t, portal.NewImporter(s, public(), portal.ImportOptions{AssumeCreated: true}), createdOn("soon"), "2022-12-28")
		meta := claims.Meta{Actor: claims.Customer, At: at("2023-01-20"), Received: at("2023-01-20")}
		must(desk.New(s, public()).Do(t.Context(), "P-1", claims.Accept{}, meta))
		results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), strings.Replace(createdOn(date), "Awaiting customer consent response", "Submitted", 1), "2023-01-28")
		want := []portal.Difference{{Column: portal.Created, Shown: date, Recorded: "2022-12-28"}}
		if got := outcomes(results); !slices.Equal(got, []string{"2 moved P-1 1"}) || !slices.Equal(results[0].Differences, want) {
			t.Errorf("%s: got %q, %+v", name, got, results[0].Differences)
		}
	}
}

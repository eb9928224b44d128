package portal_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// zones are one east of UTC and one west of it.
var zones = []string{"Europe/Zurich", "America/Los_Angeles"}

// publicIn reads the public catalog with its days counted in a zone.
func publicIn(zone string) *catalog.Catalog {
	text := bytes.ReplaceAll(must(public().MarshalJSON()), []byte(`"UTC"`), []byte(`"`+zone+`"`))
	return must(catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation}))
}

func TestTheDayOfACreationInAnExportIsOneOfTheEditionsZone(t *testing.T) {
	for _, zone := range zones {
		card := publicIn(zone)
		e, _ := card.Find(viva, mci.Date{})
		s := storeOf(t, 0)
		follow(t, portal.NewImporter(s, card, portal.ImportOptions{}), createdOn("2022-12-20"), "2022-12-28")
		got, want := must(desk.New(s, card).Claim(t.Context(), "P-1")).Record().Created, must(mci.ParseDate("2022-12-20")).Start(e.Edition().Calendar().Zone())
		if !got.Equal(want) {
			t.Errorf("%s: created at %s, want %s", zone, got, want.UTC())
		}
	}
}

// The day is the one on which the claim was seen for the first time, and a row
// names a later one.
func TestTheAssumedDayThatARowContradictsIsOneOfTheEditionsZone(t *testing.T) {
	for _, zone := range zones {
		card := publicIn(zone)
		e, _ := card.Find(viva, mci.Date{})
		first := must(mci.ParseDate("2022-12-28")).Start(e.Edition().Calendar().Zone()).UTC()
		for seen, want := range map[time.Time]string{first.Add(-time.Nanosecond): "2022-12-27", first: "2022-12-28"} {
			s := storeOf(t, 0)
			importer := portal.NewImporter(s, card, portal.ImportOptions{AssumeCreated: true})
			var differences []portal.Difference
			for _, row := range []string{createdOn("soon"), createdOn("2022-12-31")} {
				for result, err := range importer.Import(t.Context(), strings.NewReader(row), seen, seen) {
					if err != nil {
						t.Fatal(err)
					}
					differences = result.Differences
				}
			}
			if !slices.Equal(differences, []portal.Difference{{Column: portal.Created, Shown: "2022-12-31", Recorded: want}}) {
				t.Errorf("%s, seen at %s: got %+v, want %s", zone, seen, differences, want)
			}
		}
	}
}

func TestTheDayOfACreationInTheRegisterIsOneOfTheClaimsZone(t *testing.T) {
	for _, zone := range zones {
		e, _ := publicIn(zone).Find(viva, mci.Date{})
		first := must(mci.ParseDate("2022-12-20")).Start(e.Edition().Calendar().Zone()).UTC()
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(e.Edition().Calendar().Zone(), nil, nil))}))
		for at, want := range map[time.Time]string{first.Add(-time.Nanosecond): "2022-12-19", first: "2022-12-20"} {
			meta := claims.Meta{Actor: claims.PartnerCenter, At: at}
			activity := must(claims.Adopt(claims.Adoption{
				Name: "Contoso", Engagement: e, CustomerID: tenant(1), Location: "zurich", Created: at, Shown: claims.ReadStatus("Customer claimed"),
			}, "claim-1", meta)).Claim
			bond := must(association.Adopt(association.Adoption{
				Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant(1), Workloads: []cpor.Workload{"Microsoft Teams"}},
				Details:     cpor.Details{Name: "CPOR Contoso"}, Created: at, Shown: lifecycle.ReadStatus("Submitted"),
			}, terms, "claim-2", meta)).Claim
			var file strings.Builder
			items := func(yield func(register.Item, error) bool) {
				_ = yield(register.Activity(activity), nil) && yield(register.Association(bond), nil)
			}
			if _, err := portal.Export(&file, items, first.AddDate(0, 0, 1), portal.ExportOptions{}); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(file.String(), "\r\n")
			for _, line := range lines[1:3] {
				if got := strings.Split(line, ",")[slices.Index(portal.Header(), "Created")]; got != want {
					t.Errorf("%s, created at %s: the register has %s, want %s", zone, at, got, want)
				}
			}
		}
	}
}

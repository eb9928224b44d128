package recognition

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// golden compares a text with a golden file and returns the content of the
// file. With -update it rewrites the file first.
func golden(t *testing.T, name, got string) string {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed (-want +got); if that is meant, run with -update:\n%s", path, diff)
	}
	return string(want)
}

// must returns v and panics if err is not nil. Use it for values that the test
// wrote itself.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func period(from, until, knownUntil string) mci.Period {
	day := func(text string) mci.Date {
		if text == "" {
			return mci.Date{}
		}
		return date(text)
	}
	return mci.Period{From: day(from), Until: day(until), KnownUntil: day(knownUntil)}
}

// The tests ask about the subject here. The subject elsewhere belongs to the
// same customer.
const (
	here      Subject = "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
	elsewhere Subject = "9c8b7a69-5847-4635-8241-302f1e0d9c8b"
)

// today is the day of most cases.
var today = date("2024-04-08")

// held starts before every case and is known to last until after every case.
var held = period("2020-01-01", "", "2024-12-31")

func tpor(partner PartnerID) Association {
	return Association{Partner: partner, Mechanism: TPOR, Subject: here, Held: held}
}

func cpor(partner PartnerID, role PartnerRole) Association {
	return Association{
		Partner: partner, Mechanism: CPOR, Subject: here, Held: held,
		PartnerRole: role, Status: Approved, OptedOut: mci.No, PayDeclined: mci.No,
	}
}

func dpor(partner PartnerID) Association {
	return Association{Partner: partner, Mechanism: DPOR, Subject: here, Held: held}
}

func pal(partner PartnerID, role PALRole) Association {
	return Association{Partner: partner, Mechanism: PAL, Subject: here, Held: held, PALRole: role}
}

// known returns a case in which every fact is known and the list of
// associations is complete.
func known(product Product, channel Channel, associations ...Association) Case {
	return Case{
		Product: product, Channel: channel, Subject: here, Day: today, Seats: SeatsOf(300),
		SubscriptionActive: mci.Yes, Associations: associations, Complete: mci.Yes,
	}
}

// A question is a case with a partner and a credit.
type question struct {
	Case
	partner PartnerID
	credit  Credit
}

func (q *question) decide() Decision { return must(Decide(&q.Case, q.partner, q.credit)) }

// These questions pass because of one association of A.
func seller() question {
	return question{known(Dynamics365, CSP, tpor("A")), "A", UsageRecognition}
}

func claimant() question {
	return question{known(ModernWork, CSP, cpor("A", UseOrConsume)), "A", UsageIncentive}
}

func advisor() question {
	return question{known(Dynamics365, EnterpriseAgreement, cpor("A", BuildIntentAdvisor)), "A", PresalesIncentive}
}

func linked() question {
	return question{known(Azure, CSP, pal("A", Owner)), "A", UsageIncentive}
}

func maker() question {
	return question{known(PowerPlatform, CSP, pal("A", Owner)), "A", UsageIncentive}
}

func named() question {
	q := question{known(Azure, EnterpriseAgreement, dpor("A")), "A", UsageIncentive}
	q.Day = date("2021-09-30")
	return q
}

func enterprise() question {
	return question{known(Azure, EnterpriseAgreement, tpor("A")), "A", EnterpriseIncentive}
}

// passing lists the questions above by name.
var passing = map[string]func() question{
	"seller": seller, "claimant": claimant, "advisor": advisor, "linked": linked, "maker": maker, "named": named, "enterprise": enterprise,
}

// holders returns one association of each kind.
func holders(partner PartnerID) []Association {
	return []Association{
		tpor(partner),
		cpor(partner, BuildIntentAdvisor), cpor(partner, UsageRecognitionNonIncentivized),
		cpor(partner, InfluencedRevenueNonIncentivized), cpor(partner, UseOrConsume),
		dpor(partner),
		pal(partner, Owner), pal(partner, Contributor), pal(partner, Reader),
	}
}

// cases draws cases of all kinds. Most of their facts are known.
func cases() *rapid.Generator[Case] {
	fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.Yes, mci.No, mci.NotSupplied})
	day := rapid.SampledFrom([]mci.Date{today, today, today, date("2021-09-30"), date("2021-10-01"), {}})
	return rapid.Custom(func(t *rapid.T) Case {
		return Case{
			Product:            rapid.SampledFrom(Products()).Draw(t, "product"),
			Channel:            rapid.SampledFrom(append(Channels(), 0)).Draw(t, "channel"),
			Subject:            here,
			Day:                day.Draw(t, "day"),
			Seats:              rapid.SampledFrom([]Seats{SeatsOf(300), SeatsOf(300), SeatsOf(5000), SeatsOf(299), {}}).Draw(t, "seats"),
			SubscriptionActive: fact.Draw(t, "active"),
			Associations:       rapid.SliceOfN(associations(), 0, 4).Draw(t, "associations"),
			Complete:           rapid.SampledFrom([]mci.Fact{mci.Yes, mci.Yes, mci.No, mci.NotSupplied}).Draw(t, "complete"),
		}
	})
}

func associations() *rapid.Generator[Association] {
	periods := []mci.Period{
		held, held, held, held, held, held, held, held, held, period("2024-05-01", "", "2024-12-31"), period("2020-01-01", "2023-12-31", ""), period("2020-01-01", "2024-04-08", ""),
		period("2020-01-01", "", ""), period("", "2024-12-31", ""),
		{},
	}
	statuses := []Status{Approved, Approved, Approved, 0, Draft, Submitted, UnderReview, Rejected, PartnerActionRequired, Dispute, RejectedFinal}
	often := func(usual mci.Fact) *rapid.Generator[mci.Fact] {
		return rapid.SampledFrom([]mci.Fact{usual, usual, usual, mci.Yes, mci.NotSupplied})
	}
	return rapid.Custom(func(t *rapid.T) Association {
		a := rapid.SampledFrom(holders(rapid.SampledFrom([]PartnerID{"A", "B", "C"}).Draw(t, "partner"))).Draw(t, "kind")
		a.Subject = rapid.SampledFrom([]Subject{here, here, here, here, here, elsewhere, ""}).Draw(t, "subject")
		a.Held = rapid.SampledFrom(periods).Draw(t, "held")
		if a.Mechanism == CPOR {
			a.Status = rapid.SampledFrom(statuses).Draw(t, "status")
		}
		a.OptedOut, a.PayDeclined = often(mci.No).Draw(t, "opted out"), often(mci.No).Draw(t, "pay declined")
		if rapid.IntRange(0, 9).Draw(t, "role known") == 0 {
			a.PartnerRole, a.PALRole = 0, 0
		}
		return a
	})
}

// copied returns a copy of c that shares only the immutable policy with it.
func copied(c Case) Case {
	c.Associations = slices.Clone(c.Associations)
	return c
}

// wantFieldError fails the test unless err is a FieldError that also matches
// ErrInvalid, and returns it.
func wantFieldError(t *testing.T, err error) *mci.FieldError {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
		t.Fatalf("the error is %v, want a FieldError", err)
	}
	return field
}

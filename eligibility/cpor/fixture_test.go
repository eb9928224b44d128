package cpor_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

const (
	teams    cpor.Workload       = "Microsoft Teams"
	exchange cpor.Workload       = "Exchange Online"
	sales    cpor.Workload       = "Dynamics 365 Sales"
	license  cpor.SubscriptionID = "0f8e7d6c-5b4a-4938-8271-605f4e3d2c1b"
)

var (
	tenant  = must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	domain  = must(mci.ParseCustomerID(mci.DomainName, "contoso.com"))
	contact = mci.Contact{Name: "Noa Vogt", Email: "noa@contoso.com"}
	own     = mci.Contact{Name: "Pat Lindt", Email: "pat@fabrikam.com"}
	monday  = at("2023-01-09T09:00Z")
)

// at reads an instant as a date, as a date and a time to the minute, or in
// full.
func at(text string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", time.RFC3339Nano} {
		if instant, err := time.Parse(layout, text); err == nil {
			return instant
		}
	}
	panic("not an instant: " + text)
}

func date(text string) mci.Date { return must(mci.ParseDate(text)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// question is a question of which every fact is known and good.
func question(kind cpor.Kind, when time.Time) cpor.Question {
	q := cpor.Question{
		Kind: kind, At: when,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "location-1", Enrollment: mci.Enrolled},
		Tenant:   tenant, Domain: domain, DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{teams, exchange}, OnTenant: mci.Yes,
		Channel: recognition.EnterpriseAgreement,
		Own:     mci.No, Others: mci.No,
	}
	if kind != cpor.ModernWorkUsage {
		q.Workloads = []cpor.Workload{sales}
		q.Subscription = cpor.Subscription{ID: license, OfProduct: mci.Yes, Active: mci.Yes, Provisioned: mci.Yes, Listed: mci.Yes}
	}
	return q
}

func details(kind cpor.Kind) cpor.Details {
	d := cpor.Details{Name: "CPOR Contoso", CustomerContact: contact, CustomerTitle: "Head of IT", PartnerContact: own}
	if kind == cpor.RevenueAssociation {
		d.Seller = cpor.Seller{Name: "Kim Berg", Customer: "Contoso", Solution: "Fabrikam Field Service"}
	}
	return d
}

// proof is a proof without a fault on a day.
func proof(day string, workloads ...cpor.Workload) cpor.Proof {
	return cpor.Proof{
		Reference: "sow-" + day, Pertains: mci.Yes, Signed: mci.Yes, Dated: date(day), Describes: mci.Yes, Workloads: workloads,
	}
}

// throughJSON returns what comes out when a value is written as JSON and read
// again.
func throughJSON[T any](t testing.TB, value T) T {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("%v cannot be written as JSON: %v", value, err)
	}
	var read T
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatalf("%s cannot be read again: %v", data, err)
	}
	return read
}

// wantInvalid fails the test unless the error is about one malformed field.
func wantInvalid(t testing.TB, err error, path string) {
	t.Helper()
	var field *mci.FieldError
	if !errors.As(err, &field) || !errors.Is(err, mci.ErrInvalid) {
		t.Fatalf("got error %v, want a field error at %q", err, path)
	}
	if field.Path != path {
		t.Fatalf("got %v, at path %q; want path %q", err, field.Path, path)
	}
}

// golden compares text with a file of testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if that is meant, run the test with -update (-want +got):\n%s", path, diff)
	}
}

// readTestdata returns a file of testdata; it is empty if there is none yet.
func readTestdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return string(data)
}

// proposed is the proposal of a question that passes.
func proposed(t testing.TB, q cpor.Question) *cpor.Proposal {
	t.Helper()
	p, decision, err := cpor.Propose(q, details(q.Kind))
	if err != nil || p == nil {
		t.Fatalf("%v, since %v: %v", decision, decision.Reasons(), err)
	}
	return p
}

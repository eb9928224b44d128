package main

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/examples/partnercenter"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/referral"
)

func TestTheStoryIsTheSameWhereItsReferralGoesToPartnerCenter(t *testing.T) {
	t.Setenv("PARTNER_CENTER_TOKEN", "token")
	service := &fake.Server{}
	server := httptest.NewServer(service)
	defer server.Close()
	out, errs, status := journey(t, "-partner-center", server.URL+fake.Path)
	if status != played || errs != "" {
		t.Fatalf("status %d, stderr %q", status, errs)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "journey.golden.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out); diff != "" {
		t.Error(diff)
	}
	gateway, err := partnercenter.New(server.URL+fake.Path, partnercenter.TokenFunc(func(context.Context) (string, error) { return "token", nil }))
	if err != nil {
		t.Fatal(err)
	}
	found, err := gateway.List(t.Context(), referral.LinkOf("northwind-cloud"))
	if err != nil || len(found) != 1 || found[0].DealType() != referral.CoSell {
		t.Errorf("%v, %v, after %q", found, err, service.Requests())
	}
}

func TestAnAddressThatIsNoneIsAnError(t *testing.T) {
	if _, errs, status := journey(t, "-partner-center", "nowhere"); status != failed || errs == "" {
		t.Errorf("status %d, stderr %q", status, errs)
	}
}

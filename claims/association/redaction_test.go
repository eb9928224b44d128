package association_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/eligibility/cpor"
)

func TestALogTellsClaimsAndEntriesApart(t *testing.T) {
	l := approved(t)
	for want, value := range map[string]any{
		`"value":{"claim":"claim-1","state":"Approved","version":5}`: l.claim,
		`"value":"no claim"`: (*association.Claim)(nil),
		`"value":{"claim":"claim-1","number":1,"at":"2023-01-06T00:00:00Z","actor":"partner","event":"create","to":"Draft","rule":"cporclaim.create"}`: l.history[0],
	} {
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
		if !strings.Contains(out.String(), want) {
			t.Errorf("got %s, want %s", out.String(), want)
		}
	}
}

func TestWhatHoldsACustomerIsPrintedAndLoggedWithoutThem(t *testing.T) {
	l := open(t, cpor.RevenueAssociation, "2023-01-06")
	record := l.claim.Record()
	q := question(cpor.ModernWorkUsage, at("2023-01-06"))
	hidden := []string{record.Tenant.Value(), record.Domain.Value(), contact.Email, contact.Name, own.Email, own.Name, other.Email, "Kim Berg", "Fabrikam Field"}
	for name, value := range map[string]any{
		"Claim": l.claim, "no Claim": (*association.Claim)(nil), "Record": record, "Entry": l.history[0], "CloudEvent": association.CloudEvent{Source: "/a", Entry: l.history[0]}, "Change": association.Change{Claim: l.claim, Entries: l.history},
		"Question": q, "Decision": must(cpor.Decide(q)), "Details": details(cpor.RevenueAssociation), "Seller": record.Seller,
		"Edit": association.Edit{CustomerContact: other}, "Adoption": adoption(cpor.ModernWorkUsage, "Draft"),
		"Conflict": credit.Conflict{Subject: cpor.WorkloadSubject(tenant, teams)}, "NextSteps": l.claim.NextSteps(record.Updated),
	} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if name != "no Claim" { // fmt prints nil itself
				fmt.Fprintf(&out, verb+"\n", value)
			}
		}
		for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
			log := slog.New(handler)
			log.Info("bare", "value", value)
			log.With("value", value).WithGroup("group").Info("kept", "value", value)
		}
		for _, person := range hidden {
			if strings.Contains(out.String(), person) {
				t.Errorf("%s shows %q:\n%s", name, person, out.String())
			}
		}
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci/catalog"
)

// imported is the instant at which the claims are imported. It lies in the
// fiscal year of the public rate card, when its engagements are offered.
var imported = time.Date(2023, 3, 15, 9, 0, 0, 0, time.UTC)

// statuses are the statuses that the claims get in turn. A claim gets commands
// if it has the last one.
var statuses = []string{"Awaiting customer consent response", "Customer claimed", "Under review", "Approved", "Customer consent expired", consented}

const consented = "Customer consent received"

// tenant returns the ID of a customer.
func tenant(i int) string { return fmt.Sprintf("%08d-1a09-4f8e-9d7c-6b5a4f3e2d1c", i) }

// engagements returns the IDs of the engagements of the public catalog, each
// once.
func engagements(card *catalog.Catalog) []string {
	var all []string
	known := map[string]bool{}
	for edition := range card.Editions() {
		for e := range edition.Engagements() {
			if id := string(e.Ref().Engagement); !known[id] {
				known[id] = true
				all = append(all, id)
			}
		}
	}
	return all
}

// fill imports the claims into a database, and returns the IDs of the claims
// that accept commands.
func (s *settings) fill(ctx context.Context, db string) (ids []string, err error) {
	card, err := catalog.Public()
	if err != nil {
		return nil, err
	}
	kept, err := place.Open(ctx, "db", db, true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	text, export := io.Pipe()
	go func() { export.CloseWithError(s.export(export, engagements(card))) }()
	for _, err := range portal.NewImporter(kept, card, portal.ImportOptions{}).Import(ctx, text, imported, imported) {
		if err != nil {
			return nil, errors.Join(err, text.Close())
		}
	}
	for e, err := range kept.List(ctx, store.Query{Statuses: []string{consented}}) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, string(e.ID))
	}
	return ids, nil
}

// export writes the claims as Partner Center exports them.
func (s *settings) export(w io.Writer, engagements []string) error {
	if _, err := io.WriteString(w, "Claim ID,Claim name,Engagement,Customer ID,Status,Created,Location\n"); err != nil {
		return err
	}
	for i := range s.claims {
		_, err := fmt.Fprintf(w, "C-%06d,Claim %06d,%s,%s,%s,2023-03-%02d,%s\n",
			i, i, engagements[i%len(engagements)], tenant(i%s.customers), statuses[i%len(statuses)], 1+i%14, []string{"zurich", "munich"}[i%2])
		if err != nil {
			return err
		}
	}
	return nil
}

// writePartner writes the partner's file.
func (s *settings) writePartner(file string) error {
	card, err := catalog.Public()
	if err != nil {
		return err
	}
	eligible := map[string]string{}
	for _, id := range engagements(card) {
		eligible[id] = "yes"
	}
	type object = map[string]any
	var sites, customers []object
	for id, country := range map[string]string{"zurich": "CH", "munich": "DE"} {
		sites = append(sites, object{"location": object{"id": id, "name": id, "country": country, "enrollment": "enrolled", "payeeProfile": "yes"}, "eligible": eligible})
	}
	for i := range s.customers {
		customers = append(customers, object{
			"name": fmt.Sprintf("Customer %06d", i), "contact": object{"name": "Noa Berg", "email": "noa@contoso.example"},
			"identities": []object{{"customer": object{
				"id": object{"type": "tenant ID", "value": tenant(i)}, "country": "CH", "meetsCriteria": "yes", "consentedBefore": "no",
				"claims": 0, "openClaims": 0, "nominated": "no", "mailMatches": "yes",
			}, "standings": object{}}},
		})
	}
	text, err := json.Marshal(object{
		"company": "Fabrikam", "users": []object{{"id": "pat", "name": "Pat Meier", "grants": []object{{"role": "Incentives admin"}}}},
		"qualifications": nil, "sites": sites, "customers": customers,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

package association_test

import (
	"encoding/json"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// Somebody noted an opt-out on the wrong claim. The entry is taken back, and
// the history says so.
func ExampleTakeBack() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	history := change.Entries
	at := time.Date(2023, time.June, 1, 9, 0, 0, 0, time.UTC)
	change, err = association.Apply(change.Claim, association.OptOut{}, claims.Meta{Actor: claims.Customer, At: at})
	if err != nil {
		log.Fatal(err)
	}
	history = append(history, change.Entries...)
	fmt.Println(change.Claim.State())

	change, err = association.TakeBack(change.Claim, history, 2, claims.Meta{
		Actor: claims.Partner, User: "pat", Role: mci.IncentivesAdmin, At: at.Add(time.Hour),
	})
	if err != nil {
		log.Fatal(err)
	}
	entry := change.Entries[0]
	fmt.Println(change.Claim.State(), "by entry", entry.Number, "which takes back entry", entry.TakenBack)
	// Output:
	// Rejected, opted out
	// Approved by entry 3 which takes back entry 2
}

// A client sends a command as JSON.
func ExampleReadCommand() {
	var event lifecycle.Event
	if err := event.UnmarshalText([]byte("disassociate")); err != nil {
		log.Fatal(err)
	}
	command, err := association.ReadCommand(event, []byte(`{"reason": "no longer working together"}`))
	fmt.Println(command.Event(), err)
	_, err = association.ReadCommand(event, []byte(`{"reazon": "no longer working together"}`))
	fmt.Println(err)
	// Output:
	// disassociate <nil>
	// reason: found nothing, want a text (line 1, column 1)
	// reazon: found an unknown field, want the name as the format writes it: reason (line 1, column 2)
}

// A store keeps claims of both kinds in one table of envelopes.
func ExampleClaim_Record() {
	change, err := adopted("Rejected", nil)
	if err != nil {
		log.Fatal(err)
	}
	record := change.Claim.Record()
	row, err := desk.EncodeAssociation(&record)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(row.Kind, "|", row.Status, "|", row.Area, "|", row.Expires.Format(time.DateOnly))
	again, err := desk.DecodeAssociation(row)
	fmt.Println(again.ID, err)
	// Output:
	// association | Rejected | Modern Work and Security | 2023-02-02
	// claim-1 <nil>
}

// An opening entry keeps the findings of the decision without what the rules
// can say again.
func ExampleEntry_Explain() {
	start := time.Date(2023, time.January, 9, 9, 0, 0, 0, time.UTC)
	proposal, _, err := cpor.Propose(question(cpor.BusinessUsage, start), details(cpor.BusinessUsage))
	if err != nil {
		log.Fatal(err)
	}
	change, err := association.Open(proposal, "claim-1", claims.Meta{Actor: claims.Partner, Role: mci.IncentivesAdmin, At: start})
	if err != nil {
		log.Fatal(err)
	}
	entry := change.Entries[0]
	fmt.Printf("%q\n", entry.Findings[0].Want)
	for _, f := range entry.Explain(nil)[4:6] {
		fmt.Printf("%s: %s, since %s\n", f.Rule, f.Outcome, f.Want)
	}
	// Output:
	// ""
	// cporclaim.channel: pass, since Enterprise Agreement or Volume Licensing or Web-Direct
	// cporclaim.subscription: pass, since a subscription for the products that belongs to the tenant
}

// A relay sends each entry as a CloudEvent.
func ExampleCloudEvent() {
	change, err := adopted("Approved", nil)
	if err != nil {
		log.Fatal(err)
	}
	event := association.CloudEvent{Source: "/fabrikam/incentives", Entry: change.Entries[0]}
	data, err := json.Marshal(event)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(event.ID(), event.Type())
	fmt.Println(strings.HasPrefix(string(data), `{"specversion":"1.0","id":"claim-1/1"`))
	// Output:
	// claim-1/1 com.github.mci-go.incentives.association.adopt
	// true
}

// The host adds a holiday, so that stored claims are due a day later. A list by
// the index key would miss that until the record is written again.
func ExampleClaim_Stale() {
	change, err := adopted("Partner action required", nil)
	if err != nil {
		log.Fatal(err)
	}
	record := change.Claim.Record()
	holiday, _ := mci.NewDate(2023, time.January, 16)
	days, err := cpor.NewBusinessDays(time.UTC, nil, []mci.Date{holiday})
	if err != nil {
		log.Fatal(err)
	}
	terms, err := cpor.NewTerms(cpor.TermsOptions{Days: days})
	if err != nil {
		log.Fatal(err)
	}
	claim, err := association.Restore(record, terms)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(claim.Stale(), record.Index.Expires.Format(time.DateOnly))
	fmt.Println(claim.Index().Expires.Format(time.DateOnly))
	// Output:
	// true 2023-01-21
	// 2023-01-24
}

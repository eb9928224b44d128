package impact_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"log"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// must returns a value that the test itself wrote down correctly.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

// day returns nine o'clock of a day.
func day(text string) time.Time { return must(time.Parse(time.DateOnly, text)).Add(9 * time.Hour) }

// card returns the public card with pairs of old and new text replaced in its
// JSON.
func card(pairs ...string) *catalog.Catalog {
	text := string(must(must(catalog.Public()).MarshalJSON()))
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			log.Fatalf("the card does not have %s", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return must(catalog.Read([]byte(text), catalog.ReadOptions{}))
}

// corrected returns the public card with a second revision of its first
// edition, in which pairs of old and new text are replaced.
func corrected(pairs ...string) *catalog.Catalog {
	var document, revised map[string]any
	for _, target := range []*map[string]any{&document, &revised} {
		source := must(catalog.Public())
		if target == &revised {
			source = card(pairs...)
		}
		if err := json.Unmarshal(must(source.MarshalJSON()), target); err != nil {
			log.Fatal(err)
		}
	}
	second := revised["editions"].([]any)[0].(map[string]any)
	second["revision"] = 2
	document["editions"] = append(document["editions"].([]any), second)
	return must(catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{}))
}

// paying returns the public card with another pay of Viva. The pay is given the
// present one.
func paying(pay func(present map[string]any) map[string]any) *catalog.Catalog {
	var document map[string]any
	if err := json.Unmarshal(must(must(catalog.Public()).MarshalJSON()), &document); err != nil {
		log.Fatal(err)
	}
	document["measures"] = []any{map[string]any{"id": "seats", "means": "paid seats", "source": "announcement-2022-11"}}
	for _, one := range document["editions"].([]any)[0].(map[string]any)["engagements"].([]any) {
		if engagement := one.(map[string]any); engagement["id"] == "fy23-microsoft-viva" {
			engagement["pay"] = pay(engagement["pay"].(map[string]any))
		}
	}
	return must(catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{}))
}

// inStages is a pay of which the approval pays a share.
func inStages(share string) func(map[string]any) map[string]any {
	return func(present map[string]any) map[string]any {
		return map[string]any{
			"kind": "two stages", "onApproval": share, "whole": present, "source": "announcement-2022-11",
			"target": map[string]any{"measure": "seats", "from": "250", "window": map[string]any{"anchor": "approval", "firstDay": 90, "lastDay": 180}},
		}
	}
}

// byTier is a pay of a share of the contract value by a tier of seats.
func byTier(small, large string) func(map[string]any) map[string]any {
	return func(map[string]any) map[string]any {
		return map[string]any{
			"kind": "share by tier", "pays": "fixed", "currency": "USD", "of": "contract value", "tierBy": "seats",
			"rates": []any{map[string]any{"source": "announcement-2022-11", "tiers": []any{
				map[string]any{"from": "10", "percent": small}, map[string]any{"from": "1000", "percent": large},
			}}},
		}
	}
}

// A given is a command, and the day on which it is given.
type given struct {
	on      string
	command claims.Command
}

// agreed are the commands that bring a claim to the customer's consent.
func agreed(on string) []given { return []given{{on, claims.SendConsent{}}, {on, claims.Accept{}}} }

// reviewed are the commands that bring a claim to its review.
func reviewed() []given {
	all := agreed("2022-11-15")
	for _, part := range mci.EvidenceParts() {
		evidence := claims.GiveEvidence{Part: part}
		if part == mci.ProofOfExecution {
			evidence.Template = must(mci.ParseDate("2022-10-01"))
		}
		if part == mci.CustomerSurvey || part == mci.PartnerSurvey {
			sent := evidence
			sent.SurveySent = true
			all = append(all, given{"2022-11-20", sent})
		}
		all = append(all, given{"2022-11-20", evidence})
	}
	return append(all, given{"2022-11-21", claims.Submit{}}, given{"2022-11-22", claims.BeginReview{}})
}

// claimOf returns the record of a claim for Viva of a customer in a country,
// after some commands.
func claimOf(id claims.ID, country mci.Country, commands ...given) claims.Record {
	return claimIn(must(catalog.Public()), id, country, commands...)
}

// claimIn is claimOf in another catalog. The customer has 300 seats and signs
// for USD 50,000.00.
func claimIn(card *catalog.Catalog, id claims.ID, country mci.Country, commands ...given) claims.Record {
	engagement, _ := card.Find("fy23-microsoft-viva", mci.DateOf(day("2022-11-10")))
	question := eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: day("2022-11-10"), PartnerEligible: mci.Yes,
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{
			ID: must(mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")), Country: country,
			MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
	if card != must(catalog.Public()) {
		question.Customer.Quantities, question.Opportunity.ContractValue = mci.Quantities{"seats": must(mci.ParseQuantity("300"))}, usd("50000")
	}
	nomination, decision, err := eligibility.Nominate(question, eligibility.Details{
		ClaimName: "Viva", CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"}, PartnerContact: mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		log.Fatal(err, decision.Reasons())
	}
	change := must(claims.Open(nomination, id, meta(claims.Partner, "2022-11-10")))
	for _, g := range commands {
		change = must(claims.Apply(change.Claim, g.command, meta(actorOf(g.command), g.on)))
	}
	return change.Claim.Record()
}

func meta(actor claims.Actor, on string) claims.Meta {
	m := claims.Meta{Actor: actor, At: day(on)}
	if actor == claims.Partner {
		m.User, m.Role = "pat", mci.IncentivesUser
	}
	return m
}

func actorOf(command claims.Command) claims.Actor {
	switch command.(type) {
	case claims.Accept, claims.Decline:
		return claims.Customer
	case claims.BeginReview, claims.RequestAction, claims.Approve, claims.Reject, claims.RecordPayment:
		return claims.Microsoft
	default:
		return claims.Partner
	}
}

// listed yields records, as a store lists them.
func listed(records ...claims.Record) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		for _, record := range records {
			if !yield(record, nil) {
				return
			}
		}
	}
}

// spoiled returns a record with a change.
func spoiled(record claims.Record, change func(*claims.Record)) claims.Record {
	change(&record)
	return record
}

func named(i int) claims.ID { return claims.ID(fmt.Sprint("claim-", i)) }

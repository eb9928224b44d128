package claims_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A page lists the next steps of each side. This one is for a partner who has
// not yet provided all of the evidence.
func ExampleClaim_NextSteps() {
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.Invoice}},
	)
	next := claim.NextSteps(day("2022-12-05"))
	for _, s := range next.By(claims.Partner) {
		fmt.Println(s.Event, "->", s.To)
		for _, gap := range s.Blocked {
			fmt.Printf("  first: %s (%s)\n", gap.Why, gap.Guard)
		}
	}
	for _, count := range next.Deadlines {
		fmt.Printf("%s: %d days left", count.Clock, count.DaysLeft)
		if count.Expires {
			fmt.Printf(", then %s at %s", count.Then, count.Window.End)
		}
		fmt.Println()
	}
	// Output:
	// cancel -> Canceled
	// give evidence -> Customer consent received
	// update contact -> Customer consent received
	// comment -> Customer consent received
	// submit -> Submitted
	//   first: proof of execution is missing (evidence complete)
	//   first: customer survey is missing (evidence complete)
	//   first: partner survey is missing (evidence complete)
	// first submission: 75 days left, then Not submitted expired at 2023-02-19 00:00:00 +0000 UTC
	// review: 105 days left
}

// The customer can answer until the end of the last day. After that, only the
// system has an open step.
func ExampleClaim_NextSteps_customer() {
	claim := contosoClaim(step{"2022-11-11", claims.Partner, claims.SendConsent{}})
	for _, on := range []string{"2022-12-10", "2022-12-11"} {
		next := claim.NextSteps(day(on))
		for _, actor := range []claims.Actor{claims.Customer, claims.System} {
			for _, s := range next.By(actor) {
				fmt.Println(on, actor, s.Event, s.Open())
			}
		}
	}
	// Output:
	// 2022-12-10 customer accept true
	// 2022-12-10 customer decline true
	// 2022-12-10 system expire false
	// 2022-12-11 customer accept false
	// 2022-12-11 customer decline false
	// 2022-12-11 system expire true
}

// The review window of this claim is over. Microsoft is overdue, but the claim
// does not expire.
func ExampleClaim_NextSteps_reviewer() {
	template, _ := mci.ParseDate("2022-10-01")
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.Invoice}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.ProofOfExecution, Template: template}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.CustomerSurvey}},
		step{"2022-12-01", claims.Partner, claims.GiveEvidence{Part: mci.PartnerSurvey}},
		step{"2022-12-05", claims.Partner, claims.Submit{}},
		step{"2022-12-06", claims.Microsoft, claims.BeginReview{}},
	)
	next := claim.NextSteps(day("2023-03-21"))
	for _, s := range next.By(claims.Microsoft) {
		fmt.Println(s.Event, "->", s.To, s.Open())
	}
	fmt.Println("steps of the system:", len(next.By(claims.System)))
	fmt.Println("overdue:", next.Deadlines[0].Overdue)
	// Output:
	// request action -> Partner action required true
	// approve -> Approved true
	// reject -> Rejected true
	// steps of the system: 0
	// overdue: true
}

// The same data is available as JSON. A sweep can read from it which step the
// system takes, and when.
func ExampleClaim_NextSteps_system() {
	claim := contosoClaim()
	next := claim.NextSteps(day("2022-12-11"))
	for _, value := range []any{next.By(claims.System)[0], next.Deadlines[0].Then, next.Deadlines[0].Window} {
		data, err := json.Marshal(value)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(data))
	}
	// Output:
	// {"event":"expire","actor":"system","to":{"status":"Customer consent expired"},"rule":"claim.consent.expire-unasked","source":{"title":"Microsoft Learn, MCI engagements overview and eligibility","published":"2023-10-01","grade":"Microsoft public"},"inferred":true}
	// {"status":"Customer consent expired"}
	// {"start":"2022-11-10T00:00:00Z","lastDay":"2022-12-10","end":"2022-12-11T00:00:00Z"}
}

package cpor_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A proposal is made only of a question that passes.
func ExamplePropose() {
	q := question(cpor.ModernWorkUsage, time.Date(2023, time.January, 9, 9, 0, 0, 0, time.UTC))
	proposal, decision, err := cpor.Propose(q, details(q.Kind))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decision, "-", proposal.Association().Workloads)

	q.OnTenant = mci.NotSupplied
	proposal, decision, err = cpor.Propose(q, details(q.Kind))
	fmt.Println(decision, "-", proposal == nil, err)
	// Output:
	// Modern Work and Security Usage: pass - [Microsoft Teams Exchange Online]
	// Modern Work and Security Usage: unknown - true <nil>
}

// A host supplies its holidays.
func ExampleNewTerms() {
	epiphany, _ := mci.NewDate(2023, time.January, 6)
	days, err := cpor.NewBusinessDays(time.UTC, nil, []mci.Date{epiphany})
	if err != nil {
		log.Fatal(err)
	}
	terms, err := cpor.NewTerms(cpor.TermsOptions{Days: days, Lengths: []cpor.ClockLength{{Clock: cpor.AnswerClock, Days: 5}}})
	if err != nil {
		log.Fatal(err)
	}
	monday, _ := mci.NewDate(2023, time.January, 2)
	fmt.Println(terms.BusinessDays().Add(monday, terms.Length(cpor.AnswerClock)))
	// Output: 2023-01-10
}

// A stored finding is short; the tables say the rest again.
func ExampleExplain() {
	stored := []mci.Finding{{Rule: "cporclaim.channel", Version: 1, Outcome: mci.Fail, Found: "CSP"}}
	for _, f := range cpor.Explain(&cpor.Question{Kind: cpor.BusinessUsage}, stored) {
		fmt.Println(f.Path, f.Outcome, "- wanted", f.Want, "- found", f.Found)
	}
	// Output: channel fail - wanted Enterprise Agreement or Volume Licensing or Web-Direct - found CSP
}

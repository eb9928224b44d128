package claims_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/mci-go/incentives/claims"
)

func ExampleState_Next() {
	underReview := claims.State{Status: claims.UnderReview}
	fmt.Println(underReview.Next(claims.ReviewerRejects))
	fmt.Println(underReview.Next(claims.PartnerCancels))

	// After a dispute the same review has another end.
	underReview.Disputed = true
	fmt.Println(underReview.Next(claims.ReviewerRejects))
	// Output:
	// Rejected true
	// no claim false
	// Rejected final true
}

func ExampleState_Permitted() {
	fmt.Println(claims.State{Status: claims.ConsentReceived}.Permitted())
	fmt.Println(claims.State{Status: claims.Rejected}.Permitted())
	fmt.Println(claims.State{Status: claims.Canceled}.Permitted())
	// Output:
	// cancel, give evidence, update contact, comment, submit, expire
	// dispute, expire
	//
}

// The table that defines the machine says for each transition who makes it, what guards it and where that is from.
func ExampleTransitions() {
	for _, row := range claims.Transitions() {
		if row.From.Status == claims.Disputed {
			fmt.Println(row.Row, row.Event, "by", row.Actor, "->", row.To, row.Guards)
		}
	}
	// Output:
	// T19 expire by system -> Disputed expired, disputed []
	// T20 submit by partner -> Submitted, disputed [request answered evidence complete]
	// E4 give evidence by partner -> Disputed [survey link live]
	// N4 comment by partner -> Disputed []
	// C5 update contact by partner -> Disputed [customer contact open]
}

// The diagram goes into a Markdown file, in a block of the language mermaid.
func ExampleMermaid() {
	diagram, err := claims.Mermaid()
	if err != nil {
		log.Fatal(err)
	}
	lines := strings.Split(diagram, "\n")
	fmt.Println(lines[0])
	fmt.Println(strings.Count(diagram, "-->"), "transitions")
	// Output:
	// graph LR
	// 30 transitions
}

package claims_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/mci-go/incentives/claims"
)

// If the machine does not permit an event in a state, Next returns no state and
// false.
func ExampleState_Next() {
	underReview := claims.State{Status: claims.UnderReview}
	fmt.Println(underReview.Next(claims.ReviewerRejects))
	fmt.Println(underReview.Next(claims.PartnerCancels))

	// After a dispute, the same review leads to another status.
	underReview.Disputed = true
	fmt.Println(underReview.Next(claims.ReviewerRejects))
	// Output:
	// Rejected true
	// no claim false
	// Rejected final true
}

// Permitted lists the events that the machine permits in a state. In a terminal
// status such as Canceled there are none.
func ExampleState_Permitted() {
	fmt.Println(claims.State{Status: claims.ConsentReceived}.Permitted())
	fmt.Println(claims.State{Status: claims.Rejected}.Permitted())
	fmt.Println(claims.State{Status: claims.Canceled}.Permitted())
	// Output:
	// cancel, give evidence, update contact, comment, submit, expire
	// dispute, expire
	//
}

// For each transition, the table that defines the machine gives the actor, the
// guards and the source of the rule.
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

// Put the drawing into a Markdown file, in a code block whose language is
// mermaid.
func ExampleMermaid() {
	drawing, err := claims.Mermaid()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(drawing)
	// Output:
	// graph LR
	//     id0[Approved]
	//     id1[Approved, disputed]
	//     id2[Awaiting customer consent response]
	//     id3[Canceled]
	//     id4[Customer claimed]
	//     id5[Customer consent declined]
	//     id6[Customer consent expired]
	//     id7[Customer consent received]
	//     id8[Disputed]
	//     id9[Disputed expired]
	//     id10[Disputed expired, disputed]
	//     id11[Not submitted expired]
	//     id12[Partner action required]
	//     id13[Partner action required, disputed]
	//     id14[Post submission expired]
	//     id15[Post submission expired, disputed]
	//     id16[Rejected]
	//     id17[Rejected final]
	//     id18[Submitted]
	//     id19[Submitted, disputed]
	//     id20[Under review]
	//     id21[Under review, disputed]
	//     id22[no claim]
	//
	//     id2 --> |accept| id7
	//     id2 --> |cancel| id3
	//     id2 --> |decline| id5
	//     id2 --> |expire| id6
	//     id4 --> |cancel| id3
	//     id4 --> |expire| id6
	//     id4 --> |send consent| id2
	//     id7 --> |cancel| id3
	//     id7 --> |expire| id11
	//     id7 --> |submit| id18
	//     id8 --> |expire| id10
	//     id8 --> |submit| id19
	//     id12 --> |expire| id14
	//     id12 --> |submit| id18
	//     id13 --> |expire| id15
	//     id13 --> |submit| id19
	//     id16 --> |dispute| id8
	//     id16 --> |expire| id9
	//     id18 --> |begin review| id20
	//     id18 --> |request action| id12
	//     id19 --> |begin review| id21
	//     id19 --> |request action| id13
	//     id20 --> |approve| id0
	//     id20 --> |reject| id16
	//     id20 --> |request action| id12
	//     id21 --> |approve| id1
	//     id21 --> |reject| id17
	//     id21 --> |request action| id13
	//     id22 --> |add customer| id4
	//     id22 --> |claim customer| id4
	//
	//     style id22 fill:#00AA00
}

// Write the drawing to a file, and "dot -Tsvg" makes a picture of it.
func ExampleGraphviz() {
	drawing, err := claims.Graphviz()
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(drawing) {
		if strings.Contains(line, `"Disputed" ->`) {
			fmt.Print(line)
		}
	}
	fmt.Println(strings.Count(drawing, "->"), "transitions")
	// Output:
	// "Disputed" -> "Disputed expired, disputed" [ label = "expire" ];
	//     "Disputed" -> "Submitted, disputed" [ label = "submit" ];
	// 30 transitions
}

// All iterates over a set in the order of a claim's life, without allocating.
func ExampleEventSet() {
	rejected := claims.State{Status: claims.Rejected}.Permitted()
	for event := range rejected.All() {
		fmt.Println(event)
	}
	fmt.Println(rejected.Has(claims.PartnerSubmits), rejected.Len())
	// Output:
	// dispute
	// expire
	// false 2
}

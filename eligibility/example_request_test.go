package eligibility_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A web host reads a question from a request. It answers with the decision, or
// with the list of everything that is malformed.
func ExampleReadQuestion() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	for _, body := range []string{
		`{"engagement": {"edition": "FY23-2022-11", "engagement": "fy23-microsoft-viva"}, "way": "add",
		  "at": "2023-03-01T09:00:00Z", "customer": {"country": "ch", "meetsCriteria": "Yes"}, "Hours": "8"}`,
		`{"engagement": {"edition": "FY23-2022-11", "engagement": "fy23-microsoft-viva"}, "way": "add",
		  "at": "2023-03-01T09:00:00Z", "customer": {"id": {"type": "TPID", "value": "659410"}, "country": "CH", "meetsCriteria": "no"}}`,
	} {
		question, err := eligibility.ReadQuestion([]byte(body), card)
		var problems mci.Problems
		if errors.As(err, &problems) {
			for _, problem := range problems {
				fmt.Println(problem)
			}
			continue
		}
		decision, err := eligibility.Decide(&question)
		if err != nil {
			log.Fatal(err)
		}
		answer, err := json.Marshal(decision)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.140s\n", answer)
	}
	// Output:
	// customer.country: found "ch", want an ISO 3166-1 alpha-2 country code in capitals, such as CH (line 2, column 59)
	// customer.meetsCriteria: found "Yes", want one of unknown, yes, no (line 2, column 82)
	// Hours: found an unknown field, want the name as the format writes it: hours (line 2, column 90)
	// {"engagement":{"edition":"FY23-2022-11","engagement":"fy23-microsoft-viva"},"id":{"type":"TPID","value":"659410"},"outcome":"fail","findings
}

// A web host reads a nomination from a request: the question and the details
// that a claim needs. What is malformed is named by its path.
func ExampleReadNomination() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	const body = `{
	  "question": {
	    "engagement": {"edition": "FY23-2022-11", "engagement": "fy23-microsoft-viva"}, "way": "add", "at": "2023-03-01T09:00:00Z",
	    "user": {"id": "jonas", "grants": [{"role": "Incentives user"}]}, "partnerEligible": "yes",
	    "location": {"id": "Zurich", "country": "CH", "enrollment": "enrolled"},
	    "customer": {
	      "id": {"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}, "country": "CH",
	      "meetsCriteria": "yes", "consentedBefore": "no", "mailMatches": "yes", "claims": 0
	    }
	  },
	  "details": {
	    "claimName": "Contoso Viva",
	    "customerContact": {"name": "Noa", "email": "noa@contoso.com"},
	    "partnerContact": {"name": "Jonas", "email": "jonas@fabrikam.com"}
	  }
	}`
	for _, text := range []string{body, strings.Replace(body, "jonas@", "jonas at ", 1)} {
		question, details, err := eligibility.ReadNomination([]byte(text), card)
		var problems mci.Problems
		if errors.As(err, &problems) {
			fmt.Println(problems)
			continue
		}
		nomination, decision, err := eligibility.Nominate(question, details)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(decision.Outcome(), nomination != nil)
	}
	// Output:
	// pass true
	// details.partnerContact.email: found "jonas at fabrikam.com", want one mail address such as alex@contoso.com, without a display name (line 11, column 15)
}

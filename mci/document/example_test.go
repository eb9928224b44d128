package document_test

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Read binds a web client's request field by field. It returns everything that
// is wrong with the request at once.
func ExampleRead() {
	var request struct {
		Claim   string
		Country mci.Country
		Hours   mci.Hours
	}
	err := document.Read([]byte(`{"claim": "c-1", "country": "Switzerland", "hour": "80"}`), document.Limits{}, func(o document.Object) {
		request.Claim = o.Field("claim").Text(200)
		request.Country = document.Parse(o.Optional("country"), "a country code", mci.ParseCountry)
		o.Optional("hours").Into(&request.Hours)
	})
	fmt.Println(err)
	// Output:
	// country: found "Switzerland", want an ISO 3166-1 alpha-2 country code in capitals, such as CH (line 1, column 29)
	// hour: found an unknown field, want the name as the format writes it: hours (line 1, column 44)
}

// Scan is for a codec that must not lose anything: it reports duplicate
// members, and numbers as they are written.
func ExampleScan() {
	root, err := document.Scan([]byte(`{"id": "r-1", "value": 1.50, "value": 2}`), document.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for member := range root.Members() {
		fmt.Printf("%s = %s (%s)\n", member.Name, member.Value.Raw(), member.Value.Kind())
	}
	// Output:
	// id = "r-1" (a text)
	// value = 1.50 (a number)
	// value = 2 (a number)
}

package cases

import (
	"bytes"
	"encoding/json"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// must returns a value that this package wrote down correctly.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// questionText writes a question. If a fact is not supplied, its member is left
// out, and so is the profile of the payee.
func questionText(q *eligibility.Question) json.RawMessage {
	return bytes.ReplaceAll(must(q.MarshalJSON()), []byte(`,"payeeProfile":"unknown"`), nil)
}

func day(text string) mci.Date          { return must(mci.ParseDate(text)) }
func hours(text string) mci.Hours       { return must(mci.ParseHours(text)) }
func usd(amount string) mci.Money       { return must(mci.ParseMoney(amount, mci.USD)) }
func quantity(text string) mci.Quantity { return must(mci.ParseQuantity(text)) }

func customerID(kind mci.IDType, value string) mci.CustomerID {
	return must(mci.ParseCustomerID(kind, value))
}

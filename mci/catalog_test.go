package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestX(t *testing.T) {
	c, err := mci.PublicCatalog()
	if err != nil {
		t.Fatal(err)
	}
	e, _ := c.Find("illustrative-variable-pay", mci.Date{})
	m, _ := mci.ParseMoney("120000", "USD")
	h, _ := mci.ParseHours("80")
	t.Log("\n", e.Payout(mci.PayInputs{CustomerCountry: "CH", ContractValue: m, Hours: h}))
}

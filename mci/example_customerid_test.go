package mci_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/mci"
)

// Each ID is returned in canonical form: for example, a domain name in lower
// case and an opportunity ID in capitals.
func ExampleParseCustomerID() {
	for _, given := range []struct {
		kind  mci.IDType
		value string
	}{
		{mci.DomainName, "Contoso.com"},
		{mci.DomainName, "Bücher.example"},
		{mci.TenantID, "2F3C4A1E-0D5B-4C6F-9A7E-1B2C3D4E5F60"},
		{mci.TopParentID, "123456"},
		{mci.AzureSubscriptionID, "0b1f6471-1bf0-4dda-aec3-cb9272f09590"},
		{mci.OpportunityID, "7-3cvdesbisu"},
	} {
		id, err := mci.ParseCustomerID(given.kind, given.value)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %s\n", id.Type(), id.Value())
	}
	// Output:
	// domain name: contoso.com
	// domain name: xn--bcher-kva.example
	// tenant ID: 2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60
	// TPID: 123456
	// Azure subscription ID: 0b1f6471-1bf0-4dda-aec3-cb9272f09590
	// MSX opportunity ID: 7-3CVDESBISU
}

// A malformed ID is a FieldError that says what was found and wanted.
func ExampleParseCustomerID_malformed() {
	_, err := mci.ParseCustomerID(mci.TopParentID, "0123456")
	fmt.Println(err)

	_, err = mci.ParseCustomerID(mci.OpportunityID, "11-1FG2G") // the ID of an account
	fmt.Println(mci.At("customer.id", err))
	fmt.Println(errors.Is(err, mci.ErrInvalid))
	// Output:
	// value: found "0123456", want 3 to 12 decimal digits that do not begin with 0
	// customer.id.value: found "11-1FG2G", want 7- and 9 or 10 letters or digits, such as 7-3CVDESBISU
	// true
}

// A printed ID does not reveal the customer. The stored form contains the whole
// ID.
func ExampleCustomerID_String() {
	id, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(id)
	stored, _ := json.Marshal(id)
	fmt.Println(string(stored))
	// Output:
	// tenant ID …5f60
	// {"type":"tenant ID","value":"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}
}

// An address must not contain a display name. A printed contact does not show
// the person.
func ExampleContact_Check() {
	contact := mci.Contact{Name: "Alexandra Wilber", Email: "Alexandra <alexandra@contoso.com>"}
	fmt.Println(contact.Check())

	contact.Email = "alexandra@contoso.com"
	fmt.Println(contact.Check(), contact.MailDomain().Value())
	fmt.Println(contact)
	// Output:
	// email: found "Alexandra <a…@contoso.com>", want one mail address such as alex@contoso.com, without a display name
	// <nil> contoso.com
	// contact
}

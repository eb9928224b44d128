package claims_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

func TestACommandIsReadAsItWasWritten(t *testing.T) {
	for _, command := range append(full(), commands()...) {
		got, err := claims.ReadCommand(command.Event(), must(json.Marshal(command)))
		if err != nil {
			t.Errorf("%s: %v", command.Event(), err)
		}
		wantSame(t, command.Event().String(), got, command)
	}
}

func TestACommandThatAClientMistypedNamesEachField(t *testing.T) {
	for _, c := range []struct {
		event claims.Event
		text  string
		paths []string
	}{
		{claims.PartnerSubmits, `{"Requested":{},"comment":7}`, []string{"Requested", "comment"}},
		{claims.ConsentSent, `{"customerContact":{"name":"Alex"},"dealSize":{"amount":"x","currency":"USD"}}`, []string{"customerContact.email", "dealSize.amount"}},
		{claims.PaymentRecorded, `{}`, []string{"amount"}},
		{claims.CustomerAccepts, `{"at":"2022-11-20T00:00:00Z"}`, []string{"at"}},
		{claims.PartnerCancels, `[]`, []string{""}},
		{claims.PartnerCancels, `{"comment":`, []string{""}},
		{claims.AddCustomer, `{}`, []string{"event"}},
		{0, `{}`, []string{"event"}},
		{claims.TermsAccepted + 1, `{}`, []string{"event"}},
		{9999, `{}`, []string{"event"}},
	} {
		command, err := claims.ReadCommand(c.event, []byte(c.text))
		if command != nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s %s: %v, %v", c.event, c.text, command, err)
			continue
		}
		for _, path := range c.paths {
			if !strings.Contains(err.Error(), path) {
				t.Errorf("%s %s: %v does not name %s", c.event, c.text, err, path)
			}
		}
	}
}

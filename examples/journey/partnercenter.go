package main

import (
	"context"
	"os"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// tokenVariable is the environment variable that holds the token for Partner
// Center. It is not a flag because flags show in the list of processes.
const tokenVariable = "PARTNER_CENTER_TOKEN"

// environment supplies the token from the environment.
type environment struct{}

// Token implements [gateway.TokenSource].
func (environment) Token(context.Context) (string, error) { return os.Getenv(tokenVariable), nil }

// gatewayTo returns a gateway to Partner Center, or nil if the address is
// empty. It returns a [mci.FieldError] if the token is missing.
func gatewayTo(address string) (referral.Gateway, error) {
	if address == "" {
		return nil, nil
	}
	if os.Getenv(tokenVariable) == "" {
		return nil, mci.Invalid(tokenVariable, "none", "a token for Partner Center")
	}
	return gateway.New(gateway.Options{URL: address, Tokens: environment{}, Now: time.Now})
}

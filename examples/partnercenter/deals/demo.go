package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
	"github.com/mci-go/incentives/referral/routing"
)

// monday is the day on which the demonstration begins.
var monday = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)

// demoRoutes are the routing rules of the demonstration.
var demoRoutes = routes{
	Rules: []routing.Rule{
		{To: "front desk"},
		{Market: "CH", To: "Zurich"},
		{Solution: "SOL-1", To: "product team"},
	},
	Locations: map[string]string{"SOL-2": "4711"},
}

// demo reports twice on a made-up Partner Center: on Monday, and after a week
// in which people worked on the deals.
func demo(ctx context.Context, set *settings, w world) error {
	now := monday
	center := &fake.Server{Token: "made up for this program", PageSize: 2}
	center.Referrals.Now = func() time.Time { return now }
	address, stop, err := listen(ctx, center)
	if err != nil {
		return err
	}
	defer stop() //nolint:errcheck // only this program used the server
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token(center.Token), Now: w.now})
	if err != nil {
		return err
	}
	if set.user.Email == "" {
		set.user = access.User{Role: access.ReferralsUser, Email: "maria@partner.example"}
	}
	w.now = func() time.Time { return now }
	made, err := begin(ctx, center)
	if err != nil {
		return err
	}
	var known dealbook.Book
	if err := report(ctx, carrier, &known, demoRoutes, set, w); err != nil {
		return err
	}
	now = now.AddDate(0, 0, 7)
	if err := work(ctx, center, made); err != nil {
		return err
	}
	return report(ctx, carrier, &known, demoRoutes, set, w)
}

// begin makes three deals. Two come from a Microsoft seller. One is the
// partner's own, which the partner shares with Microsoft's sellers.
func begin(ctx context.Context, center *fake.Server) ([]resource.Referral, error) {
	maria, sam := resource.Member{Email: "maria@partner.example"}, resource.Member{Email: "sam@partner.example"}
	inbound := func(name, country, solution string, team resource.Member) resource.Referral {
		r := outbound(name, "9000", team)
		r.Type, r.Direction = resource.Shared, resource.Incoming
		r.CustomerProfile.Address.Country = country
		r.InviteContext.InvitedBy.OrganizationID = "msft"
		r.Details.Requirements.Solutions = []resource.Solution{{ID: solution}}
		return r
	}
	var made []resource.Referral
	for _, draft := range []resource.Referral{
		inbound("Contoso", "CH", "SOL-1", maria), inbound("Fabrikam", "CH", "SOL-2", sam), outbound("Litware", "25000", maria),
	} {
		one, err := center.Referrals.Create(ctx, draft)
		if err != nil {
			return nil, err
		}
		made = append(made, one)
	}
	return made, nil
}

func outbound(name, value string, team resource.Member) resource.Referral {
	return resource.Referral{
		Name: name, Type: resource.Independent, Qualification: resource.SalesQualified, Direction: resource.Outgoing, SalesStage: "20",
		CustomerProfile: resource.CustomerProfile{Name: name}, Team: []resource.Member{team},
		Consent: resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes},
		Details: resource.Details{Notes: "first notes", DealValue: resource.Decimal(value), Currency: "USD"},
	}
}

// work makes the changes of the week: the first deal is won, the value of the
// second one grows, and Microsoft is asked for help with the third.
func work(ctx context.Context, center *fake.Server, made []resource.Referral) error {
	for i, patch := range []change.Patch{
		{{Op: change.Replace, Path: "/status", Value: `"` + resource.Verbatim(progress.StatusClosed) + `"`}, {Op: change.Replace, Path: "/substatus", Value: `"` + resource.Verbatim(progress.Won) + `"`}},
		{{Op: change.Replace, Path: "/details/dealValue", Value: "12000"}},
		{{Op: change.Replace, Path: "/salesStage", Value: `"40"`}},
	} {
		if _, err := center.Referrals.Patch(ctx, made[i].ID, patch, ""); err != nil {
			return err
		}
	}
	connected, err := cosell.Connected(&made[2], resource.InviteContext{AssistanceRequestCode: resource.HelpGeneral})
	if err != nil {
		return err
	}
	_, err = center.Referrals.Create(ctx, connected)
	return err
}

// token is a [gateway.TokenSource] with one fixed token.
type token string

// Token implements [gateway.TokenSource].
func (t token) Token(context.Context) (string, error) { return string(t), nil }

// listen starts a server on a free port of the loopback interface.
func listen(ctx context.Context, handler http.Handler) (address string, stop func() error, err error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) //nolint:errcheck // it ends when the server is closed
	return "http://" + listener.Addr().String(), server.Close, nil
}

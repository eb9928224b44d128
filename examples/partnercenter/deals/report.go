package main

import (
	"fmt"
	"io"
	"time"

	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/insights"
	"github.com/mci-go/incentives/referral/resource"
	"github.com/mci-go/incentives/referral/routing"
)

// showActivities prints the changed fields, deal by deal. If the user may not
// see a deal, or if that is unknown, it prints the reason and no field.
func showActivities(out io.Writer, revisions []dealbook.Revision, user access.User) {
	fmt.Fprintf(out, "Activities, for a user with the role %s\n", user.Role)
	for _, c := range revisions {
		if c.Earlier == nil {
			continue
		}
		activities, verdict := access.Activities(user, locationOf(c.Later), c.Earlier, c.Later, "")
		for _, f := range verdict.Findings {
			if f.Outcome != mci.Pass {
				fmt.Fprintf(out, "  %s  not shown; wanted: %s; found: %s\n", shown(c.Later.ID), f.Want, shown(f.Found))
			}
		}
		for _, a := range activities {
			by := ""
			if a.By != "" {
				by = " by " + shown(a.By)
			}
			fmt.Fprintf(out, "  %s  %s%s  %s  %s -> %s\n", shown(a.Referral), shown(string(a.At)), by, shown(a.Path), value(a.Old), value(a.New))
		}
	}
}

// shown returns another person's text on one line, with unsafe characters
// escaped.
func shown(text string) string { return vocabulary.Visible(text) }

func value(v resource.Verbatim) string {
	if v == "" {
		return "nothing"
	}
	return shown(string(v))
}

// locationOf returns the partner's location that a referral is addressed to. It
// is empty if the referral names none.
func locationOf(r *resource.Referral) mci.LocationID {
	for _, target := range r.Target {
		if target.Type == resource.BusinessProfileLocation {
			return mci.LocationID(target.ID)
		}
	}
	return ""
}

// show prints the user to whom each new inbound referral is routed, once for
// each of its solutions. If a referral is not routed, it is left out.
func (r routes) show(out io.Writer, revisions []dealbook.Revision) error {
	fmt.Fprintln(out, "Routes of new deals")
	for _, c := range revisions {
		if c.Earlier != nil || c.Later.IsForMicrosoft() {
			continue
		}
		for _, inbound := range r.inbound(c.Later) {
			route, err := routing.Find(r.Rules, inbound)
			switch {
			case err != nil:
				return err
			case route.Outcome == mci.Pass:
				fmt.Fprintf(out, "  %s  %s to %s, by %s\n", shown(c.Later.ID), solution(inbound), shown(route.To), shown(route.Finding.Found))
			case route.Outcome == mci.Unknown:
				fmt.Fprintf(out, "  %s  %s to an unknown recipient; wanted: %s\n", shown(c.Later.ID), solution(inbound), route.Finding.Want)
			}
		}
	}
	return nil
}

func solution(inbound routing.Inbound) string {
	if inbound.Solution == "" {
		return "unknown solution"
	}
	return shown(inbound.Solution)
}

// inbound returns the facts that routing needs about a referral, for each of
// its solutions.
func (r routes) inbound(from *resource.Referral) []routing.Inbound {
	one := routing.Inbound{FromSeller: fromSeller(from)}
	if country, err := mci.ParseCountry(from.CustomerProfile.Address.Country); err == nil {
		one.Market = country
	}
	one.Created, _ = from.CreatedDateTime.Time()
	var all []routing.Inbound
	for _, s := range from.Details.Requirements.Solutions {
		one.Solution, one.SolutionLocation = s.ID, r.Locations[s.ID]
		all = append(all, one)
	}
	if all == nil {
		all = append(all, one)
	}
	return all
}

// fromSeller reports whether a referral comes from a Microsoft seller: it comes
// in, Microsoft invited the partner, and a seller qualified it. The rule that
// these three facts are enough is inferred.
func fromSeller(r *resource.Referral) mci.Fact {
	switch {
	case r.Unread("/direction", "/inviteContext", "/qualification") || r.Direction == "":
		return mci.NotSupplied
	default:
		return mci.FactOf(r.Direction == resource.Incoming && r.InviteContext.InvitedBy.IsMicrosoft() && r.Qualification == resource.SalesQualified)
	}
}

// showInsights prints the figures of the partner's own referrals. If a part of
// the list could not be read, whole is false, and no type is concluded from the
// absence of another referral.
func showInsights(out io.Writer, b *dealbook.Book, by insights.Grouping, whole bool, at time.Time) error {
	counted, err := insights.Of(b.Sales(whole), by, at)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Deals by %s\n", by)
	for _, i := range counted {
		key := i.Key
		if key == "" {
			key = "unknown"
		}
		fmt.Fprintf(out, "  %s: %d, %d open, %d won, %d lost", shown(key), i.Deals, i.Open, i.Won, i.Lost)
		if percent, ok := i.WinRate(); ok {
			fmt.Fprintf(out, ", win rate %d %%", percent)
		}
		for _, sum := range i.Values {
			fmt.Fprintf(out, ", %s", sum)
		}
		fmt.Fprintln(out)
		for _, s := range i.Stages {
			fmt.Fprintf(out, "    %s: %d, %.1f days each\n", s.Stage, s.Deals, s.Average().Hours()/24)
		}
	}
	return nil
}

// Deals reports on the deals of a partner in Partner Center: the fields that
// were changed since the last run, the users to whom the new inbound deals are
// routed, and the number of deals.
//
// It shows the changes of a deal only if the user may see the deal. It never
// writes to Partner Center, and keeps the deals in a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/insights"
	"github.com/mci-go/incentives/referral/routing"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1
	invalid = 2 // a flag or a file is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], world{os.Stdout, os.Stderr, time.Now})
	stop()
	os.Exit(status)
}

// A world holds the program's connections to the outside.
type world struct {
	out, err io.Writer
	now      func() time.Time
}

// settings are the values of the flags.
type settings struct {
	state, rules, token, url string
	demo                     bool
	user                     access.User
	by                       insights.Grouping
}

func run(ctx context.Context, args []string, w world) int {
	set, err := settingsOf(args, w.err)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return done
	case err != nil:
		fmt.Fprintln(w.err, "deals:", err)
		return invalid
	}
	if set.demo {
		err = demo(ctx, set, w)
	} else {
		err = ask(ctx, set, w)
	}
	switch {
	case errors.Is(err, mci.ErrInvalid):
		fmt.Fprintln(w.err, "deals:", err)
		return invalid
	case err != nil:
		fmt.Fprintln(w.err, "deals:", err)
		return failed
	}
	return done
}

func settingsOf(args []string, errs io.Writer) (*settings, error) {
	set := &settings{user: access.User{Role: access.ReferralsUser}}
	var locations string
	flags := flag.NewFlagSet("deals", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&set.state, "state", "deals.json", "remember the deals in this `file`; they are personal data")
	flags.StringVar(&set.rules, "rules", "", "read the routing rules from this `file`; see README.md")
	flags.StringVar(&set.token, "token", "", "read the access token from this `file`, before each request")
	flags.StringVar(&set.url, "url", gateway.DefaultURL, "the `address` of the referrals")
	flags.BoolVar(&set.demo, "demo", false, "ask a Partner Center that is made up, on this machine, and remember nothing")
	flags.StringVar(&set.user.Email, "as", "", "report to the user with this `address`")
	flags.TextVar(&set.user.Role, "role", access.ReferralsUser, "the user's `role`: Referrals user or Referrals admin")
	flags.StringVar(&locations, "locations", "", "the `locations` that the role is for, with commas; none is the whole company")
	flags.TextVar(&set.by, "by", insights.ByDealType, "count by deal type, status, solution area or month")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	for location := range strings.SplitSeq(locations, ",") {
		if location != "" {
			set.user.Locations = append(set.user.Locations, mci.LocationID(location))
		}
	}
	switch {
	case flags.NArg() > 0:
		return nil, mci.Invalid("arguments", flags.Arg(0), "flags only")
	case set.token == "" && !set.demo:
		return nil, mci.Invalid("token", "nothing", "-token or -demo")
	}
	return set, nil
}

// ask reports on the deals in Partner Center.
func ask(ctx context.Context, set *settings, w world) error {
	center, err := gateway.New(gateway.Options{URL: set.url, Tokens: tokenFile(set.token), Now: w.now})
	if err != nil {
		return err
	}
	routes, err := readRouting(set.rules)
	if err != nil {
		return err
	}
	known, err := dealbook.Read(set.state)
	if err != nil {
		return err
	}
	if err := report(ctx, center, &known, routes, set, w); err != nil {
		return err
	}
	return known.Write(set.state)
}

// report reads the changes from Partner Center and prints the report. If an
// element of the list could not be read, the other ones are reported, and the
// next run reads the list again.
func report(ctx context.Context, center referral.Feed, known *dealbook.Book, routes routes, set *settings, w world) error {
	updates, err := referral.CatchUp(ctx, center, known.Mark, referral.Query{}, w.now())
	var unread *referral.UnreadError
	if err != nil && !errors.As(err, &unread) {
		return err
	}
	revisions := known.Take(updates)
	fmt.Fprintln(w.out, w.now().UTC().Format("2006-01-02 15:04"))
	showActivities(w.out, revisions, set.user)
	if err := routes.show(w.out, revisions); err != nil {
		return err
	}
	if err := showInsights(w.out, known, set.by, unread == nil, w.now()); err != nil {
		return err
	}
	if unread != nil {
		fmt.Fprintln(w.out, unread)
	}
	return nil
}

// tokenFile is a [gateway.TokenSource] that reads a file. Another program
// renews the token in it.
type tokenFile string

// Token implements [gateway.TokenSource].
func (f tokenFile) Token(context.Context) (string, error) {
	text, err := os.ReadFile(string(f))
	return strings.TrimSpace(string(text)), err
}

// routes are the routing rules of a partner, with the location of each
// solution.
type routes struct {
	Rules     []routing.Rule    `json:"rules"`
	Locations map[string]string `json:"locations"`
}

// readRouting reads the rules from a file. If no file is named, there are no
// rules.
func readRouting(file string) (routes, error) {
	var r routes
	if file == "" {
		return r, nil
	}
	data, err := inputfile.Text(file, inputfile.Most)
	if err != nil {
		return r, err
	}
	if err := dealbook.Decode(file, data, &r); err != nil {
		return r, err
	}
	// The rules are checked now, even if no deal is routed.
	_, err = routing.Find(r.Rules, routing.Inbound{FromSeller: mci.No})
	return r, mci.At(file, err)
}

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A claimSheet is everything about one claim at an instant.
type claimSheet struct {
	Record     claims.Record      `json:"record"`
	Divergence *claims.Divergence `json:"divergence,omitempty"`
	Assumed    claims.Assumptions `json:"assumed,omitzero"` // that nobody has told
	Deadlines  []claims.Countdown `json:"deadlines"`
	Missing    []claims.Gap       `json:"missingEvidence"`
	Payout     catalog.Payout     `json:"payout"`   // by the dates that have happened
	Estimate   catalog.Payout     `json:"estimate"` // as if the others were today
	// of the payment, if one is awaited
	Expected mci.Date `json:"expectedPayment,omitzero"`
	Late     bool     `json:"paymentLate,omitempty"`

	expected string
}

func (p *program) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show a claim: record, deadlines, missing evidence, payout",
		Args: cobra.ExactArgs(1), ValidArgsFunction: p.completeID(),
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error {
			claim, err := t.claim(ctx, args[0])
			if err != nil {
				return err
			}
			return t.show(sheetOf(claim, t.at))
		}),
	}
}

func sheetOf(claim *claims.Claim, at time.Time) *claimSheet {
	sheet := &claimSheet{
		Record: claim.Record(), Divergence: claim.Divergence(), Assumed: claim.Assumed(), Deadlines: claim.NextSteps(at).Deadlines,
		Missing: []claims.Gap{}, Payout: claim.Payout(), Estimate: claim.Estimate(at), expected: expectedText(claim, at),
	}
	if work := claim.Work(at); !work.Expected.IsZero() {
		sheet.Expected, sheet.Late = work.Expected, work.Overdue
	}
	if !claim.State().Terminal() {
		sheet.Missing = append(sheet.Missing, claim.MissingEvidence(at)...)
	}
	return sheet
}

func (s *claimSheet) text(w io.Writer) {
	r := &s.Record
	for _, field := range []struct {
		name  string
		value any
	}{
		{"claim", r.ID},
		{"name", r.Name},
		{"status", stateText(r.State(), s.Divergence)},
		{"version", r.Version},
		{"engagement", fmt.Sprintf("%s, edition %s", r.Engagement.Engagement, r.Engagement.Edition)},
		{"customer", r.CustomerID.Type().String() + " " + r.CustomerID.Value()},
		{"customer contact", fmt.Sprintf("%s <%s>", r.CustomerContact.Name, r.CustomerContact.Email)},
		{"partner contact", fmt.Sprintf("%s <%s>", r.PartnerContact.Name, r.PartnerContact.Email)},
		{"location", r.Location},
		{"created", r.Created.Format(time.RFC3339)},
		{"updated", r.Updated.Format(time.RFC3339)},
	} {
		fmt.Fprintf(w, "%s\t%s\n", field.name, vocabulary.Visible(fmt.Sprint(field.value)))
	}
	if number := r.PortalNumber.Number; number != "" {
		fmt.Fprintf(w, "number in portal\t%s\n", number)
	}
	if !s.Assumed.IsEmpty() {
		fmt.Fprintf(w, "assumed\t%s\n", strings.Join(slices.Collect(s.Assumed.All()), ", "))
	}
	for i := range s.Deadlines {
		fmt.Fprintf(w, "deadline\t%s\n", deadlineText(&s.Deadlines[i]))
	}
	if s.expected != "" {
		fmt.Fprintf(w, "payment\t%s\n", s.expected)
	}
	for _, gap := range s.Missing {
		fmt.Fprintf(w, "missing\t%s (%s)\n", gap.Why, gap.Rule)
	}
	s.amountsText(w)
}

// amountsText keeps what is calculated apart from what somebody said, and each
// of those from the others.
func (s *claimSheet) amountsText(w io.Writer) {
	fmt.Fprintf(w, "payout\t%s\n", s.Payout.Summary())
	if s.Payout.Outcome == mci.Unknown {
		fmt.Fprintf(w, "estimate today\t%s\n", s.Estimate.Summary())
	}
	amounts := &s.Record.Amounts
	for _, a := range []struct {
		name   string
		amount claims.Amount
	}{{"estimated", amounts.Estimated}, {"requested", amounts.Requested}, {"approved", amounts.Approved}} {
		if !a.amount.Money.IsNone() {
			fmt.Fprintf(w, "%s\t%s\n", a.name, amountText(a.amount))
		}
	}
	for _, payment := range amounts.Payments {
		fmt.Fprintf(w, "paid\t%s\n", amountText(payment))
	}
}

func amountText(a claims.Amount) string {
	text := fmt.Sprintf("%s on %s", a.Money, a.At.Format(time.DateOnly))
	if a.Reference != "" {
		text += ", " + vocabulary.Visible(a.Reference)
	}
	return text
}

// deadlineText says what ends when, what happens then, and where that is from.
func deadlineText(d *claims.Countdown) string {
	text := fmt.Sprintf("%s by %s%s, %s", d.Clock, d.Window.LastDay, assumedText(d.Assumed), leftText(d))
	if d.Expires {
		text += fmt.Sprintf(", then %s", d.Then)
	}
	return fmt.Sprintf("%s (%s; %s)", text, d.Rule, d.Source)
}

func leftText(d *claims.Countdown) string {
	switch {
	case d.Overdue:
		return "overdue at Microsoft"
	case d.Over:
		return "over"
	case d.DaysLeft == 0:
		return "the last day is today"
	default:
		return counted(d.DaysLeft, "day") + " left"
	}
}

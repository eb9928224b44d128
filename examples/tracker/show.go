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
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A claimSheet holds all details of one claim at an instant.
type claimSheet struct {
	Record     claims.Record      `json:"record"`
	Divergence *claims.Divergence `json:"divergence,omitempty"`
	// Assumed holds the fields that an observation of the portal implies.
	Assumed   claims.Assumptions `json:"assumed,omitzero"`
	Deadlines []claims.Countdown `json:"deadlines"`
	Missing   []claims.Gap       `json:"missingEvidence"`
	// Payout is the pay for the dates that have happened.
	Payout catalog.Payout `json:"payout"`
	// Estimate is the pay if each other date were the day of the instant.
	Estimate catalog.Payout `json:"estimate"`
	// Expected is the expected day of the payment, if there is one.
	Expected mci.Date `json:"expectedPayment,omitzero"`
	Late     bool     `json:"paymentLate,omitempty"`

	expected string
}

func (p *program) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show a claim: record, deadlines, missing evidence, payout",
		Args: arguments(1, 1), ValidArgsFunction: p.completeID,
		RunE: p.reading(func(ctx context.Context, t *tracker, args []string) error {
			if associated, err := t.association(ctx, args[0]); err != nil {
				return err
			} else if associated != nil {
				return t.show(associationSheetOf(associated, t.at))
			}
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
	if work := register.Work(register.Activity(claim), at); !work.Expected.IsZero() {
		sheet.Expected, sheet.Late = work.Expected, work.Overdue
	}
	if !claim.State().Terminal() {
		sheet.Missing = append(sheet.Missing, claim.MissingEvidence(at)...)
	}
	return sheet
}

func (s *claimSheet) text(w io.Writer) {
	r := &s.Record
	sheetText(w, []sheetField{
		{"claim", r.ID},
		{"name", r.Name},
		{"status", stateText(r.State(), s.Divergence)},
		{"version", r.Version},
		{"engagement", fmt.Sprintf("%s, edition %s", r.Engagement.Engagement, r.Engagement.Edition)},
		{"customer", strings.TrimSpace(r.CustomerID.Type().String() + " " + r.CustomerID.Value())},
		{"customer contact", contactText(r.CustomerContact)},
		{"partner contact", contactText(r.PartnerContact)},
		{"location", r.Location},
		{"created", r.Created.Format(time.RFC3339)},
		{"updated", r.Updated.Format(time.RFC3339)},
	})
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

// A sheetField is a line of a sheet.
type sheetField struct {
	name  string
	value any
}

// sheetText prints the fields that are not empty. An adopted claim lacks some.
func sheetText(w io.Writer, fields []sheetField) {
	for _, field := range fields {
		if text := fmt.Sprint(field.value); text != "" {
			fmt.Fprintf(w, "%s\t%s\n", field.name, vocabulary.Visible(text))
		}
	}
}

// contactText returns a contact in the form that its flag accepts. It is empty
// if there is no contact.
func contactText(contact mci.Contact) string {
	if contact.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s <%s>", contact.Name, contact.Email)
}

// amountsText prints the calculated amounts separately from the recorded ones.
// Each recorded amount has a line of its own.
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
			fmt.Fprintf(w, "%s\t%s\n", a.name, amountText(a.amount.Money, a.amount.At))
		}
	}
	for payment := range amounts.Paid() {
		name := "paid"
		if payment.Money.Sign() < 0 {
			name = "taken back"
		}
		text := amountText(payment.Money, payment.At)
		if payment.Reference != "" {
			text += ", " + vocabulary.Visible(payment.Reference)
		}
		fmt.Fprintf(w, "%s\t%s\n", name, text)
	}
}

// stateText is statusText for a claim's state and divergence.
func stateText(state claims.State, d *claims.Divergence) string {
	if !d.Open() {
		return state.String()
	}
	return statusText(state.String(), d.Shown.String())
}

func amountText(money mci.Money, at time.Time) string {
	return fmt.Sprintf("%s on %s", money, at.Format(time.DateOnly))
}

// deadlineText describes a deadline: its clock, its last day, the status that
// follows, its rule and its source.
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

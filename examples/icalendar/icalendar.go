// Package icalendar writes the deadlines of claims and their expected payments
// as a feed that calendars subscribe to. A program calls [Of] for the events
// and [Feed.Serialize] for the text.
package icalendar

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Event is the last day of one clock of one claim.
type Event struct {
	// UID identifies the claim and its clock, so that it stays the same if the
	// day moves.
	UID string `json:"uid"`
	// Sequence is the claim's version.
	Sequence uint64 `json:"sequence"`
	// Changed is the instant at which the claim last changed.
	Changed time.Time `json:"changed"`
	// Day is the last day.
	Day mci.Date `json:"day"`
	// Summary is the title of the event.
	Summary string `json:"summary"`
	// Description explains the event in words.
	Description string `json:"description"`
}

// A Feed lists the events in the order of the claims, then of their deadlines.
type Feed []Event

// Of returns the deadlines of the claims that match a query, and their expected
// payments, at an instant. The program is the last part of each event's UID. If
// a claim cannot be read, skips is called and returns whether to continue. It
// may be nil.
func Of(ctx context.Context, d *desk.Desk, query store.Query, at time.Time, program string, skips func(error) bool) (Feed, error) {
	events := Feed{}
	for item, err := range register.Worklist(ctx, d, query, at) {
		if err != nil {
			if skips != nil && skips(err) {
				continue
			}
			return nil, err
		}
		for _, d := range item.Deadlines() {
			events = append(events, eventOf(&item.Item, &d, program))
		}
		if !item.Expected.IsZero() {
			events = append(events, paymentOf(&item, program))
		}
	}
	return events, nil
}

func eventOf(i *register.Item, d *register.Deadline, program string) Event {
	days := "days"
	if d.Business {
		days = "business days"
	}
	then := "then the claim expires"
	if !d.Expires {
		then = "nothing expires then"
	}
	return Event{
		UID:      url.PathEscape(string(i.ID)) + "/" + url.PathEscape(d.Clock) + "@" + program,
		Sequence: i.Version, Changed: i.Updated, Day: d.Window.LastDay,
		Summary:     fmt.Sprintf("%s: last day of %s%s", vocabulary.Visible(i.Name), d.Clock, assumed(d.Assumed)),
		Description: fmt.Sprintf("Claim %s, %s. %d %s, %s. Rule %s; %s.", i.ID, i.Status, d.Days, days, then, d.Rule, d.Source),
	}
}

// paymentOf returns the last day on which a payment is in time.
func paymentOf(item *register.WorkItem, program string) Event {
	isAssumed := item.Claim.Assumed().Has("approvedAt")
	return Event{
		UID:      url.PathEscape(string(item.ID)) + "/payment@" + program,
		Sequence: item.Version, Changed: item.Updated, Day: item.Expected,
		Summary:     fmt.Sprintf("%s: payment expected%s", vocabulary.Visible(item.Name), assumed(isAssumed)),
		Description: fmt.Sprintf("Claim %s, %s. %d days after the approval; nothing expires then. Rule claim.payment; %s.", item.ID, item.Status, earnings.PaymentCycleDays, mci.WorkshopClaims.Source()),
	}
}

// Serialize writes the feed in the form of iCalendar (RFC 5545), under the name
// of a program. It writes no instant of its own, so that the same claims give
// the same bytes. Lines end as the standard says, on every system. If a
// character could deceive a reader, it is escaped. A line break in a text is
// kept.
func (f Feed) Serialize(w io.Writer, program string) error {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//mci-go//incentives " + program + "//EN")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("MCI deadlines")
	for i := range f {
		e := &f[i]
		event := calendar.AddEvent(vocabulary.Visible(e.UID))
		event.SetDtStampTime(e.Changed)
		event.SetLastModifiedAt(e.Changed)
		event.SetSequence(int(e.Sequence))
		event.SetAllDayStartAt(e.Day.Start(time.UTC))
		event.SetAllDayEndAt(e.Day.AddDays(1).Start(time.UTC))
		event.SetSummary(lines(e.Summary))
		event.SetDescription(lines(e.Description))
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	var text bytes.Buffer // a buffer, because the calendar ignores errors of its first and last line
	if err := calendar.SerializeTo(&text, ics.WithNewLine("\r\n")); err != nil {
		return err
	}
	_, err := text.WriteTo(w)
	return err
}

// lines returns a text with its lines in a form that can be shown.
func lines(text string) string {
	all := strings.Split(text, "\n")
	for i, line := range all {
		all[i] = vocabulary.Visible(line)
	}
	return strings.Join(all, "\n")
}

// assumed marks a day that was counted from an assumed date.
func assumed(is bool) string {
	if is {
		return " (assumed)"
	}
	return ""
}

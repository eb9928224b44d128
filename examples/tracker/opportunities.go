package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/opportunities"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) opportunitiesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "opportunities FILE", Short: "List which variable-pay engagements take each MSX opportunity, and what they pay", Args: arguments(1, 1),
		Long: `List which engagements with variable pay take each MSX opportunity of a JSON file, or of the standard input for -, by what hours
they pay what, and what is missing. It needs no file of claims.

The file is a list of opportunities, or an object with the list in the field opportunities beside the facts that all of them share:
way, user, location, partnerEligible and qualifications, as in the request of open. A fact that is left out is unknown. An
opportunity that is malformed is named by its place and stops no other; it ends the command with status 1.`,
		RunE: func(c *cobra.Command, args []string) error {
			return p.without(func(t *tracker) error { return t.opportunities(args[0]) })
		},
	}
}

// without runs work that needs no claims.
func (p *program) without(work func(*tracker) error) error {
	t, err := p.tracker()
	if err != nil {
		return err
	}
	return work(t)
}

// opportunityList is the JSON form of a list of opportunities with the facts
// that they share.
type opportunityList struct {
	Way             eligibility.Way   `json:"way"`
	User            requestUser       `json:"user"`
	Location        requestLocation   `json:"location"`
	PartnerEligible mci.Fact          `json:"partnerEligible"`
	Qualifications  []string          `json:"qualifications"`
	Opportunities   []json.RawMessage `json:"opportunities"`
}

// listedOpportunity is the JSON form of one opportunity.
type listedOpportunity struct {
	Customer    requestCustomer `json:"customer"`
	Opportunity mci.Opportunity `json:"opportunity"`
	Hours       mci.Hours       `json:"hours"`
}

func (o *listedOpportunity) opportunity() opportunities.Opportunity {
	return opportunities.Opportunity{Customer: o.Customer.customer(), Terms: o.Opportunity, Hours: o.Hours}
}

// opportunities matches the opportunities in a file.
func (t *tracker) opportunities(file string) error {
	data, err := t.read(file)
	if err != nil {
		return err
	}
	var list opportunityList
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		err = readStrictly(data, &list.Opportunities)
	} else {
		err = readStrictly(data, &list)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	report, err := t.match(&list)
	if err != nil {
		return err
	}
	if err := t.show(report); err != nil {
		return err
	}
	if report.malformed > 0 {
		return fmt.Errorf("malformed opportunities: %d of %d", report.malformed, len(report.answers))
	}
	return nil
}

// match returns the answer for each opportunity of a list, in the same order.
func (t *tracker) match(list *opportunityList) (*opportunityReport, error) {
	report := &opportunityReport{answers: make([]opportunities.Answer, len(list.Opportunities))}
	var read []opportunities.Opportunity
	var places []int // the indexes of the opportunities that were read
	for i, text := range list.Opportunities {
		var one listedOpportunity
		if err := readStrictly(text, &one); err != nil {
			report.answers[i].Err = withoutPlaces(err)
			continue
		}
		read, places = append(read, one.opportunity()), append(places, i)
	}
	answers, err := opportunities.Match(t.asking(list), read, offered(t.catalog, mci.DateOf(t.at)))
	if err != nil {
		return nil, err
	}
	for i, answer := range answers {
		report.answers[places[i]] = answer
	}
	for i := range report.answers {
		if report.answers[i].Err != nil {
			report.malformed++
		}
	}
	return report, nil
}

// asking returns a question with the facts that all opportunities share.
func (t *tracker) asking(list *opportunityList) eligibility.Question {
	shared := request{Way: list.Way, User: list.User, Location: list.Location, PartnerEligible: list.PartnerEligible, Qualifications: list.Qualifications}
	return shared.about(nil, t.at)
}

// offered yields each engagement of a catalog in the edition that applies on a
// day.
func offered(c *catalog.Catalog, on mci.Date) iter.Seq[*catalog.Engagement] {
	return func(yield func(*catalog.Engagement) bool) {
		seen := map[mci.EngagementID]bool{}
		for edition := range c.Editions() {
			for engagement := range edition.Engagements() {
				id := engagement.Ref().Engagement
				found, ok := c.Find(id, on)
				if !ok || seen[id] {
					continue
				}
				seen[id] = true
				if !yield(found) {
					return
				}
			}
		}
	}
}

// An opportunityReport holds the answer for each opportunity.
type opportunityReport struct {
	answers   []opportunities.Answer
	malformed int
}

// MarshalJSON returns only the answers.
func (r *opportunityReport) MarshalJSON() ([]byte, error) { return json.Marshal(r.answers) }

func (r *opportunityReport) text(w io.Writer) {
	for i := range r.answers {
		answer := &r.answers[i]
		name := "opportunity " + strconv.Itoa(i+1)
		if !answer.Opportunity.IsZero() {
			name += ", " + answer.Opportunity.Value()
		}
		fmt.Fprintln(w, vocabulary.Visible(name))
		switch {
		case answer.Err != nil:
			fmt.Fprintf(w, "  malformed: %s\n", vocabulary.Visible(answer.Err.Error()))
		case len(answer.Lines) == 0:
			fmt.Fprintln(w, "  the catalog has no engagement with variable pay")
		}
		for j := range answer.Lines {
			fmt.Fprintf(w, "  %s\n", vocabulary.Visible(answer.Lines[j].Summary()))
		}
	}
}

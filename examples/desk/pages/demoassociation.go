package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A demoAssociation is an association with its steps.
type demoAssociation struct {
	ID       claims.ID       `json:"id"`
	Customer string          `json:"customer"`
	At       time.Time       `json:"at"`
	Request  json.RawMessage `json:"request"`
	Steps    []demoStep      `json:"steps"`
}

// play opens the association and applies its commands.
func (a *demoAssociation) play(ctx context.Context, s *site, contact mci.Contact) error {
	who, ok := s.partner.customer(a.Customer)
	if !ok {
		return mci.Invalid("customer", a.Customer, "a customer that exists")
	}
	var asked proposal.Request
	if err := clientjson.Decode(a.Request, document.Limits{}, &asked); err != nil {
		return err
	}
	asked.At, asked.User, asked.Tenant = a.At, s.user, who.Identities[0].Customer.Checked()
	asked.CustomerContact, asked.PartnerContact = who.Contact, contact
	for i := range s.partner.Sites {
		if l := s.partner.Sites[i].Location; l.ID == asked.Location.ID {
			asked.Location = l
		}
	}
	proposed, decision, err := cpor.Propose(asked.Question, asked.Details)
	if err != nil {
		return err
	}
	if proposed == nil {
		return mci.Invalid("request", string(a.ID), fmt.Sprintf("an association that can be claimed: %v", decision.Reasons()))
	}
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(asked.Location.ID), At: a.At, Received: a.At}
	if _, err := s.desk.Associations().Open(ctx, proposed, a.ID, meta); err != nil {
		return err
	}
	for i := range a.Steps {
		if err := a.Steps[i].playAssociation(ctx, s, a.ID, asked.Location.ID); err != nil {
			return fmt.Errorf("step %d, %s: %w", i, a.Steps[i].Event, err)
		}
	}
	return nil
}

// playAssociation applies the command of a step to an association.
func (step *demoStep) playAssociation(ctx context.Context, s *site, id claims.ID, location mci.LocationID) error {
	var event lifecycle.Event
	if err := event.UnmarshalText([]byte(step.Event)); err != nil {
		return err
	}
	meta := claims.Meta{Actor: proposal.Actor(event), At: step.At, Received: step.At}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = s.user.ID, s.user.RoleAt(location)
	}
	text := step.Command
	if len(text) == 0 {
		text = json.RawMessage("{}")
	}
	command, err := association.ReadCommand(event, text)
	if err != nil {
		return err
	}
	_, err = s.desk.Associations().Do(ctx, id, command, meta)
	return err
}

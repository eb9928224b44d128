package fake

import (
	"context"
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/referral/event"
	"github.com/mci-go/incentives/referral/resource"
)

// eventAddress is the address of a referral in an event. It differs from that
// of the API, as in the documents. Source: Microsoft Learn, "Partner Center
// webhook events", 2023.
const eventAddress = "https://api.partnercenter.microsoft.com/engagements/v1/referrals/"

// deliveries are the events that were not delivered yet.
type deliveries struct {
	due   []string
	later []string // the events that are due on the next call
	told  int
}

// tell adds the event about a referral, and one event for each other referral
// of its engagement.
func (s *Server) tell(ctx context.Context, r *resource.Referral, created bool) {
	own, related := event.ReferralUpdated, event.RelatedReferralUpdated
	if created {
		own, related = event.ReferralCreated, event.RelatedReferralCreated
	}
	others, err := s.Referrals.Related(ctx, r.EngagementID)
	if err != nil {
		return // the client is gone, and so is the event
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noteEvent(own, r)
	for i := range others {
		if others[i].ID != r.ID {
			s.noteEvent(related, r)
		}
	}
}

// noteEvent adds one event. The caller holds the lock.
func (s *Server) noteEvent(name event.Name, r *resource.Referral) {
	s.events.told++
	changed := string(r.UpdatedDateTime)
	if changed == "" { // a server without a clock counts instead
		changed = time.Date(2026, time.January, 1, 0, 0, s.events.told, 0, time.UTC).Format(time.RFC3339Nano)
	}
	body, _ := json.Marshal(map[string]any{ // texts always have a JSON form
		"EventName": name, "ResourceUri": eventAddress + r.ID, "ResourceName": "referral", "AuditUri": nil, "ResourceChangeUtcDate": changed,
	})
	s.events.due = append(s.events.due, string(body))
}

// Deliveries returns the bodies of the events that are delivered now, the
// latest first. Each is returned as often as Repeats says. No document promises
// an order of events. A real Partner Center delivers an event ten times at
// most, and then never again. To imitate a lost event, call Deliveries and drop
// the result.
func (s *Server) Deliveries() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.events.due
	if s.Delayed {
		now, s.events.later = s.events.later, s.events.due
	} else {
		now = append(s.events.later, now...)
		s.events.later = nil
	}
	s.events.due = nil
	var bodies []string
	for i := range now {
		for range max(s.Repeats, 1) {
			bodies = append(bodies, now[len(now)-1-i])
		}
	}
	return bodies
}

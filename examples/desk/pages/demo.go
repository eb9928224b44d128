package pages

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

//go:embed demo.json
var demoText []byte

// A demo is a made-up partner with claims. Each step of a claim is a command
// that the library accepted, so no claim shows a history that could not have
// happened.
type demo struct {
	Partner *partner    `json:"partner"`
	Claims  []demoClaim `json:"claims"`
	// Associations are the claims of the second kind.
	Associations []demoAssociation `json:"associations"`
	// Contact is the partner contact in the claims.
	Contact mci.Contact `json:"contact"`
	// Tenants maps domains to tenants, in place of a real directory.
	Tenants map[string]string `json:"tenants"`
}

// A demoClaim is a claim with its steps.
type demoClaim struct {
	ID         claims.ID        `json:"id"`
	Customer   string           `json:"customer"`
	Engagement mci.EngagementID `json:"engagement"`
	Location   mci.LocationID   `json:"location"`
	At         time.Time        `json:"at"`
	// Hours are the hours of work. They are only set if the engagement needs
	// them.
	Hours mci.Hours  `json:"hours,omitzero"`
	Steps []demoStep `json:"steps"`
}

// A demoStep is a command and the instant at which it is given.
type demoStep struct {
	At      time.Time       `json:"at"`
	Event   string          `json:"event"`
	Command json.RawMessage `json:"command"`
}

// demoStart is the instant at which the demonstration begins. The public rate
// card is for the fiscal year 2023, so its engagements are offered then.
var demoStart = time.Date(2023, 3, 15, 9, 0, 0, 0, time.UTC)

// readDemo reads the embedded demonstration.
func readDemo() (*demo, error) {
	decoder := json.NewDecoder(bytes.NewReader(demoText))
	decoder.DisallowUnknownFields()
	d := &demo{}
	if err := decoder.Decode(d); err != nil {
		return nil, fmt.Errorf("demo.json: %w", err)
	}
	return d, d.Partner.check()
}

// demoClock returns a clock that starts at the beginning of the demonstration,
// or a minute after the latest entry of the stored claims if that is later.
func demoClock(ctx context.Context, kept store.Store, now func() time.Time) (func() time.Time, error) {
	start := demoStart
	for e, err := range kept.List(ctx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		var body struct {
			Updated time.Time `json:"updated"`
		}
		if json.Unmarshal(e.Body, &body) == nil {
			start = latest(start, body.Updated.Add(time.Minute))
		}
	}
	begun := now()
	return func() time.Time { return start.Add(now().Sub(begun)).UTC() }, nil
}

// play opens the claims of the demonstration and applies their commands. If the
// store already has a claim, play does nothing.
func (d *demo) play(ctx context.Context, s *site) error {
	for _, err := range s.store.List(ctx, store.Query{Most: 1}) {
		return err // the store holds a claim, or the error says why it cannot be read
	}
	for i := range d.Claims {
		if err := d.Claims[i].play(ctx, s, d.Contact); err != nil {
			return fmt.Errorf("demo.json: claim %s: %w", d.Claims[i].ID, err)
		}
	}
	for i := range d.Associations {
		if err := d.Associations[i].play(ctx, s, d.Contact); err != nil {
			return fmt.Errorf("demo.json: association %s: %w", d.Associations[i].ID, err)
		}
	}
	return nil
}

func (c *demoClaim) play(ctx context.Context, s *site, contact mci.Contact) error {
	who, ok := s.partner.customer(c.Customer)
	engagement, found := s.catalog.Find(c.Engagement, mci.DateOf(c.At))
	if !ok || !found {
		return mci.Invalid("customer", c.Customer, "a customer and an engagement that exist")
	}
	option, err := s.choices(ctx, who, engagement, c.At)
	if err != nil {
		return err
	}
	question := option.Best().Question()
	for _, choice := range option.Choices {
		if choice.Location() == c.Location {
			question = choice.Question()
			break
		}
	}
	question.Hours = c.Hours
	details := eligibility.Details{ClaimName: who.Name + " workshop", CustomerContact: who.Contact, PartnerContact: contact}
	nomination, decision, err := eligibility.Nominate(question, details)
	if err != nil {
		return err
	}
	if nomination == nil {
		return mci.Invalid("customer", c.Customer, fmt.Sprintf("one who can be nominated: %v", decision.Reasons()))
	}
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(c.Location), At: c.At, Received: c.At}
	if _, err := s.desk.Open(ctx, nomination, c.ID, meta); err != nil {
		return err
	}
	for i := range c.Steps {
		if err := c.Steps[i].play(ctx, s, c); err != nil {
			return fmt.Errorf("step %d, %s: %w", i, c.Steps[i].Event, err)
		}
	}
	return nil
}

func (step *demoStep) play(ctx context.Context, s *site, c *demoClaim) error {
	meta := claims.Meta{At: step.At, Received: step.At}
	if step.Event == claims.StatusObserved.String() {
		var shown struct {
			Shown string `json:"shown"`
		}
		if err := json.Unmarshal(step.Command, &shown); err != nil {
			return err
		}
		meta.Actor, meta.User = claims.PartnerCenter, s.user.ID
		_, err := s.desk.Observe(ctx, c.ID, claims.ReadStatus(shown.Shown), meta)
		return err
	}
	var event claims.Event
	if err := event.UnmarshalText([]byte(step.Event)); err != nil {
		return err
	}
	if meta.Actor = actorOf(event); meta.Actor == claims.Partner {
		meta.User, meta.Role = s.user.ID, s.user.RoleAt(c.Location)
	}
	text := step.Command
	if len(text) == 0 {
		text = json.RawMessage("{}")
	}
	command, err := claims.ReadCommand(event, text)
	if err != nil {
		return err
	}
	_, err = s.desk.Do(ctx, c.ID, command, meta)
	return err
}

// directory returns the made-up directory of the demonstration.
func (d *demo) directory() (eligibility.TenantMap, error) {
	known := eligibility.TenantMap{}
	for name, value := range d.Tenants {
		domain, err := mci.ParseCustomerID(mci.DomainName, name)
		if err != nil {
			return nil, mci.At("tenants", err)
		}
		if known[domain], err = mci.ParseCustomerID(mci.TenantID, value); err != nil {
			return nil, mci.At("tenants", err)
		}
	}
	return known, nil
}

// demoCatalog returns the public catalog as the demonstration uses it.
func demoCatalog() (*catalog.Catalog, error) {
	text, err := asInDemo(catalog.PublicJSON())
	if err != nil {
		return nil, err
	}
	return catalog.Read(text, catalog.ReadOptions{})
}

// asInDemo returns the text of the catalog for the demonstration. The
// engagement with made-up figures is also offered in the year of the public
// rate card. It is the only one with variable pay, whose real figures nobody
// has published.
func asInDemo(public string) ([]byte, error) {
	var text map[string]any
	if err := json.Unmarshal([]byte(public), &text); err != nil {
		return nil, err
	}
	editions, _ := text["editions"].([]any)
	for _, one := range editions {
		edition, _ := one.(map[string]any)
		if id, _ := edition["id"].(string); !strings.HasPrefix(id, "illustrative") {
			continue
		}
		earlier := maps.Clone(edition)
		earlier["id"], earlier["published"], earlier["programYear"] = "illustrative-FY23", "2022-07-01", "FY23"
		var engagements []any
		all, _ := edition["engagements"].([]any)
		for _, one := range all {
			engagement, _ := one.(map[string]any)
			offered := maps.Clone(engagement)
			offered["offered"] = map[string]string{"from": "2022-07-01", "until": "2023-06-30"}
			engagements = append(engagements, offered)
		}
		earlier["engagements"] = engagements
		text["editions"] = append(slices.Clone(editions), earlier)
	}
	return json.Marshal(text)
}

// contact returns the user as the partner's contact. If the user's mail address
// is unknown, it is empty.
func (s *site) contact() mci.Contact {
	return mci.Contact{Name: s.user.Name, Email: s.mailAddress()}
}

// mailAddress returns the user's mail address, from the sign-in or from the
// partner's file. It is empty if neither has one. If somebody signed in, the ID
// is not used as an address even if it looks like one.
func (s *site) mailAddress() string {
	switch known, inFile := s.partner.Mails[s.user.ID]; {
	case s.address != "":
		return s.address
	case inFile:
		return known
	case s.signIn == nil && strings.Contains(string(s.user.ID), "@"):
		return string(s.user.ID)
	default:
		return ""
	}
}

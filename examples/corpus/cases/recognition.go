package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// The partners of the cases, and the subject of their credits.
const (
	fabrikam = "P1"
	litware  = "P2"
	subject  = "S1"
)

// recognized returns the case of a grant in which every fact is known, and the
// partner is credited if the grant earns anything. Its only association has the
// right mechanism and role.
func recognized(g *recognition.Grant) recognition.Case {
	a := recognition.Association{Partner: fabrikam, Mechanism: g.Mechanism, Subject: subject, Held: mci.Period{From: day("2021-01-01"), Until: day("2024-12-31")}}
	if len(g.PartnerRoles) > 0 {
		a.PartnerRole = g.PartnerRoles[0]
	}
	if len(g.PALRoles) > 0 {
		a.PALRole = g.PALRoles[0]
	}
	if g.Mechanism.Terms().Claimed {
		a.Status, a.OptedOut, a.PayDeclined = recognition.Approved, mci.No, mci.No
	}
	c := recognition.Case{
		Product: g.Products[0], Subject: subject, Channel: recognition.CSP, Day: day("2023-03-01"), Seats: recognition.SeatsOf(300),
		SubscriptionActive: mci.Yes, Associations: []recognition.Association{a}, Complete: mci.Yes,
	}
	if len(g.Channels) > 0 {
		c.Channel = g.Channels[0]
	}
	if !g.Period.Until.IsZero() {
		c.Day = g.Period.Until
	}
	return c
}

// A twist changes one fact of a case.
type twist struct {
	name   string
	change func(*recognition.Case)
}

// own changes the first association of a case.
func own(change func(*recognition.Association)) func(*recognition.Case) {
	return func(c *recognition.Case) { change(&c.Associations[0]) }
}

// rival gives the first association of a case to another partner, too.
func rival(change func(*recognition.Association)) func(*recognition.Case) {
	return func(c *recognition.Case) {
		other := c.Associations[0]
		other.Partner = litware
		change(&other)
		c.Associations = append(c.Associations, other)
	}
}

// twists are the changes of a case: each fact missing, and each bound from both
// sides.
var twists = []twist{
	{"nobody", func(c *recognition.Case) { c.Associations = []recognition.Association{} }},
	{"nobody, and perhaps somebody", func(c *recognition.Case) {
		c.Associations, c.Complete = []recognition.Association{}, mci.NotSupplied
	}},
	{"no channel", func(c *recognition.Case) { c.Channel = 0 }},
	{"no day", func(c *recognition.Case) { c.Day = mci.Date{} }},
	{"no seats", func(c *recognition.Case) { c.Seats = recognition.Seats{} }},
	{"299 seats", func(c *recognition.Case) { c.Seats = recognition.SeatsOf(299) }},
	{"299 seats, and perhaps somebody else", func(c *recognition.Case) { c.Seats, c.Complete = recognition.SeatsOf(299), mci.No }},
	{"an ended subscription", func(c *recognition.Case) { c.SubscriptionActive = mci.No }},
	{"a subscription of which nobody knows", func(c *recognition.Case) { c.SubscriptionActive = mci.NotSupplied }},
	{"perhaps somebody else", func(c *recognition.Case) { c.Complete = mci.NotSupplied }},
	{"surely somebody else", func(c *recognition.Case) { c.Complete = mci.No }},
	{"the day after", func(c *recognition.Case) { c.Day = c.Day.AddDays(1) }},
	{"the first day", own(func(a *recognition.Association) { a.Held = mci.Period{From: day("2023-03-01")} })},
	{"before the first day", own(func(a *recognition.Association) { a.Held = mci.Period{From: day("2023-03-02")} })},
	{"the last day", own(func(a *recognition.Association) {
		a.Held = mci.Period{From: day("2021-01-01"), Until: day("2023-03-01")}
	})},
	{"after the last day", own(func(a *recognition.Association) { a.Held = mci.Period{Until: day("2021-01-02")} })},
	{"an unknown first day", own(func(a *recognition.Association) { a.Held = mci.Period{KnownUntil: day("2024-01-01")} })},
	{"the last known day", own(func(a *recognition.Association) {
		a.Held = mci.Period{From: day("2021-01-01"), KnownUntil: day("2023-03-01")}
	})},
	{"after the last known day", own(func(a *recognition.Association) {
		a.Held = mci.Period{From: day("2021-01-01"), KnownUntil: day("2021-01-02")}
	})},
	{"no days", own(func(a *recognition.Association) { a.Held = mci.Period{} })},
	{"another subject", own(func(a *recognition.Association) { a.Subject = "S2" })},
	{"an unknown subject", own(func(a *recognition.Association) { a.Subject = "" })},
	{"no role of the partner", own(func(a *recognition.Association) { a.PartnerRole = 0 })},
	{"no role of the account", own(func(a *recognition.Association) { a.PALRole = 0 })},
	{"an opt-out", own(func(a *recognition.Association) { a.OptedOut = mci.Yes })},
	{"perhaps an opt-out", own(func(a *recognition.Association) { a.OptedOut = mci.NotSupplied })},
	{"declined pay", own(func(a *recognition.Association) { a.PayDeclined = mci.Yes })},
	{"perhaps declined pay", own(func(a *recognition.Association) { a.PayDeclined = mci.NotSupplied })},
	{"another partner", rival(func(*recognition.Association) {})},
	{"another partner in another role", rival(func(a *recognition.Association) {
		if a.PALRole != 0 {
			a.PALRole = recognition.Reader
		}
		if a.PartnerRole != 0 {
			a.PartnerRole = recognition.BuildIntentAdvisor
		}
	})},
	{"another partner of another subject", rival(func(a *recognition.Association) { a.Subject = "S2" })},
	{"another partner until yesterday", rival(func(a *recognition.Association) {
		a.Held = mci.Period{From: day("2021-01-01"), Until: day("2021-01-02")}
	})},
	{"another partner of which little is known", rival(func(a *recognition.Association) {
		*a = recognition.Association{Partner: litware, Mechanism: a.Mechanism}
	})},
	{"a partner without an association", func(c *recognition.Case) { c.Associations[0].Partner = litware }},
	{"another partner that links an account", func(c *recognition.Case) {
		c.Associations = append(c.Associations, recognition.Association{
			Partner: litware, Mechanism: recognition.PAL, Subject: subject, Held: c.Associations[0].Held, PALRole: recognition.Owner,
		})
	}},
	{"the same partner that links an account", func(c *recognition.Case) {
		c.Associations = append(c.Associations, recognition.Association{
			Partner: fabrikam, Mechanism: recognition.PAL, Subject: subject, Held: c.Associations[0].Held, PALRole: recognition.Contributor,
		})
	}},
	{"a policy without grants", func(c *recognition.Case) { c.Policy = &recognition.Policy{} }},
	{"a policy of one grant", func(c *recognition.Case) {
		c.Policy = must(recognition.NewPolicy(recognition.PublicPolicy().Grants()[:1]))
	}},
}

// twistsOfClaims are those of an association that a partner claims.
func twistsOfClaims() (all []twist) {
	for _, row := range recognition.StatusTable() {
		all = append(all, twist{"in the status " + row.Status.String(), claimed(func(a *recognition.Association) { a.Status = row.Status })})
	}
	all = append(all, twist{"in no status", claimed(func(a *recognition.Association) { a.Status = 0 })})
	for _, row := range recognition.StatusTable() {
		all = append(all, twist{"beside a claim in the status " + row.Status.String(), func(c *recognition.Case) {
			if c.Associations[0].Mechanism.Terms().Claimed {
				rival(func(a *recognition.Association) { a.Status = row.Status })(c)
			}
		}})
	}
	return all
}

// claimed changes an association that a partner claims.
func claimed(change func(*recognition.Association)) func(*recognition.Case) {
	return func(c *recognition.Case) {
		if a := &c.Associations[0]; a.Mechanism.Terms().Claimed {
			change(a)
		}
	}
}

// recognitions makes the cases of the kind "recognition".
func (m *maker) recognitions() {
	grants := recognition.PublicPolicy().Grants()
	for i := range grants {
		g := &grants[i]
		for _, product := range g.Products {
			c := recognized(g)
			c.Product = product
			m.offerRecognition(&c, "grant "+string(g.ID))
			for _, channel := range recognition.Channels() {
				c.Channel = channel
				m.offerRecognition(&c, fmt.Sprintf("%s bought by %s: %s", g.Mechanism, channel, outcomesOf(&c)))
			}
		}
	}
	for _, t := range slices.Concat(twists, twistsOfClaims()) {
		for i := range grants {
			c := recognized(&grants[i])
			before := outcomesOf(&c)
			t.change(&c)
			after := outcomesOf(&c)
			if before != after || grants[i].ID == "cpor.incentive-modern-work" {
				m.offerRecognition(&c, t.name+": "+after, fabrikam)
			}
		}
	}
	for i := range grants {
		if grants[i].Unless == 0 {
			continue
		}
		for _, role := range []recognition.PALRole{recognition.Owner, 0} { // of a link that may earn the other credit
			c := recognized(&grants[i])
			c.Associations = append(c.Associations, recognition.Association{
				Partner: fabrikam, Mechanism: recognition.PAL, Subject: subject, Held: c.Associations[0].Held, PALRole: role,
			})
			m.offerRecognition(&c, fmt.Sprintf("grant %s, beside the role %q", grants[i].ID, role))
		}
	}
	m.malformedRecognitions(&grants[0])
}

// offerRecognition offers a case. If a fact is not supplied, its member is left
// out. So are the partners if they are those that have an association.
func (m *maker) offerRecognition(c *recognition.Case, covers string, partners ...recognition.PartnerID) {
	q := answer.Recognition{Case: *c, Partners: partners}
	if len(c.Associations) == 1 && slices.Equal(partners, []recognition.PartnerID{c.Associations[0].Partner}) {
		q.Partners = nil
	}
	text := string(must(answer.Marshal(q)))
	for _, fact := range []string{"optedOut", "payDeclined", "subscriptionActive", "complete"} {
		text = strings.ReplaceAll(text, `,"`+fact+`":"unknown"`, "")
	}
	m.offer(json.RawMessage(strings.ReplaceAll(text, `,"seats":null`, "")), covers)
}

// outcomesOf returns the outcomes of a case for the first partner, each once.
func outcomesOf(c *recognition.Case) string {
	decisions, err := recognition.DecideAll(c, fabrikam)
	if err != nil {
		return err.Error()
	}
	var outcomes []string
	for i := range decisions {
		outcomes = append(outcomes, decisions[i].Outcome().String())
	}
	slices.Sort(outcomes)
	return strings.Join(slices.Compact(outcomes), ", ")
}

// malformedRecognitions spoils a question where it is written.
func (m *maker) malformedRecognitions(g *recognition.Grant) {
	text := string(must(answer.Marshal(answer.Recognition{Case: recognized(g), Partners: []recognition.PartnerID{fabrikam}})))
	for _, spoil := range []struct{ name, from, to string }{
		{"no product", `"product":"Modern Work and Security",`, ``},
		{"no subject", `"subject":"S1","channel"`, `"channel"`},
		{"seats below zero", `"seats":300`, `"seats":-1`},
		{"no mechanism", `"mechanism":"TPOR",`, ``},
		{"another mechanism", `"mechanism":"TPOR"`, `"mechanism":"MPN"`},
		{"no partner", `"partner":"P1"`, `"partner":""`},
		{"an empty partner", `"partners":["P1"]`, `"partners":[""]`},
		{"an end before the beginning", `"until":"2024-12-31"`, `"until":"2020-12-31"`},
		{"an end that is known and not known", `"until":"2024-12-31"`, `"until":"2024-12-31","knownUntil":"2024-12-31"`},
		{"a status of a seller", `"mechanism":"TPOR"`, `"mechanism":"TPOR","status":"Approved"`},
	} {
		spoiled := strings.Replace(text, spoil.from, spoil.to, 1)
		if spoiled == text {
			m.fail(fmt.Errorf("recognition: %s changes nothing in %s", spoil.name, text))
		}
		m.offer(json.RawMessage(spoiled), "malformed: "+spoil.name)
	}
}

package recognition

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

// sameDay lets cmp compare days, whose fields are unexported.
var sameDay = cmp.Comparer(func(a, b mci.Date) bool { return a == b })

// renderGrants formats a table of grants with every field of every row.
func renderGrants(grants []Grant) string {
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-9s  %s\n", name, text)
		}
	}
	source := func(name string, s mci.Source) {
		if s != (mci.Source{}) {
			line(name, s.String())
		}
	}
	flag := func(name string, set bool) { line(name, map[bool]string{true: "yes"}[set]) }
	for _, g := range grants {
		fmt.Fprintf(&b, "%s\n", g.ID)
		line("products", strings.Join(texts(g.Products), ", "))
		line("earns", g.Credit.String()+": "+g.Earns.String())
		line("by", g.Mechanism.String())
		line("roles", strings.Join(append(texts(g.PartnerRoles), texts(g.PALRoles)...), ", "))
		source("", g.RolesSource)
		line("channels", orNone(strings.Join(texts(g.Channels), ", "), "any"))
		source("", g.ChannelsSource)
		if g.Period != (mci.Period{}) {
			line("period", g.Period.String())
		}
		if g.MinimumSeats > 0 {
			line("seats", fmt.Sprint(g.MinimumSeats))
		}
		source("", g.SeatsSource)
		flag("active", g.Active)
		flag("declined", g.Declinable)
		flag("sole", g.Sole)
		source("", g.SoleSource)
		line("unless", g.Unless.String())
		line("source", g.Source.String())
	}
	return b.String()
}

// tell lists the credits of each kind of association under a policy, for each
// product and channel, if no other condition is in the way. It also lists the
// facts that would change the answer.
func tell(policy *Policy) string {
	var b strings.Builder
	for _, product := range Products() {
		for _, channel := range append(Channels(), 0) {
			for _, holder := range holders("A") {
				c := known(product, channel, holder)
				c.Day, c.Policy = date("2021-09-30"), policy // until that day DPOR earned for Azure
				for _, credit := range Credits() {
					d := must(Decide(&c, "A", credit))
					if d.Outcome() == mci.Fail {
						continue
					}
					fmt.Fprintf(&b, "%s, %s, %s as %s: %s %s %s%s\n", product, orNone(channel.String(), "unknown channel"), holder.Mechanism,
						orNone(holder.PartnerRole.String()+holder.PALRole.String(), "such"), credit, d.Outcome(), d.Grant(), whatMatters(&c, d))
				}
			}
		}
	}
	return b.String()
}

// others lists changes of a case that may change the credits of A.
var others = []struct {
	name   string
	change func(*Case)
}{
	{"299 seats", func(c *Case) { c.Seats = SeatsOf(299) }},
	{"the day after", func(c *Case) { c.Day = date("2021-10-01") }},
	{"an ended subscription", func(c *Case) { c.SubscriptionActive = mci.No }},
	{"declined pay", func(c *Case) { c.Associations[0].PayDeclined = mci.Yes }},
	{"an opt-out", func(c *Case) { c.Associations[0].OptedOut = mci.Yes }},
	{"the same of another partner", func(c *Case) {
		c.Associations = append(c.Associations, altered(c.Associations[0], func(a *Association) { a.Partner = "B" }))
	}},
	{"also a PAL", func(c *Case) { c.Associations = append(c.Associations, pal("A", Owner)) }},
}

func whatMatters(c *Case, d Decision) string {
	var matters []string
	for _, other := range others {
		changed := copied(*c)
		other.change(&changed)
		if outcome := must(Decide(&changed, "A", d.Credit())).Outcome(); outcome != d.Outcome() {
			matters = append(matters, other.name+" "+outcome.String())
		}
	}
	if matters == nil {
		return ""
	}
	return "; " + strings.Join(matters, ", ")
}

func TestTheGrantsAreTheGoldenOnes(t *testing.T) {
	golden(t, "grants.golden.txt", renderGrants(PublicPolicy().Grants()))
}

func TestWhoIsCreditedIsWhatTheGoldenFileTells(t *testing.T) {
	golden(t, "credits.golden.txt", tell(PublicPolicy()))
}

func same(want, got string) error {
	if got != want {
		return errors.New("the golden file tells something else")
	}
	return nil
}

func grantName(g Grant) string { return string(g.ID) }

// editGrants returns the mutants of the public grants that an edit makes.
func editGrants(what string, edit func(*Grant) bool) []tabletest.Mutant[Grant] {
	return tabletest.Edit(PublicPolicy().Grants(), what, grantName, edit)
}

func always(change func(*Grant)) func(*Grant) bool {
	return func(g *Grant) bool { change(g); return true }
}

// If a row is wrong, a credit changes, and not only its explanation.
func TestWhatIsToldNoticesEveryWrongGrant(t *testing.T) {
	rows := PublicPolicy().Grants()
	// A row that earns nothing changes only the reasons.
	earning := func(g Grant) bool { return g.Earns != mci.No }
	mutants := slices.Concat(
		tabletest.Drop(slices.DeleteFunc(slices.Clone(rows), func(g Grant) bool { return !earning(g) }), grantName),
		editGrants("another answer", always(func(g *Grant) { g.Earns = (g.Earns + 1) % 3 })),
		editGrants("another mechanism", func(g *Grant) bool {
			g.Mechanism, g.PartnerRoles, g.PALRoles = g.Mechanism%PAL+1, nil, nil
			return earning(*g)
		}),
		editGrants("another credit", func(g *Grant) bool {
			g.Credit = g.Credit%EnterpriseIncentive + 1
			return earning(*g)
		}),
		editGrants("a product less", func(g *Grant) bool {
			g.Products = g.Products[1:]
			return earning(*g)
		}),
		editGrants("a channel less", func(g *Grant) bool {
			more := len(g.Channels) > 1
			if more {
				g.Channels = g.Channels[1:]
			}
			return more && earning(*g)
		}),
		editGrants("any channel", func(g *Grant) bool {
			some := g.Channels != nil
			g.Channels = nil
			return some && earning(*g)
		}),
		editGrants("another role", func(g *Grant) bool {
			some := g.PartnerRoles != nil || g.PALRoles != nil
			for i := range g.PartnerRoles {
				g.PartnerRoles[i] = g.PartnerRoles[i]%UseOrConsume + 1
			}
			if g.PALRoles != nil {
				g.PALRoles = slices.DeleteFunc([]PALRole{Owner, Contributor, Reader}, func(r PALRole) bool { return slices.Contains(g.PALRoles, r) })
			}
			return some && earning(*g)
		}),
		editGrants("a seat less", func(g *Grant) bool {
			some := g.MinimumSeats > 0
			g.MinimumSeats--
			return some
		}),
		editGrants("a seat more", func(g *Grant) bool {
			some := g.MinimumSeats > 0
			g.MinimumSeats++
			return some
		}),
		editGrants("a day less", func(g *Grant) bool { return moveEnd(g, -1) }),
		editGrants("a day more", func(g *Grant) bool { return moveEnd(g, 1) }),
		editGrants("another state", func(g *Grant) bool {
			g.Active = !g.Active
			return earning(*g)
		}),
		editGrants("another choice of the partner", func(g *Grant) bool {
			g.Declinable = !g.Declinable
			return earning(*g)
		}),
		editGrants("another number of partners", func(g *Grant) bool {
			g.Sole = !g.Sole
			return g.Earns == mci.Yes // an unknown answer stays unknown
		}),
		editGrants("nothing that takes its place", func(g *Grant) bool {
			some := g.Unless != 0
			g.Unless = 0
			return some
		}),
	)
	want := tell(PublicPolicy())
	if err := tabletest.Survivors(rows, mutants, func(rows []Grant) error {
		policy, err := NewPolicy(rows)
		if err != nil {
			return err
		}
		return same(want, tell(policy))
	}); err != nil {
		t.Error(err)
	}
}

func moveEnd(g *Grant, days int) bool {
	some := !g.Period.Until.IsZero()
	g.Period.Until = g.Period.Until.AddDays(days)
	return some
}

// If a change affects only the explanation of a decision, the golden file of
// the rows notices it.
func TestTheGoldenFileNoticesEveryWrongSource(t *testing.T) {
	rows := PublicPolicy().Grants()
	other := func(s *mci.Source) { s.Published += "x" }
	mutants := slices.Concat(
		tabletest.Drop(rows, grantName),
		editGrants("another ID", always(func(g *Grant) { g.ID += "x" })),
		editGrants("another source", always(func(g *Grant) { other(&g.Source) })),
		editGrants("another source of the roles", always(func(g *Grant) { other(&g.RolesSource) })),
		editGrants("another source of the channels", always(func(g *Grant) { other(&g.ChannelsSource) })),
		editGrants("another source of the seats", always(func(g *Grant) { other(&g.SeatsSource) })),
		editGrants("another source of the number of partners", always(func(g *Grant) { other(&g.SoleSource) })),
	)
	want := golden(t, "grants.golden.txt", renderGrants(rows))
	if err := tabletest.Survivors(rows, mutants, func(rows []Grant) error { return same(want, renderGrants(rows)) }); err != nil {
		t.Error(err)
	}
}

// The cases repeat the matrix of the reconciliation FAQ, 2023-06-26, which says
// who earns for consumption.
func TestWhoEarnsForAzureConsumptionIsWhatTheMatrixSays(t *testing.T) {
	for _, row := range []struct {
		name                 string
		associations         []Association
		mciOfA, enterpriseOA mci.Outcome
		mciOfB, enterpriseOB mci.Outcome
	}{
		{"A is owner", []Association{pal("A", Owner)}, mci.Pass, mci.Fail, mci.Fail, mci.Fail},
		{"A is contributor", []Association{pal("A", Contributor)}, mci.Pass, mci.Fail, mci.Fail, mci.Fail},
		{"A is reader", []Association{pal("A", Reader)}, mci.Fail, mci.Fail, mci.Fail, mci.Fail},
		{"A is TPOR", []Association{tpor("A")}, mci.Fail, mci.Pass, mci.Fail, mci.Fail},
		{"A is owner and TPOR", []Association{pal("A", Owner), tpor("A")}, mci.Pass, mci.Fail, mci.Fail, mci.Fail},
		{"A is contributor and TPOR", []Association{tpor("A"), pal("A", Contributor)}, mci.Pass, mci.Fail, mci.Fail, mci.Fail},
		{"A is owner, B is TPOR", []Association{pal("A", Owner), tpor("B")}, mci.Pass, mci.Fail, mci.Fail, mci.Pass},
		{"A is contributor, B is TPOR", []Association{tpor("B"), pal("A", Contributor)}, mci.Pass, mci.Fail, mci.Fail, mci.Pass},
	} {
		for _, channel := range Channels() {
			c := known(Azure, channel, row.associations...)
			for i, want := range []mci.Outcome{row.mciOfA, row.enterpriseOA, row.mciOfB, row.enterpriseOB} {
				partner, credit := []PartnerID{"A", "B"}[i/2], []Credit{UsageIncentive, EnterpriseIncentive}[i%2]
				if d := must(Decide(&c, partner, credit)); d.Outcome() != want {
					t.Errorf("%s: %v, want %v", row.name, d, want)
				}
			}
		}
	}
}

func TestModernWorkIsCreditedByCPORFrom300SeatsWhateverTheChannel(t *testing.T) {
	for _, channel := range Channels() {
		for _, credit := range []Credit{UsageRecognition, UsageIncentive} {
			for seats, want := range map[Seats]mci.Outcome{{}: mci.Unknown, SeatsOf(299): mci.Fail, SeatsOf(300): mci.Pass, SeatsOf(301): mci.Pass} {
				c := known(ModernWork, channel, tpor("A"), cpor("B", UseOrConsume))
				c.Seats = seats
				if d := must(Decide(&c, "B", credit)); d.Outcome() != want {
					t.Errorf("%v, %v seats: %v, want %v", channel, seats, d, want)
				}
			}
		}
	}
}

// Under CSP, only the seller is credited for Dynamics 365, even if other
// partners work for the customer.
func TestUnderCSPDynamics365CreditsTheSellerAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		c.Product, c.Channel = Dynamics365, CSP
		for _, d := range must(DecideAll(&c)) {
			if by, ok := d.Association(); ok && by.Mechanism != TPOR {
				t.Fatalf("%v by %v", d, by.Mechanism)
			}
		}
	})
}

func TestThePartnersOfAnAgreementShareDynamics365BySubscription(t *testing.T) {
	first := cpor("A", UsageRecognitionNonIncentivized)
	second := altered(cpor("B", UsageRecognitionNonIncentivized), func(a *Association) { a.Subject = elsewhere })
	for subject, want := range map[Subject]PartnerID{here: "A", elsewhere: "B"} {
		c := known(Dynamics365, EnterpriseAgreement, first, second)
		c.Subject = subject
		for _, partner := range []PartnerID{"A", "B"} {
			if d := must(Decide(&c, partner, UsageRecognition)); (d.Outcome() == mci.Pass) != (partner == want) {
				t.Errorf("%v, want pass for %s alone", d, want)
			}
		}
	}
}

func TestThePowerPlatformIsCreditedByPALAndNotByCPOR(t *testing.T) {
	for _, channel := range Channels() {
		for _, credit := range []Credit{UsageRecognition, UsageIncentive} {
			for _, holder := range holders("A") {
				c := known(PowerPlatform, channel, holder)
				d := must(Decide(&c, "A", credit))
				if pal := holder.Mechanism == PAL && holder.PALRole == Owner; pal != (d.Outcome() == mci.Pass) {
					if seller := holder.Mechanism == TPOR && channel == CSP && credit == UsageRecognition; !seller {
						t.Errorf("%v, %v as %v: %v", channel, holder.Mechanism, holder.PALRole, d)
					}
				}
			}
		}
	}
}

func TestIncentivesByDPORForAzureEndedWithSeptember2021(t *testing.T) {
	for day, want := range map[string]mci.Outcome{"2021-09-29": mci.Pass, "2021-09-30": mci.Pass, "2021-10-01": mci.Fail, "2024-04-08": mci.Fail} {
		q := named()
		q.Day = date(day)
		if d := q.decide(); d.Outcome() != want {
			t.Errorf("%s: %v, want %v", day, d, want)
		}
		q.credit = UsageRecognition
		if d := q.decide(); d.Outcome() != mci.Pass {
			t.Errorf("%s: %v, want pass: recognition did not end", day, d)
		}
	}
}

func TestGrantsAreEncodedAndDecodedAsTheSame(t *testing.T) {
	for _, g := range PublicPolicy().Grants() {
		var decoded Grant
		if err := json.Unmarshal(must(json.Marshal(g)), &decoded); err != nil || !cmp.Equal(decoded, g, sameDay) {
			t.Errorf("%s is decoded as another one (%v):\n%s", g.ID, err, cmp.Diff(g, decoded, sameDay))
		}
	}
}

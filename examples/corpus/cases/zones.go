package cases

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// zonedBases have engagements whose editions do not count their days in UTC.
// One zone is east of it and one west of it, so that a midnight in UTC comes
// after that of the zone and before it.
var zonedBases = []base{
	{"zoned", "fy23-nextgen-windows", day("2022-12-01"), func(q *eligibility.Question) {
		q.Customer.Segment, q.Customer.Quantities, q.Customer.Requirements = "", nil, nil
	}},
	{"western", "by-market", day("2025-12-01"), func(q *eligibility.Question) {
		q.Qualifications = []string{"Modern Work designation"}
		q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}
	}},
}

// zonedDeals has one with variable pay.
var zonedDeals = []base{{"western", "by-hours", day("2025-12-01"), deal}}

// dealSizeRequired is the day from which the made-up edition requires a deal
// size. It is a term of the edition, so no engagement turns on it.
var dealSizeRequired = day("2025-09-15")

// A side is an instant beside one of the two midnights with which a day begins:
// that of the edition's zone and that of UTC.
type side struct {
	name string
	at   time.Time
}

// sides returns the instants just before the midnights and at each one. Between
// the two it is another day in the zone than in UTC.
func sides(e *catalog.Engagement, day mci.Date) []side {
	first, last := day.Start(e.Edition().Calendar().Zone()), day.Start(time.UTC)
	if last.Before(first) {
		first, last = last, first
	}
	return []side{
		{"before both midnights", first.Add(-time.Nanosecond).UTC()},
		{"at the first midnight", first.UTC()},
		{"at the second midnight", last.UTC()},
	}
}

// instant matches an instant in an answer.
var instant = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*Z"`)

// around offers the questions at the sides of a day. It offers none if all have
// one answer but for the instants in it, because the day then tells nothing.
func (m *maker) around(e *catalog.Engagement, day mci.Date, what string, ask func(at time.Time) any) {
	if m.seen[what+": "+sides(e, day)[0].name] {
		return
	}
	questions := map[string]any{}
	var answers []string
	for _, s := range sides(e, day) {
		question := must(answer.Marshal(ask(s.at)))
		questions[s.name] = question
		answers = append(answers, instant.ReplaceAllString(string(must(answer.Of(m.catalogs, m.kind, question))), ""))
	}
	if len(slices.Compact(answers)) == 1 {
		return
	}
	for _, s := range sides(e, day) {
		m.offer(questions[s.name], what+": "+s.name)
	}
}

// eachZonedDay asks a question of each base at the sides of each day on which a
// term of its engagement begins or ends, and of the day after a waiver.
func (m *maker) eachZonedDay(bases []base, ask func(b *base, q eligibility.Question) any) {
	for i := range bases {
		b := &bases[i]
		q := b.question(m.catalogs[b.catalog])
		for _, day := range q.Engagement.Turns(mci.Date{}) {
			m.around(q.Engagement, day, fmt.Sprintf("%s of the catalog %s, on %s", b.engagement, b.catalog, day), func(at time.Time) any {
				varied := q.Clone()
				varied.At = at
				return ask(b, varied)
			})
		}
		m.around(q.Engagement, b.on, fmt.Sprintf("%s of the catalog %s, after a waiver", b.engagement, b.catalog), func(at time.Time) any {
			varied := q.Clone()
			varied.At, varied.Customer.MeetsCriteria = at, mci.No
			varied.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed with the program", Approver: "maria", Until: b.on.AddDays(-1)}}
			return ask(b, varied)
		})
	}
}

// zonedSteps gives each command at the sides of the days on which a term of an
// engagement begins or ends, to the claims of a walk that begins some days
// before.
func (m *maker) zonedSteps() {
	for i := range zonedBases {
		b := &zonedBases[i]
		q := b.question(m.catalogs[b.catalog])
		for _, day := range append(q.Engagement.Turns(mci.Date{}), dealSizeRequired) {
			m.around(q.Engagement, day, fmt.Sprintf("opening by %s of the catalog %s, on %s", b.engagement, b.catalog, day), func(at time.Time) any {
				varied := q.Clone()
				varied.At = at
				return answer.Step{Catalog: b.catalog, Do: opening(&varied), Meta: asActor(claims.Partner, at)}
			})
			m.zonedCommands(b, q, day)
		}
		m.zonedCreation(b)
	}
}

func (m *maker) zonedCommands(b *base, q eligibility.Question, day mci.Date) {
	q.At = day.AddDays(-9).Start(time.UTC).Add(12 * time.Hour)
	if d, err := eligibility.Decide(&q); err != nil || d.Outcome() != mci.Pass {
		return
	}
	m.walkFrom(m.openBy(b.catalog, &q), func(l *visited) {
		if l.Claim.Record().Updated.After(day.Start(time.UTC).Add(-24 * time.Hour)) {
			return
		}
		for _, command := range tried {
			m.around(q.Engagement, day, fmt.Sprintf("%s in the catalog %s", command.Event(), b.catalog), func(at time.Time) any {
				return answer.Step{Catalog: b.catalog, Record: stored(l.Claim), Do: commanded(command), Meta: by(command.Event(), at)}
			})
		}
	})
}

// zonedCreation records the day of the creation of a claim that was adopted
// between the two midnights, and another time when the day is known.
func (m *maker) zonedCreation(b *base) {
	e, _ := m.catalogs[b.catalog].Find(b.engagement, mci.Date{})
	for _, s := range sides(e, b.on) {
		for _, known := range []bool{false, true} {
			adoption := answer.Adoption{
				ID: "claim-1", Name: "Contoso", Engagement: e.Ref(), CustomerID: tenant, Shown: claims.ReadStatus(claims.UnderReview.String()),
			}
			if known {
				adoption.Created = s.at
			}
			var l answer.Living
			m.fail(l.Take(&answer.OneStep{Do: answer.Action{Adopt: &adoption}, Meta: asActor(claims.PartnerCenter, s.at)}, m.catalogs[b.catalog]))
			if l.Claim == nil {
				continue
			}
			m.offer(answer.Step{
				Catalog: b.catalog, Record: stored(l.Claim), Do: commanded(claims.RecordFacts{Created: b.on}),
				Meta: asActor(claims.PartnerCenter, s.at.AddDate(0, 0, 1)),
			}, fmt.Sprintf("created on the day, known %t, in the catalog %s: %s", known, b.catalog, s.name))
		}
	}
}

// zonedLives lets the customer consent at the sides of each day on which a term
// of an engagement begins or ends, and goes on to the approval: the amounts are
// those of the day of the consent.
func (m *maker) zonedLives() {
	for i := range zonedBases {
		b := &zonedBases[i]
		q := b.question(m.catalogs[b.catalog])
		for _, day := range q.Engagement.Turns(mci.Date{}) {
			m.around(q.Engagement, day, fmt.Sprintf("consent to %s of the catalog %s", b.engagement, b.catalog), func(at time.Time) any {
				return m.consented(b, q, at)
			})
		}
	}
}

// consented is a life in which the customer consents at an instant.
func (m *maker) consented(b *base, q eligibility.Question, at time.Time) answer.Life {
	q.At = at.AddDate(0, 0, -3)
	life := answer.Life{Catalog: b.catalog, Steps: []answer.OneStep{{Do: opening(&q), Meta: asActor(claims.Partner, q.At)}}}
	when := at.AddDate(0, 0, -1)
	for _, command := range []claims.Command{
		claims.SendConsent{DealSize: usd("25000")},
		claims.Accept{},
		claims.GiveEvidence{Part: mci.Invoice},
		claims.GiveEvidence{Part: mci.ProofOfExecution, Template: day("2025-09-15")},
		claims.GiveEvidence{Part: mci.CustomerSurvey},
		claims.GiveEvidence{Part: mci.PartnerSurvey},
		claims.Submit{},
		claims.BeginReview{},
		claims.Approve{},
	} {
		life.Steps = append(life.Steps, answer.OneStep{Do: commanded(command), Meta: by(command.Event(), when)})
		when = when.AddDate(0, 0, 1)
	}
	return life
}

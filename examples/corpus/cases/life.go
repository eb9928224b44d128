package cases

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/mci"
)

// The lives that the corpus has from a seed.
const (
	seed  = 19
	drawn = 60
)

// lives makes the cases of the kind "life".
func (m *maker) lives() {
	for _, file := range m.scenarios {
		for _, claim := range claimsOf(file) {
			m.told(file, claim)
		}
	}
	m.keyedLife()
	m.livesTakenBack()
	m.zonedLives()
	m.draw(seed, drawn, []string{"public"}, m.offerLife)
}

// draw draws lives from a seed, by each of the catalogs in turn.
func (m *maker) draw(seed uint64, lives int, catalogs []string, offer func(life any, covers string)) {
	for number := range uint64(lives) { //nolint:gosec // because the number is not negative
		random := rand.New(rand.NewPCG(seed, number)) //nolint:gosec // because a case must be the same each time
		offer(m.drawLife(random, catalogs[number%uint64(len(catalogs))]), fmt.Sprintf("life %d of seed %d", number, seed))
	}
}

// claimsOf returns the claims of a scenario, in the order of their openings.
func claimsOf(file scenario.File) (ids []claims.ID) {
	for i := range file.Lines {
		if !slices.Contains(ids, file.Lines[i].Claim) {
			ids = append(ids, file.Lines[i].Claim)
		}
	}
	return ids
}

// told makes a life of the lines of a scenario that are about a claim, if the
// public catalog has its engagement.
func (m *maker) told(file scenario.File, claim claims.ID) {
	life := answer.Life{Catalog: "public"}
	for i := range file.Lines {
		line := &file.Lines[i]
		if line.Claim != claim {
			continue
		}
		do := answer.Action{}
		switch {
		case line.Opening != nil:
			nomination, err := line.Opening.Nomination(m.catalogs["public"], line.Meta.At)
			if err != nil {
				return // the scenario is about an engagement of another catalog
			}
			q := nomination.Question()
			do.Open = &answer.Opening{ID: claim, Question: questionText(&q), Details: must(answer.Marshal(nomination.Details()))}
		case line.Command != nil:
			do = commanded(line.Command)
		case line.TakesBack != 0:
			do.TakeBack = &answer.TakingBack{Number: line.TakesBack}
		default:
			do.Observe = line.Shown.String()
		}
		life.Steps = append(life.Steps, answer.OneStep{Do: do, Meta: line.Meta})
	}
	m.offer(life, fmt.Sprintf("scenario %s, %s", file.Name, claim))
}

// drawLife draws the life of one claim by a catalog that has the engagements of
// the public one. Most of its steps are allowed.
func (m *maker) drawLife(random *rand.Rand, name string) answer.Life {
	life, living := answer.Life{Catalog: name}, answer.Living{}
	card := m.catalogs[name]
	when := opened.Add(time.Duration(random.IntN(200*24*60)) * time.Minute)
	e, _ := card.Find(viva, mci.Date{})
	q := question(e, when)
	if random.IntN(3) == 0 {
		e, _ = card.Find("illustrative-variable-pay", mci.Date{})
		when = time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(random.IntN(300*24*60)) * time.Minute)
		q = question(e, when)
		deal(&q)
		q.Hours = hours(fmt.Sprint(20 + random.IntN(300)))
	}
	if random.IntN(4) == 0 {
		q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	}
	do := opening(&q)
	for range 6 + random.IntN(14) {
		step := answer.OneStep{Do: do, Meta: m.drawMeta(random, do, living.Claim, when)}
		life.Steps = append(life.Steps, step)
		if err := living.Take(&step, card); err != nil {
			m.err = err
			return life
		}
		if living.Claim == nil {
			return life
		}
		if living.Claim.State().Terminal() && random.IntN(3) == 0 {
			return life
		}
		do = drawAction(random, living.Claim)
		when = drawInstant(random, living.Claim).UTC()
	}
	return life
}

// drawAction draws a step: mostly a command that the machine permits. If it
// permits none, the claim expires.
func drawAction(random *rand.Rand, claim *claims.Claim) answer.Action {
	switch random.IntN(20) {
	case 0:
		names := append(slices.Clone(aliases), textsOf(claims.Statuses())...)
		if name := names[random.IntN(len(names))]; name != "" {
			return answer.Action{Observe: name}
		}
	case 1:
		return answer.Action{TakeBack: &answer.TakingBack{Number: claim.Version()}}
	case 2:
		return commanded(claims.RecordFacts{Number: fmt.Sprint("N-", random.IntN(3))})
	case 3:
		return commanded(tried[random.IntN(len(tried))])
	}
	var permitted []claims.Command
	for _, command := range tried {
		if claim.State().Permitted().Has(command.Event()) && command.Event() != claims.WindowEnds && command.Event() != claims.PartnerCancels {
			permitted = append(permitted, command)
		}
	}
	if len(permitted) == 0 || random.IntN(12) == 0 {
		return commanded(claims.Expire{})
	}
	return commanded(permitted[random.IntN(len(permitted))])
}

// drawInstant draws an instant: mostly within some days, sometimes at the end
// of a window if a clock runs, and sometimes before the latest entry.
func drawInstant(random *rand.Rand, claim *claims.Claim) time.Time {
	latest := claim.Record().Updated
	running := claim.Deadlines()
	switch random.IntN(12) {
	case 0:
		return latest.Add(-time.Duration(random.IntN(600)) * time.Second)
	case 1:
		return latest.Add(-time.Duration(random.IntN(72)) * time.Hour)
	case 2, 3:
		if len(running) > 0 {
			end := running[random.IntN(len(running))].Window.End
			return end.Add(bounds[random.IntN(len(bounds))].after)
		}
	}
	return latest.Add(time.Duration(random.IntN(10*24*60)) * time.Minute)
}

// drawMeta draws the actor of a step, which is mostly the right one, and
// sometimes an idempotency key.
func (m *maker) drawMeta(random *rand.Rand, do answer.Action, claim *claims.Claim, when time.Time) claims.Meta {
	meta := asActor(claims.Partner, when)
	switch {
	case do.Observe != "":
		meta = asActor(claims.PartnerCenter, when)
	case do.Command != nil:
		var event claims.Event
		if err := event.UnmarshalText([]byte(do.Command.Event)); err != nil {
			m.err = err
		}
		meta = by(event, when)
	}
	if claim != nil && random.IntN(25) == 0 {
		meta.Actor = claims.Partner + claims.Actor(random.IntN(int(claims.PartnerCenter)))
	}
	if random.IntN(5) == 0 {
		meta.Key = fmt.Sprint("key-", random.IntN(4))
	}
	return meta
}

func textsOf[T fmt.Stringer](values []T) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.String()
	}
	return texts
}

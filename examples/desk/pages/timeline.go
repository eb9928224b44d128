package pages

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// The measures of a timeline, in units of its drawing.
const (
	drawingWidth = 960.0
	laneHeight   = 34.0
	headHeight   = 58.0
	marginSide   = 24.0
)

// A timeline is a drawing of a claim's life. Clocks are bars, entries are dots,
// and today is a line. It is plain data for a template.
type timeline struct {
	Height float64
	Months []tick
	Lanes  []lane
	Dots   []dot
	// TodayX is the horizontal place of today.
	TodayX float64
	// TodayLeft says that the word for today is on the left of the line.
	TodayLeft bool
	// Summary describes the drawing in words.
	Summary string
}

// A tick is the beginning of a month.
type tick struct {
	X    float64
	Name string
}

// A lane is a clock. Class is "running", "over" or "stopped".
type lane struct {
	X, Y, Width float64
	TextX       float64
	Anchor      string
	Class, Text string
}

// TextY returns the base line of the lane's text.
func (l lane) TextY() float64 { return l.Y + 15 }

// A dot is an entry of the history that moved the claim.
type dot struct {
	X    float64
	Text string
}

// scale maps instants to the width of a drawing.
type scale struct{ from, until time.Time }

func (s scale) x(at time.Time) float64 {
	whole := s.until.Sub(s.from).Seconds()
	part := at.Sub(s.from).Seconds() / whole
	return round(marginSide + min(max(part, 0), 1)*(drawingWidth-2*marginSide))
}

func round(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

// A span is a clock with its window. Running is its progress, or nil if the
// clock no longer runs.
type span struct {
	clock   string
	window  mci.Window
	start   time.Time
	running *running
}

// running is the progress of a clock.
type running struct {
	daysLeft      int
	over, overdue bool
}

// A course holds the data for a timeline: the instants of the claim's creation,
// last change and expected payment, its clocks, and its moves.
type course struct {
	created, updated time.Time
	expected         mci.Date
	spans            []span
	moves            []move
}

// A move is an entry that moved a claim into a state.
type move struct {
	at time.Time
	to string
}

// drawTimeline draws a claim at an instant.
func drawTimeline(claim *claims.Claim, history []claims.Entry, now time.Time) timeline {
	record := claim.Record()
	c := course{created: record.Created, updated: record.Updated, expected: claim.ExpectedPayment(), spans: spansOf(claim, now)}
	for i := range history {
		if e := &history[i]; e.From != e.To {
			c.moves = append(c.moves, move{e.At, e.To.String()})
		}
	}
	return c.draw(now)
}

// draw draws the course at an instant.
func (c *course) draw(now time.Time) timeline {
	s := scale{from: c.created, until: latest(c.updated, now)}
	for i := range c.spans {
		s.until = latest(s.until, c.spans[i].window.LastDay.AddDays(1).Start(time.UTC))
	}
	if !c.expected.IsZero() {
		s.until = latest(s.until, c.expected.Start(time.UTC))
	}
	s.from, s.until = s.from.AddDate(0, 0, -3), s.until.AddDate(0, 0, 3)
	drawn := timeline{Height: headHeight + float64(len(c.spans))*laneHeight + 8, TodayX: s.x(now), Months: monthsOf(s)}
	drawn.TodayLeft = drawn.TodayX > drawingWidth*0.85
	for i := range c.spans {
		drawn.Lanes = append(drawn.Lanes, c.spans[i].lane(s, headHeight+float64(i)*laneHeight))
		drawn.Summary += c.spans[i].text() + ". "
	}
	if drawn.Summary == "" {
		drawn.Summary = "No clock has started."
	}
	for _, m := range c.moves {
		drawn.Dots = append(drawn.Dots, dot{X: s.x(m.at), Text: day(m.at) + ": " + m.to})
	}
	return drawn
}

// spansOf returns the clocks that have started, in the order of their starts.
func spansOf(claim *claims.Claim, now time.Time) []span {
	steps := claim.NextSteps(now)
	var all []span
	for _, clock := range mci.Clocks() {
		at := startOf(clock, claim)
		if at.IsZero() {
			continue
		}
		one := span{clock: sentence(clock), window: claim.Engagement().Window(clock, at), start: at}
		for i := range steps.Deadlines {
			if d := &steps.Deadlines[i]; d.Clock == clock {
				one.running = &running{daysLeft: d.DaysLeft, over: d.Over, overdue: d.Overdue}
			}
		}
		all = append(all, one)
	}
	return all
}

// startOf returns the instant at which a clock of a claim started. It is zero
// if the clock has not started. If the customer declines, no clock starts.
func startOf(clock mci.Clock, claim *claims.Claim) time.Time {
	record := claim.Record()
	switch clock.Trigger() {
	case mci.CreationAnchor:
		return record.Created
	case mci.RejectionAnchor:
		return record.RejectedAt
	case mci.DisputeAnchor:
		return record.DisputeSubmitted
	case mci.ConsentAnchor:
		if record.Consent.Answer == consent.Accepted {
			return record.Consent.Answered
		}
		return time.Time{}
	case mci.NominationAnchor, mci.SubmissionAnchor, mci.ApprovalAnchor: // no clock starts with them
		return time.Time{}
	default:
		return time.Time{}
	}
}

// text describes the clock.
func (s *span) text() string {
	text := fmt.Sprintf("%s until %s", s.clock, s.window.LastDay)
	switch {
	case s.running == nil:
		return text + ", no longer running"
	case s.running.overdue:
		return text + ", overdue at Microsoft"
	default:
		return text + ", " + daysLeft(s.running.daysLeft)
	}
}

// lane draws the clock at a height. Its text is put on the side that has room.
func (s *span) lane(scale scale, y float64) lane {
	from, until := scale.x(s.start), scale.x(s.window.LastDay.AddDays(1).Start(time.UTC))
	l := lane{X: from, Y: y, Width: round(max(until-from, 3)), Text: s.text(), Class: "stopped", TextX: from + 8, Anchor: "start"}
	if s.running != nil {
		l.Class = "running"
		if s.running.over {
			l.Class = "over"
		}
	}
	if from > drawingWidth/2 {
		l.TextX, l.Anchor = from-8, "end"
	}
	return l
}

// monthsOf returns the months of a scale, at most about twelve of them.
func monthsOf(s scale) []tick {
	step := 1
	for months := s.until.Sub(s.from).Hours() / 24 / 30; months/float64(step) > 12; {
		step++
	}
	var all []tick
	at := time.Date(s.from.Year(), s.from.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1, 0)
	for ; at.Before(s.until); at = at.AddDate(0, step, 0) {
		all = append(all, tick{s.x(at), at.Format("Jan 2006")})
	}
	return all
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/journey/play"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Engine plays books against one catalog. It is not safe for concurrent use.
type Engine struct {
	card *catalog.Catalog
}

// New returns an Engine with the public catalog.
func New() (*Engine, error) {
	card, err := catalog.Public()
	return &Engine{card: card}, err
}

// Terms describe the catalog of an Engine.
type Terms struct {
	// Name is the catalog's own name.
	Name string `json:"name"`
	// Editions are the editions of the catalog.
	Editions []Edition `json:"editions"`
	// Problems are the problems of a catalog that could not be read. If there
	// are any, the Engine keeps the catalog that it had.
	Problems []Problem `json:"problems"`
}

// An Edition lists the engagements of one edition of a catalog.
type Edition struct {
	// ID is the ID of the edition.
	ID mci.EditionID `json:"id"`
	// Published is the day on which the edition was published.
	Published mci.Date `json:"published"`
	// Engagements are the engagements of the edition.
	Engagements []Engagement `json:"engagements"`
}

// An Engagement is an engagement, by its ID for a book and its title for
// people.
type Engagement struct {
	// ID is the ID of the engagement.
	ID mci.EngagementID `json:"id"`
	// Title is the name of the engagement in words.
	Title string `json:"title"`
}

// Terms describes the catalog.
func (e *Engine) Terms() Terms {
	t := Terms{Name: e.card.Name(), Editions: []Edition{}, Problems: []Problem{}}
	for edition := range e.card.Editions() {
		one := Edition{ID: edition.ID(), Published: edition.Published(), Engagements: []Engagement{}}
		for engagement := range edition.Engagements() {
			one.Engagements = append(one.Engagements, Engagement{engagement.Ref().Engagement, engagement.Title()})
		}
		t.Editions = append(t.Editions, one)
	}
	return t
}

// Load reads a catalog from a file's text and describes it. If the file's name
// ends in .yaml or .yml, the text is YAML, and otherwise JSON. If the name is
// empty, Load uses the public catalog.
func (e *Engine) Load(file string, text []byte) Terms {
	card, err := catalog.Public()
	if file != "" {
		card, err = catalogfile.Read(file, text)
	}
	if err != nil {
		t := e.Terms()
		t.Problems = problemsOf(err)
		return t
	}
	e.card = card
	return e.Terms()
}

// A Play is the result of one play.
type Play struct {
	// Lines holds one line of JSON for each step, as journey -json prints them.
	Lines string `json:"lines"`
	// Story is the play in words, as journey prints it.
	Story string `json:"story"`
	// Expected is the number of values that the book expects.
	Expected int `json:"expected"`
	// Differences are the values that differ from the expected ones.
	Differences []json.RawMessage `json:"differences"`
	// Problems are the problems of the book. If a step is malformed, the play
	// ended before it.
	Problems []Problem `json:"problems"`
}

// A Problem is a malformed field, or an error that belongs to no field.
type Problem struct {
	// Message is the whole problem in words.
	Message string `json:"message"`
	// Path is the path of the field. It is empty if the problem belongs to no
	// field.
	Path string `json:"path"`
	// Line is the line of the problem in the text, from 1. It is 0 if the place
	// is unknown.
	Line int `json:"line"`
	// Column is its column, from 1. It is 0 if the place is unknown.
	Column int `json:"column"`
}

func newProblem(p *mci.FieldError) Problem { return Problem{p.Error(), p.Path, p.Line, p.Column} }

// problemsOf returns the problems that an error reports. It returns none for
// nil.
func problemsOf(err error) []Problem {
	problems := []Problem{}
	var many mci.Problems
	var one *mci.FieldError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, p := range many {
			problems = append(problems, newProblem(p))
		}
	case errors.As(err, &one):
		problems = append(problems, newProblem(one))
	default:
		problems = append(problems, Problem{Message: err.Error()})
	}
	return problems
}

// Play plays the text of a book.
func (e *Engine) Play(ctx context.Context, text []byte) Play {
	result := Play{Differences: []json.RawMessage{}, Problems: []Problem{}}
	book, err := play.Read(text, e.card)
	if err != nil {
		result.Problems = problemsOf(err)
		return result
	}
	var lines, story, differences bytes.Buffer
	checked := play.NewChecker(&differences, "book", true)
	err = book.Play(ctx, play.Together(play.NewLines(&lines), play.NewStory(&story), checked), play.Options{})
	result.Problems = problemsOf(err)
	result.Lines, result.Story, result.Expected = lines.String(), story.String(), checked.Expected()
	for line := range bytes.Lines(differences.Bytes()) {
		result.Differences = append(result.Differences, json.RawMessage(bytes.TrimSpace(line)))
	}
	return result
}

// Example returns the book that the page shows first.
func Example() string { return string(play.Embedded()) }

// An Edit is the text of a book after a change.
type Edit struct {
	// Text is the text after the change.
	Text string `json:"text"`
	// Problem is the reason why the text could not be changed. The text is then
	// unchanged.
	Problem string `json:"problem,omitempty"`
}

// edited returns the text with its changes, or unchanged with the problem.
func edited(text []byte, changes []change, err error) Edit {
	if err != nil {
		return Edit{Text: string(text), Problem: fmt.Sprintf("the date was not changed: %v", err)}
	}
	return Edit{Text: string(replace(text, changes))}
}

package main

import (
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci/catalog"
)

// decideEligibility decides whether a customer may be nominated for an
// engagement, with the answer of each rule.
func decideEligibility() (workload, error) {
	card, err := catalog.Public()
	if err != nil {
		return workload{}, err
	}
	questions, err := drawQuestions(card)
	if err != nil {
		return workload{}, err
	}
	compiled, err := compileTerms(questions)
	if err != nil {
		return workload{}, err
	}
	engines, err := decideByEngines(questions, compiled)
	if err != nil {
		return workload{}, err
	}
	mine, asked := decideByLibrary(questions), decideByQuestion(questions, compiled)
	mine.targets = []target{noAllocation()}
	asked.targets = []target{atMostTimes("at most 4 x this", 4, asked.name)}
	return workload{
		does:       "the answer of each rule about one customer and one engagement",
		parts:      1,
		unit:       "decision",
		inputs:     sample,
		contenders: append([]contender{mine, decideByPackedFacts(questions, compiled), asked}, engines...),
	}, nil
}

// compileTerms returns the terms of each question's engagement.
func compileTerms(questions *[sample]eligibility.Question) (*[sample]*terms, error) {
	compiled, known := &[sample]*terms{}, map[*catalog.Engagement]*terms{}
	for i := range questions {
		e := questions[i].Engagement
		if known[e] == nil {
			t, err := termsOf(e)
			if err != nil {
				return nil, err
			}
			known[e] = t
		}
		compiled[i] = known[e]
	}
	return compiled, nil
}

func decideByLibrary(questions *[sample]eligibility.Question) contender {
	return contender{
		name: ours,
		run:  func(first, last int) uint64 { return decideAll(questions, first, last) },
		answer: func(i int) string {
			var texts []string
			decision, err := eligibility.Decide(&questions[i])
			if err != nil {
				return err.Error()
			}
			for _, finding := range decision.Findings() {
				texts = append(texts, answered(finding.Rule, finding.Outcome))
			}
			return strings.Join(texts, "; ")
		},
	}
}

func decideByPackedFacts(questions *[sample]eligibility.Question, compiled *[sample]*terms) contender {
	inputs := &[sample]*packedFacts{}
	for i := range inputs {
		inputs[i] = packed(&questions[i], compiled[i])
	}
	return contender{
		name:   "by hand, on packed facts",
		run:    func(first, last int) uint64 { return decidePacked(inputs, first, last) },
		answer: func(i int) string { return inputs[i].decide().String() },
	}
}

func decideByQuestion(questions *[sample]eligibility.Question, compiled *[sample]*terms) contender {
	return contender{
		name:   "by hand, on the question",
		run:    func(first, last int) uint64 { return decideQuestions(questions, compiled, first, last) },
		answer: func(i int) string { return decideUnpacked(&questions[i], compiled[i]).String() },
	}
}

func decideAll(questions *[sample]eligibility.Question, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		decision, _ := eligibility.Decide(&questions[i&(sample-1)])
		sum += uint64(decision.Outcome())
	}
	return sum
}

func decidePacked(inputs *[sample]*packedFacts, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		sum += uint64(inputs[i&(sample-1)].decide().all())
	}
	return sum
}

func decideQuestions(questions *[sample]eligibility.Question, compiled *[sample]*terms, first, last int) (sum uint64) {
	for i := first; i < last; i++ {
		sum += uint64(decideUnpacked(&questions[i&(sample-1)], compiled[i&(sample-1)]).all())
	}
	return sum
}

// decideByEngines returns the contenders that evaluate ruleTexts.
func decideByEngines(questions *[sample]eligibility.Question, compiled *[sample]*terms) ([]contender, error) {
	facts, rules := make([]map[string]any, sample), make([]int, len(ruleTexts))
	for i := range facts {
		facts[i] = factsOf(&questions[i], compiled[i])
	}
	for i := range rules {
		rules[i] = i
	}
	byCEL, err := celEngine(facts, rules)
	if err != nil {
		return nil, err
	}
	byExpr, err := exprEngine(facts, rules)
	if err != nil {
		return nil, err
	}
	slow := decideByEngine(celName, byCEL)
	slow.targets = []target{atLeastFaster("50 x faster than this", 50, celName)}
	return []contender{slow, decideByEngine(exprName, byExpr)}, nil
}

// decideByEngine returns the contender that evaluates all rules on an input
// with an engine.
func decideByEngine(name string, decide func(i int) outcomes) contender {
	return contender{
		name:   name,
		run:    each(func(i int) uint64 { return uint64(decide(i).all()) }),
		answer: func(i int) string { return decide(i).String() },
	}
}

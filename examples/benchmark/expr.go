package main

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/mci-go/incentives/mci"
)

// exprName is the contender that evaluates a compiled expr program for each
// rule.
const exprName = "expr, a program per rule"

// exprEngine is like celEngine, with one reused machine of expr.
func exprEngine(facts []map[string]any, rules []int) (func(i int) outcomes, error) {
	programs := make([]*vm.Program, len(rules))
	for i, place := range rules {
		rule := ruleTexts[place]
		program, err := expr.Compile(rule.text, expr.Env(facts[0]), expr.AsInt())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rule.id, err)
		}
		programs[i] = program
	}
	machine := &vm.VM{}
	return func(i int) (o outcomes) {
		for p, program := range programs {
			value, err := machine.Run(program, facts[i])
			answer, ok := value.(int)
			if err != nil || !ok {
				return 0 // if an evaluation fails, all rules are unknown, so the answers differ
			}
			o = o.with(rules[p], outcomeOf(answer))
		}
		return o
	}, nil
}

// outcomeOf returns the outcome for a number that a rule returns.
func outcomeOf(answer int) mci.Outcome {
	switch answer {
	case 1:
		return mci.Pass
	case 2:
		return mci.Fail
	default:
		return mci.Unknown
	}
}

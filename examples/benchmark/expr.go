package main

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/mci-go/incentives/mci"
)

// decideByExpr makes the contender that evaluates one compiled expr program for each rule, on one machine
// that is kept.
func decideByExpr(facts *[sample]map[string]any) (contender, error) {
	programs := make([]*vm.Program, len(ruleTexts))
	for i, rule := range ruleTexts {
		program, err := expr.Compile(rule.text, expr.Env(facts[0]), expr.AsInt())
		if err != nil {
			return contender{}, fmt.Errorf("%s: %w", rule.id, err)
		}
		programs[i] = program
	}
	machine := &vm.VM{}
	return decideByEngine("expr, a program per rule", func(i int) (o outcomes) {
		for rule, program := range programs {
			value, err := machine.Run(program, facts[i])
			answer, ok := value.(int)
			if err != nil || !ok {
				return 0 // all rules unknown, so that the answers differ
			}
			o = o.with(rule, outcomeOf(answer))
		}
		return o
	}), nil
}

// outcomeOf returns the outcome that a rule gives as a number.
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

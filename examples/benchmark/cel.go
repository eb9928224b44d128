package main

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// celName is the contender that evaluates a compiled CEL program for each rule.
const celName = "cel-go, a program per rule"

// celEngine returns a function that evaluates some of the rules on input i. The
// rules are places in ruleTexts. The facts are converted to CEL values
// beforehand, so only the evaluation is measured.
func celEngine(facts []map[string]any, rules []int) (func(i int) outcomes, error) {
	programs, err := celPrograms(facts[0], rules)
	if err != nil {
		return nil, err
	}
	inputs := make([]cel.Activation, len(facts))
	for i, native := range facts {
		values := map[string]any{}
		for name, value := range native {
			values[name] = types.DefaultTypeAdapter.NativeToValue(value)
		}
		if inputs[i], err = cel.NewActivation(values); err != nil {
			return nil, err
		}
	}
	return func(i int) (o outcomes) {
		for p, program := range programs {
			value, _, err := program.Eval(inputs[i])
			answer, ok := value.(types.Int)
			if err != nil || !ok {
				return 0 // if an evaluation fails, all rules are unknown, so the answers differ
			}
			o = o.with(rules[p], outcomeOf(int(answer)))
		}
		return o
	}, nil
}

// celPrograms compiles the rules for the types of the facts.
func celPrograms(facts map[string]any, rules []int) ([]cel.Program, error) {
	var variables []cel.EnvOption
	for name, value := range facts {
		kind, err := celType(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		variables = append(variables, cel.Variable(name, kind))
	}
	env, err := cel.NewEnv(variables...)
	if err != nil {
		return nil, err
	}
	programs := make([]cel.Program, len(rules))
	for i, place := range rules {
		rule := ruleTexts[place]
		checked, issues := env.Compile(rule.text)
		if issues.Err() != nil {
			return nil, fmt.Errorf("%s: %w", rule.id, issues.Err())
		}
		if programs[i], err = env.Program(checked, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return nil, fmt.Errorf("%s: %w", rule.id, err)
		}
	}
	return programs, nil
}

// celType returns the CEL type of a fact.
func celType(fact any) (*cel.Type, error) {
	switch fact.(type) {
	case int:
		return cel.IntType, nil
	case bool:
		return cel.BoolType, nil
	case string:
		return cel.StringType, nil
	case []string:
		return cel.ListType(cel.StringType), nil
	case map[string]bool:
		return cel.MapType(cel.StringType, cel.BoolType), nil
	default:
		return nil, fmt.Errorf("no CEL type for %T", fact)
	}
}

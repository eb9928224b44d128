package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// ruleTables returns the rules of the tracker's decisions, in the order of a
// claim's life.
func ruleTables() []mci.Rule {
	return slices.Concat(eligibility.Rules(), claims.Rules(), cpor.Rules(), association.Rules(), credit.Rules(), settlement.Rules(), catalog.PayRules())
}

func (p *program) rulesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rules [TEXT]", Short: "List the rules that a refusal or a history names, with their sources",
		Long: `List the rules that a refusal, a finding or a history names: what each demands or does, and the document that it is from. TEXT
selects the rules whose ID or meaning has it, whatever its case. It needs no file of claims.`,
		Example: `  tracker rules claim.guard.evidence
  tracker rules "deal size"`,
		Args: arguments(0, 1),
		ValidArgsFunction: func(*cobra.Command, []string, string) (ids []string, _ cobra.ShellCompDirective) {
			for _, rule := range ruleTables() {
				ids = append(ids, string(rule.ID))
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return p.without(func(t *tracker) error { return t.rules(strings.Join(args, "")) })
		},
	}
}

// rules shows the rules whose ID or meaning contains a text. If the text is the
// ID of a rule, it shows only that rule.
func (t *tracker) rules(text string) error {
	list := ruleList{}
	for _, rule := range ruleTables() {
		if strings.EqualFold(string(rule.ID), text) {
			list = append(list, rule)
		}
	}
	if len(list) == 0 {
		for _, rule := range ruleTables() {
			if contains(string(rule.ID), text) || contains(rule.Means, text) {
				list = append(list, rule)
			}
		}
	}
	if len(list) == 0 {
		return mci.Invalid("text", text, `a part of the ID or of the meaning of a rule, such as "evidence"`)
	}
	return t.show(list)
}

// contains reports whether a text contains another one, ignoring case.
func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// A ruleList is sorted in the order of a claim's life.
type ruleList []mci.Rule

func (l ruleList) text(w io.Writer) {
	fmt.Fprintln(w, "RULE\tMEANING\tSOURCE")
	for _, rule := range l {
		source := "-"
		if rule.Source.Title != "" {
			source = rule.Source.String()
		}
		name := string(rule.ID)
		if rule.Retired {
			name += " (retired)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, rule.Means, source)
	}
}

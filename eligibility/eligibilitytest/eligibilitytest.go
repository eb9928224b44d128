// Package eligibilitytest checks that a host supplies every fact of a question:
// by its forms, its files, its flags or its own records. If a later version of
// the library adds a fact, everything still compiles, the fact stays zero, and
// the rules that need it are unknown for every customer. So a host makes a
// question from inputs that say everything, and calls [TestFacts]. It does the
// same for the question of a CPOR association.
package eligibilitytest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/internal/fieldtest"
	"github.com/mci-go/incentives/mci"
)

// TestFacts reports each fact that a question does not supply, with the rules
// that look at it. If a host leaves a fact out on purpose, it gives the path,
// such as "customer.segment", and the reason. It is an error if such a fact is
// supplied nevertheless, or if there is no fact with the path.
func TestFacts[Question eligibility.Question | cpor.Question](t testing.TB, q Question, leftOut map[string]string) {
	t.Helper()
	unused := maps.Clone(leftOut)
	rules := eligibility.Rules()
	if _, associates := any(q).(cpor.Question); associates {
		rules = cpor.Rules()
	}
	for field := range fieldtest.Of(&q) {
		if !field.Whole {
			continue
		}
		reason, left := leftOut[field.Path]
		delete(unused, field.Path)
		switch {
		case left && !field.IsZero():
			t.Errorf("%s is supplied, but is said to be left out: %s", field.Path, reason)
		case left && reason == "":
			t.Errorf("%s is left out without a reason", field.Path)
		case !left && field.IsZero():
			t.Errorf("%s is not supplied; read by %s", field.Path, readers(rules, field.Path))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(unused)) {
		t.Errorf("%s is said to be left out, but is no fact of a question", path)
	}
}

// readers names the rules that look at a field or at a part of it.
func readers(rules []mci.Rule, path string) string {
	var ids []string
	for _, rule := range rules {
		if id := string(rule.ID); (rule.Path == path || strings.HasPrefix(rule.Path, path+".")) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		return "no rule alone"
	}
	return strings.Join(ids, ", ")
}

package ruletest_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility/internal/ruletest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// table is one rule: a number is below ten, and unknown below zero.
func table() []ruling.Row[int, struct{}] {
	return []ruling.Row[int, struct{}]{{ID: "number.small", Check: func(n int) mci.Outcome {
		if n < 0 {
			return mci.Unknown
		}
		return mci.FactOf(n < 10).Outcome()
	}}}
}

func survivors(rows []ruling.Row[int, struct{}], outcomes []mci.Outcome, cases map[int]mci.Outcome) error {
	return ruletest.Survivors(rows, func(mci.RuleID) []mci.Outcome { return outcomes }, func(i int) (wrong []string) {
		for n, want := range cases {
			if rows[i].Check(n) != want {
				wrong = append(wrong, "a case")
			}
		}
		return wrong
	})
}

func TestACaseForEachOutcomeLetsNoChangeSurvive(t *testing.T) {
	every := []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}
	if err := survivors(table(), every, map[int]mci.Outcome{-1: mci.Unknown, 9: mci.Pass, 10: mci.Fail}); err != nil {
		t.Error(err)
	}
	if err := survivors(table(), every[1:], map[int]mci.Outcome{9: mci.Pass, 10: mci.Fail}); err != nil {
		t.Errorf("of a rule that is never unknown: %v", err)
	}
}

func TestAChangeThatNoCaseNoticesIsNamed(t *testing.T) {
	err := survivors(table(), []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}, map[int]mci.Outcome{9: mci.Pass, 10: mci.Fail})
	if err == nil {
		t.Fatal("nobody noticed that unknown is never tried")
	}
	for _, want := range []string{"number.small, unknown is pass", "number.small, unknown is fail"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "always") {
		t.Errorf("got %v, which the cases do notice", err)
	}
}

func TestATableWithAWrongCaseIsNotMutated(t *testing.T) {
	err := survivors(table(), []mci.Outcome{mci.Pass}, map[int]mci.Outcome{9: mci.Fail})
	if err == nil || !strings.Contains(err.Error(), "as it stands: [a case]") {
		t.Errorf("got %v", err)
	}
}

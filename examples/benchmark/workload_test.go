package main

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkWorkloads runs every contender of every workload. It reports the
// time by operation, as go test does, and also by unit.
func BenchmarkWorkloads(b *testing.B) {
	for _, m := range makers {
		w, err := m.workload()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(w.name, func(b *testing.B) {
			for _, c := range w.contenders {
				b.Run(c.name, func(b *testing.B) {
					b.ReportAllocs()
					c.run(0, b.N)
					b.StopTimer()
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*w.parts), "ns/"+w.unit)
				})
			}
		})
	}
}

// promises hold for every workload.
var promises = []struct {
	name  string
	holds func(*testing.T, maker, *workload)
}{
	{"the library is the first contender", theLibraryIsFirst},
	{"all contenders give the same answers", allContendersAgree},
	{"the inputs are not all alike", theInputsDiffer},
	{"made again, it is the same", madeAgainItIsTheSame},
	{"the README explains it and its contenders", theReadmeExplains},
}

// mostInputs is how many inputs of a workload the tests look at. The program
// looks at all of them, each time before it measures.
const mostInputs = 128

// Some workloads take long to make, so each is made once for all promises, and
// then dropped.
func TestEveryWorkloadKeepsItsPromises(t *testing.T) {
	for _, m := range makers {
		t.Run(m.name, func(t *testing.T) {
			w, err := m.workload()
			if err != nil {
				t.Fatal(err)
			}
			w.inputs = min(w.inputs, mostInputs)
			for _, p := range promises {
				t.Run(p.name, func(t *testing.T) { p.holds(t, m, &w) })
			}
		})
	}
}

func allContendersAgree(t *testing.T, _ maker, w *workload) {
	if err := w.agree(); err != nil {
		t.Error(err)
	}
}

func theLibraryIsFirst(t *testing.T, _ maker, w *workload) {
	if len(w.contenders) < 2 || w.contenders[0].name != ours {
		t.Errorf("want %s first, and a contender beside it", ours)
	}
}

func madeAgainItIsTheSame(t *testing.T, m maker, w *workload) {
	again, err := m.workload()
	if err != nil {
		t.Fatal(err)
	}
	for input := range w.inputs {
		if a, b := w.contenders[0].answer(input), again.contenders[0].answer(input); a != b {
			t.Errorf("input %d: first %q, then %q", input, a, b)
		}
	}
}

func theInputsDiffer(t *testing.T, _ maker, w *workload) {
	seen := map[string]bool{}
	for i := range w.inputs {
		seen[w.contenders[0].answer(i)] = true
	}
	if w.inputs > 1 && len(seen) < 2 && w.name != "refused event" {
		t.Errorf("%d inputs, all with the answer %v", w.inputs, seen)
	}
}

// counts returns a contender that answers each input with its number, except
// for the input but.
func counts(name string, but, number int, word string) contender {
	return contender{
		name: name,
		run: each(func(i int) uint64 {
			if i == but {
				return uint64(number)
			}
			return uint64(i)
		}),
		answer: func(i int) string {
			if i == but && word != "" {
				return word
			}
			return fmt.Sprint(i)
		},
	}
}

func TestAContenderThatAnswersOtherwiseIsNamedWithTheInput(t *testing.T) {
	honest := counts("honest", -1, 0, "")
	for name, c := range map[string]struct {
		other contender
		want  string
	}{
		"same":              {counts("other", -1, 0, ""), ""},
		"other words":       {counts("other", 3, 3, "three"), `w, input 3: honest answers "3", other "three"`},
		"other in the loop": {counts("other", 3, 7, ""), "w, input 3: the loop of honest gives 3, the loop of other 7"},
	} {
		t.Run(name, func(t *testing.T) {
			w := workload{name: "w", parts: 1, inputs: 5, contenders: []contender{honest, honest, c.other}}
			got := ""
			if err := w.agree(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestALoopRunsTheOperationsFromFirstUpToLast(t *testing.T) {
	var done []string
	run := each(func(i int) uint64 {
		done = append(done, fmt.Sprint(i))
		return uint64(i)
	})
	if got := run(sample-1, sample+2); got != sample-1+0+1 {
		t.Errorf("got the sum %d", got)
	}
	if got := strings.Join(done, " "); got != "255 0 1" {
		t.Errorf("did the inputs %s", got)
	}
}

func TestEveryRuleOfEligibilityPassesFailsAndIsUnknownInTheSample(t *testing.T) {
	w, err := decideEligibility()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i := range w.inputs {
		for answer := range strings.SplitSeq(w.contenders[0].answer(i), "; ") {
			seen[answer] = true
		}
	}
	notAsked := " partner.gate customer.segment customer.size customer.requirements customer.open-claims customer.lock customer.region"
	neverUnknown := "pay.hours opportunity.stage" + notAsked
	neverFails := "opportunity.stage" + notAsked
	for _, rule := range ruleTexts {
		for outcome, never := range map[string]string{"pass": "", "fail": neverFails, "unknown": neverUnknown} {
			if answer := string(rule.id) + " " + outcome; seen[answer] == strings.Contains(never, string(rule.id)) {
				t.Errorf("%s: %t", answer, seen[answer])
			}
		}
	}
}

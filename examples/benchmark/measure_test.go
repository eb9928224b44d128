package main

import (
	"flag"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTheMedianIsTheValueInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0},
		{[]float64{4}, 4},
		{[]float64{4, 2}, 3},
		{[]float64{9, 1, 2}, 2},
		{[]float64{100, 1, 3, 2}, 2.5},
		{[]float64{5, 5, 1, 1000, 5}, 5},
	} {
		before := fmt.Sprint(c.values)
		if got := median(c.values); got != c.want {
			t.Errorf("of %v: got %v, want %v", c.values, got, c.want)
		}
		if after := fmt.Sprint(c.values); after != before {
			t.Errorf("the values were %s and are %s", before, after)
		}
	}
}

func TestEachFigureHasAMedianOfItsOwn(t *testing.T) {
	got := medians([]figures{{1, 30, 200}, {2, 10, 300}, {3, 20, 100}})
	if want := (figures{2, 20, 200}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// setTime sets the length of a measurement for one test.
func setTime(t *testing.T, length string) {
	t.Helper()
	before := flag.Lookup("test.benchtime").Value.String()
	if err := flag.Set("test.benchtime", length); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := flag.Set("test.benchtime", before); err != nil {
			t.Error(err)
		}
	})
}

func TestRoundsAreInterleavedAndEveryOtherOneRunsBackward(t *testing.T) {
	setTime(t, "1x")
	var order []string
	cores := map[int]bool{}
	note := func(name string) contender {
		return contender{name: name, run: func(int, int) uint64 {
			order = append(order, name)
			cores[runtime.GOMAXPROCS(0)] = true
			return 0
		}}
	}
	before := runtime.GOMAXPROCS(0)
	w := workload{name: "w", unit: "u", parts: 1, contenders: []contender{note("a"), note("b"), note("c")}}
	measured := plan{rounds: 3}.measure(&w)
	if got, want := strings.Join(order, " "), "a b c c b a a b c"; got != want {
		t.Errorf("measured %s, want %s", got, want)
	}
	if len(measured) != 3 || measured[1].contender != "b" || measured[1].workload != "w" || measured[1].unit != "u" {
		t.Errorf("got %v", measured)
	}
	if len(cores) != 1 || !cores[1] || runtime.GOMAXPROCS(0) != before {
		t.Errorf("ran on %v processors, and %d are used after it; want 1, and %d", cores, runtime.GOMAXPROCS(0), before)
	}
}

func TestFiguresAreByUnit(t *testing.T) {
	setTime(t, "4x")
	var kept [][]byte
	c := contender{name: ours, run: func(first, last int) uint64 {
		for range last - first {
			kept = append(kept[:0], make([]byte, 1000), make([]byte, 1000))
		}
		return uint64(len(kept))
	}}
	got := plan{rounds: 1}.measure(&workload{name: "w", parts: 2, contenders: []contender{c}})[0].figures
	if got.Allocations < 0.9 || got.Allocations > 2 || got.Bytes < 1000 || got.Bytes > 2000 {
		t.Errorf("got %+v by unit, of 2 units with some 1000 bytes each", got)
	}
}

// cost measures some work as ten units and returns the time of one.
func cost(work func()) time.Duration {
	c := contender{name: ours, run: func(int, int) uint64 { work(); return 0 }}
	w := workload{name: "w", parts: 10, contenders: []contender{c}}
	return time.Duration(plan{rounds: 1}.measure(&w)[0].figures.Nanoseconds)
}

func TestTimeIsByUnitAndDoesNotCountWaiting(t *testing.T) {
	setTime(t, "1x")
	if _, told := processorTime(); !told {
		t.Skip("the system does not tell the time of the processor")
	}
	if waiting := cost(func() { time.Sleep(50 * time.Millisecond) }); waiting > 2*time.Millisecond {
		t.Errorf("waiting for 50 ms counts as %v for each of 10 units", waiting)
	}
	working := cost(func() {
		begin, _ := processorTime()
		for now := begin; now-begin < 20*time.Millisecond; now, _ = processorTime() {
			runtime.Gosched()
		}
	})
	if working < 2*time.Millisecond || working > 20*time.Millisecond {
		t.Errorf("working for 20 ms counts as %v for each of 10 units", working)
	}
}

func TestAContenderIsFoundByItsNameAndWorkload(t *testing.T) {
	measured := results{
		{workload: "one", contender: ours, figures: figures{1, 0, 0}},
		{workload: "two", contender: ours, figures: figures{2, 0, 0}},
	}
	got, ok := measured.find("two", ours)
	if diff := cmp.Diff(figures{2, 0, 0}, got); diff != "" || !ok {
		t.Error(diff)
	}
	if _, ok := measured.find("two", "other"); ok {
		t.Error("found a contender that was not measured")
	}
}

package main

import "testing"

func TestATargetIsJudgedAtItsBound(t *testing.T) {
	inOther := atMostTimes("", 5, ours)
	inOther.workload = "other"
	for name, c := range map[string]struct {
		target target
		mine   figures
		want   verdict
	}{
		"no allocation":           {noAllocation(), figures{Allocations: 0}, reached},
		"one of the runtime":      {noAllocation(), figures{Allocations: 0.004}, reached},
		"an allocation":           {noAllocation(), figures{Allocations: 0.02}, notReached},
		"few allocations":         {atMostAllocations("", 4), figures{Allocations: 4}, reached},
		"too many":                {atMostAllocations("", 4), figures{Allocations: 4.1}, notReached},
		"in time":                 {atMostNanoseconds("", 10), figures{Nanoseconds: 10}, reached},
		"too late":                {atMostNanoseconds("", 10), figures{Nanoseconds: 10.1}, notReached},
		"as fast as wanted":       {atMostTimes("", 2, "peer"), figures{Nanoseconds: 200}, reached},
		"too slow":                {atMostTimes("", 2, "peer"), figures{Nanoseconds: 201}, notReached},
		"so much faster":          {atLeastFaster("", 50, "peer"), figures{Nanoseconds: 2}, reached},
		"not so much faster":      {atLeastFaster("", 50, "peer"), figures{Nanoseconds: 2.1}, notReached},
		"against other work":      {inOther, figures{Nanoseconds: 5}, reached},
		"too slow for other work": {inOther, figures{Nanoseconds: 5.1}, notReached},
		"no such rival":           {atMostTimes("", 2, "nobody"), figures{}, notMeasured},
	} {
		t.Run(name, func(t *testing.T) {
			measured := results{
				{workload: "w", contender: ours, figures: c.mine},
				{workload: "w", contender: "peer", figures: figures{Nanoseconds: 100}},
				{workload: "other", contender: ours, figures: figures{Nanoseconds: 1}},
			}
			if got := c.target.judge("w", measured); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := noAllocation().judge("w", nil); got != notMeasured {
		t.Errorf("without the library: got %q", got)
	}
}

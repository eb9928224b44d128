package main

import (
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheModelIsTheFirstThatTheSystemNames(t *testing.T) {
	for text, want := range map[string]string{
		"":               unknownCPU,
		"processor: 0\n": unknownCPU,
		"processor\t: 0\nmodel name\t: Some CPU @ 3.0: GHz\n\nmodel name\t: Other\n": "Some CPU @ 3.0: GHz",
	} {
		if got := modelName(text); got != want {
			t.Errorf("of %q: got %q, want %q", text, got, want)
		}
	}
}

func TestVersionsAreThoseThatAreBuiltIn(t *testing.T) {
	got := versions(&debug.BuildInfo{Deps: []*debug.Module{
		{Path: "github.com/looplab/fsm", Version: "v1.0.3"},
		{Path: libraryModule, Version: "v0.0.0", Replace: &debug.Module{Path: "../", Version: "(devel)"}},
	}})
	want := []string{
		"github.com/mci-go/incentives (this checkout)",
		"github.com/looplab/fsm v1.0.3",
		"github.com/qmuntal/stateless of unknown version",
		"cel.dev/cel-go of unknown version",
		"github.com/expr-lang/expr of unknown version",
		"github.com/shopspring/decimal of unknown version",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := versions(nil)[0]; got != "github.com/mci-go/incentives of unknown version" {
		t.Errorf("without build information: got %q", got)
	}
}

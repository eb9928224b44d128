package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/readmetest"
)

func TestThePageOfTheTrackerHasARowForEachCommand(t *testing.T) {
	var want, got []string
	for _, command := range (&program{}).root().Commands() {
		want = append(want, command.Name())
	}
	for _, row := range readmetest.InCode(readmetest.FirstCells(t, "README.md", "| command | does |")[0]...) {
		name, _, _ := strings.Cut(row, " ")
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands (-program +page):\n%s", diff)
	}
}

package main

import (
	"strings"
	"testing"
)

func TestTheFieldsOfTheJSONAreChosenByTheirNames(t *testing.T) {
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	for args, want := range map[string]string{
		"due --at 2022-12-09 --fields claim,daysLeft,deadline.rule": `[
  {"claim": "contoso", "daysLeft": 1, "deadline.rule": "clock.consent"},
  {"claim": "northwind", "daysLeft": 6, "deadline.rule": "clock.consent"}
]
`,
		"due --at 2022-12-09 --within 0 --fields claim": "[]\n",
		"doctor --fields claims,entries":                `{"claims": 2, "entries": 2}` + "\n",
		"export --json --fields id":                     `{"id": "contoso"}` + "\n" + `{"id": "northwind"}` + "\n",
		"list --fields name,number --limit 1":           `[` + "\n" + `  {"name": "Contoso: Viva workshop", "number": null}` + "\n]\n",
	} {
		if got := must(t, strings.Fields(args)...); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", args, got, want)
		}
	}
}

func TestAFieldThatNoObjectHasIsSaid(t *testing.T) {
	life(t)
	got := track(t, "list", "--fields", "title")
	if got.status != done || !strings.Contains(got.err, `no object has the field "title"`) || !strings.Contains(got.err, "name") {
		t.Errorf("status %d, %s", got.status, got.err)
	}
	for _, fields := range []string{"id,id", "id,,name", " "} {
		if got := track(t, "list", "--fields", fields); got.status != invalid || !strings.Contains(got.err, "fields") {
			t.Errorf("%q: status %d, %s", fields, got.status, got.err)
		}
	}
	if got := track(t, "show", "nobody", "--fields", "id"); got.status == done || !strings.Contains(got.err, "nobody") {
		t.Errorf("a claim that is not there: %+v", got)
	}
}

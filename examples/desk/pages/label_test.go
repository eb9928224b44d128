package pages

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
)

func TestEveryFieldOfACommandHasAText(t *testing.T) {
	check := func(event string, command any, fields []field) {
		for _, path := range pathsOf("", reflect.TypeOf(command)) {
			if text := labelIn(fields, path); path != "" && (strings.Contains(text, ".") || camel.MatchString(text)) {
				t.Errorf("%s: %s has no text", event, path)
			}
		}
	}
	for _, c := range claimCommands {
		row, _ := formOf(commandForms, c.Event())
		check(c.Event().String(), c, row.fields)
	}
	for _, c := range associationCommands {
		row, _ := formOf(associationForms, c.Event())
		check(c.Event().String(), c, row.fields)
	}
	f := newFixture(t, nil)
	shown, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	for i := range shown.Claims {
		body := f.get(t, claimPath(shown.Claims[i].ID)).Body.String()
		for _, m := range regexp.MustCompile(`<p class="detail"><span>([^<]*)</span>`).FindAllStringSubmatch(body, -1) {
			if camel.MatchString(m[1]) || m[1] == strings.ToLower(m[1]) {
				t.Errorf("%s: the history says %s", shown.Claims[i].ID, m[1])
			}
		}
	}
}

// camel finds a name of a field that stands for a text.
var camel = regexp.MustCompile(`[a-z][A-Z]`)

func TestWhatAnObservedClaimLacksIsSaidInWords(t *testing.T) {
	f := newFixture(t, nil)
	seen := 0
	check := func(paths []string) {
		for _, path := range paths {
			if seen++; label(path) == path {
				t.Errorf("%s has no text", path)
			}
		}
	}
	for _, status := range claims.Statuses() {
		id := claims.ID("exported-" + slug(status))
		f.adopt(t, id, status.String())
		c := f.claim(t, id)
		check(c.Missing())
		for path := range c.Assumed().All() {
			check([]string{path})
		}
		if body := f.get(t, claimPath(id)).Body.String(); !strings.Contains(body, "whether the customer was added or claimed") {
			t.Errorf("%s: the page does not say what is not known", id)
		}
	}
	for i, state := range lifecycle.States() {
		id := claims.ID("observed-" + string(rune('a'+i)))
		f.adopted(t, id, state.Status.String(), "")
		c := f.associated(t, id)
		check(c.Missing())
		for path := range c.Assumed().All() {
			check([]string{path})
		}
		for _, d := range c.NextSteps(demoStart).Deadlines {
			check([]string{d.Trigger})
		}
	}
	if seen < 60 {
		t.Errorf("%d paths", seen)
	}
}

func TestAParameterOfAnAddressIsNamedInWords(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"/claims?sort=up": "<b>The order</b>", "/claims?column=x": "<b>The columns</b>", "/due?by=x": "<b>The grouping</b>", "/customers?skip=x": "<b>The place at which the page begins</b>",
		"/claims?status=x": "<b>The status</b>",
	} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: %s is not there", address, want)
		}
	}
}

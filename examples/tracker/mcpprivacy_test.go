package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
)

// impersonal are the texts in a request and in a command that name no person.
// Every other text is personal until it is listed here.
var impersonal = strings.Fields(`
	name qualifications location.name opportunity.status opportunity.stage proof.reference seller.name seller.customer seller.solution
	amount approved dealSize requested number revision terms part template reference side take language
	faults lastDay location workloads subscription surveySent
	proof.workloads proof.pertains proof.signed proof.dated proof.undated proof.describes`)

// A marker puts a text of its own in each personal input.
type marker struct{ inputs []string }

// text returns a new text for an input.
func (m *marker) text(input string) string {
	m.inputs = append(m.inputs, input)
	return m.of(len(m.inputs) - 1)
}

func (*marker) of(i int) string { return "Secret" + strconv.Itoa(i) + "x" }

// texts returns an example of a type with a marker in each personal text, and
// the paths of all of its texts. Lists have one element.
func (m *marker) texts(of reflect.Type, path string) any {
	switch {
	case slices.Contains(impersonal, path):
		return nil
	case strings.HasSuffix(path, ".email"):
		return m.text(path) + "@secret.example"
	case of.Kind() == reflect.String && of != reflect.TypeFor[string]() && of != reflect.TypeFor[mci.UserID](): // an ID
		return nil
	case reflect.PointerTo(of).Implements(textForm) || reflect.PointerTo(of).Implements(jsonForm):
		return nil
	}
	switch of.Kind() {
	case reflect.String:
		return m.text(path)
	case reflect.Slice:
		if one := m.texts(of.Elem(), path); one != nil {
			return []any{one}
		}
	case reflect.Struct:
		object := map[string]any{}
		for _, field := range reflect.VisibleFields(of) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Anonymous || name == "" || name == "-" {
				continue
			}
			if one := m.texts(field.Type, strings.TrimPrefix(path+"."+name, ".")); one != nil {
				object[name] = one
			}
		}
		if len(object) > 0 {
			return object
		}
	}
	return nil
}

// mark writes a request with a marker in each personal text, and adds the
// values that it needs to be permitted.
func (m *marker) mark(t *testing.T, file string, of reflect.Type, more map[string]any) {
	t.Helper()
	var request map[string]any
	if err := json.Unmarshal([]byte(textOf(t, file)), &request); err != nil {
		t.Fatal(err)
	}
	for _, over := range []any{m.texts(of, ""), any(more)} {
		request = laid(request, over).(map[string]any)
	}
	write(t, file, jsonText(request))
}

// laid returns a value with another one over it. Objects are merged, also in
// lists of one.
func laid(under, over any) any {
	if list, ok := under.([]any); ok && len(list) == 1 {
		if top, ok := over.([]any); ok && len(top) == 1 {
			return []any{laid(list[0], top[0])}
		}
	}
	object, ok := under.(map[string]any)
	top, both := over.(map[string]any)
	if !ok || !both {
		return over
	}
	merged := maps.Clone(object)
	for name, value := range top {
		merged[name] = laid(object[name], value)
	}
	return merged
}

// command returns a command with a marker in each of its personal flags.
func (m *marker) command(command string) string {
	args := strings.Split(command, "|")
	for i, arg := range args {
		flag, value, given := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		at := slices.IndexFunc(commandFlags, func(f fieldFlag) bool { return given && f.name == flag })
		if at < 0 || slices.Contains(impersonal, commandFlags[at].field) {
			continue
		}
		if strings.Contains(value, "@") {
			value = m.text(arg) + " <" + m.text(arg) + "@secret.example>"
		} else {
			value = m.text(arg)
		}
		args[i] = "--" + flag + "=" + value
	}
	return strings.Join(args, "|")
}

// all returns commands with markers, for a user with one.
func (m *marker) all(commands []string) []string {
	marked := make([]string, len(commands))
	for i, command := range commands {
		marked[i] = m.command(command) + "|--user=" + m.text("user of "+command)
	}
	return marked
}

// Every personal text is another marker, so a result that shows one says which.
func TestNoResultOfAToolShowsWhatIsTypedOfPeopleUnlessTheServerAllowsIt(t *testing.T) {
	enterCopyOfTestdata(t)
	var m marker
	m.mark(t, "contoso.json", reflect.TypeFor[request](), map[string]any{
		"customer": map[string]any{"mailMatches": "no", "meetsCriteria": "no"},
		"waivers":  []any{map[string]any{"rule": "customer.criteria", "until": "2023-12-31"}},
	})
	write(t, "northwind.json", strings.Replace(textOf(t, "contoso.json"), "2f3c", "3f3c", 1))
	m.mark(t, "teams.json", reflect.TypeFor[proposal.Request](), nil)
	for _, one := range []struct {
		claim, file string
		commands    []string
	}{
		{"contoso", "contoso.json", everyCommand},
		{"northwind", "northwind.json", []string{"send-consent|--deal-size=250000USD", "cancel|--comment=mistake"}},
		{"teams", "teams.json", everyAssociationCommand},
	} {
		must(t, "open", one.claim, one.file, "--at", "2022-11-10")
		for _, command := range m.all(one.commands) {
			args := slices.Concat([]string{"do", one.claim, "--at=2022-11-11"}, admin, strings.Split(command, "|"))
			must(t, args...)
		}
	}
	track(t, "import", "portal.csv", "--at", "2022-12-28", "--user", m.text("user of import")) // P-4711 is adopted
	told := func(flags ...string) string {
		client := assist(t, append(flags, "report=march-claims.csv", "at=2022-12-29")...)
		for _, tool := range []string{"due", "list", "pipeline", "settlement"} {
			client.ask(tool, `{}`)
		}
		for _, claim := range []string{"contoso", "northwind", "teams", "P-4711"} {
			for _, tool := range []string{"show", "next", "payout", "history"} {
				client.ask(tool, `{"claim":"`+claim+`"}`)
			}
			client.ask("explain", `{"claim":"`+claim+`","command":"submit"}`)
		}
		return client.told.String()
	}
	hidden, shown := told(), told("personal-data")
	for i, input := range m.inputs {
		if strings.Contains(hidden, m.of(i)) {
			t.Errorf("%s is shown", input)
		}
		// the user of a step on Microsoft's side is not kept, and no user's name is
		if !strings.Contains(shown, m.of(i)) && !strings.HasPrefix(input, "user") {
			t.Errorf("%s is withheld although the server allows it", input)
		}
	}
}

func TestWhatTheLibrarySaysOfAnInputIsKept(t *testing.T) {
	var answer map[string]any
	if err := json.Unmarshal([]byte(`{
		"result": {
			"payout": {"outcome": "fail", "reason": "the size is barred"},
			"entries": [{"command": {"reason": "because of Noa"}, "findings": {
				"customer": {"tenant-mismatch": "reason: Noa", "criteria@1": {"outcome": "fail", "found": "no", "waived": "by Noa"}, "size@2": "Noa"}
			}}],
			"findings": [
				{"rule": "customer.tenant-mismatch", "path": "customer.mismatchReason", "found": "Noa", "want": "a reason"},
				{"rule": "user.role", "path": "user", "found": "no role at Zurich"}
			]
		},
		"notes": ["a: partnerContact.name: found \"Noa \\\"N\\\"\", want one line", "way: found \"up\", want add"],
		"problem": {
			"error": "comment: found \"Noa\", want less", "gaps": [{"rule": "claim.guard.answer", "path": "command.comment", "why": "no comment"}],
			"fields": [{"path": "waivers[0].reason", "found": "\"Noa\"", "want": "less"}, {"path": "payout.reason", "found": "\"none\"", "want": "one"}]
		}
	}`), &answer); err != nil {
		t.Fatal(err)
	}
	withhold(answer, "")
	want := `{"notes":["a: partnerContact.name: found withheld, want one line","way: found \"up\", want add"],` +
		`"problem":{"error":"comment: found withheld, want less",` +
		`"fields":[{"found":"withheld","path":"waivers[0].reason","want":"less"},{"found":"\"none\"","path":"payout.reason","want":"one"}],` +
		`"gaps":[{"path":"command.comment","rule":"claim.guard.answer","why":"no comment"}]},` +
		`"result":{"entries":[{"command":{"reason":"withheld"},"findings":{"customer":{"criteria@1":{"found":"no","outcome":"fail","waived":"withheld"},"size@2":"Noa","tenant-mismatch":"withheld"}}}],` +
		`"findings":[{"found":"withheld","path":"customer.mismatchReason","rule":"customer.tenant-mismatch","want":"a reason"},` +
		`{"found":"no role at Zurich","path":"user","rule":"user.role"}],` +
		`"payout":{"outcome":"fail","reason":"the size is barred"}}}`
	if got := jsonText(answer); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

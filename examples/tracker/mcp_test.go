package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/mci-go/incentives/mci"
)

// A model is an assistant's client of the server, with all that it was told.
type model struct {
	t       *testing.T
	session *mcp.ClientSession
	told    *bytes.Buffer
}

// assist connects a client with a server that has the flags.
func assist(t *testing.T, flags ...string) *model {
	t.Helper()
	a := &assistant{program: &program{now: late2022, env: func(string) string { return "" }, configs: os.UserConfigDir, database: "tracker.db"}}
	for _, flag := range flags {
		name, value, _ := strings.Cut(flag, "=")
		switch name {
		case "allow-write":
			a.writes, a.by.user, a.by.role = true, "pat", mci.IncentivesUser.String()
		case "admin":
			a.by.role = mci.IncentivesAdmin.String()
		case "personal-data":
			a.personal = true
		case "report":
			a.reports, a.months, a.download = append(a.reports, value), "2023-03", "2023-04-02"
		case "at":
			a.at = value
		case "db":
			a.database = value
		default:
			t.Fatalf("unknown flag %s", name)
		}
	}
	ours, theirs := mcp.NewInMemoryTransports()
	served, err := a.server().Connect(t.Context(), ours, nil)
	if err != nil {
		t.Fatal(err)
	}
	told := &bytes.Buffer{}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.LoggingTransport{Transport: theirs, Writer: told}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Error(err)
		}
		_ = served.Wait()
	})
	return &model{t, session, told}
}

func late2022() time.Time { return time.Date(2022, 12, 1, 9, 0, 0, 0, time.UTC) }

// ask calls a tool. The arguments are an object in JSON.
func (m *model) ask(tool, arguments string) (answer answered, failed bool) {
	m.t.Helper()
	result, err := m.session.CallTool(m.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(arguments)})
	if err != nil {
		m.t.Fatalf("%s %s: %v", tool, arguments, err)
	}
	text := result.Content[0].(*mcp.TextContent).Text
	if result.StructuredContent == nil {
		return answered{Problem: &assistantProblem{refusal: refusal{Error: text}}}, result.IsError
	}
	if err := json.Unmarshal([]byte(jsonText(result.StructuredContent)), &answer); err != nil {
		m.t.Fatalf("%s %s: %v in %s", tool, arguments, err, text)
	}
	return answer, result.IsError
}

// want calls a tool whose answer contains each of some texts.
func (m *model) want(tool, arguments string, texts ...string) answered {
	m.t.Helper()
	answer, failed := m.ask(tool, arguments)
	if failed {
		m.t.Errorf("%s %s fails: %s", tool, arguments, jsonText(answer))
	}
	for _, text := range texts {
		if !strings.Contains(jsonText(answer), text) {
			m.t.Errorf("%s %s does not say %s: %s", tool, arguments, text, jsonText(answer))
		}
	}
	return answer
}

// refused calls a tool that answers with a problem of a class.
func (m *model) refused(tool, arguments, class string, texts ...string) {
	m.t.Helper()
	answer, failed := m.ask(tool, arguments)
	if !failed || answer.Problem == nil || class != "" && answer.Problem.Class != class {
		m.t.Fatalf("%s %s: failed is %v, want the class %q: %s", tool, arguments, failed, class, jsonText(answer))
	}
	for _, text := range texts {
		if !strings.Contains(jsonText(answer), text) {
			m.t.Errorf("%s %s does not say %s: %s", tool, arguments, text, jsonText(answer))
		}
	}
}

func (m *model) tools() (names []string) {
	m.t.Helper()
	for tool, err := range m.session.Tools(m.t.Context(), nil) {
		if err != nil {
			m.t.Fatal(err)
		}
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	return names
}

// someLives opens a claim with its evidence, one that waits for consent, and an
// association. People are named wherever a person can be.
func someLives(t *testing.T) {
	t.Helper()
	life(t, slices.Concat([]string{
		"update-contact|--side=customer|--contact=Adaxx <adaxx@contoso.com>",
		"send-consent|--deal-size=250000USD|--customer-contact=Noaxx <noaxx@contoso.com>|--partner-contact=Patxx <patxx@fabrikam.com>",
		"accept",
	}, evidence, []string{"submit|--comment=ask Noaxx", "begin-review", "request-action|--comment=Noaxx objects"})...)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-10")
	must(t, "open", "teams", "teams.json", "--at", "2022-11-10")
}

func TestAnAssistantGetsOnlyTheToolsThatTheServerAllows(t *testing.T) {
	enterCopyOfTestdata(t)
	reading := []string{"due", "engagements", "explain", "history", "list", "next", "payout", "pipeline", "plan", "rules", "show"}
	for flags, more := range map[string][]string{"": nil, "allow-write": {"do", "open"}, "report=x.csv": {"settlement"}} {
		want := slices.Sorted(slices.Values(slices.Concat(reading, more)))
		if got := assist(t, strings.Fields(flags)...).tools(); !slices.Equal(got, want) {
			t.Errorf("%q: the tools are %q, want %q", flags, got, want)
		}
	}
	m := assist(t)
	for _, tool := range []string{"do", "open", "settlement"} {
		if _, err := m.session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(`{}`)}); err == nil {
			t.Errorf("%s can be called", tool)
		}
	}
}

func TestEachReadingToolAnswersWithRuleAndSource(t *testing.T) {
	someLives(t)
	m := assist(t)
	m.want("due", `{"at":"2022-12-01"}`, `"claim":"contoso"`, `"clock.review"`, `"claim":"teams"`, `"daysLeft"`)
	m.want("due", `{"at":"2022-12-01","within":0}`, `"result":[]`)
	m.want("list", `{"open":true,"statuses":["Customer claimed"],"kind":"partner activity"}`, `"claim":"northwind"`)
	m.want("list", `{"text":"viva","location":"Zurich","engagement":"fy23-microsoft-viva","area":"Modern Work"}`, `"claim":"contoso"`)
	m.want("show", `{"claim":"contoso"}`, `"status":"Partner action required"`, `"deadlines"`)
	m.want("show", `{"claim":"teams"}`, `"status":"Draft"`)
	m.want("next", `{"claim":"contoso","at":"2022-12-02"}`, `"claim.guard.answer"`, `"steps"`)
	m.want("next", `{"claim":"teams"}`, `"cporclaim.`)
	m.want("payout", `{"claim":"contoso"}`, `"amount":"5000.00"`, `"source"`)
	m.want("payout", `{"claim":"teams"}`, `"payout":null`)
	m.want("history", `{"claim":"contoso"}`, `"event":"send consent"`, `"claim.consent.send"`)
	m.want("history", `{"claim":"teams"}`, `"event":"create"`)
	m.want("explain", `{"claim":"contoso","command":"submit"}`, `"permits":true`, `"claim.guard.answer"`)
	m.want("explain", `{"claim":"teams","command":"submit"}`, `"permits":`)
	m.want("pipeline", `{}`, `"Partner action required"`)
	m.want("plan", `{"at":"2022-11-10","prospect":`+textOf(t, "prospect.json")+`}`, `"options"`, `"rule"`)
	m.want("engagements", `{}`, `"fy23-microsoft-viva"`)
	m.want("engagements", `{"engagement":"fy23-microsoft-viva"}`, `"description.name"`, `"spells"`, `"source"`)
	m.want("rules", `{"text":"claim.guard.evidence"}`, `"means"`, `"source"`)
	m.want("rules", `{"text":"deal size"}`, `claim.guard.deal-size`)
}

// readByAnAssistant calls each tool that reads a claim or all claims.
func (d *driven) readByAnAssistant(claim string) {
	d.t.Helper()
	m := assist(d.t, "db="+d.file, "at="+d.now.Format(time.RFC3339))
	for _, tool := range []string{"show", "next", "payout", "history"} {
		m.want(tool, `{"claim":"`+claim+`"}`, `"result":`)
	}
	m.want("explain", `{"claim":"`+claim+`","command":"submit"}`, `"permits":`)
	for _, tool := range []string{"due", "list", "pipeline"} {
		m.want(tool, `{}`, `"result":`)
	}
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestALongListComesInPages(t *testing.T) {
	someLives(t)
	m := assist(t)
	var seen []string
	after := ""
	for range 10 {
		answer := m.want("list", `{"limit":1,"after":`+jsonText(after)+`}`)
		for _, line := range answer.Result.([]any) {
			seen = append(seen, line.(map[string]any)["claim"].(string))
		}
		if after = answer.After; after == "" {
			break
		}
		if answer.Left != 3-len(seen) {
			t.Errorf("after %q, %d are left", seen, answer.Left)
		}
	}
	if !slices.Equal(seen, []string{"contoso", "northwind", "teams"}) {
		t.Errorf("the pages hold %q", seen)
	}
	history := m.want("history", `{"claim":"contoso","limit":2}`)
	next := m.want("history", `{"claim":"contoso","limit":2,"after":`+jsonText(history.After)+`}`, `"number":3`, `"number":4`)
	if history.Left != 10 || next.Left != 8 {
		t.Errorf("%d and %d entries are left", history.Left, next.Left)
	}
	m.refused("list", `{"limit":201}`, "malformed", `"limit"`, "1 to 200 lines")
	m.refused("list", `{"limit":-1}`, "malformed", `"limit"`)
	m.refused("list", `{"after":"gone"}`, "malformed", `"after"`, "from the beginning")
}

func TestAnAnswerIsNeverLongerThanAPage(t *testing.T) {
	someLives(t)
	m := assist(t)
	for _, arguments := range []string{`{"limit":9999}`, `{"after":"zzz"}`, `{"limit":-1,"after":"contoso"}`} {
		if answer, failed := m.ask("list", arguments); !failed || answer.Result != nil || answer.Left != 0 {
			t.Errorf("%s: %s", arguments, jsonText(answer))
		}
	}
	execute(t, "tracker.db", `UPDATE claims SET record = '{' WHERE id = 'northwind'`)
	answer, failed := m.ask("list", `{"limit":1}`)
	if lines, _ := answer.Result.([]any); !failed || len(lines) != 1 || answer.Left != 1 || answer.After != "contoso" {
		t.Errorf("beside a claim that cannot be read: %s", jsonText(answer))
	}
	if notes := notesOf(strings.Repeat("tracker: claim\n", 60)); len(notes) != fewLines+1 || notes[fewLines] != "10 more notes" {
		t.Errorf("the notes are %q", notes)
	}
}

func TestWhatDoesNotFitIsToldByClassAndField(t *testing.T) {
	someLives(t)
	m := assist(t)
	m.refused("show", `{"claim":"nobody"}`, "not found", "nobody", `"advice"`)
	m.refused("show", `{"claim":"--db=other.db"}`, "not found", "--db=other.db")
	m.refused("show", `{}`, "", "claim")
	m.refused("show", `{"claim":"contoso","db":"other.db"}`, "", "db")
	m.refused("due", `{"at":"yesterday"}`, "malformed", `"path":"at"`)
	m.refused("list", `{"statuses":["On holiday"]}`, "malformed", `"status"`, "Rejected")
	m.refused("list", `{"kind":"--open"}`, "malformed", `"kind"`)
	m.refused("explain", `{"claim":"contoso","command":"sing"}`, "malformed", `"command"`)
	m.refused("plan", `{"prospect":{"surprise":1}}`, "malformed", "surprise")
	m.refused("rules", `{"text":"no rule says this"}`, "malformed", `"text"`)
	m.refused("engagements", `{"engagement":"none"}`, "malformed", `"engagement"`)
	assist(t, "at=2022-12-01").refused("due", `{"at":"2022-12-02"}`, "malformed", "fixed")
}

// It is of no use to ask again for a file that is not there.
func TestAPlaceWithoutReadableClaimsIsToldByItsState(t *testing.T) {
	someLives(t)
	write(t, "text.db", "Claim ID,Status\n")
	write(t, "empty.db", "")
	data := textOf(t, "tracker.db")
	write(t, "cut.db", data[:len(data)/2])
	write(t, "version.db", data)
	execute(t, "version.db", "PRAGMA user_version = 2")
	write(t, "unread.db", data)
	execute(t, "unread.db", "UPDATE claims SET record = '{' WHERE id = 'contoso'")
	for file, want := range map[string][]string{
		"none.db":    {"not found", "does not exist"},
		"empty.db":   {"not found", "holds no claims yet"},
		"text.db":    {"unreadable", "holds no claims of this program"},
		"cut.db":     {"unreadable", "it is damaged"},
		"version.db": {"unreadable", "it is damaged"},
		"unread.db":  {"unreadable", "use the rest"},
	} {
		assist(t, "db="+file).refused("due", `{}`, want[0], want[1])
	}
	assist(t, "report=none.csv", "at=2023-04-02").refused("settlement", `{}`, "unreadable", "none.csv: no such file", "use the rest")
}

func TestACommandIsDoneOnceAndARefusalSaysWhatIsMissing(t *testing.T) {
	someLives(t)
	m := assist(t, "allow-write")
	m.refused("do", `{"claim":"northwind","command":"submit","key":"k1"}`, "refused", `"rule":"claim.machine"`, `"permitted":["send consent"`, `"source"`)
	m.refused("do", `{"claim":"contoso","command":"submit","key":"k2"}`, "refused", `"claim.guard.answer"`, `"gaps"`)
	m.refused("do", `{"claim":"northwind","command":"send-consent","fields":{"dealsize":1},"key":"k2"}`, "malformed", "dealsize")
	m.refused("do", `{"claim":"northwind","command":"send-consent"}`, "", "key")
	give := `{"claim":"northwind","command":"send-consent","fields":{"dealSize":{"amount":"1000.00","currency":"USD"}},"key":"k3","at":"2022-11-11"}`
	m.want("do", give, `"status":"Awaiting customer consent response"`, `"claim.consent.send"`)
	if again := m.want("do", give); len(again.Result.(map[string]any)["entries"].([]any)) != 0 {
		t.Errorf("the command was given twice: %s", jsonText(again))
	}
	m.refused("do", `{"claim":"northwind","command":"accept","key":"k3","at":"2022-11-11"}`, "malformed", `"key"`)
	if out := must(t, "explain", "northwind"); !strings.Contains(out, "send consent by partner pat") {
		t.Errorf("the history says\n%s", out)
	}
	comment := `{"claim":"teams","command":"comment","fields":{"comment":"hello"},"key":"k4","at":"2022-11-11"}`
	m.refused("do", comment, "refused", `"cporclaim.role"`)
	assist(t, "allow-write", "admin").want("do", comment, `"kind":"association"`)
}

func TestAClaimIsOpenedForWhoeverStartedTheServer(t *testing.T) {
	enterCopyOfTestdata(t)
	m := assist(t, "allow-write")
	var request map[string]any
	if err := json.Unmarshal([]byte(textOf(t, "contoso.json")), &request); err != nil {
		t.Fatal(err)
	}
	m.refused("open", `{"claim":"contoso","key":"o1","at":"2022-11-10","request":`+jsonText(request)+`}`, "malformed", "request.user")
	delete(request, "user")
	open := `{"claim":"contoso","key":"o1","at":"2022-11-10","request":` + jsonText(request) + `}`
	m.want("open", open, `"claim.add"`, `"version":1`)
	m.want("open", open, `"entries":[]`)
	request["partnerEligible"] = "no"
	m.refused("open", `{"claim":"other","key":"o2","at":"2022-11-10","request":`+jsonText(request)+`}`, "refused", `"findings"`, `"partner.eligible"`)
	request["partnerEligible"] = "yes"
	m.refused("open", `{"claim":"contoso","key":"o3","at":"2022-11-10","request":`+jsonText(request)+`}`, "exists")
	m.refused("open", `{"claim":"none","key":"o4","request":null}`, "")
	var proposal map[string]any
	if err := json.Unmarshal([]byte(textOf(t, "teams.json")), &proposal); err != nil {
		t.Fatal(err)
	}
	delete(proposal, "user")
	assist(t, "allow-write", "admin").want("open", `{"claim":"teams","key":"o5","at":"2022-11-10","request":`+jsonText(proposal)+`}`, `"kind":"association"`)
}

func TestNobodyIsNamedUnlessTheServerAllowsIt(t *testing.T) {
	someLives(t)
	everything := func(m *model) {
		for _, claim := range []string{"contoso", "northwind", "teams"} {
			for _, tool := range []string{"show", "next", "payout", "history"} {
				m.ask(tool, `{"claim":"`+claim+`"}`)
			}
		}
		m.ask("due", `{}`)
		m.ask("list", `{}`)
		m.ask("pipeline", `{}`)
		m.ask("do", `{"claim":"contoso","command":"sing","key":"k"}`)
		m.ask("do", `{"claim":"contoso","command":"dispute","key":"k"}`)
		m.ask("do", `{"claim":"contoso","command":"comment","key":"k2","fields":{"comment":"x"}}`)
	}
	people := []string{"Adaxx", "Noaxx", "Patxx", "Noa", "Pat", "pat", "@contoso.com", "@fabrikam.com", "objects"}
	for _, at := range people {
		if text := textOf(t, "teams.json") + textOf(t, "northwind.json") + textOf(t, "contoso.json"); !strings.Contains(text+"Adaxx Noaxx Patxx objects", at) {
			t.Fatalf("nobody is named %s", at)
		}
	}
	hidden := assist(t, "allow-write")
	everything(hidden)
	for line := range strings.Lines(hidden.told.String()) {
		for _, person := range people {
			if strings.HasPrefix(line, "read") && strings.Contains(strings.ReplaceAll(line, `"path`, ""), person) {
				t.Errorf("%s is named: %s", person, line)
			}
		}
	}
	shown := assist(t, "allow-write", "personal-data")
	everything(shown)
	for _, person := range []string{"Noaxx", "noaxx@contoso.com", `\"user\":\"pat\"`, "objects"} {
		if !strings.Contains(shown.told.String(), person) {
			t.Errorf("%s is not shown although it is allowed", person)
		}
	}
}

func TestTheIDOfTheUserIsWithheldAsAWordAndNeverInsideOfOthers(t *testing.T) {
	for _, user := range []string{"ines", "5", "c", "open"} {
		answer := map[string]any{
			"after":  "c-5",
			"left":   json.Number("5"),
			"notes":  []any{"deadlines of " + user + " until 5.5c"},
			"result": map[string]any{"claim": "c-5", "amount": "5000.00", "status": "open", "deadlines": []any{"5", "c"}, "user": user},
			"problem": map[string]any{
				"error":  "found " + user + ", want deadlines, 5000, cancel or reopen",
				"advice": "open it on line 5", "rule": "c.open",
				"gaps": []any{map[string]any{"why": user + " may not", "rule": "c.5"}},
			},
		}
		withhold(answer, user)
		want := `{"after":"c-5","left":5,` +
			`"notes":["deadlines of withheld until 5.5c"],` +
			`"problem":{"advice":"open it on line 5","error":"found withheld, want deadlines, 5000, cancel or reopen",` +
			`"gaps":[{"rule":"c.5","why":"withheld may not"}],"rule":"c.open"},` +
			`"result":{"amount":"5000.00","claim":"c-5","deadlines":["5","c"],"status":"open","user":"withheld"}}`
		if user == "5" {
			want = strings.Replace(want, "5.5c", "withheld.5c", 1) // a word of its own
		}
		if got := jsonText(answer); got != want {
			t.Errorf("%s:\n%s, want\n%s", user, got, want)
		}
	}
}

func TestTheReportsOfTheServerSettleTheClaims(t *testing.T) {
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-04-02")
	m := assist(t, "report=march", "at=2023-04-02")
	answer := m.want("settlement", `{"limit":2}`, `"sums"`, `"state"`, `"files"`)
	if answer.Left == 0 || answer.After == "" {
		t.Errorf("the list is not cut: %s", jsonText(answer))
	}
	m.want("settlement", `{"limit":200,"after":`+jsonText(answer.After)+`}`)
	m.refused("settlement", `{"only":["rich"]}`, "malformed", `"only"`)
}

func TestTheServerEndsWithItsInputAndByAnInterrupt(t *testing.T) {
	someLives(t)
	hello := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"show","arguments":{"claim":"contoso"}}}
`
	var out, errs bytes.Buffer
	in, write := io.Pipe()
	answered := make(chan struct{})
	go func() {
		_, _ = io.WriteString(write, hello)
		<-answered
		_ = write.Close()
	}()
	watched := &watch{w: &out, text: `"id":2`, seen: answered}
	if status := run(t.Context(), []string{"mcp"}, streams{in, watched, &errs}, late2022); status != done || !strings.Contains(out.String(), "Partner action required") {
		t.Errorf("status %d: %s%s", status, out.String(), errs.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	in, write = io.Pipe()
	go func() {
		_, _ = io.WriteString(write, hello)
		stop()
	}()
	if status := run(ctx, []string{"mcp"}, streams{in, io.Discard, &errs}, late2022); status != done {
		t.Errorf("an interrupt ends with status %d: %s", status, errs.String())
	}
	for _, args := range [][]string{{"mcp", "--allow-write"}, {"mcp", "--at", "soon"}, {"mcp", "--months", "2023-03"}, {"mcp", "now"}} {
		if got := track(t, args...); got.status != invalid {
			t.Errorf("%q: status %d, %s", args, got.status, got.err)
		}
	}
}

// A client may send all it has to ask and close its output.
func TestWhatIsAskedBeforeTheInputEndsIsAnsweredAndDone(t *testing.T) {
	someLives(t)
	request := strings.NewReplacer(`"user": {"id": "pat", "role": "Incentives user"},`, "", "\n", "", "2f3c", "4f3c").Replace(textOf(t, "contoso.json"))
	in := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"subscriptions/listen","params":{}}
{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"show","arguments":{"claim":"contoso"}}}
{"jsonrpc":"2.0","id":"last","method":"tools/call","params":{"name":"open","arguments":{"claim":"last","key":"k","at":"2022-11-10","request":` + request + `}}}`
	var out, errs bytes.Buffer
	args := []string{"mcp", "--allow-write", "--user", "pat"}
	if status := run(t.Context(), args, streams{strings.NewReader(in), &out, &errs}, late2022); status != done {
		t.Fatalf("status %d: %s%s", status, out.String(), errs.String())
	}
	for _, id := range []string{`"id":1,`, `"id":3,`, `"id":"last",`} {
		if !strings.Contains(out.String(), id) {
			t.Errorf("%s is not answered in %s", id, out.String())
		}
	}
	must(t, "show", "last")
}

// Whatever a line is, those after it are answered.
func TestALineThatIsNoMessageIsAnsweredAndTheOthersGoOn(t *testing.T) {
	someLives(t)
	const hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`
	for name, c := range map[string]struct{ line, answer string }{
		"text":               {"hello", `"code":-32700`},
		"a cut message":      {`{"jsonrpc":"2.0","id":7,"method":`, `"code":-32700`},
		"two messages":       {`{"jsonrpc":"2.0","id":7,"method":"ping"} {"jsonrpc":"2.0","id":8,"method":"ping"}`, `"code":-32700`},
		"NUL":                {"\x00\x00", `"code":-32700`},
		"no UTF-8":           {"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"\xff\"}", `"code":-32700`},
		"a long one":         {`{"jsonrpc":"2.0","id":7,"method":"` + strings.Repeat("x", 4<<20) + `"}`, "at most 1048576 bytes"},
		"a long one of text": {strings.Repeat("x", 4<<20), "at most 1048576 bytes"},
		"deep":               {strings.Repeat("[", 100_000), `"code":-32700`},
		"a batch":            {`[{"jsonrpc":"2.0","id":7,"method":"ping"}]`, "one message a line"},
		"a number":           {"7", `"code":-32600`},
		"another version":    {`{"jsonrpc":"1.0","id":7,"method":"ping"}`, `"id":7`},
		"an odd ID":          {`{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}`, `"id":null`},
		"an ID as text":      {`{"id":"seven","method":"ping"}`, `"id":"seven"`},
		"a foreign answer":   {`{"jsonrpc":"2.0","id":77,"result":{}}`, ""},
		"an unknown method":  {`{"jsonrpc":"2.0","id":7,"method":"nonsense"}`, `"id":7`},
		"no ID":              {`{"jsonrpc":"2.0","method":"nonsense"}`, ""},
		"an empty line":      {" \r", ""},
		"a method of null":   {`{"jsonrpc":"2.0","id":7,"method":null}`, ""},
		"an ID again":        {`{"jsonrpc":"2.0","id":1,"method":"ping"}`, `"id":1`},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			in, write := io.Pipe()
			answered := make(chan struct{})
			go func() {
				_, _ = io.WriteString(write, hello+c.line+"\n"+`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"show","arguments":{"claim":"contoso"}}}`+"\n")
				select {
				case <-answered:
				case <-t.Context().Done():
				}
				_ = write.Close()
			}()
			watched := &watch{w: &out, text: `"id":2`, seen: answered}
			if status := run(t.Context(), []string{"mcp"}, streams{in, watched, &errs}, late2022); status != done || !strings.Contains(out.String(), "Partner action required") {
				t.Fatalf("status %d: %.500s%s", status, out.String(), errs.String())
			}
			if !strings.Contains(out.String(), c.answer) {
				t.Errorf("got %s, want %s", out.String(), c.answer)
			}
			for line := range strings.Lines(out.String()) {
				if !json.Valid([]byte(line)) {
					t.Errorf("a line that is no JSON: %s", line)
				}
			}
		})
	}
}

// A watch tells when a text was written.
type watch struct {
	w    io.Writer
	text string
	seen chan struct{}
	all  bytes.Buffer
}

func (w *watch) Write(text []byte) (int, error) {
	told := strings.Contains(w.all.String(), w.text)
	w.all.Write(text)
	if !told && strings.Contains(w.all.String(), w.text) {
		close(w.seen)
	}
	return w.w.Write(text)
}

// FuzzArgumentsOfATool holds that no arguments break the server, whose answers
// keep to the schema that it gives for them.
func FuzzArgumentsOfATool(f *testing.F) {
	seeds := []string{`{"claim":"contoso"}`, `{"claim":"-","command":"--json"}`, `{"text":"\u0000"}`, `{"prospect":{"at":"x"}}`, `{"limit":1e99}`, `[]`, `nonsense`}
	for i := range assistantTools() {
		f.Add(uint8(i), `{}`)
		f.Add(uint8(i), seeds[i%len(seeds)]) // each one starts a server
	}
	f.Fuzz(func(t *testing.T, which uint8, arguments string) {
		if len(arguments) > 4096 || !json.Valid([]byte(arguments)) {
			return
		}
		enterCopyOfTestdata(t)
		m := assist(t, "allow-write", "report=march-claims.csv")
		tools := assistantTools()
		result, err := m.session.CallTool(t.Context(), &mcp.CallToolParams{Name: tools[int(which)%len(tools)].name, Arguments: json.RawMessage(arguments)})
		if err == nil && len(result.Content) == 0 {
			t.Error("there is no answer")
		}
		if err != nil && strings.Contains(err.Error(), "tool output") {
			t.Errorf("the answer does not keep to its schema: %v", err)
		}
	})
}

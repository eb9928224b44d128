package follow_test

import (
	"encoding/base64"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/mci-go/incentives/examples/temporal/follow"
)

// histories were recorded on a server: by go test ./worker -record, with
// TEMPORAL_BIN. They stay as they are when the rules or the workflow change,
// because workflows with such histories may still run.
func histories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../worker/testdata/histories/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no histories: ", err)
	}
	return files
}

func TestAWorkflowThatAnOlderVersionRanIsReplayedByThisOne(t *testing.T) {
	for _, file := range histories(t) {
		replayer := worker.NewWorkflowReplayer()
		replayer.RegisterWorkflow(follow.Claim)
		if err := replayer.ReplayWorkflowHistoryFromJSONFile(nil, file); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestRulesWithOtherWordsDoNotBreakTheReplay(t *testing.T) {
	for _, file := range histories(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var history any
		if err := json.Unmarshal(text, &history); err != nil {
			t.Fatal(err)
		}
		changed := 0
		reworded(history, &changed)
		text, err = json.Marshal(history)
		if err != nil || changed == 0 {
			t.Fatalf("%s: nothing changed: %v", file, err)
		}
		other := filepath.Join(t.TempDir(), "history.json")
		if err := os.WriteFile(other, text, 0o600); err != nil {
			t.Fatal(err)
		}
		replayer := worker.NewWorkflowReplayer()
		replayer.RegisterWorkflow(follow.Claim)
		if err := replayer.ReplayWorkflowHistoryFromJSONFile(nil, other); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// reworded renames statuses, rules, events and fields of the rules in all
// payloads of a history, as a library that this one does not know might.
func reworded(value any, changed *int) {
	words := strings.NewReplacer("Customer consent", "Client agreement", "Awaiting", "Pending", "claim.", "case.", "clock.", "timer.", "send consent", "ask", `"steps":[{`, `"steps":[{"new":[1],`)
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			data, isText := member.(string)
			if plain, err := base64.StdEncoding.DecodeString(data); isText && name == "data" && err == nil {
				v[name] = base64.StdEncoding.EncodeToString([]byte(words.Replace(string(plain))))
				if v[name] != data {
					*changed++
				}
				continue
			}
			reworded(member, changed)
		}
	case []any:
		for _, member := range v {
			reworded(member, changed)
		}
	}
}

func TestTheReplayNoticesAWorkflowThatWorksInAnotherOrder(t *testing.T) {
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ follow.State) error {
		return workflow.Sleep(ctx, 1)
	}, workflow.RegisterOptions{Name: "Claim"})
	if err := replayer.ReplayWorkflowHistoryFromJSONFile(silent{}, histories(t)[0]); err == nil {
		t.Error("no error")
	}
}

func TestTheWorkflowImportsNoRules(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imported := range parsed.Imports {
			if strings.Contains(imported.Path.Value, "mci-go/incentives") {
				t.Errorf("%s imports %s, so that a change of the rules can break a replay", file, imported.Path.Value)
			}
		}
	}
}

// silent is a logger that logs nothing.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}

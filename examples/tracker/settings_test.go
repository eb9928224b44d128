package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// alone runs a test in an empty folder, with an empty folder of settings of the
// user, which it returns.
func alone(t *testing.T) (settings string) {
	t.Helper()
	t.Chdir(t.TempDir())
	settings = t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", settings)
	t.Setenv("HOME", settings)
	t.Setenv("AppData", settings)
	return settings
}

func TestInitWritesSettingsThatLaterCommandsUse(t *testing.T) {
	life(t)
	must(t, "copy", "--to", "mine.db")
	if err := os.Remove("tracker.db"); err != nil {
		t.Fatal(err)
	}
	if out := must(t, "init", "--db", "mine.db", "--user", "mia"); !strings.Contains(out, "tracker.yaml") || !strings.Contains(out, `"tracker due"`) {
		t.Errorf("init says %s", out)
	}
	must(t, "do", "contoso", "cancel", "--at", "2022-11-16")
	if out := must(t, "doctor"); !strings.Contains(out, "settings     tracker.yaml") && !strings.Contains(out, "settings  tracker.yaml") {
		t.Errorf("the doctor names no settings:\n%s", out)
	}
	if out := must(t, "explain", "contoso"); !strings.Contains(out, "cancel by partner mia") {
		t.Errorf("the history says\n%s", out)
	}
	status, err := os.Stat("tracker.yaml")
	if err != nil || status.Mode().Perm() != 0o600 {
		t.Errorf("an address can hold a password, and the file is %v, %v", status.Mode(), err)
	}
}

func TestInitOverwritesNothingAndTriesWhatItWrites(t *testing.T) {
	alone(t)
	for _, args := range [][]string{
		{"init", "--catalog", "missing.json"}, {"init", "--db", "postgres://mia:secret@127.0.0.1:1/claims?connect_timeout=1"}, {"init", "--db", ""},
	} {
		got := track(t, args...)
		if _, err := os.Stat("tracker.yaml"); got.status == done || err == nil || strings.Contains(got.err, "secret") {
			t.Errorf("%s: status %d, %s: %v", args, got.status, got.err, err)
		}
	}
	for _, name := range settingsFiles {
		write(t, name, "{}")
		if got := track(t, "init"); got.status != invalid || !strings.Contains(got.err, name) {
			t.Errorf("beside %s: status %d, %s", name, got.status, got.err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// The setting that is nearest to the command is used.
func TestAFlagGoesBeforeAVariableAndAVariableBeforeTheSettings(t *testing.T) {
	home := alone(t)
	if err := os.Mkdir(filepath.Join(home, "tracker"), 0o700); err != nil {
		t.Fatal(err)
	}
	place := func(args ...string) string {
		t.Helper()
		name, _, _ := strings.Cut(track(t, append([]string{"list"}, args...)...).err, " does not exist yet")
		return strings.TrimPrefix(name, "tracker: ")
	}
	steps := []struct {
		set  func()
		want string
		args []string
	}{
		{func() {}, "tracker.db", nil},
		{func() { write(t, filepath.Join(home, "tracker", "tracker.json"), `{"db": "home.db"}`) }, filepath.Join(home, "tracker", "home.db"), nil},
		{func() { write(t, "tracker.yaml", "db: here.db\n") }, "here.db", nil},
		{func() { write(t, "named.yml", "db: /named.db\n") }, "/named.db", []string{"--config", "named.yml"}},
		{func() { write(t, "home.yml", "db: ~/mine.db\n") }, filepath.Join(home, "mine.db"), []string{"--config", "home.yml"}},
		{func() { t.Setenv("TRACKER_CONFIG", "named.yml") }, "/named.db", nil},
		{func() { t.Setenv("TRACKER_DB", "variable.db") }, "variable.db", nil},
		{func() {}, "flag.db", []string{"--db", "flag.db"}},
	}
	for _, step := range steps {
		step.set()
		if got := place(step.args...); got != step.want {
			t.Errorf("%s: the claims are in %q, want %q", step.args, got, step.want)
		}
	}
}

func TestMalformedSettingsAreNamedByTheirPlaceAndStopEverything(t *testing.T) {
	alone(t)
	for text, want := range map[string]string{
		"db: a.db\nusr: mia\n":          "usr: found an unknown field, want the name as the format writes it: user (line 2, column 1)",
		"db: a.db\ncatalog: [1]\n":      "catalog: found an array of 1, want a text (line 2, column 1)",
		"db: a.db\ndb: b.db\n":          "line 2",
		"db: &a a.db\n":                 "line 1",
		"- db: a.db\n":                  "want a JSON object",
		strings.Repeat("# a\n", 20_000): "at most 65536 bytes",
	} {
		write(t, "tracker.yaml", text)
		if got := track(t, "list"); got.status != invalid || !strings.Contains(got.err, want) || strings.Contains(got.err, "--help") {
			t.Errorf("%.40q: status %d, %s", text, got.status, got.err)
		}
	}
	write(t, "tracker.yaml", "db: [\n")
	if got := track(t, "show", "K-1"); !strings.Contains(got.err, "next: the same command when tracker.yaml is mended") {
		t.Errorf("status %d, %s", got.status, got.err)
	}
	write(t, "tracker.yaml", "\n # db: a.db\n")
	if got := track(t, "list"); !strings.Contains(got.err, "tracker.db does not exist yet") {
		t.Errorf("all settings are commented out: status %d, %s", got.status, got.err)
	}
	write(t, "tracker.yml", "db: a.db\n")
	if got := track(t, "list"); got.status != invalid || !strings.Contains(got.err, "tracker.yaml and tracker.yml") {
		t.Errorf("two files: status %d, %s", got.status, got.err)
	}
	for _, name := range []string{"missing.yaml", "."} {
		if got := track(t, "list", "--config", name); got.status == done || !strings.Contains(got.err, name) {
			t.Errorf("%s: status %d, %s", name, got.status, got.err)
		}
	}
}

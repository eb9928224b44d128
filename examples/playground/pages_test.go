package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/goccy/go-yaml"
)

// published runs the commands of the workflow that publishes the page, as they
// are written there, and returns the folder that it uploads.
func published(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short builds no page")
	}
	shell, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIPPED: there is no bash on the path, in which the workflow runs")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, ".github", "workflows", "pages.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct {
				Run  string
				Uses string
				With map[string]any
			}
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	temp, folder := t.TempDir(), ""
	for _, step := range workflow.Jobs["build"].Steps {
		if step.Run != "" {
			command := exec.CommandContext(t.Context(), shell, "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
			command.Dir, command.Env = root, append(os.Environ(), "RUNNER_TEMP="+temp)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", step.Run, err, out)
			}
		}
		if path, ok := step.With["path"].(string); ok && strings.HasPrefix(step.Uses, "actions/upload-pages-artifact@") {
			folder = strings.ReplaceAll(path, "${{ runner.temp }}", temp)
		}
	}
	return folder
}

// The pages of a project are in a folder of its name, and the page is at no
// root.
func TestTheWorkflowPublishesAPageThatPlaysInAFolder(t *testing.T) {
	folder := published(t)
	ctx := browse(t)
	const at = "/incentives"
	pages := http.NewServeMux() // which sends /incentives to /incentives/, as the pages do
	pages.Handle(at+"/", http.StripPrefix(at, http.FileServer(http.Dir(folder))))
	var mutex sync.Mutex
	var elsewhere []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, at) {
			mutex.Lock()
			elsewhere = append(elsewhere, r.URL.Path)
			mutex.Unlock()
		}
		pages.ServeHTTP(w, r)
	}))
	defer server.Close()
	do(ctx, t, chromedp.Navigate(server.URL+at))
	until(ctx, t, `document.getElementById("summary").textContent.includes("steps played")`)
	if got := ask[string](ctx, t, `location.pathname`); got != at+"/" {
		t.Errorf("the page is at %s", got)
	}
	if got := ask[string](ctx, t, `document.querySelector("#story pre").textContent`); got != recorded(t, "journey.golden.txt") {
		t.Errorf("the page tells another story: %q", got)
	}
	mutex.Lock()
	defer mutex.Unlock()
	if len(elsewhere) > 0 {
		t.Errorf("the page asks for %q outside its folder", elsewhere)
	}
}

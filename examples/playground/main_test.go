package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFlagsAndFoldersThatAreWrongHaveTheirExitStatus(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"help":                   {[]string{"-h"}, done, "Usage of playground"},
		"an unknown flag":        {[]string{"-port", "80"}, invalid, "-port"},
		"an argument":            {[]string{"book.json"}, invalid, `found "book.json", want flags only`},
		"an address for all":     {[]string{"-listen", ":8090"}, invalid, "loopback interface"},
		"a folder that is none":  {[]string{"-out", blocked}, failed, "file"},
		"a folder below no such": {[]string{"-out", filepath.Join(blocked, "below")}, failed, "file"},
	} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), c.args, &out, &errs); status != c.want || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%s: status %d, %q", name, status, errs.String())
		}
	}
}

func TestTheSiteIsServedAndItsSizesArePrinted(t *testing.T) {
	built(t) // so that the build below needs little time
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	read, written := io.Pipe()
	status := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		status <- run(ctx, []string{"-listen", "127.0.0.1:0"}, written, &errs)
		written.Close()
	}()
	var printed strings.Builder
	address := regexp.MustCompile(`open (http://127\.0\.0\.1:\d+/)\n`)
	for address.FindString(printed.String()) == "" {
		part := make([]byte, 1024)
		n, err := read.Read(part)
		if err != nil {
			t.Fatalf("%v: %s", err, errs.String())
		}
		printed.Write(part[:n])
	}
	if !regexp.MustCompile(`(?m)^play\.wasm +\d{8} bytes, +\d{7} by gzip$`).MatchString(printed.String()) {
		t.Errorf("the sizes are missing:\n%s", printed.String())
	}
	for name, want := range map[string]string{"": "text/html; charset=utf-8", "play.wasm": "application/wasm", "page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8"} {
		response, err := http.Get(address.FindStringSubmatch(printed.String())[1] + name)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || got != want {
			t.Errorf("%q is %d %s", name, response.StatusCode, got)
		}
	}
	cancel()
	if got := <-status; got != done {
		t.Errorf("status %d: %s", got, errs.String())
	}
}

// The files may be put behind any address, so they name each other relatively,
// and no other site.
func TestTheFilesOfTheSiteNameNoOtherSite(t *testing.T) {
	for _, name := range []string{"index.html", "page.css", "page.js", "view.js", "model.js"} {
		text, err := pages.ReadFile("site/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?:src|href)="[^"#]*"|url\([^)]*\)|from "[^"]*"|fetch\([^)]*\)`).FindAllString(string(text), -1) {
			if strings.Contains(found, `="/`) || strings.Contains(found, "//") && !strings.Contains(found, "github.com/mci-go/incentives") {
				t.Errorf("%s names %s", name, found)
			}
		}
	}
}

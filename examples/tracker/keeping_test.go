package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

// secret is a password that no output may hold.
const secret = "s3cr3t/w%rd"

func TestThePasswordOfAnAddressIsNeverPrinted(t *testing.T) {
	t.Chdir(t.TempDir())
	written := url.QueryEscape(secret)
	for name, place := range map[string]string{
		"nobody listens":      "postgres://pat:" + written + "@127.0.0.1:1/claims?connect_timeout=2",
		"no such host":        "postgres://pat:" + written + "@no-such-host.invalid/claims?connect_timeout=2",
		"unknown mode":        "postgres://pat:" + written + "@127.0.0.1:1/claims?sslmode=" + written,
		"in a parameter":      "postgresql://127.0.0.1:1/claims?user=pat&password=" + written + "&connect_timeout=2",
		"bad escape":          "postgres://pat:" + secret + "@127.0.0.1:1/claims",
		"in capitals":         "POSTGRES://pat:" + written + "@127.0.0.1:1/claims?connect_timeout=2",
		"port is no number":   "postgres://pat:" + written + "@127.0.0.1:port/claims",
		"space in the middle": "postgres://pat:" + written + " x@127.0.0.1:1/claims",
	} {
		for _, args := range [][]string{{"due"}, {"due", "--json"}, {"import", "-"}, {"show", "x", "--json"}} {
			got := track(t, append(args, "--db", place)...)
			if got.status == done {
				t.Errorf("%s: %q succeeds", name, args)
			}
			for _, form := range []string{secret, written, "s3cr3t"} {
				if strings.Contains(got.out+got.err, form) {
					t.Errorf("%s: %q prints the password: %s%s", name, args, got.out, got.err)
				}
			}
		}
	}
}

func TestAMalformedAddressIsInvalidInput(t *testing.T) {
	got := track(t, "due", "--db", "postgres://127.0.0.1/claims?sslmode=sometimes")
	if want := `db: found "postgres://127.0.0.1/claims", want the name of a file, or an address`; got.status != invalid || !strings.Contains(got.err, want) {
		t.Errorf("got %+v, want %q", got, want)
	}
}

func TestAReadingCommandMakesNoTables(t *testing.T) {
	place := clustertest.Schema(t)
	for range 2 {
		got := track(t, "due", "--db", place)
		if got.status != failed || !strings.Contains(got.err, "holds no claims yet: type \"tracker open") {
			t.Errorf("got %+v", got)
		}
	}
	enterCopyOfTestdata(t)
	must(t, "open", "contoso", "contoso.json", "--at", "2022-11-10", "--db", place)
	if got := must(t, "due", "--at", "2022-11-10", "--db", place); !strings.Contains(got, "contoso") {
		t.Errorf("got %s", got)
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// fill saves two claims with two entries each.
func fill(t *testing.T, store store.Store) {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now}
	for n := range 2 {
		id := claims.ID(fmt.Sprint("claim-", n))
		change, err := sample.Open(card, id, n, sample.Now)
		if err == nil {
			err = store.Save(t.Context(), change)
		}
		if err == nil {
			_, err = desk.New(store, card).Do(t.Context(), id, claims.SendConsent{}, meta)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// databases returns the address of a filled database of each kind.
func databases(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "claims.db")
	store, err := sqlite.Open(t.Context(), file, true)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"SQLite": file}
	server, err := cluster.Start(t.Context())
	if errors.Is(err, cluster.ErrNone) {
		t.Log("SKIPPED: ", err)
		return all
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	address, drop, err := server.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = drop() })
	other, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, other)
	other.Close()
	all["PostgreSQL"] = address
	return all
}

// call runs the program, and returns its output.
func call(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(t.Context(), args, &out, &errs); status != want {
		t.Fatalf("%q: status %d, want %d: %s", args, status, want, &errs)
	}
	return out.String() + errs.String()
}

func TestEntriesAreDeliveredAndLettersSentAgain(t *testing.T) {
	for name, db := range databases(t) {
		t.Run(name, func(t *testing.T) {
			var sound atomic.Bool
			r := &outboxtest.Receiver{Answer: func(w http.ResponseWriter, request *http.Request, e claims.CloudEvent) bool {
				if request.Header.Get("Authorization") != "Bearer secret" || e.Source != "/fabrikam" {
					t.Errorf("%s of %s", request.Header, e.Source)
				}
				if e.ID() == "claim-1/1" && !sound.Load() {
					w.WriteHeader(http.StatusUnprocessableEntity)
					return false
				}
				return true
			}}
			server := httptest.NewServer(r)
			defer server.Close()
			token := filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			ended := make(chan int)
			var out, errs bytes.Buffer
			go func() {
				ended <- run(ctx, []string{"run", "--db", db, "--source", "/fabrikam", "--to", server.URL, "--token", token, "--binary", "--poll", "5ms"}, &out, &errs)
			}()
			letters := awaited(t, db, 3)
			if !strings.Contains(letters, `"claim-1/1"  1 `) || !strings.Contains(letters, "422 Unprocessable Entity") || !strings.Contains(letters, "waits for the letters of its claim") {
				t.Errorf("got %s", letters)
			}
			sound.Store(true)
			call(t, done, "again", "claim-1", "--db", db)
			awaited(t, db, 1)
			stop()
			if status := <-ended; status != done {
				t.Errorf("status %d: %s", status, &errs)
			}
			if got, err := r.Count(); err != nil || got.Distinct != 4 || got.Doubled != 0 {
				t.Errorf("%+v, %v", got, err)
			}
			if text := call(t, failed, "again", "claim-1", "--db", db); !strings.Contains(text, "relay letters lists them") {
				t.Errorf("got %s", text)
			}
			call(t, failed, "drop", "1", "--db", db)
		})
	}
}

// awaited waits until the list of letters has the given number of lines.
func awaited(t *testing.T, db string, lines int) (letters string) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		letters = call(t, done, "letters", "--db", db)
		if strings.Count(letters, "\n") == lines {
			return letters
		}
		select {
		case <-limit:
			t.Fatalf("got %s, want %d lines", letters, lines)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestARetiredReceiverEndsTheRelay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "claims.db")
	store, err := sqlite.Open(t.Context(), file, true)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, store)
	_ = store.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }))
	defer server.Close()
	if text := call(t, failed, "run", "--db", file, "--source", "/fabrikam", "--to", server.URL); !strings.Contains(text, "retired") {
		t.Errorf("got %s", text)
	}
	if text := call(t, done, "letters", "--db", file); text != "number  event  attempts  since  why\n" {
		t.Errorf("got %s", text)
	}
}

func TestMalformedCommandLinesAreNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "claims.db")
	if store, err := sqlite.Open(t.Context(), file, true); err != nil {
		t.Fatal(err)
	} else {
		fill(t, store)
		_ = store.Close()
	}
	for want, args := range map[string][]string{
		"db":               {"letters"},
		"to":               {"run", "--db", file, "--source", "/fabrikam"},
		"https":            {"run", "--db", file, "--source", "/fabrikam", "--to", "http://receiver.example"},
		"source":           {"run", "--db", file, "--source", "no URI", "--to", "https://receiver.example"},
		"parallel":         {"run", "--db", file, "--source", "/fabrikam", "--to", "https://receiver.example", "--parallel", "-1"},
		"number":           {"drop", "first", "--db", file},
		"unknown command":  {"fly", "--db", file},
		"accepts 1 arg(s)": {"again", "--db", file},
	} {
		if text := call(t, invalid, args...); !strings.Contains(text, want) {
			t.Errorf("%q: no %q in %s", args, want, text)
		}
	}
	call(t, failed, "letters", "--db", filepath.Join(t.TempDir(), "nothing.db"))
	call(t, failed, "letters", "--db", "postgres://127.0.0.1:1/nothing")
	call(t, done, "help")
}

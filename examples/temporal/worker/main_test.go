package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/temporal/internal/database"
	"github.com/mci-go/incentives/mci"
)

func TestAWorkerWithWrongFlagsOrFilesDoesNotStart(t *testing.T) {
	for _, args := range [][]string{
		{"-wrong"}, {"extra"}, {"-reminders", "soon"}, {"-catalog", "none.json"}, {"-db", filepath.Join(t.TempDir(), "none", "claims.db")},
	} {
		if err := run(t.Context(), args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

func TestAWorkerWithMalformedTimesNamesThem(t *testing.T) {
	for path, args := range map[string][]string{"reminders[1]": {"-reminders", "7,999"}, "grace": {"-grace", "48h"}} {
		var field *mci.FieldError
		if _, err := parse(args); !errors.As(err, &field) || field.Path != path {
			t.Errorf("%v: got %v, want an error of %s", args, err, path)
		}
	}
}

func TestAWorkerWithoutAServerSaysSo(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := run(ctx, []string{"-address", "127.0.0.1:1", "-db", filepath.Join(t.TempDir(), "claims.db")}, &bytes.Buffer{}); err == nil {
		t.Error("no error")
	}
}

func TestADatabaseThatIsNotThereIsAnError(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, _, err := database.Open(ctx, "postgres://postgres@127.0.0.1:1/none?sslmode=disable"); err == nil {
		t.Error("no error")
	}
}

func TestANoticeIsALineOfJSON(t *testing.T) {
	var out bytes.Buffer
	p := &printer{out: &out}
	if err := p.Tell(t.Context(), "7/consent/2022-12-10/claim-1", json.RawMessage(`{"kind":"reminder"}`)); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != `{"key":"7/consent/2022-12-10/claim-1","notice":{"kind":"reminder"}}`+"\n" {
		t.Errorf("it prints %s", got)
	}
	if err := p.Tell(t.Context(), "key", json.RawMessage(`{`)); err == nil {
		t.Error("no error for a notice that is not JSON")
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"github.com/mci-go/incentives/examples/temporal/follow"
)

// A fake is a connection that records the calls to it.
type fake struct {
	client.Client
	calls    []string
	messages []follow.Message
	err      error
}

func (f *fake) Close() {}

func (f *fake) ExecuteWorkflow(_ context.Context, options client.StartWorkflowOptions, _ any, _ ...any) (client.WorkflowRun, error) {
	f.calls = append(f.calls, "start "+options.ID+" on "+options.TaskQueue)
	return nil, f.err
}

func (f *fake) SignalWithStartWorkflow(_ context.Context, id, signal string, message any, _ client.StartWorkflowOptions, _ any, _ ...any) (client.WorkflowRun, error) {
	f.calls = append(f.calls, signal+" to "+id)
	f.messages = append(f.messages, message.(follow.Message))
	return nil, f.err
}

func (f *fake) QueryWorkflow(_ context.Context, id, _, name string, _ ...any) (converter.EncodedValue, error) {
	f.calls = append(f.calls, "ask "+id+" for "+name)
	return encoded{name}, f.err
}

func (f *fake) ScheduleClient() client.ScheduleClient { return &schedules{f: f} }

type schedules struct {
	client.ScheduleClient
	f *fake
}

func (s *schedules) Create(_ context.Context, options client.ScheduleOptions) (client.ScheduleHandle, error) {
	s.f.calls = append(s.f.calls, "schedule "+options.ID)
	return nil, s.f.err
}

// encoded answers each query with one value.
type encoded struct{ query string }

func (e encoded) HasValue() bool { return true }

func (e encoded) Get(value any) error {
	switch v := value.(type) {
	case *follow.Status:
		v.Status = "Approved"
	case *[]follow.Step:
		*v = []follow.Step{{Event: "record payment"}}
	case *[]follow.Answer:
		*v = []follow.Answer{{Text: "Approved"}}
	default:
		return errors.New("unexpected " + reflect.TypeOf(value).String())
	}
	return nil
}

func play(f *fake, args ...string) (string, error) {
	var out bytes.Buffer
	err := run(context.Background(), args, &out, func(context.Context, *options) (client.Client, error) { return f, nil })
	return out.String(), err
}

func TestEachCommandReachesTheWorkflow(t *testing.T) {
	for _, c := range []struct{ args, call string }{
		{"follow|claim-1|claim-2", "start claim/claim-1 on claims"},
		{"-key|k|-user|pat|do|claim-1|send consent|{}", "message to claim/claim-1"},
		{"-key|k|-actor|customer|-at|2022-11-10T09:00:00Z|do|claim-1|accept", "message to claim/claim-1"},
		{"-key|k|observe|claim-1|Approved", "message to claim/claim-1"},
		{"changed|claim-1", "message to claim/claim-1"},
		{"show|claim-1", "ask claim/claim-1 for next steps"},
		{"schedule", "schedule claims-sweep"},
	} {
		f := &fake{}
		out, err := play(f, strings.Split(c.args, "|")...)
		if err != nil || !slices.Contains(f.calls, c.call) {
			t.Errorf("%s: %v, %v", c.args, f.calls, err)
		}
		if out == "" && !strings.Contains(c.args, "changed") {
			t.Errorf("%s prints nothing", c.args)
		}
		f.err = errors.New("no connection")
		if _, err := play(f, strings.Split(c.args, "|")...); !errors.Is(err, f.err) {
			t.Errorf("%s without a server: %v", c.args, err)
		}
	}
}

func TestAScheduleThatIsThereAlreadyIsNoError(t *testing.T) {
	if _, err := play(&fake{err: temporal.ErrScheduleAlreadyRunning}, "schedule"); err != nil {
		t.Error(err)
	}
}

func TestACommandKeepsItsInstantAndItsReceiptIsNow(t *testing.T) {
	f := &fake{}
	if _, err := play(f, "-key", "k", "-actor", "customer", "-at", "2022-11-10T09:00:00Z", "do", "claim-1", "accept"); err != nil {
		t.Fatal(err)
	}
	var meta struct{ At, Received time.Time }
	if err := json.Unmarshal(f.messages[0].Meta, &meta); err != nil {
		t.Fatal(err)
	}
	if meta.At.Year() != 2022 || time.Since(meta.Received) > time.Hour || f.messages[0].Key != "k" {
		t.Errorf("%+v", meta)
	}
}

func TestWhatCannotBeSentIsAnErrorAndReachesNobody(t *testing.T) {
	for _, args := range []string{
		"", "dance", "follow", "do|claim-1", "-key|k|do|claim-1|dance", "-key|k|do|claim-1|cancel|{\"color\":1}", "do|claim-1|accept",
		"-key|k|-actor|nobody|do|claim-1|accept", "-key|k|-at|noon|do|claim-1|accept", "observe|claim-1|Approved",
		"-key|k|-at|noon|observe|claim-1|Approved", "-wrong",
	} {
		f := &fake{}
		if _, err := play(f, strings.Split(args, "|")...); err == nil || len(f.calls) > 0 {
			t.Errorf("%s: %v, %v", args, f.calls, err)
		}
	}
	if err := run(context.Background(), []string{"schedule"}, &bytes.Buffer{}, func(context.Context, *options) (client.Client, error) {
		return nil, errors.New("no server")
	}); err == nil {
		t.Error("no error without a server")
	}
}

func TestWithoutAServerTheProgramSaysSo(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := run(ctx, []string{"-address", "127.0.0.1:1", "schedule"}, &bytes.Buffer{}, dial); err == nil {
		t.Error("no error")
	}
}

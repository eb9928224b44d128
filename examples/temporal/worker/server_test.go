package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/examples/scenario"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/send"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// record makes the test on a server write the histories that the replay test
// reads. Set it only for a new version of the workflow.
var record = flag.Bool("record", false, "write testdata/histories")

// asWorker is set for a process of this test that is to be a worker, so that the
// test can kill it.
const asWorker = "MCI_TEST_AS_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// A server is a dev server of Temporal, and the workers' database.
type server struct {
	address, file, catalog string
	store                  *sqlite.Store
	desk                   scenario.LibraryDesk
	sender                 *send.Sender
	customers              int
}

// start starts the server that TEMPORAL_BIN names, on the loopback address.
func start(t *testing.T) *server {
	program := os.Getenv("TEMPORAL_BIN")
	if program == "" {
		t.Skip("TEMPORAL_BIN names no temporal program; the tests in Temporal's own environment cover the same")
	}
	folder := t.TempDir()
	s := &server{address: freeAddress(t), file: filepath.Join(folder, "claims.db"), catalog: filepath.Join(folder, "catalog.json")}
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", port, "--db-filename", filepath.Join(folder, "temporal.db"), "--log-level", "error"}
	for _, attribute := range follow.Attributes() {
		args = append(args, "--search-attribute", attribute.GetName()+"="+attribute.GetValueType().String())
	}
	begin(t, exec.Command(program, args...))
	s.open(t)
	s.connect(t)
	return s
}

// open makes the database, and a catalog whose engagements are still offered.
func (s *server) open(t *testing.T) {
	text, err := os.ReadFile("../../../mci/catalog/public.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"knownUntil": "2023-06-30"`), []byte(`"knownUntil": "2099-06-30"`))
	card, err := catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})
	if err == nil {
		err = os.WriteFile(s.catalog, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if s.store, err = sqlite.Open(t.Context(), s.file, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	s.desk = scenario.LibraryDesk{Desk: desk.New(s.store, card), Card: card}
}

func (s *server) connect(t *testing.T) {
	eventually(t, "the server answers", func() error {
		c, err := client.DialContext(t.Context(), client.Options{HostPort: s.address, Logger: silent{}})
		if err != nil {
			return err
		}
		if _, err := c.CheckHealth(t.Context(), nil); err != nil {
			return err
		}
		t.Cleanup(c.Close)
		s.sender = &send.Sender{Client: c, Queue: send.Queue, Settings: follow.Settings{Indexed: true}}
		return nil
	})
}

// silent is a logger that logs nothing.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}

func freeAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// begin starts a program and kills it at the end of the test.
func begin(t *testing.T, command *exec.Cmd) (kill func()) {
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	kill = func() {
		if !ended {
			ended = true
			_ = command.Process.Kill() // fails only if it has ended
			_ = command.Wait()         // reports the kill
		}
	}
	t.Cleanup(func() {
		kill()
		if t.Failed() {
			t.Logf("%s printed:\n%s", filepath.Base(command.Path), printed.String())
		}
	})
	return kill
}

// worker starts a worker in a process of its own.
func (s *server) worker(t *testing.T) (kill func()) {
	command := exec.Command(os.Args[0], "-address", s.address, "-db", s.file, "-catalog", s.catalog, "-indexed", "-reminders", "7, 1") //nolint:gosec // because it is this program
	command.Env = append(os.Environ(), asWorker+"=yes")
	return begin(t, command)
}

// eventually tries something until it succeeds.
func eventually(t *testing.T, what string, try func() error) {
	t.Helper()
	end := time.Now().Add(time.Minute)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("never: %s: %v", what, err)
		}
		<-time.After(20 * time.Millisecond)
	}
}

// is returns an error unless the stored claim has a state.
func (s *server) is(id claims.ID, want string) func() error {
	return func() error {
		stored, err := s.store.Load(context.Background(), id)
		if err != nil {
			return err
		}
		record, err := desk.Decode(stored)
		if err == nil && record.State().String() != want {
			err = fmt.Errorf("%s is %s, want %s", id, record.State(), want)
		}
		return err
	}
}

// lives are the scenarios that are played on the server: the journey's three
// lives and each way to end.
var lives = []string{
	"happy", "sent-back", "disputed-approved", "canceled", "declined", "consent-expired", "not-submitted-expired",
	"post-submission-expired", "disputed-expired", "rejected-final",
}

func TestOnAServerEveryLifeEndsAsTheRulesSayWhileWorkersAreKilled(t *testing.T) {
	s := start(t)
	files, err := scenario.Files("../../../claims/testdata/scenarios")
	if err != nil {
		t.Fatal(err)
	}
	ends := map[claims.ID]string{}
	for _, file := range files {
		if slices.Contains(lives, file.Name) {
			s.send(t, file, ends)
		}
	}
	for range 3 { // the messages wait at the server, and workers come and go
		kill := s.worker(t)
		<-time.After(700 * time.Millisecond)
		kill()
	}
	s.worker(t)
	for id, want := range ends {
		eventually(t, "the claim ends", s.is(id, want))
	}
	s.checkQueries(t, "happy-claim-1")
	s.checkSearch(t)
	s.checkSweep(t)
	if *record {
		for _, id := range []claims.ID{"happy-claim-1", "disputed-approved-claim-1", "consent-expired-claim-1"} {
			s.write(t, id)
		}
	}
}

// send opens the claims of a scenario and sends its commands, each twice. It
// notes how the claims end.
func (s *server) send(t *testing.T, file scenario.File, ends map[claims.ID]string) {
	for _, line := range file.Lines {
		line.Claim = claims.ID(file.Name) + "-" + line.Claim
		state, _, moved := strings.Cut(line.Want, ", by ")
		if moved && !strings.HasPrefix(line.Want, "refused") {
			ends[line.Claim] = state
		}
		if line.Opening != nil {
			s.opened(t, &line)
			continue
		}
		if line.Meta.Key == "" {
			line.Meta.Key = fmt.Sprintf("line-%d", line.Number)
		}
		for range 2 {
			if err := s.sender.Do(t.Context(), line.Claim, line.Command, line.Meta); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// opened opens the claim of a line, for a customer of its own.
func (s *server) opened(t *testing.T, line *scenario.Line) {
	tenant, err := sample.Customer(s.customers)
	if err != nil {
		t.Fatal(err)
	}
	s.customers++
	line.Opening.Customer = tenant
	if _, err := s.desk.Open(t.Context(), line.Opening, line.Claim, line.Meta); err != nil {
		t.Fatal(err)
	}
	if err := s.sender.Follow(t.Context(), line.Claim); err != nil {
		t.Fatal(err)
	}
}

func (s *server) checkQueries(t *testing.T, id claims.ID) {
	eventually(t, "the workflow has ended", func() error {
		status, err := s.sender.Status(t.Context(), id)
		if err == nil && status.Class == "" {
			err = fmt.Errorf("status %+v", status)
		}
		return err
	})
	steps, err := s.sender.NextSteps(t.Context(), id)
	if err != nil || len(steps) != 1 || steps[0].Event != "record payment" {
		t.Errorf("next steps %v, %v", steps, err)
	}
	answers, err := s.sender.Answers(t.Context(), id)
	if err != nil || len(answers) != follow.MostAnswers {
		t.Errorf("%d answers, %v", len(answers), err)
	}
}

// checkSearch finds workflows by their search attributes.
func (s *server) checkSearch(t *testing.T) {
	eventually(t, "a search finds the approved claims", func() error {
		found, err := s.sender.Client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
			Query: `ClaimStatus = "Approved" AND ClaimLocation = "zurich" AND ClaimEngagement = "fy23-microsoft-viva"`,
		})
		if err == nil && len(found.GetExecutions()) == 0 {
			err = errors.New("none found")
		}
		return err
	})
}

// checkSweep opens one claim that is over and one that is not, and starts the
// workflow of neither.
func (s *server) checkSweep(t *testing.T) {
	now := time.Now().UTC()
	for id, at := range map[claims.ID]time.Time{"forgotten": now.AddDate(0, 0, -60), "urgent": now.AddDate(0, 0, -24)} {
		tenant, err := sample.Customer(s.customers)
		if err != nil {
			t.Fatal(err)
		}
		s.customers++
		opening := &scenario.Opening{Engagement: "fy23-microsoft-viva", Country: "CH", Customer: tenant}
		meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: at, Received: at}
		if _, err := s.desk.Open(t.Context(), opening, id, meta); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time it is there already
		if err := s.sender.Schedule(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "the sweep expires the claim", s.is("forgotten", "Customer consent expired"))
	eventually(t, "the sweep starts a workflow", func() error {
		_, err := s.sender.Status(t.Context(), "urgent")
		return err
	})
}

// write writes the history of a claim's workflow.
func (s *server) write(t *testing.T, id claims.ID) {
	var history historypb.History
	events := s.sender.Client.GetWorkflowHistory(t.Context(), follow.WorkflowID(string(id)), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		history.Events = append(history.Events, event)
	}
	text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(&history)
	if err == nil {
		err = os.WriteFile(filepath.Join("testdata", "histories", string(id)+".json"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

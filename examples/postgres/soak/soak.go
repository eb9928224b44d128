package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/postgres/load"
	"github.com/mci-go/incentives/mci/catalog"
)

// application marks the connections of the programs of a kind.
func application(work string) string { return fmt.Sprintf("soak-%d-%s", os.Getpid(), work) }

// started marks a program that soak started, for a test whose own program
// contains soak.
const started = "MCI_SOAK_STARTED"

// together is a writer that several programs can write to at the same time.
type together struct {
	mu sync.Mutex
	to io.Writer
}

// Write writes to the writer behind it.
func (s *together) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(p)
}

// A soak is one run.
type soak struct {
	settings
	server    *cluster.Cluster
	store     *postgres.Store
	card      *catalog.Catalog
	address   string // for programs
	to        string
	receiver  *outboxtest.Receiver
	stderr    io.Writer
	mu        sync.Mutex
	done      map[string]claims.ID
	killed    int // the number of killed programs
	cut       int // the number of cut connections
	refused   int // the number of refused deliveries
	running   []*child
	last      int // the number of the last program
	listeners sync.WaitGroup
}

// A child is a program that soak started.
type child struct {
	work    string
	command *exec.Cmd
	ended   chan struct{}
}

// soak runs the programs for a time, and then counts and prints.
func (s *settings) soak(ctx context.Context, stdout, stderr io.Writer) (err error) {
	server, err := cluster.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	address, drop, err := server.Schema(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	store, err := postgres.Open(ctx, address)
	if err != nil {
		return err
	}
	defer store.Close()
	card, err := catalog.Public()
	if err != nil {
		return err
	}
	if err := load.Prepare(ctx, store, card, shared); err != nil {
		return err
	}
	run := &soak{settings: *s, server: server, store: store, card: card, address: address, stderr: &together{to: stderr}, done: map[string]claims.ID{}}
	stop, err := run.listen(ctx)
	if err != nil {
		return err
	}
	defer stop()
	defer run.endAll()
	begin := time.Now()
	if err := run.disturb(ctx); err != nil {
		return err
	}
	return run.count(ctx, stdout, time.Since(begin))
}

// listen starts the receiver of the relays. It fails on one event in fifty.
func (run *soak) listen(ctx context.Context) (stop func(), err error) {
	run.receiver = &outboxtest.Receiver{Answer: func(w http.ResponseWriter, _ *http.Request, e claims.CloudEvent) bool {
		var take, answer bool
		switch rand.IntN(100) { //nolint:gosec // because this needs no secrecy
		case 0: // the event is not accepted
		case 1: // the event is accepted, but the answer is lost
			take = true
		default:
			take, answer = true, true
		}
		if answer {
			return true
		}
		run.mu.Lock()
		run.refused++
		run.mu.Unlock()
		if take {
			run.receiver.Note(e)
		}
		w.WriteHeader(http.StatusInternalServerError)
		return false
	}}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: run.receiver, ReadHeaderTimeout: time.Minute}
	run.to = "http://" + listener.Addr().String()
	go func() { _ = server.Serve(listener) }() // ends with Close
	return func() { _ = server.Close() }, nil
}

// start starts a program.
func (run *soak) start(work string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	run.last++
	c := &child{work: work, ended: make(chan struct{})}
	c.command = exec.Command(program, "-work", work, "-db", run.address+"&application_name="+application(work), "-to", run.to, "-name", fmt.Sprint(work, "-", run.last), "-number", strconv.Itoa(run.last)) //nolint:noctx // because it is killed by hand
	c.command.Env = append(os.Environ(), started+"=1")
	c.command.Stderr = run.stderr
	out, err := c.command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.command.Start(); err != nil {
		return err
	}
	run.running = append(run.running, c)
	run.listeners.Go(func() {
		defer close(c.ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if key, id, whole := strings.Cut(lines.Text(), " "); whole {
				run.mu.Lock()
				run.done[key] = claims.ID(id)
				run.mu.Unlock()
			}
		}
		_ = c.command.Wait() // it was killed
	})
	return nil
}

// end kills a program, and waits until it has ended.
func (run *soak) end(n int) (work string) {
	c := run.running[n]
	_ = c.command.Process.Kill() // it only fails if the program has ended
	<-c.ended
	run.running = append(run.running[:n], run.running[n+1:]...)
	return c.work
}

func (run *soak) endAll() {
	for len(run.running) > 0 {
		run.end(0)
	}
}

// disturb runs the programs, and kills them and their connections at random.
func (run *soak) disturb(ctx context.Context) error {
	for n := range run.programs {
		work := writer
		if n < relays {
			work = relay
		}
		if err := run.start(work); err != nil {
			return err
		}
	}
	ends := time.After(run.lasts)
	for {
		pause := time.Duration(rand.Int64N(2*int64(run.pause)) + 1) //nolint:gosec // because this needs no secrecy
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ends:
			return nil
		case <-time.After(pause):
		}
		if rand.IntN(2) == 0 { //nolint:gosec // because this needs no secrecy
			run.killed++
			if err := run.start(run.end(rand.IntN(len(run.running)))); err != nil { //nolint:gosec // because this needs no secrecy
				return err
			}
			continue
		}
		if err := run.cutSome(ctx); err != nil {
			return err
		}
	}
}

// cutSome ends about a third of the programs' connections.
func (run *soak) cutSome(ctx context.Context) error {
	for _, work := range []string{writer, relay} {
		some, err := run.server.Terminate(ctx, application(work), 1.0/3)
		run.cut += some
		if err != nil {
			return err
		}
	}
	return nil
}

// mostWait is the longest time in which the relays must deliver the remaining
// entries.
const mostWait = 5 * time.Minute

// count ends the writers, waits until everything is delivered, and prints the
// counts.
func (run *soak) count(ctx context.Context, stdout io.Writer, took time.Duration) error {
	for n := len(run.running) - 1; n >= 0; n-- {
		if run.running[n].work == writer {
			run.end(n)
		}
	}
	if err := run.quiet(ctx); err != nil {
		return err
	}
	found, err := load.Check(ctx, run.store, run.card, run.done)
	if err != nil {
		return err
	}
	delivered, order := run.await(ctx, found.Entries)
	letters, err := run.store.Book("soak").Letters(ctx, 0, false, 1)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d programs for %s: %d were killed, %d connections cut, %d answers lost\n", run.programs, took.Round(time.Second), run.killed, run.cut, run.refused)
	fmt.Fprintln(stdout, found)
	fmt.Fprintf(stdout, "outbox: %d of %d entries delivered in order, %d of them again; %d letters\n", delivered.Distinct, found.Entries, delivered.Doubled, len(letters))
	if order != nil || !found.Sound() || delivered.Distinct != found.Entries || len(letters) > 0 {
		return errors.Join(order, errors.New("not everything is as it should be"))
	}
	return nil
}

// quiet waits until the server has ended the statements of writers that were
// killed.
func (run *soak) quiet(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, mostWait)
	defer cancel()
	for {
		many, err := run.server.Connected(ctx, application(writer))
		if err != nil || many == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// await waits until the given number of entries is delivered.
func (run *soak) await(ctx context.Context, entries int) (got outboxtest.Count, err error) {
	ctx, cancel := context.WithTimeout(ctx, mostWait)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		got, err = run.receiver.Count()
		if err != nil || got.Distinct >= entries {
			return got, err
		}
		select {
		case <-ctx.Done():
			return got, ctx.Err()
		case <-tick.C:
		}
	}
}

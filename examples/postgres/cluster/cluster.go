// Package cluster gives tests and benchmarks a PostgreSQL server: the one that
// POSTGRES_URL names, or else one of their own, made for the time of the test
// from the programs that are installed.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrNone is returned by Start if there is no server, and none can be made.
var ErrNone = errors.New("no PostgreSQL server: POSTGRES_URL is not set, and initdb and postgres are neither on PATH nor in /usr/lib/postgresql")

// A Cluster is a server that is ready for connections. [Start] returns one.
type Cluster struct {
	// URL is the address of a database in which everything may be created.
	URL    string
	folder string
	server *exec.Cmd
	exited chan struct{} // closed when the server has ended
	reason error         // why it has ended
}

// Start returns the server that POSTGRES_URL names. If the variable is not set,
// it returns one of [Make]. Call Stop at the end. The settings are not used for
// a server that runs already.
func Start(ctx context.Context, settings ...string) (*Cluster, error) {
	if named := os.Getenv("POSTGRES_URL"); named != "" {
		return &Cluster{URL: named}, nil
	}
	return Make(ctx, settings...)
}

// Make makes a cluster in a temporary folder and starts its server on a free
// port of the loopback address. Its data is lost if the machine crashes. Call
// Stop at the end. The settings have the form name=value.
func Make(ctx context.Context, settings ...string) (*Cluster, error) {
	return build(ctx, settings, func(programs string, owner *account, data string) *exec.Cmd {
		return command(ctx, owner, filepath.Join(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	})
}

// build makes a cluster from the data that a program writes into a folder.
func build(ctx context.Context, settings []string, initialize func(programs string, owner *account, data string) *exec.Cmd) (*Cluster, error) {
	programs, found := find(usual)
	if !found {
		return nil, ErrNone
	}
	folder, err := os.MkdirTemp("", "mci-postgres-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{folder: folder}
	owner, err := ownerOf(c.folder)
	if err == nil {
		err = c.start(ctx, programs, owner, settings, initialize(programs, owner, filepath.Join(folder, "data")))
	}
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// usual matches the folders of programs of which Debian puts only some on PATH.
const usual = "/usr/lib/postgresql/*/bin"

// find returns a folder with initdb and postgres: the one on PATH, or else the
// newest version that matches a pattern.
func find(pattern string) (folder string, found bool) {
	installed, _ := filepath.Glob(pattern) // fails only for a bad pattern
	slices.SortFunc(installed, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			installed = append([]string{filepath.Dir(path)}, installed...)
		}
	}
	for _, folder := range installed {
		_, noServer := exec.LookPath(filepath.Join(folder, "postgres"))
		_, noInit := exec.LookPath(filepath.Join(folder, "initdb"))
		if noServer == nil && noInit == nil {
			return folder, true
		}
	}
	return "", false
}

// version returns the version that a folder of programs is named after.
func version(folder string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder))) // 0 if it is none
	return number
}

func (c *Cluster) start(ctx context.Context, programs string, owner *account, settings []string, initialize *exec.Cmd) error {
	data := filepath.Join(c.folder, "data")
	if printed, err := initialize.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(initialize.Path), err, printed)
	}
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-p", port, "-k", c.folder, "-c", "listen_addresses=127.0.0.1"}
	for _, setting := range append([]string{"fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300", "shared_buffers=256MB"}, settings...) {
		args = append(args, "-c", setting)
	}
	log, err := os.Create(filepath.Join(c.folder, "log"))
	if err != nil {
		return err
	}
	defer log.Close() //nolint:errcheck // because the server has its own
	c.server = command(context.WithoutCancel(ctx), owner, filepath.Join(programs, "postgres"), args...)
	c.server.Stdout, c.server.Stderr = log, log
	if err := c.server.Start(); err != nil {
		c.server = nil
		return err
	}
	c.exited = make(chan struct{})
	go func() {
		c.reason = c.server.Wait()
		close(c.exited)
	}()
	at := url.URL{Scheme: "postgres", User: url.User("postgres"), Host: net.JoinHostPort("127.0.0.1", port), Path: "postgres", RawQuery: "sslmode=disable"}
	c.URL = at.String()
	return c.await(ctx, programs, port)
}

func command(ctx context.Context, owner *account, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Dir = "/"
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	owner.runs(c)
	return c
}

func freePort(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}

// patience is the longest time that a server may take to start or to stop.
const patience = time.Minute

// await waits until the server takes connections.
func (c *Cluster) await(ctx context.Context, programs, port string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if command(ctx, nil, filepath.Join(programs, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port).Run() == nil {
			return nil
		}
		select {
		case <-c.exited:
			return fmt.Errorf("the server ended: %w: %s", c.reason, c.log())
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w: %s", ctx.Err(), c.log())
		case <-tick.C:
		}
	}
}

// log returns the server's messages.
func (c *Cluster) log() string {
	text, _ := os.ReadFile(filepath.Join(c.folder, "log")) // without it, the error has no details
	return strings.TrimSpace(string(text))
}

// Processor returns the processor time that the server and its connections have
// used so far, and false if the server is not one that Start made, or if the
// system does not report it.
func (c *Cluster) Processor() (time.Duration, bool) {
	if c.server == nil {
		return 0, false
	}
	return processorOf(c.server.Process.Pid)
}

// Stop stops the server and removes its folder. It does nothing to a server
// that POSTGRES_URL names.
func (c *Cluster) Stop() error {
	if c.folder == "" {
		return nil
	}
	if c.server != nil {
		// fast shutdown; fails only if the server has ended
		_ = c.server.Process.Signal(os.Interrupt)
		select {
		case <-c.exited:
		case <-time.After(patience):
			_ = c.server.Process.Kill() // fails only if the server has ended
			<-c.exited
		}
	}
	return os.RemoveAll(c.folder)
}

// Package cluster gives tests and benchmarks a PostgreSQL server. A test calls
// [Start], and [Cluster.Stop] at the end. If POSTGRES_URL names a server, that
// one is used. Otherwise the installed programs make one that lasts as long as
// the test.
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
	reason error         // the reason why it has ended
}

// Start returns the server that POSTGRES_URL names. If the variable is not set,
// it returns a server that [Make] has made. Call Stop at the end. The settings
// are ignored if the server was already running.
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

// usual matches the folders in which Debian installs the programs, because
// Debian puts only some of them on PATH.
const usual = "/usr/lib/postgresql/*/bin"

// find returns a folder with initdb and postgres. If they are on PATH, it is
// that folder. Otherwise it is the newest version that matches a pattern.
func find(pattern string) (folder string, found bool) {
	installed, _ := filepath.Glob(pattern) // it only fails if the pattern is malformed
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
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder))) // 0 if it is no number
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
	defer log.Close() //nolint:errcheck // because the server has the file open itself
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

// await waits until the server accepts connections.
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
	text, _ := os.ReadFile(filepath.Join(c.folder, "log")) // if it cannot be read, the error has no details
	return strings.TrimSpace(string(text))
}

// Processor returns the processor time that the server and its connections have
// used so far. It reports false if Start did not make the server, or if the
// system does not report the time.
func (c *Cluster) Processor() (time.Duration, bool) {
	if c.server == nil {
		return 0, false
	}
	return processorOf(c.server.Process.Pid)
}

// Stop stops the server and removes its folder. If POSTGRES_URL names the
// server, Stop does nothing.
func (c *Cluster) Stop() error {
	if c.folder == "" {
		return nil
	}
	if c.server != nil {
		// fast shutdown; it only fails if the server has ended
		_ = c.server.Process.Signal(os.Interrupt)
		select {
		case <-c.exited:
		case <-time.After(patience):
			_ = c.server.Process.Kill() // it only fails if the server has ended
			<-c.exited
		}
	}
	return os.RemoveAll(c.folder)
}

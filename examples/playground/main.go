// Playground is a page that plays a book against a catalog in the browser.
//
// If you change the dates or steps of the book, you see at once the timeline of
// each claim, its deadlines, payouts and refusals. The library runs in the
// browser, as WebAssembly, so nothing leaves the page. The program builds the
// page and serves it on the loopback interface, or writes it into a folder for
// any web server. README.md beside this file shows it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1 // the page could not be built, written or served
	invalid = 2 // a flag is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("playground", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "", "write the page into `FOLDER`, and do not serve it")
	listen := flags.String("listen", "127.0.0.1:8090", "serve at `ADDRESS` of the loopback interface")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return done
	} else if err != nil {
		return invalid
	}
	err := loopback(*listen)
	switch {
	case flags.NArg() > 0:
		err = mci.Invalid("", flags.Arg(0), "flags only")
	case err != nil:
	case *out != "":
		err = write(ctx, *out, stdout)
	default:
		err = serve(ctx, *listen, stdout)
	}
	switch {
	case err == nil:
		return done
	case errors.Is(err, mci.ErrInvalid):
		fmt.Fprintf(stderr, "playground: %v\n", err)
		return invalid
	default:
		fmt.Fprintf(stderr, "playground: %v\n", err)
		return failed
	}
}

// loopback returns a [mci.FieldError] unless an address belongs to the loopback
// interface.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback()) {
		return nil
	}
	return mci.Invalid("listen", address, "a host and a port of the loopback interface, such as 127.0.0.1:8090; to publish the page, write it with -out")
}

// write builds the page into a folder and prints the sizes of its files.
func write(ctx context.Context, folder string, stdout io.Writer) error {
	files, err := build(ctx, folder)
	if err != nil {
		return err
	}
	for _, name := range files {
		size, zipped, err := measure(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%-14s %10d bytes, %9d by gzip\n", name, size, zipped)
	}
	return nil
}

// serve builds the page into a temporary folder and serves it until the context
// ends.
func serve(ctx context.Context, address string, stdout io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "playground-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	fmt.Fprintln(stdout, "building the page; the first time takes a minute")
	if err := write(ctx, folder, stdout); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "open http://%s/\n", listener.Addr())
	server := &http.Server{Handler: handler(folder), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

// handler serves the files of a folder.
func handler(folder string) http.Handler {
	files := http.FileServer(http.Dir(folder))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		files.ServeHTTP(w, r)
	})
}

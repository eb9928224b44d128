package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
)

// A program is a running desk with its addresses.
type program struct {
	command       *exec.Cmd
	site, figures string
}

// build compiles the desk into a file.
func build(ctx context.Context, file string) error {
	command := exec.CommandContext(ctx, "go", "build", "-o", file, "github.com/mci-go/incentives/examples/desk")
	command.Stderr = os.Stderr
	return command.Run()
}

// The lines in which the desk prints its addresses.
var (
	siteLine    = regexp.MustCompile(`^desk: (http://[^/ ]+)/`)
	figuresLine = regexp.MustCompile(`"figures for Prometheus","address":"([^"]+)"`)
)

// start starts a desk on free ports of the loopback interface, and waits until
// it serves.
func start(ctx context.Context, file, folder string, args ...string) (*program, error) {
	d := &program{command: exec.CommandContext(ctx, file, append(args, "-listen", "127.0.0.1:0", "-metrics", "127.0.0.1:0")...)}
	d.command.Dir = folder
	printed, err := d.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := d.command.Start(); err != nil {
		return nil, err
	}
	lines, last := bufio.NewScanner(printed), ""
	for d.site == "" && lines.Scan() {
		last = lines.Text()
		if found := figuresLine.FindStringSubmatch(last); found != nil {
			d.figures = "http://" + found[1] + "/metrics"
		}
		if found := siteLine.FindStringSubmatch(last); found != nil {
			d.site = found[1]
		}
	}
	if d.site == "" {
		return nil, errors.Join(fmt.Errorf("the desk does not serve: %s", last), d.command.Wait())
	}
	go func() { _, _ = io.Copy(io.Discard, printed) }() // the log, which must not block the desk
	return d, nil
}

// stop asks the desk to end, and waits until it has.
func (d *program) stop() error {
	return errors.Join(d.command.Process.Signal(syscall.SIGTERM), d.command.Wait())
}

// The lines of the metrics that hold the live heap and the processor time.
var (
	heapLine      = regexp.MustCompile(`(?m)^go_gc_heap_live_bytes (\S+)$`)
	processorLine = regexp.MustCompile(`(?m)^process_cpu_seconds_total (\S+)$`)
)

// A reading holds the figures that the desk reports about itself.
type reading struct {
	heap      float64 // the bytes that were in use after the last collection
	processor float64 // the seconds that the desk has worked
}

// read asks the desk for its figures.
func (d *program) read(ctx context.Context) (reading, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.figures, http.NoBody)
	if err != nil {
		return reading{}, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return reading{}, err
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return reading{}, err
	}
	var now reading
	for line, value := range map[*regexp.Regexp]*float64{heapLine: &now.heap, processorLine: &now.processor} {
		found := line.FindSubmatch(text)
		if found == nil {
			return reading{}, errors.New("the desk does not tell its heap and its time")
		}
		if *value, err = strconv.ParseFloat(string(found[1]), 64); err != nil {
			return reading{}, err
		}
	}
	return now, nil
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/payouts"
)

const (
	// how often an export is queued again, after it failed or its file expired
	mostTries = 3
	// the longest time for an export by the documents; then another one is
	// queued
	mostWait = 24 * time.Hour
	// the file with the exports that were asked for
	stateFile = "exports.json"
)

// errNotReady says that the program is to be started again later.
var errNotReady = errors.New("not ready yet; start it again later")

// A job is one export that becomes one file.
type job struct {
	Kind   payouts.Kind `json:"kind"`
	From   string       `json:"from"`
	Until  string       `json:"until"`
	Filter string       `json:"filter"`
	// the key by which Partner Center recognizes the request if an answer was
	// lost
	Key string `json:"key,omitempty"`
	// the ID of the export; empty until it is queued
	ID     string    `json:"id,omitempty"`
	Queued time.Time `json:"queued,omitzero"`
	Tries  int       `json:"tries,omitempty"`
	// the file that holds the export; empty until the file exists
	File string `json:"file,omitempty"`
}

// A fetcher fetches some exports into a folder.
type fetcher struct {
	world
	client *payouts.Client
	set    *settings
	until  time.Time
	jobs   []*job
}

// open reads the exports that were asked for before. If they are for other
// months, it starts again.
func open(client *payouts.Client, set *settings, w world) (*fetcher, error) {
	f := &fetcher{world: w, client: client, set: set, until: w.now().Add(set.wait)}
	if err := os.MkdirAll(set.folder, 0o700); err != nil {
		return nil, err
	}
	wanted := jobsOf(w.now().UTC(), set.months)
	data, err := os.ReadFile(filepath.Join(set.folder, stateFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var known []*job
	if err == nil {
		if err := json.Unmarshal(data, &known); err != nil {
			return nil, fmt.Errorf("%s cannot be read; remove it to begin anew: %w", stateFile, err)
		}
	}
	for _, one := range wanted {
		for _, before := range known {
			if before != nil && before.Kind == one.Kind && before.From == one.From && before.Until == one.Until {
				one = before
			}
		}
		f.jobs = append(f.jobs, one)
	}
	return f, nil
}

// jobsOf returns the exports of the months that ended before a day. Payments
// are made later than their earnings, so the payments of the present month are
// fetched, too. The filters are those of the documents' samples.
func jobsOf(now time.Time, months int) []*job {
	first := time.Date(now.Year(), now.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(now.Year(), now.Month(), 0, 0, 0, 0, 0, time.UTC)
	export := func(kind payouts.Kind, column string, until time.Time) *job {
		from, to := first.Format(time.DateOnly), until.Format(time.DateOnly)
		return &job{Kind: kind, From: from, Until: to, Filter: fmt.Sprintf("%s ge %s and %s le %s", column, from, column, to)}
	}
	return []*job{
		export(payouts.Transactions, "earningForDate", last),
		export(payouts.Payments, "paymentDate", time.Date(now.Year(), now.Month()+1, 0, 0, 0, 0, 0, time.UTC)),
	}
}

// save writes the state of all jobs into a file. If it fails, the earlier file
// stays.
func (f *fetcher) save() error {
	data, err := json.MarshalIndent(f.jobs, "", "  ")
	if err != nil {
		return err
	}
	return f.write(stateFile, func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// write writes a file. If it fails, there is no such file.
func (f *fetcher) write(name string, fill func(io.Writer) error) error {
	file, err := os.CreateTemp(f.set.folder, ".fetch-*")
	if err != nil {
		return err
	}
	err = errors.Join(fill(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(f.set.folder, name))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return err
}

// run works on all jobs until they are done, or until the time to wait is over.
func (f *fetcher) run(ctx context.Context) error {
	for {
		wait, err := f.round(ctx)
		switch {
		case err != nil:
			return err
		case wait == 0:
			return f.finish()
		case f.now().Add(wait).After(f.until):
			return errNotReady
		}
		if err := f.pause(ctx, wait); err != nil {
			return err
		}
	}
}

// finish tells the user how to use the files.
func (f *fetcher) finish() error {
	for _, job := range f.jobs {
		fmt.Fprintf(f.out, "%s: %s\n", job.Kind, job.File)
	}
	first, today := f.jobs[0], f.now().UTC().Format(time.DateOnly)
	_, err := fmt.Fprintf(f.out, "tracker earnings %s %s --months %s..%s --downloaded %s\n",
		f.jobs[0].File, f.jobs[1].File, first.From[:7], first.Until[:7], today)
	return err
}

// round advances each job as far as possible, and returns the time to wait
// before the next round. It is 0 if all jobs are done.
func (f *fetcher) round(ctx context.Context) (time.Duration, error) {
	var longest time.Duration
	for _, job := range f.jobs {
		for job.File == "" {
			wait, err := f.step(ctx, job)
			if err := errors.Join(f.patience(ctx, &wait, err), f.save()); err != nil {
				return 0, fmt.Errorf("%s: %w", job.Kind, err)
			}
			if wait > 0 {
				longest = max(longest, wait)
				break
			}
		}
	}
	return longest, nil
}

// patience sets a wait if an error is temporary: the service is too busy or
// fails, or an answer is lost. It returns any other error.
func (f *fetcher) patience(ctx context.Context, wait *time.Duration, err error) error {
	var status *payouts.StatusError
	switch {
	case err == nil || ctx.Err() != nil:
		return errors.Join(err, ctx.Err())
	case errors.As(err, &status) && status.Status < 500 && status.Status != 429, errors.Is(err, errGivenUp), errors.Is(err, payouts.ErrTooLong):
		return err
	case status != nil && status.Wait > 0:
		*wait = max(f.set.every, status.Wait)
	default:
		*wait = f.set.every
	}
	fmt.Fprintln(f.err, "fetch:", err)
	return nil
}

// errGivenUp says that an export cannot be fetched.
var errGivenUp = errors.New("given up")

// step takes the next step of a job, and returns the time to wait before the
// one after it.
func (f *fetcher) step(ctx context.Context, j *job) (time.Duration, error) {
	if j.ID == "" {
		return 0, f.queue(ctx, j)
	}
	export, err := f.client.Get(ctx, j.Kind, j.ID)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		return 0, j.again("it is gone")
	case err != nil:
		return 0, err
	case export.Status == payouts.Failed:
		return 0, j.again("it failed")
	case export.Status == payouts.Completed:
		return 0, f.download(ctx, j, export)
	case f.now().Sub(j.Queued) > mostWait:
		return 0, j.again("it was not ready after " + mostWait.String())
	default:
		fmt.Fprintf(f.out, "%s: %s\n", j.Kind, export.Status)
		return f.set.every, nil
	}
}

// queue asks for an export. The key is saved before, so that the same request
// is sent again if its answer is lost.
func (f *fetcher) queue(ctx context.Context, j *job) error {
	if j.Key == "" {
		j.Key = f.newID()
		if err := f.save(); err != nil {
			return err
		}
	}
	export, err := f.client.Queue(ctx, j.Kind, j.Filter, j.Key)
	if err != nil {
		return err
	}
	j.ID, j.Queued = export.ID, f.now().UTC()
	return nil
}

// again makes the job queue another export.
func (j *job) again(why string) error {
	j.Key, j.ID, j.Queued = "", "", time.Time{}
	if j.Tries++; j.Tries >= mostTries {
		j.Tries = 0 // so that the next start tries again
		return fmt.Errorf("%w after %d exports: %s", errGivenUp, mostTries, why)
	}
	return nil
}

// download writes the file of an export, and removes the export.
func (f *fetcher) download(ctx context.Context, j *job, export payouts.Export) error {
	ending := ".csv"
	name := fmt.Sprintf("%s-%s-%s", j.Kind, j.From, j.Until)
	err := f.write(name+".part", func(w io.Writer) error {
		start := &head{to: w}
		err := f.client.Download(ctx, export, start)
		if bytes.HasPrefix(start.first, []byte("PK\x03\x04")) {
			ending = ".zip"
		}
		return err
	})
	if errors.Is(err, payouts.ErrExpired) {
		return j.again(err.Error())
	}
	if err != nil {
		return err
	}
	part := filepath.Join(f.set.folder, name+".part")
	if err := os.Rename(part, filepath.Join(f.set.folder, name+ending)); err != nil {
		return err
	}
	j.File = name + ending
	if err := f.client.Delete(ctx, j.Kind, j.ID); err != nil {
		// Partner Center removes it itself later
		fmt.Fprintln(f.err, "fetch: the export is not removed:", err)
	}
	return nil
}

// head keeps the first bytes that are written to it.
type head struct {
	to    io.Writer
	first []byte
}

// Write implements [io.Writer].
func (h *head) Write(p []byte) (int, error) {
	if missing := 4 - len(h.first); missing > 0 {
		h.first = append(h.first, p[:min(missing, len(p))]...)
	}
	return h.to.Write(p)
}

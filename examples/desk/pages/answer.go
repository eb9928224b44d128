package pages

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// An answer is a response that a handler returns. It is written in the form
// that the client asked for.
type answer interface {
	serve(s *site, w http.ResponseWriter, r *http.Request)
}

// A page shows a model: as HTML by a template, or as JSON.
type page struct {
	// template is the name of a file in the folder templates, without its
	// extension.
	template string
	// title is the title of the page.
	title string
	// section is the menu entry that the page belongs to.
	section string
	// problem is the problem that the page reports, or nil. If there is one,
	// the page has its status, and a client that asks for JSON gets the problem
	// instead of the model.
	problem *problem
	// outside says that the page is for people outside the partner, so it has
	// no menu.
	outside bool
	model   any
}

// serve writes the page. It renders all of it first, so that an error never
// leaves half a page.
func (p *page) serve(s *site, w http.ResponseWriter, r *http.Request) {
	if p.template == "problem" && r.URL.Path == consentPath {
		p = s.customersProblem(p.problem)
	}
	var buffer bytes.Buffer
	kind := "text/html; charset=utf-8"
	var err error
	if wantsJSON(r) {
		value := p.model
		if kind = "application/json"; p.problem != nil {
			kind, value = problemKind, p.problem
		}
		encoder := json.NewEncoder(&buffer)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(value)
	} else {
		var pages templates
		if pages, err = s.pagesFor(r); err == nil {
			err = pages.write(&buffer, s, p)
		}
	}
	w.Header().Add("Vary", "Accept, Accept-Language")
	if err != nil {
		id := traceOf(r.Context()).id
		s.log.ErrorContext(r.Context(), "a page could not be made", "request", id, "page", p.template, "error", err)
		failed := problemOf(errFailed)
		failed.Request, failed.Detail = id, "the page could not be made; the request was "+id
		failed.brief(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	if p.problem != nil {
		w.WriteHeader(p.problem.Status)
	}
	_, _ = buffer.WriteTo(w) // the client went away, so the error cannot be shown to it
}

// wantsJSON reports whether a client prefers JSON to HTML.
func wantsJSON(r *http.Request) bool {
	best, asJSON := 0.0, false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, parameters, _ := strings.Cut(part, ";")
		weight := 1.0
		for parameter := range strings.SplitSeq(parameters, ";") {
			if value, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
				// a weight that is no number is 0, so the form is not wanted
				weight, _ = strconv.ParseFloat(value, 64)
			}
		}
		kind = strings.ToLower(strings.TrimSpace(kind))
		isJSON := kind == "application/json" || kind == "application/problem+json"
		if (isJSON || kind == "text/html" || kind == "*/*") && weight > best {
			best, asJSON = weight, isJSON
		}
	}
	return asJSON
}

// A yes is an empty answer that says the site works.
type yes struct{}

func (yes) serve(_ *site, w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusNoContent)
}

// A redirect sends the client to another address of the site, by GET.
type redirect string

func (to redirect) serve(_ *site, w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, string(to), http.StatusSeeOther)
}

// A download is a file.
type download struct {
	name, kind string
	write      func(io.Writer) error
}

// A fileWriter writes a file to a client. It sends the header before the first
// bytes.
type fileWriter struct {
	of    *download
	to    http.ResponseWriter
	begun bool
}

// Write writes a part of the file.
func (w *fileWriter) Write(p []byte) (int, error) {
	if !w.begun {
		w.begun = true
		w.to.Header().Set("Content-Type", w.of.kind)
		w.to.Header().Set("Content-Disposition", `attachment; filename="`+w.of.name+`"`)
	}
	return w.to.Write(p)
}

// firstBytes is the number of bytes at the start of a file that are held back.
// If the file fails within them, the client gets a problem instead.
const firstBytes = 64 << 10

// serve writes the file as it is made. If that fails before anything was sent,
// the client gets the problem. If it fails later, the connection is closed, so
// that no client believes that the file is complete.
func (d *download) serve(s *site, w http.ResponseWriter, r *http.Request) {
	file := &fileWriter{of: d, to: w}
	held := bufio.NewWriterSize(file, firstBytes)
	err := d.write(held)
	if err == nil {
		err = held.Flush()
	}
	switch {
	case err != nil && !file.begun:
		s.problem(r, err).serve(s, w, r)
	case err != nil:
		s.log.ErrorContext(r.Context(), "a download was cut", "request", traceOf(r.Context()).id, "file", d.name, "error", err)
		panic(http.ErrAbortHandler)
	}
}

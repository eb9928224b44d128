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

// An answer is written to a client, in the form that the client asked for.
type answer interface {
	serve(s *site, w http.ResponseWriter, r *http.Request)
}

// A page shows a model: as HTML by a template, or as JSON.
type page struct {
	// template is the name of the file below templates, without its ending.
	template string
	// title is the title of the page.
	title string
	// section is the entry of the menu that the page belongs to.
	section string
	// problem is what is wrong, or nil. The page has its status, and a client
	// that asks for JSON gets it in place of the model.
	problem *problem
	// outside says that the page is not for the partner's users, so that it has
	// no menu.
	outside bool
	model   any
}

// serve writes the page. It makes the whole of it first, so that an error never
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
	_, _ = buffer.WriteTo(w) // a client that went away has nobody to tell
}

// wantsJSON reports whether a client prefers JSON to HTML.
func wantsJSON(r *http.Request) bool {
	best, asJSON := 0.0, false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, parameters, _ := strings.Cut(part, ";")
		weight := 1.0
		for parameter := range strings.SplitSeq(parameters, ";") {
			if value, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
				// what is no number is 0, and so not wanted
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

// A yes is an answer without content.
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

// A fileWriter writes a file to a client. The header goes with the first bytes.
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

// firstBytes are the bytes of a file that are held back, so that a failure
// before their end is answered as one.
const firstBytes = 64 << 10

// serve writes the file as it is made. If that fails before anything was sent,
// the answer is the problem. If it fails later, the connection is cut, so that
// no client takes the part for the whole.
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

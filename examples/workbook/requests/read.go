package requests

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Request is a row of the sheet Requests. The zero Request is none.
type Request struct {
	// Row is the number of the row.
	Row int
	// ID is the ID of the claim to open.
	ID claims.ID
	// JSON is the request in the form that tracker open reads.
	JSON []byte

	cells map[string]place // by the path of the value
}

// A place is a cell with the header of its column.
type place struct{ sheet, cell, header string }

// A CellError is a malformed row, or a malformed cell of it. It wraps a
// [mci.FieldError].
type CellError struct {
	// Sheet is the name of the sheet.
	Sheet string `json:"sheet"`
	// Row is the number of the row.
	Row int `json:"row"`
	// Cell is the cell, such as D7. It is empty if no single cell is to blame.
	Cell string `json:"cell,omitempty"`
	// Column is the header of the cell's column, or empty.
	Column string `json:"column,omitempty"`
	// Err is the reason.
	Err error `json:"-"`
}

// Error returns the place and the reason, such as `Requests, D7, Way: found
// "Sideways", want one of add, claim`.
func (p *CellError) Error() string {
	if p.Cell == "" {
		return fmt.Sprintf("%s, row %d: %v", p.Sheet, p.Row, p.Err)
	}
	return fmt.Sprintf("%s, %s, %s: %v", p.Sheet, p.Cell, p.Column, p.Err)
}

// Unwrap returns the reason.
func (p *CellError) Unwrap() error { return p.Err }

// MarshalJSON returns the place and the reason.
func (p *CellError) MarshalJSON() ([]byte, error) {
	type place CellError
	return json.Marshal(struct {
		*place
		Error string `json:"error"`
	}{(*place)(p), p.Err.Error()})
}

// CellErrors returns the problems of an error about the request, each with its
// cell. If the error is not about fields, it returns one problem about the row.
func (r *Request) CellErrors(err error) []*CellError {
	var fields mci.Problems
	var one *mci.FieldError
	switch {
	case errors.As(err, &fields):
	case errors.As(err, &one):
		fields = mci.Problems{one}
	default:
		return []*CellError{{Sheet: Requests, Row: r.Row, Err: err}}
	}
	var all []*CellError
	for _, field := range fields {
		problem := &CellError{Sheet: Requests, Row: r.Row}
		reason := *field
		reason.Line, reason.Column = 0, 0 // nobody saw the JSON
		if place, ok := r.placeOf(field.Path); ok {
			problem.Sheet, problem.Cell, problem.Column, reason.Path = place.sheet, place.cell, place.header, ""
		}
		problem.Err = &reason
		all = append(all, problem)
	}
	return all
}

// placeOf returns the cell of a path. If the path has no cell of its own, it is
// that of the nearest field around it, or of the first field inside it.
func (r *Request) placeOf(path string) (place, bool) {
	for around := path; around != ""; {
		if found, ok := r.cells[around]; ok {
			return found, true
		}
		around = around[:max(strings.LastIndexByte(around, '.'), 0)]
	}
	for _, inside := range slices.Sorted(maps.Keys(r.cells)) {
		if strings.HasPrefix(inside, path+".") {
			return r.cells[inside], true
		}
	}
	return place{}, false
}

// Options say how [Read] reads. The zero Options are ready to use.
type Options struct {
	// Notes is called with the notes about the cells of each sheet, such as
	// formulas, when the sheet is read. It may be nil.
	Notes func([]workbook.Note)
}

// Read yields the requests of a workbook for a catalog, in the order of their
// rows. If a row is malformed, the error is a [CellError], and the request has
// only its row; the next row follows. Any other error is the last one: the
// sheet is missing, malformed, or has a header that is not known here, doubled
// or missing.
func Read(file *workbook.File, c *catalog.Catalog, options Options) iter.Seq2[Request, error] {
	return func(yield func(Request, error) bool) {
		sites, nameless, err := readLocations(file, &options)
		if err != nil {
			yield(Request{}, err)
			return
		}
		for _, problem := range nameless {
			if !yield(Request{}, problem) {
				return
			}
		}
		columns := columnsOf(c)
		rows := map[claims.ID]int{} // by the claims' IDs
		for row, err := range (&sheet{file, Requests, columns, required, &options}).rows {
			if err != nil {
				yield(Request{}, err)
				return
			}
			request, err := row.request(columns, sites)
			if err == nil && rows[request.ID] > 0 {
				err = row.problem(idHeader, fmt.Sprintf("another ID than that of row %d", rows[request.ID]))
			}
			if err != nil {
				request = Request{Row: row.number}
			} else {
				rows[request.ID] = row.number
			}
			if !yield(request, err) {
				return
			}
		}
	}
}

// The headers that the code names.
var (
	idHeader         = shared[0].header
	locationHeader   = "Location"
	locationIDHeader = locationColumns[0].header
	required         = []string{idHeader, "Engagement"}
)

// A location is a row of the sheet Locations.
type location struct {
	row sheetRow
	err error // it cannot be used
}

// readLocations returns the locations by their IDs, and a problem for each row
// without an ID. It returns no locations if there is no such sheet.
func readLocations(file *workbook.File, options *Options) (sites map[string]location, nameless []*CellError, err error) {
	if !slices.Contains(file.Sheets(), Locations) {
		return nil, nil, nil
	}
	sites = map[string]location{}
	for row, err := range (&sheet{file, Locations, locationColumns, []string{locationIDHeader}, options}).rows {
		if err != nil {
			return nil, nil, err
		}
		id := row.values[locationIDHeader]
		one := location{row, row.err}
		earlier, doubled := sites[id]
		switch {
		case id == "":
			nameless = append(nameless, &CellError{Locations, row.number, "", "", mci.Invalid(locationIDHeader, "", "a value; the column is required")})
			continue
		case doubled:
			one.err = &CellError{
				Locations, row.number, row.cells[locationIDHeader], locationIDHeader,
				mci.Invalid("", id, fmt.Sprintf("another ID than that of row %d", earlier.row.number)),
			}
		}
		sites[id] = one
	}
	return sites, nameless, nil
}

// request returns a row as a request.
func (r *sheetRow) request(columns []column, sites map[string]location) (Request, error) {
	if r.err != nil {
		return Request{}, r.err
	}
	for _, header := range required {
		if r.values[header] == "" {
			return Request{}, &CellError{Requests, r.number, "", "", mci.Invalid(header, "", "a value; the column is required")}
		}
	}
	request := Request{Row: r.number, ID: claims.ID(r.values[idHeader]), cells: map[string]place{"id": {Requests, r.cells[idHeader], idHeader}}}
	object := map[string]any{}
	if id := r.values[locationHeader]; id != "" && sites != nil {
		site, ok := sites[id]
		if !ok {
			return Request{}, r.problem(locationHeader, "the ID of a location of the sheet "+Locations)
		}
		if site.err != nil {
			return Request{}, site.err
		}
		request.put(object, Locations, locationColumns, &site.row)
	}
	request.put(object, Requests, columns, r)
	if customer, ok := object["customer"].(map[string]any); ok && customer["tenant"] != nil {
		set(object, []string{"customer", "tenant", "type"}, mci.TenantID.String())
	}
	var err error
	request.JSON, err = json.Marshal(object)
	return request, err
}

// problem returns the problem of a cell of the sheet Requests.
func (r *sheetRow) problem(header, want string) *CellError {
	return &CellError{Requests, r.number, r.cells[header], header, mci.Invalid("", r.values[header], want)}
}

// put puts the values of a row into the object, and notes their cells.
func (r *Request) put(object map[string]any, sheet string, columns []column, row *sheetRow) {
	for _, column := range columns {
		value, ok := row.values[column.header]
		if !ok || column.path == nil {
			continue
		}
		set(object, column.path, column.kind.value(value))
		r.cells[strings.Join(column.path, ".")] = place{sheet, row.cells[column.header], column.header}
	}
}

// value returns a text in the JSON form of a kind. A text that is not of the
// kind stays a text, so that the reader of the JSON names it.
func (k kind) value(text string) any {
	switch k {
	case whole:
		if number, err := strconv.Atoi(text); err == nil {
			return number
		}
		return text
	case holder:
		held := []string{}
		for one := range strings.SplitSeq(text, ";") {
			if one = strings.TrimSpace(one); one != "" && !strings.EqualFold(one, "none") {
				held = append(held, one)
			}
		}
		return held
	case word:
	}
	return text
}

// set sets a value inside an object, and makes the objects around it.
func set(object map[string]any, path []string, value any) {
	for _, name := range path[:len(path)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	object[path[len(path)-1]] = value
}

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
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Request is a row of the sheet Requests. The zero Request is none.
type Request struct {
	// Row is the number of the row.
	Row int
	// ID is the ID of the claim to open.
	ID claims.ID
	// JSON is the request in the form that tracker open reads.
	JSON []byte

	rows []*sheetRow // the rows from which it was read; the row of the sheet Requests is first
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
	// Cell is the cell, such as D7. It is empty if the problem concerns no
	// single cell.
	Cell string `json:"cell,omitempty"`
	// Column is the header of the cell's column. It is empty if there is no
	// cell.
	Column string `json:"column,omitempty"`
	// Err is the reason.
	Err error `json:"-"`
}

// Error returns the place and the reason, such as `Requests, D7, Way: found
// "Sideways", want one of add, claim`.
func (p *CellError) Error() string {
	text := fmt.Sprintf("%s, row %d", p.Sheet, p.Row)
	if p.Cell != "" {
		text = p.Sheet + ", " + p.Cell
	}
	if p.Column != "" {
		text += ", " + p.Column
	}
	return text + ": " + p.Err.Error()
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
		reason.Line, reason.Column = 0, 0 // the user never saw the JSON
		if at, row, ok := r.placeOf(field.Path); ok {
			problem.Sheet, problem.Row, problem.Cell, problem.Column, reason.Path = at.sheet, row.number, at.cell, at.header, ""
			r.explain(&reason, at)
		}
		problem.Err = &reason
		all = append(all, problem)
	}
	return all
}

// Place returns the name of the sheet, the cell and the column of a path of the
// request, such as that of a finding. If the path has no cell, they are empty.
func (r *Request) Place(path string) (sheet, cell, column string) {
	at, _, _ := r.placeOf(path)
	return at.sheet, at.cell, at.header
}

// explain adds the facts that the reader of the JSON cannot know: the required
// kind of an ID, the thing that a cell counts, and a column that the sheet
// lacks.
func (r *Request) explain(reason *mci.FieldError, at place) {
	switch {
	case at.header == customerIDHeader:
		entered := r.rows[0].values
		if kind := entered[idTypeHeader]; kind != "" {
			reason.Want = fmt.Sprintf("for the %s %q: %s", idTypeHeader, kind, reason.Want)
		}
		for _, other := range mci.IDTypes() {
			if _, err := mci.ParseCustomerID(other, entered[customerIDHeader]); err == nil {
				reason.Found += ", which has the form of a " + other.String()
			}
		}
	case kindOf(at.header) == whole && strings.HasPrefix(reason.Want, "a whole number"):
		reason.Want = "a whole number, 0 or more"
	}
	if at.cell == "" {
		reason.Want += "; the sheet has no such column"
	}
}

func kindOf(header string) kind {
	if i := slices.IndexFunc(shared, func(c column) bool { return c.header == header }); i >= 0 {
		return shared[i].kind
	}
	return word
}

// otherPaths maps paths of the request to the paths that package eligibility
// uses for the same values.
var otherPaths = map[string]string{"claimName": "name"}

// placeOf returns the cell of a path. The path's own cell is returned even if
// it is empty. If it has none, a cell with a value is returned: that of the
// nearest field around it, or of the first field inside it.
func (r *Request) placeOf(path string) (place, *sheetRow, bool) {
	if other := otherPaths[path]; other != "" {
		path = other
	}
	filled := func(row *sheetRow, header string) bool { return row.values[header] != "" }
	every := func(*sheetRow, string) bool { return true }
	for _, allowed := range []func(*sheetRow, string) bool{filled, every} {
		if at, row, ok := r.find(func(own string) bool { return own == path }, allowed); ok {
			return at, row, true
		}
	}
	for around := path; around != ""; around = around[:max(strings.LastIndexByte(around, '.'), 0)] {
		if at, row, ok := r.find(func(own string) bool { return own == around }, filled); ok {
			return at, row, true
		}
	}
	inside := func(own string) bool { return strings.HasPrefix(own, path+".") }
	if at, row, ok := r.find(inside, filled); ok {
		return at, row, true
	}
	if at, row, ok := r.find(inside, every); ok || !strings.HasPrefix(path, "location.") {
		return at, row, ok
	}
	return r.rows[0].place(locationHeader), r.rows[0], true // no location was chosen
}

// find returns the first allowed cell whose path matches.
func (r *Request) find(matches func(path string) bool, allowed func(row *sheetRow, header string) bool) (place, *sheetRow, bool) {
	for _, row := range r.rows {
		for _, column := range row.sheet.columns {
			path := strings.Join(column.path, ".")
			if column.path == nil {
				path = "id"
			}
			if matches(path) && allowed(row, column.header) {
				return row.place(column.header), row, true
			}
		}
	}
	return place{}, nil, false
}

// Options configure [Read]. The zero Options are ready to use.
type Options struct {
	// Notes is called with the notes about the cells of each sheet, such as
	// formulas, when the sheet is read. It may be nil.
	Notes func([]workbook.Note)
}

// Read yields the requests of a workbook for a catalog, in the order of their
// rows. If a row is malformed, the error is a [CellError], the request has only
// its row, and the next row follows. Any other error is the last one. It means
// that the sheet is missing or malformed, or that one of its headers is
// unknown, doubled or missing.
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
		rows := map[claims.ID]int{} // the numbers of the rows by claim ID
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

// The headers that are used in the code.
var (
	idHeader         = shared[0].header
	locationHeader   = "Location"
	idTypeHeader     = "Customer ID type"
	customerIDHeader = "Customer ID"
	locationIDHeader = locationColumns[0].header
	required         = []string{idHeader, "Engagement"}
)

// wantValue is the wanted value in the error for an empty cell of a required
// column.
const wantValue = "a value; the column is required"

// A location is a row of the sheet Locations.
type location struct {
	row sheetRow
	err error // not nil if the location cannot be used
}

// readLocations returns the locations by their IDs, and a problem for each row
// without an ID. If there is no such sheet, it returns no locations.
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
			nameless = append(nameless, row.problem(locationIDHeader, wantValue))
			continue
		case doubled:
			one.err = row.problem(locationIDHeader, fmt.Sprintf("another ID than that of row %d", earlier.row.number))
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
			return Request{}, r.problem(header, wantValue)
		}
	}
	for _, header := range []string{idHeader, customerIDHeader, locationHeader} {
		var field *mci.FieldError
		if err := vocabulary.CheckExact("", r.values[header]); errors.As(err, &field) {
			return Request{}, r.problem(header, field.Want)
		}
	}
	request := Request{Row: r.number, ID: claims.ID(r.values[idHeader]), rows: []*sheetRow{r}}
	object := map[string]any{}
	if id := r.values[locationHeader]; id != "" && sites != nil {
		site, ok := sites[id]
		if !ok {
			return Request{}, r.problem(locationHeader, "the ID of a location of the sheet "+Locations+": "+someOf(sites))
		}
		if site.err != nil {
			return Request{}, site.err
		}
		request.rows = append(request.rows, &site.row)
		put(object, locationColumns, &site.row)
	}
	put(object, columns, r)
	if customer, ok := object["customer"].(map[string]any); ok && customer["tenant"] != nil {
		set(object, []string{"customer", "tenant", "type"}, mci.TenantID.String())
	}
	var err error
	request.JSON, err = json.Marshal(object)
	return request, err
}

// someOf returns the first IDs of locations, at most ten, and the number of the
// others.
func someOf(sites map[string]location) string {
	const most = 10
	ids := slices.Sorted(maps.Keys(sites))
	if len(ids) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:most], ", "), len(ids)-most)
	}
	if len(ids) == 0 {
		return "none is there"
	}
	return strings.Join(ids, ", ")
}

// put puts the values of a row into the object.
func put(object map[string]any, columns []column, row *sheetRow) {
	for _, column := range columns {
		if value, ok := row.values[column.header]; ok && column.path != nil {
			set(object, column.path, column.kind.value(value))
		}
	}
}

// value returns a text in the JSON form of a kind. If the text is not of the
// kind, it stays a text, so that the reader of the JSON reports it.
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

// set sets a value inside an object. If the objects on its path are missing,
// they are made.
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

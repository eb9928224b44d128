package requests

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func must[V any](value V, err error) func(testing.TB) V {
	return func(tb testing.TB) V {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

// madeUp returns the test catalog of the library, which uses every shape.
func madeUp(tb testing.TB) *catalog.Catalog {
	tb.Helper()
	return must(catalogfile.Load("../../../mci/catalog/testdata/made-up.catalog.json"))(tb)
}

var day = mci.DateOf(time.Date(2022, 11, 10, 0, 0, 0, 0, time.UTC))

// template returns the bytes of an empty workbook of requests.
func template(tb testing.TB, c *catalog.Catalog, locations ...mci.Location) []byte {
	tb.Helper()
	book := workbook.New()
	defer func() { _ = book.Close() }()
	if err := Write(book, c, day, locations); err != nil {
		tb.Fatal(err)
	}
	var data bytes.Buffer
	if notes := must(book.Write(&data))(tb); notes != nil {
		tb.Errorf("told %v", notes)
	}
	return data.Bytes()
}

// filled returns a template in which a person has changed some cells, such as
// Requests!A2.
func filled(tb testing.TB, c *catalog.Catalog, cells map[string]any) *workbook.File {
	tb.Helper()
	file := must(excelize.OpenReader(bytes.NewReader(template(tb, c))))(tb)
	defer func() { _ = file.Close() }()
	for name, value := range cells {
		sheet, cell, _ := strings.Cut(name, "!")
		if value == nil {
			if err := file.DeleteSheet(sheet); err != nil {
				tb.Fatal(err)
			}
			continue
		}
		if err := file.SetCellValue(sheet, cell, value); err != nil {
			tb.Fatal(err)
		}
	}
	var data bytes.Buffer
	if err := file.Write(&data); err != nil {
		tb.Fatal(err)
	}
	return must(workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{}))(tb)
}

// at returns the cell of a column of the sheet Requests in a row.
func cell(tb testing.TB, c *catalog.Catalog, header, row string) string {
	tb.Helper()
	index := slices.IndexFunc(columnsOf(c), func(c column) bool { return c.header == header })
	if index < 0 {
		tb.Fatalf("there is no column %s", header)
	}
	return Requests + "!" + must(excelize.ColumnNumberToName(index+1))(tb) + row
}

// read returns the requests and the errors of a workbook.
func read(c *catalog.Catalog, file *workbook.File) (all []Request, errs []string) {
	for request, err := range Read(file, c, Options{}) {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		all = append(all, request)
	}
	return all, errs
}

func TestTheTemplateOffersTheListsOfTheCatalog(t *testing.T) {
	c := madeUp(t)
	data := template(t, c, mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes}, mci.Location{ID: "Bern"})
	file := must(excelize.OpenReader(bytes.NewReader(data)))(t)
	defer func() { _ = file.Close() }()
	if diff := cmp.Diff([]string{ReadMe, Requests, Locations, Lists}, file.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	offered := map[string]string{}
	for _, rule := range must(file.GetDataValidations(Requests))(t) {
		first, _, _ := strings.Cut(rule.Sqref, ":")
		offered[first] = strings.TrimSuffix(strings.TrimPrefix(rule.Formula1, "<formula1>"), "</formula1>")
	}
	for header, want := range map[string][]string{
		"Customer ID type": {"domain name", "tenant ID", "TPID", "Azure subscription ID", "MSX opportunity ID"},
		"Meets criteria":   {"yes", "no"}, "Way": {"add", "claim"}, "Role": {"Incentives user", "Incentives admin"},
		"Segment": {"commercial", "education", "public sector"}, "Location": {"Zurich", "Bern"}, "Engagement": engagementsOf(c),
	} {
		place := strings.TrimPrefix(cell(t, c, header, "2"), Requests+"!")
		if got := valuesIn(t, file, offered[place]); !slices.Equal(got, want) {
			t.Errorf("%s offers %q by %s, want %q", header, got, offered[place], want)
		}
	}
	for _, want := range []string{"Quantity: seats", "Fact: "} {
		if !slices.ContainsFunc(columnsOf(c), func(c column) bool { return strings.HasPrefix(c.header, want) }) {
			t.Errorf("there is no column %s", want)
		}
	}
	rows := must(file.GetRows(Locations))(t)
	if diff := cmp.Diff([][]string{{"Zurich", "", "CH", "enrolled", "yes"}, {"Bern"}}, rows[1:]); diff != "" {
		t.Error(diff)
	}
}

func engagementsOf(c *catalog.Catalog) []string { return listsOf(c, day)[0].values }

// valuesIn returns the values of an area, such as Lists!$A$2:$A$3.
func valuesIn(t *testing.T, file *excelize.File, area string) (values []string) {
	t.Helper()
	sheet, cells, _ := strings.Cut(strings.ReplaceAll(area, "$", ""), "!")
	first, last, ok := strings.Cut(cells, ":")
	if !ok {
		return nil
	}
	column, from, _ := excelize.CellNameToCoordinates(first)
	_, to, _ := excelize.CellNameToCoordinates(last)
	for row := from; row <= to; row++ {
		name, _ := excelize.CoordinatesToCellName(column, row)
		if value := must(file.GetCellValue(sheet, name))(t); value != "" {
			values = append(values, value)
		}
	}
	return values
}

func TestEveryFieldOfARowIsInTheRequest(t *testing.T) {
	c := madeUp(t)
	cells := map[string]any{"Locations!A2": "Zurich", "Locations!B2": "Head office", "Locations!C2": "CH", "Locations!D2": "enrolled", "Locations!E2": "yes"}
	for _, column := range columnsOf(c) {
		value := any("v " + column.header)
		switch {
		case column.kind == whole:
			value = 3
		case column.header == "Location":
			value = "Zurich"
		case column.header == "Qualifications":
			value = " Modern Work ;Security; "
		}
		cells[cell(t, c, column.header, "2")] = value
	}
	all, errs := read(c, filled(t, c, cells))
	if len(all) != 1 || errs != nil {
		t.Fatalf("got %d requests, %v", len(all), errs)
	}
	if all[0].Row != 2 || all[0].ID != "v Claim ID" {
		t.Errorf("got row %d, claim %s", all[0].Row, all[0].ID)
	}
	var object map[string]any
	if err := json.Unmarshal(all[0].JSON, &object); err != nil {
		t.Fatal(err)
	}
	for _, column := range append(columnsOf(c), locationColumns...) {
		inside := any(object)
		for _, name := range column.path {
			inside = inside.(map[string]any)[name]
		}
		if column.path != nil && inside == nil {
			t.Errorf("%s is not in the request at %v", column.header, column.path)
		}
	}
	for path, want := range map[string]any{
		"customer.claims": 3.0, "customer.tenant.type": "tenant ID", "qualifications": []any{"Modern Work", "Security"},
		"location.name": "Head office", "customer.quantities.seats": "v Quantity: seats",
	} {
		inside := any(object)
		for name := range strings.SplitSeq(path, ".") {
			inside = inside.(map[string]any)[name]
		}
		if diff := cmp.Diff(want, inside); diff != "" {
			t.Error(path, diff)
		}
	}
}

func TestAFactThatIsLeftEmptyIsNotInTheRequest(t *testing.T) {
	c := must(catalog.Public())(t)
	all, errs := read(c, filled(t, c, map[string]any{cell(t, c, "Claim ID", "3"): "a", cell(t, c, "Engagement", "3"): "x", cell(t, c, "Qualifications", "3"): "none"}))
	if len(all) != 1 || errs != nil || string(all[0].JSON) != `{"engagement":"x","qualifications":[]}` {
		t.Errorf("got %v, %v", all, errs)
	}
}

func TestABadRowIsToldByItsCellAndStopsNoOther(t *testing.T) {
	c := must(catalog.Public())(t)
	in := func(header, row string) string { return cell(t, c, header, row) }
	all, errs := read(c, filled(t, c, map[string]any{
		"Locations!A2": "Zurich", "Locations!A3": "Bern", "Locations!A4": "Bern", "Locations!C5": "CH",
		in("Claim ID", "2"): "a", in("Engagement", "2"): "x", in("Location", "2"): "Basel",
		in("Claim ID", "3"): "b", in("Engagement", "3"): "x", in("Location", "3"): "Zurich",
		in("Claim ID", "4"): "b", in("Engagement", "4"): "x",
		in("Claim ID", "5"):   "c",
		in("Engagement", "6"): "x",
		in("Claim ID", "7"):   "d", in("Engagement", "7"): "x", in("Location", "7"): "Bern",
		in("Claim ID", "8"): "e", in("Engagement", "8"): "x", "Requests!ZZ8": "lost",
		in("Claim ID", "9"): "f", in("Engagement", "9"): "x",
	}))
	var rows []int
	for i := range all {
		rows = append(rows, all[i].Row)
	}
	if diff := cmp.Diff([]int{3, 9}, rows); diff != "" {
		t.Error(diff)
	}
	want := []string{
		`Locations, A5, Location ID: found nothing, want a value; the column is required`,
		`Requests, V2, Location: found "Basel", want the ID of a location of the sheet Locations: Bern, Zurich`,
		`Requests, A4, Claim ID: found "b", want another ID than that of row 3`,
		`Requests, C5, Engagement: found nothing, want a value; the column is required`,
		`Requests, A6, Claim ID: found nothing, want a value; the column is required`,
		`Locations, A4, Location ID: found "Bern", want another ID than that of row 3`,
		`Requests, ZZ8, a column without a header: found "lost", want no value`,
	}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Error(diff)
	}
}

func TestASheetThatIsNotTheTemplatesIsAnError(t *testing.T) {
	c := must(catalog.Public())(t)
	for name, test := range map[string]struct {
		cells map[string]any
		want  string
	}{
		"an unknown column":           {map[string]any{"Requests!D1": "Wey"}, `header: found "Wey", want a column of the sheet Requests`},
		"a doubled column":            {map[string]any{"Requests!D1": "claims"}, `header: found "Claims", want each column once`},
		"a column that is missing":    {map[string]any{"Requests!A1": ""}, "want the column Claim ID on the sheet Requests"},
		"no requests":                 {map[string]any{"Requests!": nil}, `sheet: found "Requests", want one of`},
		"an unknown column of places": {map[string]any{"Locations!B1": "Nom"}, `header: found "Nom", want a column of the sheet Locations`},
	} {
		t.Run(name, func(t *testing.T) {
			all, errs := read(c, filled(t, c, test.cells))
			if len(all) > 0 || len(errs) != 1 || !strings.Contains(errs[0], test.want) {
				t.Errorf("got %v, %q, want %s", all, errs, test.want)
			}
		})
	}
	empty := workbook.New()
	defer func() { _ = empty.Close() }()
	must(empty.Sheet(Requests, nil))(t)
	var data bytes.Buffer
	must(empty.Write(&data))(t)
	file := must(workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{}))(t)
	if _, errs := read(c, file); len(errs) != 1 || !strings.Contains(errs[0], "Requests, which is empty") {
		t.Errorf("got %q", errs)
	}
}

func TestColumnsMayBeMovedAndLeftOutAndTheSheetOfLocationsToo(t *testing.T) {
	c := must(catalog.Public())(t)
	book := workbook.New()
	defer func() { _ = book.Close() }()
	sheet := must(book.Sheet(Requests, []workbook.Column{{Header: "location"}, {Header: "ENGAGEMENT"}, {Header: ""}, {Header: "Claim ID"}}))(t)
	if err := sheet.Row(workbook.Text("Zurich"), workbook.Text("x"), workbook.Cell{}, workbook.Text("a")); err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	must(book.Write(&data))(t)
	all, errs := read(c, must(workbook.Open(bytes.NewReader(data.Bytes()), int64(data.Len()), workbook.Limits{}))(t))
	if len(all) != 1 || errs != nil || string(all[0].JSON) != `{"engagement":"x","location":{"id":"Zurich"}}` {
		t.Errorf("got %v, %v", all, errs)
	}
}

func TestAnErrorAboutARequestIsToldByTheCellOfItsField(t *testing.T) {
	c := must(catalog.Public())(t)
	all, errs := read(c, filled(t, c, map[string]any{
		"Locations!A2": "Zurich", "Locations!C2": "Schweiz", cell(t, c, "Claim ID", "2"): "a", cell(t, c, "Engagement", "2"): "x",
		cell(t, c, "Location", "2"): "Zurich", cell(t, c, "Customer ID", "2"): "y", cell(t, c, "Contract value", "2"): "many",
	}))
	if len(all) != 1 || errs != nil {
		t.Fatal(all, errs)
	}
	inJSON := mci.Invalid("customer.id.value", "y", "a tenant ID")
	inJSON.Line, inJSON.Column = 1, 7
	for want, err := range map[string]error{
		`Requests, F2, Customer ID: found "y", want a tenant ID`:            inJSON,
		`Locations, C2, Location country: found "Schweiz", want CH`:         mci.Invalid("location.country", "Schweiz", "CH"),
		`Requests, F2, Customer ID: found nothing, want an ID`:              mci.Invalid("customer.id", "", "an ID"),
		`Requests, AA2, Contract value: found "many", want digits`:          mci.Problems{mci.Invalid("opportunity.contractValue.amount.digits", "many", "digits")},
		`Requests, R2, Partner contact name: found nothing, want a contact`: mci.Invalid("partnerContact", "", "a contact"),
		`Requests, row 2: the store is gone`:                                errors.New("the store is gone"),
		`Requests, A2, Claim ID: found "a b", want another`:                 mci.Invalid("id", "a b", "another"),
	} {
		got := all[0].CellErrors(err)
		if len(got) != 1 || got[0].Error() != want {
			t.Errorf("got %v\nwant %s", got, want)
		}
	}
	told := must(json.Marshal(all[0].CellErrors(inJSON)))(t)
	if want := `[{"sheet":"Requests","row":2,"cell":"F2","column":"Customer ID","error":"found \"y\", want a tenant ID"}]`; string(told) != want {
		t.Errorf("got %s\nwant %s", told, want)
	}
	var field *mci.FieldError
	if !errors.As(all[0].CellErrors(inJSON)[0], &field) || !errors.Is(field, mci.ErrInvalid) {
		t.Error("the reason is not wrapped")
	}
}

func TestReadingEndsWhenTheCallerWantsNoMore(t *testing.T) {
	c := must(catalog.Public())(t)
	file := filled(t, c, map[string]any{
		"Locations!C3": "CH", "Requests!A2": "a", "Requests!C2": "x", "Requests!A3": "b", "Requests!C3": "x",
	})
	for stop := 1; stop <= 2; stop++ {
		seen := 0
		for range Read(file, c, Options{}) {
			if seen++; seen == stop {
				break
			}
		}
		if seen != stop {
			t.Errorf("got %d", seen)
		}
	}
}

func TestTheTemplateNeedsABookWithoutItsSheets(t *testing.T) {
	c := must(catalog.Public())(t)
	for _, name := range []string{ReadMe, Requests, Locations, Lists} {
		book := workbook.New()
		must(book.Sheet(name, nil))(t)
		if err := Write(book, c, day, []mci.Location{{ID: "Zurich"}}); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %v", name, err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}

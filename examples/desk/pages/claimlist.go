package pages

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/workbook"
	"github.com/mci-go/incentives/examples/workbook/claimbook"
	"github.com/mci-go/incentives/mci"
)

// pageSize is the number of claims on one page.
const pageSize = 50

// A claimQuery holds the choices on the Claims page, as they stand in its
// address. The zero claimQuery shows the open claims, ordered by ID.
type claimQuery struct {
	// Area is the tab: a solution area, or empty for all.
	Area string `json:"area,omitempty"`
	// Show is "open", the default, or "all".
	Show string `json:"show"`
	// Sort is "id", the default, "expires" or "attention".
	Sort       string           `json:"sort"`
	Text       string           `json:"text,omitempty"`
	Status     string           `json:"status,omitempty"`
	Kind       store.Kind       `json:"kind,omitempty"` // or none for both
	Location   mci.LocationID   `json:"location,omitempty"`
	Engagement mci.EngagementID `json:"engagement,omitempty"`
	After      claims.ID        `json:"after,omitempty"`
	AfterKey   time.Time        `json:"afterKey,omitzero"`
	// Columns are the names of the columns, separated by commas. If it is
	// empty, the standard columns are shown.
	Columns string `json:"columns,omitempty"`
}

// A column is a column in the list of claims, after the first one, which names
// the claim.
type column struct {
	Value, Name string
	// Standard says that the column is shown if no columns were chosen.
	Standard bool
	// Sort is the order that the column represents, or empty.
	Sort string
}

// columns are all columns, in their order.
var columns = []column{
	{Value: "status", Name: "Status", Standard: true},
	{Value: "next", Name: "Next", Standard: true, Sort: "attention"},
	{Value: "deadline", Name: "Deadline", Standard: true, Sort: "expires"},
	{Value: "engagement", Name: "Engagement", Standard: true},
	{Value: "location", Name: "Location, owner", Standard: true},
	{Value: "customer", Name: "Customer's ID"},
	{Value: "number", Name: "Portal number"},
	{Value: "estimated", Name: "Estimated"},
	{Value: "approved", Name: "Approved"},
	{Value: "updated", Name: "Updated", Standard: true},
}

// A headColumn is a column's head. If the column represents an order, the head
// has the address of the list in that order.
type headColumn struct {
	column
	Address string
	Sorted  bool
}

// A claimTable is a list of claims with the columns that are shown.
type claimTable struct {
	Claims  []register.WorkItem
	Columns []headColumn
	Address string // of the list by claim ID, or empty
	Sorted  bool   // by claim ID
}

// standardTable is a list of claims with the standard columns.
func standardTable(claims []register.WorkItem) claimTable {
	t := claimTable{Claims: claims}
	for _, c := range columns {
		if c.Standard {
			t.Columns = append(t.Columns, headColumn{column: c})
		}
	}
	return t
}

// Table returns the list with the chosen columns. If a column represents an
// order, its head links to the list in that order.
func (m *claimList) Table() claimTable {
	q := m.Query.first()
	sorted := q.Sort
	q.Sort = "id"
	t := claimTable{Claims: m.Claims, Address: q.address("/claims"), Sorted: sorted == "id"}
	for _, c := range columns {
		if !q.shows(&c) {
			continue
		}
		head := headColumn{column: c}
		if c.Sort != "" {
			q.Sort = c.Sort
			head.Address, head.Sorted = q.address("/claims"), sorted == c.Sort
		}
		t.Columns = append(t.Columns, head)
	}
	return t
}

// shows reports whether a column is shown.
func (q *claimQuery) shows(c *column) bool {
	if q.Columns == "" {
		return c.Standard
	}
	return slices.Contains(strings.Split(q.Columns, ","), c.Value)
}

// A columnChoice is a column that can be chosen.
type columnChoice struct {
	choice
	Shown bool
}

// Choices are the columns that can be chosen.
func (m *claimList) Choices() []columnChoice {
	var all []columnChoice
	for _, c := range columns {
		all = append(all, columnChoice{choice{c.Value, c.Name}, m.Query.shows(&c)})
	}
	return all
}

// A choice is an entry of a list to choose from.
type choice struct{ Value, Name string }

// sorts are the orders in which a store can list claims.
var sorts = []choice{{"id", "claim ID"}, {"expires", "what expires first, of those that can"}, {"attention", "what needs somebody first"}}

// sortKeys are the index keys of the orders.
var sortKeys = map[string]store.IndexKey{"id": store.NoKey, "expires": store.ExpiresKey, "attention": store.AttentionKey}

// statusNames returns the statuses of both kinds, each once.
func statusNames() []string {
	names := store.Statuses(claims.Statuses()...)
	for _, state := range lifecycle.States() {
		if !slices.Contains(names, state.String()) {
			names = append(names, state.String())
		}
	}
	return names
}

// readClaimQuery reads the choices from an address. If a choice is unknown, the
// error names it.
func readClaimQuery(values url.Values) (claimQuery, error) {
	q := claimQuery{
		Area: values.Get("area"), Show: values.Get("show"), Sort: values.Get("sort"), Text: values.Get("text"), Status: values.Get("status"),
		Location: mci.LocationID(values.Get("location")), Engagement: mci.EngagementID(values.Get("engagement")), After: claims.ID(values.Get("after")),
	}
	problems := q.readColumns(values["column"])
	if text := values.Get("kind"); text != "" {
		problems = append(problems, fieldsOf(mci.At("kind", q.Kind.UnmarshalText([]byte(text))))...)
	}
	if q.Show == "" {
		q.Show = "open"
	}
	if q.Sort == "" {
		q.Sort = "id"
	}
	if q.Show != "open" && q.Show != "all" {
		problems = append(problems, mci.Invalid("show", q.Show, "open or all"))
	}
	if _, ok := sortKeys[q.Sort]; !ok {
		problems = append(problems, mci.Invalid("sort", q.Sort, "id, expires or attention"))
	}
	if q.Status != "" && !slices.Contains(statusNames(), q.Status) {
		problems = append(problems, mci.Invalid("status", q.Status, "a status of a claim"))
	}
	if text := values.Get("afterKey"); text != "" {
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			problems = append(problems, mci.Invalid("afterKey", text, "an instant"))
		}
		q.AfterKey = at
	}
	if len(problems) > 0 {
		return q, problems
	}
	return q, nil
}

// readColumns reads the chosen columns, each once.
func (q *claimQuery) readColumns(values []string) (problems mci.Problems) {
	var chosen []string
	for _, value := range values {
		for name := range strings.SplitSeq(value, ",") {
			if !slices.ContainsFunc(columns, func(c column) bool { return c.Value == name }) {
				problems = append(problems, mci.Invalid("column", name, "a column of the list"))
			} else if !slices.Contains(chosen, name) {
				chosen = append(chosen, name)
			}
		}
	}
	q.Columns = strings.Join(chosen, ",")
	return problems
}

// query returns the choices as a query of the store. If a status is chosen,
// claims with it are found even if they have ended.
func (q *claimQuery) query() store.Query {
	asked := store.Query{
		Kind: q.Kind, SolutionArea: q.Area, Text: q.Text, Location: q.Location, Engagement: q.Engagement, Open: q.Show == "open" && q.Status == "",
		Key: sortKeys[q.Sort], ByKey: q.Sort != "id", After: q.After, AfterKey: q.AfterKey,
	}
	if q.Status != "" {
		asked.Statuses = []string{q.Status}
	}
	return asked
}

// address returns the address of a page of claims with these choices.
func (q claimQuery) address(path string) string {
	values := url.Values{}
	for _, one := range []struct{ name, value, standard string }{
		{"area", q.Area, ""},
		{"show", q.Show, "open"},
		{"sort", q.Sort, "id"},
		{"text", q.Text, ""},
		{"status", q.Status, ""},
		{"kind", q.Kind.String(), ""},
		{"location", string(q.Location), ""},
		{"engagement", string(q.Engagement), ""},
		{"after", string(q.After), ""},
		{"column", q.Columns, ""},
	} {
		if one.value != one.standard {
			values.Set(one.name, one.value)
		}
	}
	if !q.AfterKey.IsZero() {
		values.Set("afterKey", q.AfterKey.Format(time.RFC3339Nano))
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// first returns the choices for the first page of the list.
func (q claimQuery) first() claimQuery {
	q.After, q.AfterKey = "", time.Time{}
	return q
}

// A claimList is the model of the Claims page.
type claimList struct {
	Query  claimQuery          `json:"query"`
	Claims []register.WorkItem `json:"claims"`
	// ByID are the claims whose own ID starts with the search text, regardless
	// of the other choices. They are only on the first page.
	ByID []register.WorkItem `json:"byID,omitempty"`
	// Unread are the claims on the page that cannot be read.
	Unread []*store.ClaimError `json:"unread,omitempty"`
	// Next is the address of the next page, or empty.
	Next string `json:"next,omitempty"`
	// First is the address of the first page, or empty on that page.
	First string `json:"first,omitempty"`

	Tabs        []tab    `json:"-"`
	Statuses    []string `json:"-"`
	Sorts       []choice `json:"-"`
	Locations   []choice `json:"-"`
	Engagements []choice `json:"-"`
	CSV, XLSX   string   `json:"-"`
	Clear       string   `json:"-"`
}

// A tab is a link to a part of a page.
type tab struct {
	Name, Address string
	Current       bool
	Count         string
}

// readClaims reads one page of claims, and returns the cursor of the next page.
func readClaims(ctx context.Context, list iter.Seq2[register.Item, error], q claimQuery, at time.Time) (*claimList, error) {
	model := &claimList{Query: q, Claims: []register.WorkItem{}}
	next, seen := q, 0
	for item, err := range list {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return nil, err
		}
		if seen == pageSize {
			model.Next = next.address("/claims")
			break
		}
		seen++
		if one != nil {
			model.Unread = append(model.Unread, one)
			next.After, next.AfterKey = one.ID, one.Key
		}
		if item.ID != "" {
			work := register.Work(item, at)
			model.Claims = append(model.Claims, work)
			next.After, next.AfterKey = item.ID, indexOf(&item, sortKeys[q.Sort])
		}
	}
	return model, ctx.Err()
}

// indexOf returns an item's value under an index key.
func indexOf(item *register.Item, key store.IndexKey) time.Time {
	if item.Claim != nil {
		return key.Of(item.Claim.Record().Index)
	}
	return key.Of(item.Association.Record().Index)
}

func (s *site) claimList(r *http.Request) (answer, error) {
	q, err := readClaimQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	asked := q.query()
	asked.Most = pageSize + 1
	model, err := readClaims(r.Context(), register.List(r.Context(), s.desk, asked), q, s.now())
	if err != nil {
		return nil, err
	}
	if model.ByID, err = s.claimsByID(r.Context(), q, model.Claims); err != nil {
		return nil, err
	}
	s.offer(model)
	return &page{template: "claims", title: "Claims", section: "Claims", model: model}, nil
}

// mostByID is the largest number of claims that are found by their own IDs.
const mostByID = 10

// leastPrefix is the smallest number of characters that find a claim by the
// start of its ID. The whole ID is always enough.
const leastPrefix = 3

// claimsByID returns the claims whose own ID starts with the search text,
// without those that the page lists anyway. The store lists claims in the order
// of their IDs, so no other claims are read.
func (s *site) claimsByID(ctx context.Context, q claimQuery, listed []register.WorkItem) ([]register.WorkItem, error) {
	id := claims.ID(strings.TrimSpace(q.Text))
	if id == "" || q.After != "" {
		return nil, nil
	}
	var found []register.WorkItem
	add := func(item *register.Item) {
		if item.ID != "" && !slices.ContainsFunc(listed, func(w register.WorkItem) bool { return w.ID == item.ID }) {
			found = append(found, register.Work(*item, s.now()))
		}
	}
	whole, err := s.item(ctx, id)
	if err != nil {
		return nil, err
	}
	add(&whole)
	if len(id) < leastPrefix {
		return found, nil
	}
	for item, err := range register.List(ctx, s.desk, store.Query{After: id, Most: mostByID}) {
		var one *store.ClaimError
		if err != nil && !errors.As(err, &one) {
			return nil, err
		}
		if item.ID != "" && !strings.HasPrefix(string(item.ID), string(id)) {
			break
		}
		add(&item)
	}
	return found, nil
}

// item returns a claim of either kind. It returns the zero item if no claim has
// the ID, or if the claim cannot be read.
func (s *site) item(ctx context.Context, id claims.ID) (register.Item, error) {
	kept, err := s.store.Load(ctx, id)
	if err == nil && kept.Kind == store.PartnerAssociation {
		claim, err := s.desk.Associations().Claim(ctx, id)
		if claim != nil {
			return register.Association(claim), nil
		}
		return register.Item{}, readable(err)
	}
	if err == nil {
		claim, err := s.desk.Claim(ctx, id)
		if claim != nil {
			return register.Activity(claim), nil
		}
		return register.Item{}, readable(err)
	}
	return register.Item{}, readable(err)
}

// readable returns nil if an error only says that a claim does not exist or
// cannot be read. It returns any other error.
func readable(err error) error {
	if class := desk.ClassOf(err); class == desk.Unavailable {
		return err
	}
	return nil
}

// ByIDTable returns the claims that were found by their own IDs, with the
// columns that are shown.
func (m *claimList) ByIDTable() claimTable {
	t := m.Table()
	t.Claims, t.Address, t.Sorted = m.ByID, "", false
	for i := range t.Columns {
		t.Columns[i].Address, t.Columns[i].Sorted = "", false
	}
	return t
}

// offer sets the choices and the links of the page.
func (s *site) offer(model *claimList) {
	first := model.Query.first()
	if first != model.Query {
		model.First = first.address("/claims")
	}
	for _, area := range append([]string{""}, s.areas()...) {
		one := first
		one.Area, one.Engagement = area, ""
		name := area
		if name == "" {
			name = "All areas"
		}
		model.Tabs = append(model.Tabs, tab{Name: name, Address: one.address("/claims"), Current: area == first.Area})
	}
	model.Statuses, model.Sorts = statusNames(), sorts
	model.Locations, model.Engagements = s.locations(), s.engagementChoices(first.Area)
	model.CSV, model.XLSX = first.address("/claims.csv"), first.address("/claims.xlsx")
	model.Clear = claimQuery{Area: first.Area, Show: "open", Sort: "id"}.address("/claims")
}

// areas returns the solution areas of the catalog in its order, and then those
// of associations. Each is returned once.
func (s *site) areas() []string {
	var all []string
	for edition := range s.catalog.Editions() {
		for e := range edition.Engagements() {
			if !slices.Contains(all, e.SolutionArea()) {
				all = append(all, e.SolutionArea())
			}
		}
	}
	for _, kind := range cpor.Kinds() {
		if area := kind.Terms().Area; !slices.Contains(all, area) {
			all = append(all, area)
		}
	}
	return all
}

// locations returns the partner's locations.
func (s *site) locations() []choice {
	var all []choice
	for i := range s.partner.Sites {
		id := s.partner.Sites[i].Location.ID
		all = append(all, choice{string(id), s.locationName(id)})
	}
	return all
}

// locationsTo returns the partner's locations at which the user may take an
// action.
func (s *site) locationsTo(action eligibility.Action) []choice {
	return slices.DeleteFunc(s.locations(), func(c choice) bool { return s.may(action, mci.LocationID(c.Value)) != nil })
}

// engagementChoices returns the engagements of an area and the kinds of
// association, each once. If the area is empty, it returns all of them.
func (s *site) engagementChoices(area string) []choice {
	var all []choice
	for edition := range s.catalog.Editions() {
		for e := range edition.Engagements() {
			one := choice{string(e.Ref().Engagement), e.Title()}
			if (area == "" || e.SolutionArea() == area) && !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	for _, kind := range cpor.Kinds() {
		if area == "" || kind.Terms().Area == area {
			all = append(all, choice{kind.String(), kind.String()})
		}
	}
	return all
}

// claimsCSV exports all claims that match the choices.
func (s *site) claimsCSV(r *http.Request) (answer, error) {
	return s.export(r, "claims.csv", "text/csv; charset=utf-8", func(w io.Writer, list iter.Seq2[register.Item, error]) error {
		unread, err := portal.Export(w, list, s.now(), portal.ExportOptions{Mark: true})
		if err != nil {
			return err
		}
		return nameUnread(w, unread)
	})
}

// nameUnread adds a row for each claim that the export leaves out, so that a
// reader of the file alone learns about it. If the file is imported, these rows
// are refused.
func nameUnread(w io.Writer, unread []*store.ClaimError) error {
	table := csv.NewWriter(w)
	table.UseCRLF = true
	row := make([]string, len(portal.Header()))
	for _, one := range unread {
		row[slices.Index(portal.Header(), portal.ClaimID.String())] = portal.SafeCell(string(one.ID))
		row[slices.Index(portal.Header(), portal.ClaimName.String())] = "not exported: " + one.Err.Error()
		if err := table.Write(row); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// claimsXLSX exports all claims that match the choices as a workbook.
func (s *site) claimsXLSX(r *http.Request) (answer, error) {
	kind := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	return s.export(r, "claims.xlsx", kind, func(w io.Writer, list iter.Seq2[register.Item, error]) (err error) {
		book := workbook.New()
		defer func() { err = errors.Join(err, book.Close()) }()
		if _, err := claimbook.Register(book, list, s.now()); err != nil {
			return err
		}
		_, err = book.Write(w) // the notes are about texts too long for a cell, and no claim has one
		return err
	})
}

func (s *site) export(r *http.Request, name, kind string, write func(io.Writer, iter.Seq2[register.Item, error]) error) (answer, error) {
	q, err := readClaimQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	list := register.List(r.Context(), s.desk, q.query())
	return &download{name: name, kind: kind, write: func(w io.Writer) error { return write(w, list) }}, nil
}

package claims_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
)

// holders returns a value of each exported type that contains a customer or a
// person.
func holders(t *testing.T) map[string]any {
	t.Helper()
	l := reach(t, plain(claims.AwaitingConsent))
	claim, entries := l.claim, l.history
	record := claim.Record()
	send := claims.SendConsent{CustomerContact: customerContact, PartnerContact: partnerContact}
	s := &store.Memory{}
	d := desk.New(s, public())
	nomination := nominate(question(engagement(public(), "fy23-microsoft-viva"), at("2022-11-10")))
	must(d.Open(t.Context(), nomination, "claim-1", by(claims.AddCustomer, at("2022-11-10"))))
	work := register.WorkItem{Item: register.Activity(claim)}
	return map[string]any{
		"Claim": claim, "Record": record, "Envelope": must(desk.Encode(&record)), "Entry": entries[0], "Change": claims.Change{Claim: claim, Entries: entries},
		"Delivery": store.Delivery{Position: "1", Entry: rows(claims.Change{Claim: claim, Entries: entries}).Entries[0]}, "CloudEvent": claims.CloudEvent{Source: "/fabrikam", Entry: entries[0]},
		"Item": work.Item, "Rows": rows(claims.Change{Claim: claim, Entries: entries}), "Limit": claims.Limit{Customer: record.CheckedID, Engagement: record.Engagement.Engagement, Most: 1},
		"Query": store.Query{Customer: record.CheckedID}, "SendConsent": send,
		"UpdateContact": claims.UpdateContact{Side: claims.CustomerSide, Contact: customerContact},
		"Adoption":      claims.Adoption{CustomerID: record.CustomerID, CheckedID: record.CheckedID, CustomerContact: customerContact, PartnerContact: partnerContact},
		"Memory":        s, "Desk": d, "WorkItem": work, "Listed": desk.Listed{ID: claim.ID(), Claim: claim}, "WorkGroup": register.WorkGroup{First: work}, "Reminder": register.Reminder{Item: work.Item},
		"NextSteps": claim.NextSteps(record.Updated),
	}
}

func TestWhatHoldsACustomerIsPrintedAndLoggedWithoutThem(t *testing.T) {
	record := reach(t, plain(claims.AwaitingConsent)).claim.Record()
	hidden := []string{record.CustomerID.Value(), record.CheckedID.Value(), customerContact.Email, customerContact.Name, partnerContact.Email, partnerContact.Name}
	for name, value := range holders(t) {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
			log := slog.New(handler)
			log.Info("bare", "value", value)
			log.With("value", value).WithGroup("group").Info("kept", "value", value)
		}
		for _, person := range hidden {
			if strings.Contains(out.String(), person) {
				t.Errorf("%s shows %q:\n%s", name, person, out.String())
			}
		}
	}
}

func TestALogTellsClaimsAndEntriesApart(t *testing.T) {
	held := holders(t)
	for name, want := range map[string]string{
		"Claim": `"value":{"claim":"claim-1","state":"Awaiting customer consent response","version":2}`,
		"Entry": `"value":{"claim":"claim-1","number":1,"at":"2022-11-10T09:00:00Z","actor":"partner","event":"add customer","to":"Customer claimed","rule":"claim.add"}`,
	} {
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", held[name])
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is logged as %s, want %s", name, out.String(), want)
		}
	}
}

// If a new type contains a customer or a person, add it to the table above.
func TestEveryTypeThatHoldsACustomerIsInTheTable(t *testing.T) {
	held := holders(t)
	names := holderTypes(t)
	for _, name := range names {
		if held[name] == nil {
			t.Errorf("%s holds a customer or a person, and no value of it is printed", name)
		}
	}
	if !slices.Contains(names, "Entry") || !slices.Contains(names, "Delivery") {
		t.Errorf("only %v were found: the test does not see the package", names)
	}
}

// holderTypes returns the exported structs of the package, and of store, desk and
// register, that contain a contact or a customer's ID, directly or through
// another of their types.
func holderTypes(t *testing.T) (exported []string) {
	t.Helper()
	parts := map[string][]string{} // names of the types that a struct mentions
	var files []string
	for _, folder := range []string{".", "store", "desk", "register"} {
		names, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, names...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		addParts(parts, file)
	}
	holds := []string{"mci.Contact", "mci.CustomerID"}
	for grown := true; grown; {
		grown = false
		for name, mentioned := range parts {
			if !slices.Contains(holds, name) && slices.ContainsFunc(mentioned, func(m string) bool { return slices.Contains(holds, m) }) {
				holds, grown = append(holds, name), true
			}
		}
	}
	for _, name := range holds[2:] {
		if ast.IsExported(name) {
			exported = append(exported, name)
		}
	}
	return exported
}

// addParts adds the names of the types that each struct of a file mentions.
func addParts(parts map[string][]string, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return false
		}
		for _, field := range fields.Fields.List {
			ast.Inspect(field.Type, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					if of, ok := n.X.(*ast.Ident); ok {
						parts[spec.Name.Name] = append(parts[spec.Name.Name], strings.TrimPrefix(of.Name+"."+n.Sel.Name, "claims."))
					}
					return false
				case *ast.Ident:
					parts[spec.Name.Name] = append(parts[spec.Name.Name], n.Name)
				}
				return true
			})
		}
		return false
	})
}

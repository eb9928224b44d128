package pages

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
)

// FuzzAFormIsACommandOrItsProblems demands that every form becomes a command or
// malformed fields that a page can show, and never panics.
func FuzzAFormIsACommandOrItsProblems(f *testing.F) {
	for i := range commandForms {
		values := url.Values{"version": {"3"}, "key": {"k"}}
		for _, one := range commandForms[i].fields {
			values.Set(one.Name, "1")
		}
		f.Add(slug(commandForms[i].event), values.Encode())
	}
	f.Add("send-consent", "dealSize.amount=A&version=3&key=k")
	f.Add("send-consent", "dealSize.amount=12%00&version=18446744073709551616")
	f.Fuzz(func(t *testing.T, address, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		sent, err := readSubmission(commandForms, address, values)
		if err != nil {
			p := problemOf(err)
			if p.Status != 404 && (p.Status != 422 || len(p.Problems) == 0) {
				t.Fatalf("%v: %+v", err, p)
			}
			return
		}
		filled := form{Fields: sent.form.fields}
		if _, err := filled.at(values, time.Unix(0, 0)); err != nil && problemOf(err).Status != 422 {
			t.Fatal(err)
		}
		if sent.form.event == claims.StatusObserved || sent.form.event == claims.EntryTakenBack {
			return
		}
		var document []byte
		err = filled.read(values, nil, func(text []byte) error {
			document = text
			_, err := claims.ReadCommand(sent.form.event, text)
			return err
		})
		if err != nil {
			problems := fieldsOf(err)
			back := form{Fields: append([]field(nil), sent.form.fields...)}
			back.fill(values)
			back.blameFields(problems)
			n := len(back.Errors)
			for i := range back.Fields {
				n += len(back.Fields[i].Errors)
			}
			if n != len(problems) || n == 0 {
				t.Fatalf("%d of %d problems are shown: %v", n, len(problems), err)
			}
		}
		if strings.Contains(string(document), `"at"`) {
			t.Fatalf("the instant is in the command: %s", document)
		}
	})
}

package pages

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// every returns all malformed fields of a form, although check reports only the
// first. After each error, it replaces the value by a well-formed one and
// checks again. If no field is malformed, it returns nil. Any other error of
// check is returned unchanged.
func (f *form) every(check func(*form) error) error {
	tried := *f
	tried.Fields = slices.Clone(f.Fields)
	var all mci.Problems
	for range len(tried.Fields) + 1 {
		err := check(&tried)
		problems := fieldsOf(err)
		if len(problems) == 0 {
			if err != nil && len(all) == 0 {
				return err
			}
			break
		}
		mended := false
		for _, p := range problems {
			if slices.ContainsFunc(all, func(known *mci.FieldError) bool { return known.Path == p.Path }) {
				continue
			}
			all = append(all, p)
			mended = tried.mend(p.Path) || mended
		}
		if !mended {
			break
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// mend replaces the values at a path by well-formed ones. It reports whether
// the form has such a field.
func (f *form) mend(path string) bool {
	mended := false
	for i := range f.Fields {
		one := &f.Fields[i]
		if !one.shown() || path == "" || !within(path, one.Name) {
			continue
		}
		one.Value, mended = one.Like, true
		switch one.Kind {
		case line, lines, list:
			one.Value = cmp.Or(one.Like, "x")
		case mailTo:
			one.Value = cmp.Or(one.Like, "a@b.example")
		case oneOf, date, month, moment, amount, checkbox, upload, hidden, number, count, several, state: // may be empty
		}
	}
	return mended
}

// contentKey returns an idempotency key that includes the content of the form.
// If another form is sent under the same key, it gets another content key.
func (f *form) contentKey(key string, more ...string) string {
	sum := sha256.New()
	values := url.Values{}
	for i := range f.Fields {
		values.Set(f.Fields[i].Name, f.Fields[i].Value)
	}
	for i := range f.Fields {
		values.Set(f.Fields[i].Name, f.Fields[i].said(values))
	}
	fmt.Fprintf(sum, "%q %q %q", key, more, values.Encode())
	return "desk-" + hex.EncodeToString(sum.Sum(nil)[:16])
}

// sentBefore returns the error for a form whose key has opened a claim with
// other content.
func sentBefore(id claims.ID) error {
	return fmt.Errorf("%w: this form was sent before with other content, and opened the claim %s; change that claim, or open the page of the form anew for another one", desk.ErrExists, id)
}

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

// every returns all malformed fields of a form, although a check tells only the
// first of them. Each field that is found is asked for again with a value that
// is well formed. If nothing is malformed, every returns nil; any other error
// of the check is returned as it is.
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

// mend gives the fields of a path a value that is well formed. It reports
// whether there is such a field.
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

// contentKey returns the idempotency key for a form with what is in it, so that
// a form that was sent before is told from another one under the same key.
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

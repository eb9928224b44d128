// Package bound reads the parts of a stored record that every kind of claim has
// in common. A kind of claim has a [Format], whose Read reads its records and
// entries.
package bound

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Text is the most bytes of a text in a record. It is far above any real one;
// the checks of the record bound each field.
const Text = 1 << 20

// Limits are far above the size of any real record. For example, a record with
// many thousand idempotency keys can still be read.
var Limits = document.Limits{Bytes: 64 << 20, Members: 1 << 20, Text: Text}

// Contact reads the JSON of [mci.Contact].
func Contact(o document.Object) mci.Contact {
	return mci.Contact{Name: o.Field("name").Text(Text), Email: o.Field("email").Text(Text)}
}

// Source reads the JSON of [mci.Source].
func Source(o document.Object) (source mci.Source) {
	source.Title = o.Field("title").Text(Text)
	source.Published = o.Field("published").Text(Text)
	o.Field("grade").Into(&source.Grade)
	return source
}

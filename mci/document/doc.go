// Package document reads JSON strictly, within bounds, and reports every
// problem with its path and its place.
//
// It has two layers. [Scan] checks that a text is well-formed JSON within
// [Limits], and returns its values as they are written: verbatim, in their
// order, duplicate members included. It builds no tree. It is the base for a
// codec that must lose nothing.
//
// [Read] uses the scanner and binds one object to declared fields. A caller
// asks an [Object] for each [Field] of its format, required or optional, and
// reads the value as a text, a number, an instant, an enumeration, an object or
// a list. It is a problem if a field was not asked for, occurs twice, or has a
// name in the wrong case. So nothing in a document is ignored in silence. For
// example:
//
//	err := document.Read(data, document.Limits{}, func(o document.Object) {
//		claim.ID = o.Field("id").Text(200)
//		claim.Version = o.Field("version").Uint64()
//		o.Optional("contact").Object(func(o document.Object) {
//			claim.Contact.Name = o.Field("name").Text(200)
//		})
//	})
//
// Every problem is a [mci.FieldError]; together they are [mci.Problems], in the
// order of the document. The package does no I/O and keeps no state between
// calls.
package document

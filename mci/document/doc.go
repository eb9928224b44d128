// Package document reads JSON strictly, within bounds, and reports every
// problem with its path and its place.
//
// It has two layers. [Scan] checks that a text is well-formed JSON within
// [Limits], and gives its values as they are written: verbatim, in their order,
// doubled members included. It builds no tree. A codec that must lose nothing
// stands on it.
//
// [Read] stands on the scanner and binds one object to declared fields. A
// caller asks an [Object] for each [Field] that its format has, required or
// optional, and takes the value as a text, a number, an instant, an
// enumeration, an object or a list. A field that nobody asked for, a doubled
// field and a field in other letters are problems, so that nothing in a
// document is passed over in silence:
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
// order of the document. The package does no I/O and keeps nothing between
// calls.
package document

// Package vocabulary holds the words that the packages of this library share:
// the texts of an enumeration, malformed fields and their paths.
//
// Hosts do not need it. Package mci offers [FieldError] and [Problems], the
// errors of malformed input, under the same names. [Names] gives an enumeration
// its text forms, [CheckText] bounds a text, [Fold] compares names of another
// system, and [Nearest] finds the word that was meant by a misspelled one.
package vocabulary

// Package vocabulary holds the words that the packages of this library share:
// the texts of an enumeration, malformed fields and their paths.
//
// Hosts do not need it. The errors of malformed input are [FieldError] and
// [Problems], which package mci offers to hosts under the same names. [Names]
// gives an enumeration its text forms, and [CheckText] bounds a text.
package vocabulary

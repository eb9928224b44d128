// Package examples holds only tests, which check the statements of the README
// and the schemas. The example programs are in the folders beside it.
package examples

// Package examples holds no code: its tests check what the README and the
// schemas promise. The programs are in the folders beside it.
package examples

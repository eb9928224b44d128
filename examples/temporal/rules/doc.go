// Package rules holds the activities of the workflows of package follow. A
// worker calls [NewHost] for its store and [Register] for its [Activities]. An
// activity loads a claim from the store, lets the rules of the library judge
// it, and saves the change, all through the library's own desk. The workflow
// only sees the outcome.
//
// Every activity can be repeated after a crash at any point. A command has its
// idempotency key. If an expiry is recorded, it is no longer due. A notice has
// a key by which its receiver recognizes it.
package rules

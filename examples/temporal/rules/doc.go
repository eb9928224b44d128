// Package rules holds the activities of the workflows of package follow. An
// activity loads a claim from the store, lets the rules of the library judge
// it, and saves the change, all through the library's own desk. The workflow
// sees only the outcome.
//
// Every activity can be repeated after a crash at any point. A command has its
// idempotency key, an expiry that is recorded is not due any more, and a notice
// has a key by which its receiver knows it again.
package rules

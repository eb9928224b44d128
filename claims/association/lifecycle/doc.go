// Package lifecycle is the course of a CPOR claim as tables: the statuses that
// Partner Center shows, the endings of a claim, and the events that lead from
// one state to the next, each with its actor. A host calls [Transitions] for
// the rows, [States] for the states and [Mermaid] for a diagram. The same code
// compiles and draws the tables of the other kind of claim. Package association
// applies them to a claim, with its commands, guards and clocks.
//
// [State] distinguishes states that Partner Center shows as one status: a
// rejected claim that can still be disputed, one that can no longer be
// disputed, and one whose customer opted out.
//
// # Contradictions in the documents
//
//   - Whether a claim can be changed once it is submitted. Reading: only if a
//     reviewer asks for more, and then only location, workloads, contacts,
//     proof and comments.
//   - Whether a rejected claim ends. Reading: 30 days after the rejection, or
//     when the customer opts out, it is closed for this library.
package lifecycle

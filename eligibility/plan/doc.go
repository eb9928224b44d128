// Package plan finds the engagements for which a customer can be nominated now:
// by which ID, from which location, for which pay and until when.
//
// A host makes three calls:
//
//   - [Make] decides on each engagement by each ID and location of a
//     [Prospect];
//   - [Plan.Options] gives the answers, the best first, and for every
//     engagement that is closed the rules that stand in the way;
//   - [Choice.Question] gives the question that eligibility.Nominate accepts.
//
// [Plan.Exclusions] tells which engagements cannot be nominated in one go.
package plan

// Package ruling applies a table of rules to a subject, and explains the result
// of each rule.
//
// A rule is one [Row]: a stable ID and version, its meaning, a check that
// answers pass, fail or unknown, the wanted and the found value in words, and
// its source. [Check] checks a table for completeness. [Judge] runs all rows
// and keeps their answers as two sets of bits. [Row.Finding] explains one of
// them. The package serves those packages of this library whose decisions are
// tables, such as eligibility and recognition.
package ruling

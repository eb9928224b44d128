// Package ruling applies a table of rules to a subject, and explains what each
// rule found.
//
// A rule is one [Row]: a stable ID and version, its meaning, the check that
// answers pass, fail or unknown, what it wants and found in words, and its
// source. [Judge] asks all rows and keeps their answers as two sets of bits;
// [Row.Finding] writes one of them out. It serves the packages of this library
// whose decisions are tables, such as eligibility and recognition.
package ruling

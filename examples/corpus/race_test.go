//go:build race

package main

// raceDetector says that the tests run under the race detector, which makes the
// corpus fifteen times slower and finds nothing in it without goroutines.
const raceDetector = true

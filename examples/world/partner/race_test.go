//go:build race

package partner

// raceDetector says that the tests run under the race detector, which makes
// them many times slower and finds nothing in a world without goroutines.
const raceDetector = true

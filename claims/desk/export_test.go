package desk

// MostAttempts is the number of times that a desk tries to save.
const MostAttempts = mostAttempts

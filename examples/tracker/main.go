// Tracker keeps a partner's claims in one SQLite file.
package main

func main() {}

package pages

import (
	_ "embed"
	"net/http"
)

// openAPI describes the addresses for programs, in the form of OpenAPI 3.0. The
// tests write it from the routes and the models, and check all their answers
// against it.
//
//go:embed openapi.json
var openAPI []byte

// serveOpenAPI serves the description. It reveals nothing about the partner, so
// no sign-in is needed.
func serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPI) // the client went away, so the error cannot be shown to it
}

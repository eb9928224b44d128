package pages

import (
	_ "embed"
	"net/http"
)

// openAPI describes the addresses for programs, in the form of OpenAPI 3.0. The
// tests write it from the routes and the models, and hold every answer of
// theirs against it.
//
//go:embed openapi.json
var openAPI []byte

// serveOpenAPI serves the description. It names nothing of the partner, so
// nobody needs to sign in for it.
func serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPI) // a client that went away has nobody to tell
}

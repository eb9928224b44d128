package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// A web handler chooses the response by the class of an error. It adds the
// details of the class: the field if the input is malformed, or the gaps if the
// command was refused.
func ExampleClassOf() {
	d, _ := contosoDesk()
	submit := func(w http.ResponseWriter, r *http.Request) {
		_, err := d.Do(r.Context(), claims.ID(r.PathValue("id")), claims.Submit{Comment: r.FormValue("comment")}, meta(claims.Partner, "2022-11-20"))
		class := desk.ClassOf(err)
		if class == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		answer := map[string]any{"class": class, "advice": class.Advice()}
		var refusal *claims.Refusal
		var field *mci.FieldError
		switch {
		case errors.As(err, &refusal):
			answer["rule"] = refusal.Rule
		case errors.As(err, &field):
			answer["field"] = field.Path
		}
		w.WriteHeader(class.HTTPStatus())
		_ = json.NewEncoder(w).Encode(answer)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /claims/{id}/submit", submit)
	for _, path := range []string{"/claims/claim-1/submit", "/claims/claim-9/submit", "/claims/claim-1/submit?comment=" + strings.Repeat("x", 5000)} {
		recorder := httptest.NewRecorder()
		mux.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, path, http.NoBody))
		fmt.Print(recorder.Code, " ", recorder.Body)
	}
	// Output:
	// 409 {"advice":"settle what the refusal names; until then the same command is refused again","class":"refused","rule":"claim.machine"}
	// 404 {"advice":"correct the claim's ID","class":"not found"}
	// 422 {"advice":"correct the field that the error names","class":"malformed","field":"comment"}
}

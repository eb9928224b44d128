package fake

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// everything is a page size that no test reaches.
const everything = 1 << 20

// list answers with one page. If the contract does not have the query, it
// answers 400, unless the server is permissive.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	asked, wrong := listingOf(query, s.Referrals.Permissive)
	if wrong != "" {
		refuse(w, mci.Invalid(wrong, query.Get(wrong), "what the contract lists"))
		return
	}
	all, err := s.Referrals.Query(r.Context(), referral.Query{Order: referral.OldestFirst, Most: everything})
	if err != nil {
		refuse(w, err)
		return
	}
	found := all.Referrals[:0]
	for i := range all.Referrals {
		if asked.selects(&all.Referrals[i]) {
			found = append(found, all.Referrals[i])
		}
	}
	asked.sort(found)
	size := asked.top
	if size == 0 {
		size = s.PageSize
	}
	if size == 0 {
		size = 2
	}
	page := map[string]any{"@odata.count": len(found)}
	if asked.skip+size < len(found) {
		query.Set("$skiptoken", strconv.Itoa(asked.skip+size))
		next := url.URL{Scheme: "http", Host: r.Host, Path: Path, RawQuery: query.Encode()}
		page["@odata.nextLink"] = next.String()
	}
	asked.skip = min(asked.skip, len(found))
	elements := make([]any, 0, size)
	if s.OddElement != "" {
		elements = append(elements, json.RawMessage(s.OddElement))
	}
	for _, one := range found[asked.skip:min(asked.skip+size, len(found))] {
		element, err := only(one, asked.members)
		if err != nil {
			refuse(w, err)
			return
		}
		elements = append(elements, element)
	}
	page["value"] = elements
	write(w, http.StatusOK, page)
}

// only returns the members of a value that $select names. If it names none, all
// members are returned.
func only(value json.Marshaler, members []string) (any, error) {
	if members == nil {
		return value, nil
	}
	data, err := value.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	for name := range all {
		if !slices.Contains(members, name) {
			delete(all, name)
		}
	}
	return all, nil
}

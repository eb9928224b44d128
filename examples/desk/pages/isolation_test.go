package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// turned is a text from right to left. In these tests it is in each text that a
// person can choose.
const turned = "\u05e9\u05dc\u05d5\u05dd"

// turnAround gives a text from right to left to everybody and everything that
// has a name, and returns the addresses of the pages that show one.
func (f *fixture) turnAround(t *testing.T) []string {
	t.Helper()
	f.partner.Company += " " + turned
	for i := range f.partner.Users {
		f.partner.Users[i].Name += " " + turned
	}
	f.user = f.partner.Users[0]
	for i := range f.partner.Sites {
		f.partner.Sites[i].Location.Name += " " + turned
	}
	for i := range f.partner.Customers {
		f.partner.Customers[i].Name += " " + turned
		f.partner.Customers[i].Contact.Name += " " + turned
	}
	pages := []string{}
	for _, name := range []string{"City Power & Light", "Consolidated Messenger"} {
		name += " " + turned
		nominate := "/nominate?" + url.Values{"customer": {opaque(name)}, "engagement": {"fy23-microsoft-viva"}}.Encode()
		pages = append(pages, customerPath(name), nominate, "/nominate/many?"+url.Values{"customer": {opaque(name)}, "engagement": {"fy23-microsoft-viva", "fy23-collaborative-apps"}}.Encode(), "/associate?customer="+opaque(name))
	}
	c, _ := f.partner.customer("City Power & Light " + turned)
	w := f.post(t, "/nominate", f.values(t, pages[1], "/nominate", "claimName", c.Name+": workshop", "customerContact.name", c.Contact.Name, "customerContact.email", c.Contact.Email,
		"partnerContact.name", f.user.Name, "partnerContact.email", "pat@fabrikam.example", "do", "nominate"))
	id := strings.TrimPrefix(pathOf(w), "/claims/")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	f.give(t, id, "send-consent", "dealSize.amount", "1000")
	accept, _ := f.links(t)
	f.give(t, id, "record-facts", "number", "N "+turned, "comment", "a comment "+turned)
	f.give(t, "litware-sales", "comment", "comment", "a comment "+turned)
	f.give(t, "litware-teams", "comment", "comment", "a comment "+turned)
	if w := f.giveFile(t, turned+".pdf", "a file"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	f.give(t, "adventure-teams", "edit", "workloads", "Teams "+turned, "customerContact.name", turned, "customerContact.email", "x@adventure.example", "customerTitle", turned)
	f.keepReports(t, turned+".csv", earningsReport, "keep")
	return append(
		pages, accept, "/claims/"+id, "/claims/litware-sales", "/claims/litware-teams", "/claims/proseware-syntex", "/claims/adventure-teams",
		"/claims?text="+url.QueryEscape(turned)+"&column=customer,number,location,status,next", "/claims?text="+id, "/due", "/due?by=location", "/due?by=owner", "/due?location=zurich", "/due?by=area",
		"/customers?text="+url.QueryEscape(turned), "/engagements/fy23-microsoft-viva/customers?text="+url.QueryEscape(turned), "/engagements/fy23-microsoft-viva/customers?tab=Ineligible",
		"/engagements", "/engagements/fy23-microsoft-viva", "/money", "/money/settlement", "/import", "/calendar", "/changes", "/referrals", "/claims?status="+url.QueryEscape(turned), "/nominate", "/nominate?engagement=fy23-microsoft-viva",
	)
}

// unisolated returns the texts from right to left on a page that change the
// direction of the text beside them.
func unisolated(t testing.TB, page string) (all []string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, apart bool)
	walk = func(n *html.Node, apart bool) {
		attribute := func(name string) string {
			i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
			if i < 0 {
				return ""
			}
			return n.Attr[i].Val
		}
		if n.Type == html.ElementNode {
			apart = apart || n.Data == "bdi" || attribute("dir") == "auto"
			if n.Data == "input" && attribute("type") != "hidden" && attribute("type") != "checkbox" && strings.Contains(attribute("value"), turned) && !apart {
				all = append(all, "the field "+attribute("name"))
			}
		}
		if n.Type == html.TextNode && strings.Contains(n.Data, turned) && !apart && !strings.Contains(n.Data, "\u2068") {
			all = append(all, strings.TrimSpace(n.Data))
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child, apart)
		}
	}
	walk(tree, false)
	return all
}

func TestATextFromRightToLeftTurnsNothingBesideIt(t *testing.T) {
	f := newFixture(t, nil)
	shown := 0
	for _, address := range f.turnAround(t) {
		w := f.get(t, address)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", address, w.Code, w.Header())
		}
		shown += strings.Count(f.raw, turned)
		for _, text := range unisolated(t, f.raw) {
			t.Errorf("%s: %s is not isolated", address, text)
		}
	}
	// a returned form has the typed values
	w := f.post(t, "/claims/lucerne-apps/send-consent", url.Values{"version": {"1"}, "dealSize.amount": {turned}})
	for _, text := range unisolated(t, f.raw) {
		t.Errorf("%d: %s is not isolated", w.Code, text)
	}
	if shown < 300 {
		t.Errorf("the text is shown %d times only", shown)
	}
	f.tellsOf(t)
}

// tellsOf demands that the check of this file finds a text that is not isolated.
func (f *fixture) tellsOf(t *testing.T) {
	t.Helper()
	for page, want := range map[string]int{
		"<p>" + turned + "</p>": 1, "<p><bdi>" + turned + "</bdi> is <b>" + turned + "</b></p>": 1, "<title>" + turned + "</title>": 1, "<title>\u2068" + turned + "\u2069</title>": 0,
		`<input type="text" name="a" value="` + turned + `">`: 1, `<input type="text" dir="auto" value="` + turned + `">`: 0, `<textarea>` + turned + `</textarea>`: 1, `<option dir="auto">` + turned + `</option>`: 0,
	} {
		if got := unisolated(t, page); len(got) != want {
			t.Errorf("%s: %v", page, got)
		}
	}
}

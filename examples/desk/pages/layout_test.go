package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A box is a named element of a page with its place, in pixels.
type box struct {
	Name string  `json:"name"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
}

// near is the most pixels by which a box may be elsewhere.
const near = 2

// mostBoxes is the most boxes that are compared.
const mostBoxes = 40

// boxesOf is the script that finds the named elements of a page.
const boxesOf = `[...document.querySelectorAll('.development, .top, main, h1, h2, nav, section, table, .notice, svg, .foot')].map(e => {
	const by = e.getAttribute('aria-labelledby'), r = e.getBoundingClientRect()
	const said = e.getAttribute('aria-label') || by && document.getElementById(by) && document.getElementById(by).textContent || (/^H\d/.test(e.tagName) ? e.textContent : e.className.baseVal || e.className || '')
	return {name: e.tagName.toLowerCase() + ' ' + said.trim().slice(0, 40), x: r.x + scrollX, y: r.y + scrollY, w: r.width, h: r.height}
}).filter(b => b.w > 0 && b.h > 0).map(b => ({name: b.name, x: Math.round(b.x), y: Math.round(b.y), w: Math.round(b.w), h: Math.round(b.h)}))`

// measuredFont tells whether the browser shows the pages in the font in which
// they were measured.
const measuredFont = `(() => {
  const pen = document.createElement("canvas").getContext("2d");
  const width = font => { pen.font = font; return pen.measureText("mmmmlliiWW").width; };
  return width("16px system-ui") === width("16px 'DejaVu Sans', monospace") && width("16px 'DejaVu Sans', monospace") !== width("16px monospace");
})()`

// layout compares the boxes of a page with the golden file of its name, which
// has those of each width. A dark page has the boxes of the light one.
func layout(ctx context.Context, t *testing.T, name string, w window) {
	t.Helper()
	width := fmt.Sprint(w.width)
	if width != "360" && width != "1280" {
		return
	}
	if !ask[bool](ctx, t, measuredFont) {
		t.Log("SKIPPED: the layout, which was measured in DejaVu Sans, and this browser shows the pages in another font")
		return
	}
	got := ask[[]box](ctx, t, boxesOf)
	got = got[:min(len(got), mostBoxes)]
	file := filepath.Join("testdata", "layout", name+".json")
	golden := map[string][]box{}
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &golden)
	}
	if *update && w.scheme == "light" {
		golden[width] = got
		if text, err = marshalBoxes(golden); err == nil {
			err = os.WriteFile(file, text, 0o600)
		}
	}
	if err != nil {
		t.Errorf("%s: %v; -update writes it", name, err)
		return
	}
	if differ := differences(golden[width], got); len(differ) > 0 {
		t.Errorf("%s %s: the layout differs by more than %d pixels; -update rewrites it:\n%s", name, w.name, near, strings.Join(differ[:min(len(differ), 5)], "\n"))
	}
}

// differences names the boxes that have moved.
func differences(want, got []box) (all []string) {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			all = append(all, fmt.Sprintf("%+v is gone", want[i]))
		case i >= len(want):
			all = append(all, fmt.Sprintf("%+v is new", got[i]))
		default:
			a, b := want[i], got[i]
			if a.Name != b.Name || math.Abs(a.X-b.X) > near || math.Abs(a.Y-b.Y) > near || math.Abs(a.W-b.W) > near || math.Abs(a.H-b.H) > near {
				all = append(all, fmt.Sprintf("was %+v, is %+v", a, b))
			}
		}
	}
	return all
}

// marshalBoxes writes a line for each box.
func marshalBoxes(golden map[string][]box) ([]byte, error) {
	var text strings.Builder
	text.WriteString("{")
	before := ""
	for _, width := range []string{"1280", "360"} {
		if golden[width] == nil {
			continue
		}
		fmt.Fprintf(&text, "%s\n  %q: [", before, width)
		for i := range golden[width] {
			line, err := json.Marshal(golden[width][i])
			if err != nil {
				return nil, err
			}
			if i > 0 {
				text.WriteString(",")
			}
			text.WriteString("\n    " + string(line))
		}
		text.WriteString("\n  ]")
		before = ","
	}
	text.WriteString("\n}\n")
	return []byte(text.String()), nil
}

func TestALayoutDiffersIfABoxIsElsewhere(t *testing.T) {
	one := []box{{"h1 Due", 10, 20, 300, 40}}
	for name, c := range map[string]struct {
		got  []box
		want int
	}{
		"the same": {one, 0}, "two pixels lower": {[]box{{"h1 Due", 10, 22, 300, 40}}, 0}, "three pixels lower": {[]box{{"h1 Due", 10, 23, 300, 40}}, 1},
		"another name": {[]box{{"h1 Do", 10, 20, 300, 40}}, 1}, "narrower": {[]box{{"h1 Due", 10, 20, 290, 40}}, 1}, "gone": {nil, 1}, "one more": {append(one, one...), 1},
	} {
		if got := differences(one, c.got); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// filesIn returns the names of the files in a folder, without its folders.
func filesIn(t testing.TB, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// filePart is a file in a form in parts, which ends with "--x--\r\n".
const filePart = "--x\r\nContent-Disposition: form-data; name=%q; filename=\"a\"\r\n\r\n%s\r\n"

// parts sends parts of a form.
func (f *fixture) parts(t testing.TB, address, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	return f.serve(r)
}

func TestAnUploadThatFailsLeavesNothing(t *testing.T) {
	f := newFixture(t, nil)
	one := fmt.Sprintf(filePart, "file", export)
	for name, send := range map[string]func() *httptest.ResponseRecorder{
		"no export":  func() *httptest.ResponseRecorder { return f.upload(t, "", "a,b\n1,2\n") },
		"no instant": func() *httptest.ResponseRecorder { return f.upload(t, "soon", export) },
		"a late instant": func() *httptest.ResponseRecorder {
			return f.parts(t, "/import", one+"--x\r\nContent-Disposition: form-data; name=\"at\"\r\n\r\nsoon\r\n--x--\r\n")
		},
		"cut short": func() *httptest.ResponseRecorder { return f.parts(t, "/import", one+"--x\r\nContent-Disp") },
		"two files": func() *httptest.ResponseRecorder {
			return f.parts(t, "/import", one+fmt.Sprintf(filePart, "file", "more")+"--x--\r\n")
		},
		"no catalog": func() *httptest.ResponseRecorder { return f.dropCatalog(t, "no.json", "no JSON") },
		"a large catalog": func() *httptest.ResponseRecorder {
			return f.dropCatalog(t, "large.json", strings.Repeat(" ", mostCatalog+1))
		},
		"a huge catalog": func() *httptest.ResponseRecorder {
			return f.dropCatalog(t, "huge.json", strings.Repeat(" ", mostCatalog+2*mostForm))
		},
		"a proof of two files": func() *httptest.ResponseRecorder {
			return f.parts(t, "/claims/proseware-syntex/give-evidence", fmt.Sprintf(filePart, uploadField, "one")+fmt.Sprintf(filePart, uploadField, "two")+"--x--\r\n")
		},
		"a proof cut short": func() *httptest.ResponseRecorder {
			return f.parts(t, "/claims/proseware-syntex/give-evidence", fmt.Sprintf(filePart, uploadField, "one")+"--x\r\nContent-Disp")
		},
		"a form of another event": func() *httptest.ResponseRecorder {
			return f.parts(t, "/claims/proseware-syntex/comment", fmt.Sprintf(filePart, uploadField, "one")+"--x--\r\n")
		},
		"a form of no event": func() *httptest.ResponseRecorder {
			return f.parts(t, "/claims/proseware-syntex/dance", fmt.Sprintf(filePart, uploadField, "one")+"--x--\r\n")
		},
	} {
		if w := send(); w.Code < http.StatusBadRequest || w.Code >= http.StatusInternalServerError {
			t.Errorf("%s: %d", name, w.Code)
		}
		for _, folder := range []string{f.uploads(), f.evidence(), f.waitingEvidence()} {
			if left := filesIn(t, folder); len(left) > 0 {
				t.Fatalf("%s leaves %v in %s", name, left, filepath.Base(folder))
			}
		}
	}
	// a file that waits is not removed because it is uploaded again with a fault
	values := hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm")
	f.upload(t, "soon", export)
	f.done(t, "/import/confirm", values)
}

func TestTheLimitOfAFileIsNamed(t *testing.T) {
	f := newFixture(t, nil)
	for address, most := range map[string]string{"/import": "64 MiB", "/changes": "8 MiB"} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, "It may have "+most) {
			t.Errorf("%s does not name it", address)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, http.NoBody)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.ContentLength = mostUpload + 1
		if w := f.serve(r); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "The file is too large: it may have "+most) || !strings.Contains(w.Body.String(), `name="file"`) {
			t.Errorf("%s: %d %s", address, w.Code, errorsIn(w.Body.String()))
		}
	}
}

func TestWhatWaitsIsBoundedInAgeNumberAndSize(t *testing.T) {
	now := time.Now()
	put := func(folder string, i int, age time.Duration, size int64) string {
		name := sumOf(fmt.Sprint(i))
		if i < 0 {
			name = strings.ReplaceAll(uploadPattern, "*", fmt.Sprint(-i))
		}
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, size); err != nil { // a sparse file, which needs no room
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for name, c := range map[string]struct {
		fill func(folder string)
		left int
	}{
		"old": {func(folder string) {
			put(folder, 1, waitingTime+time.Minute, 1)
			put(folder, 2, waitingTime-time.Minute, 1)
		}, 1},
		"many": {func(folder string) {
			for i := range mostWaiting + 5 {
				put(folder, i, time.Duration(i)*time.Minute, 1)
			}
		}, mostWaiting},
		"large": {func(folder string) {
			for i := range 5 {
				put(folder, i, time.Duration(i)*time.Minute, waitingBytes/4)
			}
		}, 4},
		"unfinished": {func(folder string) { put(folder, -1, unfinishedTime+time.Minute, 1); put(folder, -2, time.Minute, 1) }, 1},
		"of others": {func(folder string) {
			if err := os.WriteFile(filepath.Join(folder, "notes.txt"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, 1},
	} {
		folder := t.TempDir()
		c.fill(folder)
		if err := sweepWaiting(folder, now); err != nil {
			t.Fatal(err)
		}
		if left := filesIn(t, folder); len(left) != c.left {
			t.Errorf("%s: %d are left", name, len(left))
		}
	}
	// the start of the program and each upload remove them
	f := newFixture(t, nil)
	sum := hiddenIn(t, f.upload(t, "", export).Body.String(), "/import/confirm").Get("file")
	old := now.Add(-waitingTime - time.Minute)
	orphan := put(f.catalogFolderMade(t), 7, waitingTime+time.Minute, 1)
	for _, sweep := range []func(){
		func() {
			site, err := open(t.Context(), &order{mails: f.mail.folder, db: filepath.Join(f.folder, "x.db"), access: access{listen: "127.0.0.1:8080"}}, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			if err := site.close(); err != nil {
				t.Fatal(err)
			}
		},
		func() { f.drop(t, "payments.csv", paymentsReport) },
	} {
		f.upload(t, "", export)
		if err := os.Chtimes(filepath.Join(f.uploads(), sum), old, old); err != nil {
			t.Fatal(err)
		}
		sweep()
		if _, err := os.Stat(filepath.Join(f.uploads(), sum)); err == nil {
			t.Error("an old preview is still there")
		}
	}
	if left := filesIn(t, f.catalogFolder()); len(left) > 0 {
		t.Errorf("%v: the catalog %s is still there", left, orphan)
	}
}

// catalogFolderMade returns the folder of the catalogs, which is there.
func (f *fixture) catalogFolderMade(t testing.TB) string {
	t.Helper()
	if err := os.MkdirAll(f.catalogFolder(), 0o700); err != nil {
		t.Fatal(err)
	}
	return f.catalogFolder()
}

func TestAFileWaitsForItsFormAndIsKeptWithItsCommand(t *testing.T) {
	f := newFixture(t, nil)
	const page = "/claims/proseware-syntex"
	w := f.giveFile(t, "b.pdf", "a proof", "template", "soon")
	reference := "b.pdf " + sumMark + sumOf("a proof")
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), reference) {
		t.Fatalf("%d: the form does not name the file: %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := f.get(t, "/evidence/"+sumOf("a proof")); w.Code != http.StatusNotFound {
		t.Errorf("a file that waits is evidence: %d", w.Code)
	}
	again := func(key string) url.Values {
		return f.values(t, page, page+"/give-evidence", "part", "invoice", "reference", reference, "key", key)
	}
	kept := f.store
	f.store = conflicting{kept}
	if w := f.post(t, page+"/give-evidence", again("k1")); w.Code != http.StatusConflict || len(filesIn(t, f.evidence())) != 0 {
		t.Errorf("a command that was not saved: %d, %v", w.Code, filesIn(t, f.evidence()))
	}
	f.store = kept
	if w := f.post(t, page+"/give-evidence", again("k2")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := f.get(t, "/evidence/"+sumOf("a proof")); w.Code != http.StatusOK {
		t.Errorf("%d: it is not kept", w.Code)
	}
	gone := "c.pdf " + sumMark + sumOf("removed meanwhile")
	if w := f.post(t, page+"/give-evidence", f.values(t, page, page+"/give-evidence", "part", "invoice", "reference", gone)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "once more") {
		t.Errorf("a file that does not wait any longer: %d", w.Code)
	}
}

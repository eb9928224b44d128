package payouts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/payouts"
	"github.com/mci-go/incentives/mci"
)

type token string

func (t token) Token(context.Context) (string, error) {
	if t == "" {
		return "", errors.New("signed out")
	}
	return string(t), nil
}

func client(t *testing.T, handler http.Handler, options payouts.Options) *payouts.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	options.URL = server.URL + fake.ExportsPath
	if options.Tokens == nil {
		options.Tokens = token("t")
	}
	made, err := payouts.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func exports() *fake.Exports {
	return &fake.Exports{Token: "t", Polls: 3, Files: map[string]string{"payments": "a,b\n", "transactionhistory": "c,d\n"}}
}

func TestAnExportIsQueuedPolledDownloadedAndRemoved(t *testing.T) {
	center := exports()
	c, ctx := client(t, center, payouts.Options{}), t.Context()
	const filter = "paymentDate ge 2023-03-01 and paymentDate le 2023-04-12"
	first, err := c.Queue(ctx, payouts.Payments, filter, "key")
	if err != nil || first.Status != payouts.Queued || first.Query != filter || first.Blob != "" {
		t.Fatalf("got %+v, %v", first, err)
	}
	again, err := c.Queue(ctx, payouts.Payments, filter, "key")
	if err != nil || again.ID != first.ID {
		t.Errorf("got %v, %v, want the same export under the same key", again, err)
	}
	var seen []payouts.Status
	export := first
	for range 3 {
		if export, err = c.Get(ctx, payouts.Payments, first.ID); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, export.Status)
		if export.Status == payouts.Processing {
			if err := c.Delete(ctx, payouts.Payments, first.ID); err == nil {
				t.Error("an export that is being made was removed")
			}
		}
	}
	if fmt.Sprint(seen) != "[Queued Processing Completed]" {
		t.Errorf("got %v", seen)
	}
	var file bytes.Buffer
	if err := c.Download(ctx, export, &file); err != nil || file.String() != "a,b\n" {
		t.Errorf("got %q, %v", file.String(), err)
	}
	if err := c.Delete(ctx, payouts.Payments, first.ID); err != nil {
		t.Error(err)
	}
	if _, err := c.Get(ctx, payouts.Payments, first.ID); !errors.Is(err, payouts.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	center.Expire()
	if err := c.Download(ctx, export, &file); !errors.Is(err, payouts.ErrExpired) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want ErrExpired without the address", err)
	}
	if text := fmt.Sprintf("%v %+v %#v", export, export, export); strings.Contains(text, "secret") {
		t.Errorf("the address is shown: %s", text)
	}
}

func TestAServiceThatIsTooBusySaysHowLong(t *testing.T) {
	for after, want := range map[string]string{"7": "7s", "9999999": "1h0m0s", "": "30s", "soon": "30s", "Mon, 02 Jan 2006 15:04:05 GMT": "0s"} {
		center := exports()
		center.Meet(fake.Fault{Status: 429, RetryAfter: after})
		_, err := client(t, center, payouts.Options{}).Queue(t.Context(), payouts.Payments, "", "key")
		var status *payouts.StatusError
		if !errors.As(err, &status) || status.Wait.String() != want || status.RequestID != "key" {
			t.Errorf("%q: got %v, want %s", after, err, want)
		}
	}
}

func TestAnAnswerOfAnotherFormIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"no JSON": "<html>", "none": `{"value":[]}`, "another": `{"value":[{"requestId":"x"}]}`, "no ID": `{"value":[{"status":"Queued"}]}`,
		"too long": `{"value":[{"requestId":"` + strings.Repeat("x", 2<<20) + `"}]}`,
	} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		if export, err := client(t, handler, payouts.Options{}).Get(t.Context(), payouts.Payments, "id"); err == nil {
			t.Errorf("%s: got %v", name, export)
		}
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	other := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked elsewhere: %s", r.URL) })
	elsewhere := httptest.NewServer(other)
	defer elsewhere.Close()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) })
	if _, err := client(t, handler, payouts.Options{}).Get(t.Context(), payouts.Payments, "id"); err == nil {
		t.Error("a redirect was followed")
	}
	for _, blob := range []string{"", "http://example.com/blob?sig=secret", "ftp://x", ":", "/blob"} {
		if err := client(t, handler, payouts.Options{}).Download(t.Context(), payouts.Export{ID: "1", Blob: blob}, &bytes.Buffer{}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %v", blob, err)
		}
	}
	if _, err := client(t, exports(), payouts.Options{Tokens: token("")}).Get(t.Context(), payouts.Payments, "id"); err == nil || !strings.Contains(err.Error(), "signed out") {
		t.Errorf("got %v", err)
	}
}

func TestAFileIsBounded(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
		default:
			_, _ = w.Write([]byte("12345"))
		}
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	c := client(t, handler, payouts.Options{MostBytes: 4})
	for path, want := range map[string]error{"/long": payouts.ErrTooLong, "/busy": &payouts.StatusError{Status: 429}, "/cut": nil} {
		err := c.Download(t.Context(), payouts.Export{ID: "1", Blob: server.URL + path}, &bytes.Buffer{})
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	server.Close()
	if err := c.Download(t.Context(), payouts.Export{ID: "1", Blob: server.URL + "/gone?sig=secret"}, &bytes.Buffer{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v, want an error without the address", err)
	}
}

func TestAnAddressThatOthersCanReadIsRefused(t *testing.T) {
	for _, options := range []payouts.Options{
		{URL: "http://example.com", Tokens: token("t")}, {URL: "https://example.com?x", Tokens: token("t")}, {URL: ":", Tokens: token("t")}, {},
	} {
		if _, err := payouts.New(options); !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%+v: got %v", options, err)
		}
	}
}

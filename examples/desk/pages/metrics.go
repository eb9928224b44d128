package pages

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/mci-go/incentives/claims/portal"
)

// A meter holds the metrics for Prometheus. No metric names a person, a
// customer or a claim.
type meter struct {
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
	rows     *prometheus.CounterVec
	mails    *prometheus.CounterVec
}

// liveHeap adds the bytes that were in use after the last garbage collection.
// They show memory growth better than other metrics.
var liveHeap = collectors.WithGoCollectorRuntimeMetrics(collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)})

// newMeter returns the metrics of an application.
func newMeter(a *application) *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "desk_request_seconds", Help: "Time until the answer was written, by method, pattern of the address and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "pattern", "status"}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "desk_import_rows_total", Help: "Rows of exports that were imported, by what became of them. A preview does not count.",
		}, []string{"outcome"}),
		mails: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "desk_mails_total", Help: "Consent mails, by what became of them: written into the folder, sent, or failed.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.seconds, m.rows, m.mails, &claimCollector{a}, collectors.NewGoCollector(liveHeap), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// request counts a request.
func (m *meter) request(method, pattern string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other"
	}
	if pattern == "" {
		pattern = "other"
	}
	m.seconds.WithLabelValues(method, pattern, strconv.Itoa(status)).Observe(took.Seconds())
}

// imported counts a row of an import that was saved.
func (m *meter) imported(outcome portal.Outcome) { m.rows.WithLabelValues(outcome.String()).Inc() }

// mail counts a mail.
func (m *meter) mail(outcome string) { m.mails.WithLabelValues(outcome).Inc() }

// handler returns the handler that Prometheus scrapes.
func (m *meter) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 2}))
	return mux
}

// The metrics of the claims.
var (
	claimsFigure = prometheus.NewDesc("desk_claims", "Claims by kind and status.", []string{"kind", "status"}, nil)
	dueFigure    = prometheus.NewDesc("desk_claims_due", "Claims whose expiry is due and not recorded yet, by kind.", []string{"kind"}, nil)
	lateFigure   = prometheus.NewDesc("desk_claims_overdue", "Claims that Microsoft holds beyond the window of the review, or has not paid by the expected day, by kind.", []string{"kind"}, nil)
	unreadFigure = prometheus.NewDesc("desk_claims_unreadable", "Claims that cannot be read.", nil, nil)
	storeFigure  = prometheus.NewDesc("desk_store_up", "1 if the claims could be read when Prometheus asked, else 0.", nil, nil)
)

// A claimCollector counts the claims when Prometheus scrapes.
type claimCollector struct{ of *application }

// Describe sends the descriptions of the metrics.
func (*claimCollector) Describe(to chan<- *prometheus.Desc) {
	for _, figure := range []*prometheus.Desc{claimsFigure, dueFigure, lateFigure, unreadFigure, storeFigure} {
		to <- figure
	}
}

// mostCount is the longest time that counting may take.
const mostCount = 10 * time.Second

// Collect counts the claims. If the store fails, it reports the failure and
// counts nothing.
func (c *claimCollector) Collect(to chan<- prometheus.Metric) {
	gauge := func(figure *prometheus.Desc, value int, labels ...string) {
		to <- prometheus.MustNewConstMetric(figure, prometheus.GaugeValue, float64(value), labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), mostCount)
	defer cancel()
	of := c.of.present(ctx)
	if err := of.follow(ctx); err != nil {
		of.log.WarnContext(ctx, "the claims could not be counted", "error", err)
		gauge(storeFigure, 0)
		return
	}
	count := of.ledger.count()
	for key, n := range count.claims {
		gauge(claimsFigure, n, key.kind.String(), key.status)
	}
	for kind, n := range count.due {
		gauge(dueFigure, n, kind.String())
	}
	for kind, n := range count.overdue {
		gauge(lateFigure, n, kind.String())
	}
	gauge(unreadFigure, count.unread)
	gauge(storeFigure, 1)
}

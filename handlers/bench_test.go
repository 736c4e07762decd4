package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parksite/internal/store/storetest"
)

// BenchmarkPreview ranks 59 countries by the general model, sign-in check,
// permission, decoding, ranking and encoding included. BenchmarkConstant beside
// it sends a body of the same size through a bare handler.
func BenchmarkPreview(b *testing.B) {
	c := benchClient(b)
	size := 0
	for b.Loop() {
		res := c.send(b)
		size = res.Body.Len()
	}
	b.ReportMetric(float64(size), "bytes/answer")
}

func BenchmarkConstant(b *testing.B) {
	c := benchClient(b)
	body := c.send(b).Body.Bytes()
	bare := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	})
	for b.Loop() {
		bare.ServeHTTP(httptest.NewRecorder(), c.request())
	}
	b.ReportMetric(float64(len(body)), "bytes/answer")
}

type benchmark struct {
	handler http.Handler
	cookie  *http.Cookie
}

func benchClient(b *testing.B) benchmark {
	b.Helper()
	s := newSiteWith(b, storetest.Open(b), func(*Config) {})
	return benchmark{s.api.Handler(), &http.Cookie{Name: cookiePlain, Value: s.as("analyst").cookies[cookiePlain]}}
}

func (c benchmark) request() *http.Request {
	r := httptest.NewRequest("POST", "/api/v1/preview", strings.NewReader(
		`{"modelId":"general","weights":{"population":0.3,"location":0.25,"development":0.2,"urbanization":0.15,"business":0.1}}`))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(c.cookie)
	return r
}

func (c benchmark) send(b *testing.B) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, c.request())
	if rec.Code != http.StatusOK {
		b.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return rec
}

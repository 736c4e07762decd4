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

// BenchmarkReadyModels previews each model the product ships for all 59
// countries, over the whole way of a request; BenchmarkReplay does so for
// 2005 to 2023.
func BenchmarkReadyModels(b *testing.B) {
	c := benchClient(b)
	for _, m := range c.models {
		b.Run(m, func(b *testing.B) {
			for b.Loop() {
				c.sendTo(b, "/api/v1/preview", `{"modelId":"`+m+`"}`)
			}
		})
	}
}

func BenchmarkReplay(b *testing.B) {
	c := benchClient(b)
	for _, m := range c.models {
		b.Run(m, func(b *testing.B) {
			for b.Loop() {
				c.sendTo(b, "/api/v1/preview/replay", `{"modelId":"`+m+`","from":2005,"to":2023}`)
			}
		})
	}
}

type benchmark struct {
	handler http.Handler
	cookie  *http.Cookie
	models  []string
}

func benchClient(b *testing.B) benchmark {
	b.Helper()
	data, err := seedData()
	if err != nil {
		b.Fatal(err)
	}
	st := storetest.Open(b)
	fill(b, st, data, true)
	s := newSiteWith(b, st, func(*Config) {})
	c := benchmark{handler: s.api.Handler(), cookie: &http.Cookie{Name: cookiePlain, Value: s.as("analyst").cookies[cookiePlain]}}
	for _, m := range data.Models {
		c.models = append(c.models, m.ID)
	}
	c.send(b) // loads the data
	return c
}

func (c benchmark) request() *http.Request {
	return c.requestTo("/api/v1/preview",
		`{"modelId":"general","weights":{"population":0.3,"location":0.25,"development":0.2,"urbanization":0.15,"business":0.1}}`)
}

func (c benchmark) requestTo(path, body string) *http.Request {
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(c.cookie)
	return r
}

func (c benchmark) send(b *testing.B) *httptest.ResponseRecorder {
	return c.serve(b, c.request())
}

func (c benchmark) sendTo(b *testing.B, path, body string) *httptest.ResponseRecorder {
	return c.serve(b, c.requestTo(path, body))
}

func (c benchmark) serve(b *testing.B, r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	c.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		b.Fatalf("%d %s", rec.Code, rec.Body)
	}
	return rec
}

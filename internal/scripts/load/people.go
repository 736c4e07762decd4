package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"sync"
	"time"
)

// person is somebody at work: a browser and a draft of their own.
type person struct {
	http       *http.Client
	base, bare string
	draft      string
	version    int64
}

func newPerson(base, bare string) (*person, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &person{base: base + "/api/v1", bare: bare, http: &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}, nil
}

// ask sends a request and reads its answer into into, unless nil.
func (p *person) ask(ctx context.Context, method, url string, body, into any, headers ...string) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if body == nil {
		data = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode > 299 {
		return fmt.Errorf("%s %s: %d %.300s", method, req.URL.Path, res.StatusCode, text)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}

// hire makes n accounts of two enterprises, who set their passwords by the
// links they were sent and are then all signed in.
func hire(ctx context.Context, base, bare string, n int) ([]*person, error) {
	admin, err := newPerson(base, bare)
	if err != nil {
		return nil, err
	}
	if err := admin.ask(ctx, "POST", admin.base+"/session", map[string]string{"username": "admin", "password": password}, nil); err != nil {
		return nil, err
	}
	type invitation struct {
		User   struct{ ID, Username string }
		Secret string
	}
	invitations := make([]invitation, n)
	for i := range invitations {
		name := fmt.Sprintf("worker%d", 100+i)
		if err := admin.ask(ctx, "POST", admin.base+"/users", map[string]string{"username": name, "name": name}, &invitations[i]); err != nil {
			return nil, err
		}
		team := []string{"demo-enterprise-a", "demo-enterprise-b"}[i%2]
		if err := admin.ask(ctx, "POST", admin.base+"/memberships", map[string]string{"userId": invitations[i].User.ID, "teamId": team, "role": "analyst"}, nil); err != nil {
			return nil, err
		}
	}
	crew, errs := make([]*person, n), make([]error, n)
	var wg sync.WaitGroup
	door := make(chan struct{}, 3) // one address may not try many passwords at once
	for i, inv := range invitations {
		wg.Go(func() {
			door <- struct{}{}
			defer func() { <-door }()
			p, err := newPerson(base, bare)
			if err == nil {
				err = p.ask(ctx, "POST", p.base+"/session", map[string]string{"username": inv.User.Username, "password": password + fmt.Sprint(i), "invitation": inv.Secret}, nil)
			}
			if err == nil {
				err = p.begin(ctx)
			}
			crew[i], errs[i] = p, err
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return crew, nil
}

// stored is what a person remembers of a draft.
type stored struct {
	ID      string
	Version int64
}

func (p *person) begin(ctx context.Context) error {
	var s stored
	err := p.ask(ctx, "POST", p.base+"/rankings", map[string]any{"title": "负荷", "modelId": "general", "scope": map[string]any{"regions": []string{"ASEAN"}}}, &s)
	p.draft, p.version = s.ID, s.Version
	return err
}

// weights are some for the five dimensions.
func weights() map[string]float64 {
	w := map[string]float64{}
	for _, d := range []string{"population", "location", "development", "urbanization", "business"} {
		w[d] = 0.05 + rand.Float64()
	}
	return w
}

// kind is something people do, and how often among the others.
type kind struct {
	name  string
	share int
	do    func(context.Context, *person) error
}

var kinds = []kind{
	{"bare handler", 20, func(ctx context.Context, p *person) error { return p.ask(ctx, "GET", p.bare+"/", nil, nil) }},
	{"read who one is", 10, func(ctx context.Context, p *person) error { return p.ask(ctx, "GET", p.base+"/session", nil, nil) }},
	{"read a country", 15, func(ctx context.Context, p *person) error {
		return p.ask(ctx, "GET", p.base+"/countries/VNM", nil, nil)
	}},
	{"read one's ranking", 15, func(ctx context.Context, p *person) error {
		return p.ask(ctx, "GET", p.base+"/rankings/"+p.draft, nil, nil)
	}},
	{"list rankings", 10, func(ctx context.Context, p *person) error { return p.ask(ctx, "GET", p.base+"/rankings", nil, nil) }},
	{"list 59 countries", 5, func(ctx context.Context, p *person) error {
		return p.ask(ctx, "GET", p.base+"/countries?pageSize=200", nil, nil)
	}},
	{"rank 59 countries", 15, func(ctx context.Context, p *person) error {
		return p.ask(ctx, "POST", p.base+"/preview", map[string]any{"modelId": "general", "weights": weights()}, nil)
	}},
	{"save one's ranking", 10, func(ctx context.Context, p *person) error {
		var s stored
		if p.version == 0 { // the answer to the last save was lost: look first
			if err := p.ask(ctx, "GET", p.base+"/rankings/"+p.draft, nil, &s); err != nil {
				return err
			}
			p.version = s.Version
		}
		err := p.ask(ctx, "PUT", p.base+"/rankings/"+p.draft, map[string]any{"title": "负荷", "scope": map[string]any{"regions": []string{"ASEAN"}}, "weights": weights()}, &s,
			"If-Match", fmt.Sprintf("%q", fmt.Sprint(p.version)))
		if p.version = s.Version; err != nil {
			p.version = 0
		}
		return err
	}},
}

// work lets everybody ask at a steady rate, whether or not earlier answers are
// slow: each is timed from when it was due. One person does one thing at a time.
func work(ctx context.Context, crew []*person, b *book, rate float64, long time.Duration) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	begin, every := time.Now(), time.Duration(float64(time.Second)*float64(len(crew))/rate)
	total := 0
	for _, k := range kinds {
		total += k.share
	}
	var wg sync.WaitGroup
	for i, p := range crew {
		wg.Go(func() {
			due := begin.Add(every * time.Duration(i) / time.Duration(len(crew)))
			for ; due.Sub(begin) < long && ctx.Err() == nil; due = due.Add(every) {
				select {
				case <-time.After(time.Until(due)):
				case <-ctx.Done():
					return
				}
				k := 0
				for n := rand.IntN(total); n >= kinds[k].share; k++ {
					n -= kinds[k].share
				}
				err := kinds[k].do(ctx, p)
				b.note(k, time.Since(due), err)
			}
		})
	}
	wg.Wait()
}

package handlers

import (
	"net/http"
	"testing"
)

// tryExample sends the example of a request body to a fresh demo program.
func tryExample(t *testing.T, r route, example any) {
	s := newSite(t)
	body, isObject := example.(map[string]any)
	if !isObject {
		t.Fatalf("the example is no object")
	}
	// The one thing an example cannot know is the password the demo printed.
	for _, field := range []string{"password", "current"} {
		if body[field] == "the password printed by parksite serve --demo" {
			body[field] = demoPassword
		}
	}
	if r.path == apiPrefix+"/session/password" && body["password"] == demoPassword {
		body["password"] = "eleven slow barges pass the lock"
	}
	who := "analyst"
	path := r.path
	headers := map[string]string{}
	c := s.anybody()
	if !r.guard.open {
		c = s.as(who)
	}
	res := c.do(r.method, path, body, headers)
	if res.StatusCode >= 300 {
		t.Errorf("%d %s", res.StatusCode, res.body)
	}
	if r.guard.open && r.path == apiPrefix+"/session" && res.StatusCode != http.StatusOK {
		t.Errorf("sign-in by example: %d", res.StatusCode)
	}
}

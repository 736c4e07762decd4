package config

import (
	"fmt"
	"reflect"
	"strings"
)

// Setting is one setting as an administrator may see it.
type Setting struct {
	Name   string
	Value  string // "" of a secret, whatever it is
	Set    bool   // given in the environment; otherwise Value is the default
	Secret bool
}

// Shown lists the settings in effect, without what must not be read: secrets
// are told to be set or not.
func (c Config) Shown() []Setting { return c.shown(environ()) }

func (c Config) shown(environment map[string]string) []Setting {
	v := reflect.ValueOf(c)
	var out []Setting
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		s := Setting{Name: tag.Get("env"), Secret: tag.Get("secret") != ""}
		s.Set = environment[s.Name] != ""
		if list, isList := v.Field(i).Interface().([]string); isList {
			s.Value = strings.Join(list, ", ")
		} else {
			s.Value = fmt.Sprint(v.Field(i).Interface())
		}
		if s.Secret {
			s.Value = ""
		}
		out = append(out, s)
	}
	return out
}

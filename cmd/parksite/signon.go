package main

import (
	"errors"
	"time"

	"parksite/internal/access"
	"parksite/internal/config"
	"parksite/internal/fault"
)

// provider is the sign-in provider of the settings, nil when there is none.
func provider(cfg config.Config, now func() time.Time) (*access.OIDC, error) {
	if cfg.OIDCIssuer == "" {
		return nil, nil
	}
	o, err := access.NewOIDC(access.OIDCConfig{Issuer: cfg.OIDCIssuer, ClientID: cfg.OIDCClientID, ClientSecret: cfg.OIDCClientSecret,
		RedirectURL: cfg.PublicURL + "/api/v1/session/oidc/callback"}, now)
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return nil, usageError("PARKSITE_OIDC_ISSUER: %s: %s", f.Fields[0].Field, f.Fields[0].Detail)
	}
	return o, err
}

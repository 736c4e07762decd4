package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"parksite/internal/access"
	"parksite/internal/config"
	"parksite/internal/courier"
	"parksite/internal/fault"
	"parksite/internal/mail"
	"parksite/internal/store"
	"parksite/internal/webhook"
)

// messengers are what tells people and programs of things, as the settings
// allow. hooks is nil when webhooks are off.
func messengers(ctx context.Context, cfg config.Config, st *store.Store, keys access.Keys, place courier.Place, now func() time.Time, log *slog.Logger) (news *courier.Courier, hooks *webhook.Client, err error) {
	c := courier.Config{Store: st, Keys: keys, PublicURL: cfg.PublicURL, Place: place, Now: now, Log: log}
	if cfg.SMTPAddr != "" {
		c.Mail, err = mail.New(mail.Config{Addr: cfg.SMTPAddr, From: cfg.SMTPFrom, Username: cfg.SMTPUsername, Password: cfg.SMTPPassword, Security: cfg.SMTPSecurity})
		var f *fault.Error
		if errors.As(err, &f) && len(f.Fields) > 0 {
			return nil, nil, usageError("PARKSITE_SMTP_…: %s: %s", f.Fields[0].Field, f.Fields[0].Detail)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if cfg.Webhooks == config.WebhooksOn {
		ranges, err := cfg.WebhookRanges()
		if err != nil {
			return nil, nil, exitError{exitUsage, err}
		}
		c.Webhooks = webhook.NewClient(ranges, net.DefaultResolver)
	}
	news, err = courier.New(ctx, c)
	return news, c.Webhooks, err
}

// inBackground runs work until what it returns is called, which waits for it.
func inBackground(ctx context.Context, work func(context.Context)) (stop func()) {
	// It lives on while requests under way are finished: they too are told of.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { work(ctx) })
	return func() {
		cancel()
		wg.Wait()
	}
}

package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
)

// Values of SecondFactor, Webhooks and SMTPSecurity.
const (
	SecondFactorRequired = "required"
	WebhooksOn           = "on"

	SMTPStartTLS = "starttls"
	SMTPTLS      = "tls"
	SMTPPlain    = "none"
)

// validateFeatures checks what is off by default.
func (c *Config) validateFeatures() error {
	switch c.SecondFactor {
	case "optional", SecondFactorRequired:
	default:
		return fmt.Errorf("PARKSITE_SECOND_FACTOR %q is neither optional nor required", c.SecondFactor)
	}
	if c.OIDCIssuer != "" && (c.OIDCClientID == "" || c.PublicURL == "") {
		return fmt.Errorf("PARKSITE_OIDC_ISSUER needs PARKSITE_OIDC_CLIENT_ID and PARKSITE_PUBLIC_URL")
	}
	if err := c.validateSMTP(); err != nil {
		return err
	}
	if c.Webhooks != "off" && c.Webhooks != WebhooksOn {
		return fmt.Errorf("PARKSITE_WEBHOOKS %q is neither on nor off", c.Webhooks)
	}
	_, err := c.WebhookRanges()
	return err
}

func (c *Config) validateSMTP() error {
	switch c.SMTPSecurity {
	case SMTPStartTLS, SMTPTLS, SMTPPlain:
	default:
		return fmt.Errorf("PARKSITE_SMTP_SECURITY %q is not starttls, tls or none", c.SMTPSecurity)
	}
	if c.SMTPAddr == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.SMTPAddr); err != nil {
		return fmt.Errorf("PARKSITE_SMTP_ADDR %q is not host:port", c.SMTPAddr)
	}
	if _, err := mail.ParseAddress(c.SMTPFrom); err != nil {
		return fmt.Errorf("PARKSITE_SMTP_FROM %q is no address", c.SMTPFrom)
	}
	if c.SMTPSecurity == SMTPPlain && c.SMTPUsername != "" {
		return fmt.Errorf("PARKSITE_SMTP_SECURITY=none would send PARKSITE_SMTP_PASSWORD unencrypted")
	}
	return nil
}

// WebhookRanges returns the private ranges that webhooks may reach.
func (c Config) WebhookRanges() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range c.WebhookAllowPrivate {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("PARKSITE_WEBHOOK_ALLOW_PRIVATE: %q is no range", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

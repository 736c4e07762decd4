package handlers

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"parksite/internal/store/storetest"
)

// Administrators see how the program runs: room, backup, build; nobody else does.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	s := newSiteWith(t, storetest.Open(t), func(c *Config) {
		c.DataDir, c.Engine = dir, "embedded"
		c.Settings = []Setting{{Name: "PARKSITE_LOG_LEVEL", Value: "info"}, {Name: "PARKSITE_SMTP_PASSWORD", Set: true, Secret: true}}
	})
	if err := os.WriteFile(filepath.Join(dir, "file"), make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	admin := s.as("admin")
	var got system
	admin.get("/api/v1/settings").decode(t, &got)
	if len(got.Settings) != 2 || got.Storage.Engine != "embedded" || got.Storage.Bytes < 1000 || got.Storage.Backup != nil || got.Build.Engine == "" {
		t.Errorf("%+v", got)
	}
	at := time.Date(2026, 3, 1, 2, 3, 4, 0, time.UTC)
	if err := os.WriteFile(filepath.Join(dir, BackupNote), []byte(at.Format(time.RFC3339)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	admin.get("/api/v1/settings").decode(t, &got)
	if got.Storage.Backup == nil || !got.Storage.Backup.Equal(at) {
		t.Errorf("backup %v", got.Storage.Backup)
	}
	lead := s.as("lead")
	lead.want(403, "forbidden", lead.get("/api/v1/settings"))
}

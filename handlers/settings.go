package handlers

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parksite/internal/fault"
)

// BackupNote lies in the data directory and is as old as its last backup.
const BackupNote = "last-backup"

// Setting is one setting in effect, never with a secret's value.
type Setting struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Set    bool   `json:"set"` // in the environment; otherwise the default
	Secret bool   `json:"secret"`
}

// system is how the program runs.
type system struct {
	Settings []Setting `json:"settings"`
	Build    version   `json:"build"`
	Storage  storage   `json:"storage"`
}

// storage is where things are kept and what room there is.
type storage struct {
	Engine string     `json:"engine" enums:"embedded,mongodb"`
	Bytes  int64      `json:"bytes"`                               // of the data directory's files
	Free   *uint64    `json:"free,omitempty"`                      // on its file system; absent where that is not known
	Backup *time.Time `json:"backup,omitempty" format:"date-time"` // by parksite backup; absent before the first
}

// getSettings answers with how the program runs.
//
//	@Summary      Settings in effect, build, storage and last backup; for administrators
//	@Description  Settings come from the environment and change with a restart. Of a secret it is told whether it is set.
//	@Tags         administration
//	@Success      200  {object}  system
//	@Router       /settings [get]
func (a *API) getSettings(c *gin.Context) error {
	if err := queries(c); err != nil {
		return err
	}
	room, err := storageOf(a.dataDir, a.engineOfStore)
	if err != nil {
		return fault.Wrap("handlers.getSettings", err)
	}
	return ok(c, system{Settings: a.settings, Build: a.build(), Storage: room})
}

func storageOf(dir, engine string) (storage, error) {
	out := storage{Engine: engine}
	if dir == "" {
		return out, nil
	}
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			var info fs.FileInfo
			if info, err = d.Info(); err == nil {
				out.Bytes += info.Size()
			}
		}
		if os.IsNotExist(err) { // gone while we looked: files of a write under way
			return nil
		}
		return err
	})
	if err != nil {
		return out, fault.Wrap("handlers.storageOf", err)
	}
	if free, known := freeBytes(dir); known {
		out.Free = &free
	}
	if text, err := os.ReadFile(filepath.Join(dir, BackupNote)); err == nil {
		if at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text))); err == nil {
			out.Backup = &at
		}
	}
	return out, nil
}

// Package embedded runs the database inside the process: FerretDB on SQLite,
// in a directory of its own, spoken to with the official driver over a unix
// socket. It is the default when no MONGODB_URI is set.
//
// The engine asks nobody who they are, so everything lies in a directory that
// only the owner may enter, and it listens on no network. One process at a
// time owns the directory; a second one is refused.
//
// FerretDB v1 is frozen upstream. Production images leave it out with the
// build tag noembedded and need a MongoDB.
package embedded

// Codes of the faults this package returns.
const (
	CodeInUse   = "store.inUse"      // another process has the data directory
	CodeNoSpace = "store.directory"  // the data directory cannot be used
	CodeAbsent  = "store.noEmbedded" // built without the engine
	CodeExists  = "store.exists"     // restore into a directory that has a database
	CodeBackup  = "store.backup"     // no backup can be written, or the file is none
)

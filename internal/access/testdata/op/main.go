// Command op is the OpenID provider that the sign-in tests talk to: zitadel's
// certified provider library with its in-memory example store, on a loopback
// port of its own. It prints the issuer and ends with its standard input.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: op ADDRESS USERS-FILE REDIRECT-URL")
	}
	l, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	users, err := storage.StoreFromFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	storage.RegisterClients(storage.WebClient("parksite", "client secret", os.Args[3]), storage.WebClient("other", "other secret", os.Args[3]))
	issuer := fmt.Sprintf("http://%s", l.Addr())
	if err := json.NewEncoder(os.Stdout).Encode(issuer); err != nil {
		log.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	log.Fatal(http.Serve(l, exampleop.SetupServer(issuer, storage.NewStorage(users), slog.New(slog.DiscardHandler), false)))
}

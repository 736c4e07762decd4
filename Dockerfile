# The production image: no embedded store, no shell, not root.

FROM node:20-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
ENV PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/frontend/dist ./frontend/dist
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -tags noembedded -ldflags "-s -w -X main.version=${VERSION}" -o /parksite ./cmd/parksite && mkdir /data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /parksite /parksite
COPY --from=build --chown=65532:65532 /data /data
COPY LICENSE THIRD_PARTY_NOTICES.md /
ENV PARKSITE_ADDR=0.0.0.0:8080 \
    PARKSITE_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
USER 65532:65532
ENTRYPOINT ["/parksite"]
CMD ["serve"]

# The frontend, built by Node from its lock file.
FROM node:20-bookworm-slim AS frontend
WORKDIR /src/static
COPY static/package.json static/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static/ ./
RUN npm run build

# One static binary with everything in it.
FROM golang:1.26-bookworm AS build
ARG VERSION=dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=frontend /src/static/dist ./static/dist
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=${VERSION}" -o /strikemap ./cmd/strikemap \
    && mkdir -p /empty/data

# Nothing else but a folder for the database.
FROM scratch
COPY --from=build /strikemap /strikemap
COPY --from=build --chown=65532:65532 /empty/data /data
USER 65532:65532
VOLUME /data
WORKDIR /data
ENV SQLITE_TMPDIR=/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["/strikemap", "health"]
ENTRYPOINT ["/strikemap"]
CMD ["serve", "--db", "/data/strikemap.gpkg", "--listen", "0.0.0.0:8080", "--behind-proxy"]

// Package live tells of public changes as they come, as server-sent events.
package live

import (
	"net/http"
	"strconv"
	"strings"

	"strikemap/geo"
	"strikemap/server/web"
)

// Path is where the events are.
const Path = "/events"

const mediaType = "text/event-stream"

// Routes returns the route of the events.
func (h *Hub) Routes() []web.Route {
	return []web.Route{{
		Method: http.MethodGet, Path: Path, Handler: h.serve, Strict: true, Open: true, Cache: web.None,
		Params: []web.Param{{
			Name: "after", Pattern: "^[0-9A-Za-z]+-[0-9]+$", Example: "f39d9ec9df72c3fd2a5c-42",
			Description: "Id of the last event that the client knows: what changed since is told first. The header Last-Event-ID, which browsers send when they connect again, beats it. Without either only what changes from now on is told.",
		}},
		Doc: &web.Operation{
			ID: "getEvents", Tag: "Data", Summary: "Public changes as they come, as server-sent events",
			Description: "A stream that stays open. The id of an event is the epoch of the database and the edition of the public data, joined by a hyphen. " +
				"An event change has a JSON object with edition, timeStamp, all, and changes: for each incident its id, its revision, and what changed, in the words of /api/v1/changes, or removal for what was removed for good. " +
				"Where all is true, changes is empty and any incident may differ. An event reset says that what was missed is not known any more: everything has to be asked for anew. " +
				"Answers of the API show a change by the time its event is sent. Lines that begin with a colon keep the connection open and mean nothing.",
			Responses: []web.Response{{Status: http.StatusOK, Description: "The events", Types: []string{mediaType}}},
		},
	}}
}

// serve answers one listener until it goes away, is too slow, or the hub is closed.
func (h *Hub) serve(w http.ResponseWriter, r *http.Request) error {
	if _, err := web.Negotiate(r, web.Format{Name: "event-stream", MediaType: mediaType}); err != nil {
		return err
	}
	known, err := h.knownTo(r)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", mediaType)
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	if !h.enter() {
		header.Del("X-Accel-Buffering")
		return geo.Errorf(geo.EUNAVAILABLE, "as many are listening as may; ask %s again later, or poll /api/v1/changes", Path)
	}
	defer h.leave()
	h.stream(web.ClientContext(r), w, known)
	return nil
}

// knownTo returns the edition that a client knows, or unknown if that cannot be told
// from what it says.
func (h *Hub) knownTo(r *http.Request) (int64, error) {
	id := web.Values(r).Get("after")
	if id != "" && !wellFormed(id) {
		return 0, geo.Invalid("after", "%q is no id of an event, such as f39d9ec9df72c3fd2a5c-42", id)
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		id = last
	}
	if id == "" {
		return h.reader.Edition().Number, nil
	}
	epoch, number, _ := strings.Cut(id, "-")
	edition, err := strconv.ParseInt(number, 10, 64)
	if err != nil || epoch != h.reader.Edition().Epoch {
		return unknown, nil
	}
	return edition, nil
}

func wellFormed(id string) bool {
	epoch, number, _ := strings.Cut(id, "-")
	_, err := strconv.ParseUint(number, 10, 63)
	return epoch != "" && err == nil
}

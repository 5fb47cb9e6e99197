-- The record. Other programs edit this file: only SQL that SQLite 3.40 runs without
-- our functions, no STRICT, and no constraint that would stop a form half filled in.
-- Times are 'YYYY-MM-DDTHH:MM:SS.SSSZ'; columns named _ms are milliseconds since 1970.

CREATE TABLE incidents (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  id TEXT UNIQUE,
  external_id TEXT UNIQUE,
  merged_into TEXT,
  series TEXT,
  dataset TEXT,
  synthetic BOOLEAN,
  title TEXT,
  summary TEXT,
  language TEXT,
  translations TEXT,
  kind TEXT,
  category TEXT,
  facility TEXT,
  outcome TEXT,
  actor TEXT,
  actor_basis TEXT,
  means TEXT,
  means_text TEXT,
  place TEXT,
  place_id TEXT,
  precision TEXT,
  uncertainty_m DOUBLE,
  basis TEXT,
  regime TEXT,
  country TEXT,
  control TEXT,
  admin1 TEXT,
  time_from DATETIME,
  time_to DATETIME,
  time_precision TEXT,
  time_phrase TEXT,
  time_zone TEXT,
  state TEXT,
  published_at DATETIME,
  embargo DATETIME,
  public_precision TEXT,
  override_status TEXT,
  override_reason TEXT,
  -- computed by the server; a change made outside is not accepted
  status TEXT,
  attribution TEXT,
  area_id TEXT,
  border TEXT,
  border_km DOUBLE,
  public_lon DOUBLE,
  public_lat DOUBLE,
  public_uncertainty_m DOUBLE,
  visible_from DATETIME,
  revision INTEGER,
  updated DATETIME
);
CREATE INDEX incidents_time ON incidents (time_from, id);
CREATE INDEX incidents_dataset ON incidents (dataset);

CREATE TABLE areas (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  id TEXT UNIQUE,
  name TEXT,
  level TEXT,
  country TEXT,
  label_lon DOUBLE,
  label_lat DOUBLE
);

-- seq is the place in the list, from 0. Claims name reports and later claims,
-- quantities name claims, by their seq.
CREATE TABLE claims (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT,
  seq INTEGER,
  party TEXT,
  role TEXT,
  stance TEXT,
  proposition TEXT,
  detail TEXT,
  method TEXT,
  channel TEXT,
  stated_at TEXT,
  report INTEGER,
  evidence_from INTEGER,
  evidence_to INTEGER,
  evidence_text TEXT,
  superseded_by INTEGER
);
CREATE INDEX claims_incident ON claims (incident, seq);

CREATE TABLE quantities (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT,
  seq INTEGER,
  measure TEXT,
  label TEXT,
  min DOUBLE,
  max DOUBLE,
  qualifier TEXT,
  unit TEXT,
  phrase TEXT,
  scope TEXT,
  claim INTEGER
);
CREATE INDEX quantities_incident ON quantities (incident, seq);

CREATE TABLE reports (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT,
  seq INTEGER,
  publisher TEXT,
  title TEXT,
  url TEXT,
  published_at TEXT,
  language TEXT,
  class TEXT,
  family TEXT,
  archive TEXT
);
CREATE INDEX reports_incident ON reports (incident, seq);

CREATE TABLE aliases (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT,
  alias TEXT UNIQUE
);
CREATE INDEX aliases_incident ON aliases (incident);

CREATE TABLE parties (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  code TEXT UNIQUE,
  name TEXT,
  country TEXT,
  kind TEXT
);

CREATE TABLE series (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT UNIQUE,
  title TEXT,
  summary TEXT,
  claims TEXT,
  reports TEXT
);

-- computed holds the computed columns as the server wrote them last.
CREATE TABLE incident_revisions (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT NOT NULL,
  number INTEGER NOT NULL,
  row_fid INTEGER NOT NULL,
  recorded_ms INTEGER NOT NULL,
  public_from_ms INTEGER,
  public_to_ms INTEGER,
  origin TEXT NOT NULL,
  change TEXT,
  note TEXT,
  correction TEXT,
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  area_id TEXT,
  computed TEXT NOT NULL,
  UNIQUE (incident, number)
);
CREATE INDEX incident_revisions_row ON incident_revisions (row_fid);
CREATE INDEX incident_revisions_public ON incident_revisions (public_from_ms);

-- What was, is or will be public. A reader adds the instant:
-- public_from_ms <= T AND (public_to_ms IS NULL OR T < public_to_ms).
CREATE VIEW public_revisions AS
  SELECT * FROM incident_revisions
  WHERE public_from_ms IS NOT NULL AND (public_to_ms IS NULL OR public_from_ms < public_to_ms);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  action TEXT NOT NULL,
  incident TEXT NOT NULL,
  revision_hash TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE meta (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);

-- What was touched since the server last looked. The server empties it.
CREATE TABLE incident_changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  layer TEXT NOT NULL,
  op TEXT NOT NULL,
  row_fid INTEGER,
  incident TEXT
);

CREATE TRIGGER incidents_inserted AFTER INSERT ON incidents BEGIN
  INSERT INTO incident_changes (layer, op, row_fid, incident) VALUES ('incidents', 'insert', NEW.fid, NEW.id);
END;
CREATE TRIGGER incidents_updated AFTER UPDATE ON incidents BEGIN
  INSERT INTO incident_changes (layer, op, row_fid, incident) VALUES ('incidents', 'update', NEW.fid, NEW.id);
END;
CREATE TRIGGER incidents_renamed AFTER UPDATE ON incidents WHEN OLD.id IS NOT NEW.id OR OLD.fid IS NOT NEW.fid BEGIN
  INSERT INTO incident_changes (layer, op, row_fid, incident) VALUES ('incidents', 'delete', OLD.fid, OLD.id);
END;
CREATE TRIGGER incidents_deleted AFTER DELETE ON incidents BEGIN
  INSERT INTO incident_changes (layer, op, row_fid, incident) VALUES ('incidents', 'delete', OLD.fid, OLD.id);
END;

CREATE TRIGGER claims_inserted AFTER INSERT ON claims BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('claims', 'insert', NEW.incident);
END;
CREATE TRIGGER claims_updated AFTER UPDATE ON claims BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('claims', 'update', NEW.incident);
END;
CREATE TRIGGER claims_moved AFTER UPDATE ON claims WHEN OLD.incident IS NOT NEW.incident BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('claims', 'update', OLD.incident);
END;
CREATE TRIGGER claims_deleted AFTER DELETE ON claims BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('claims', 'delete', OLD.incident);
END;

CREATE TRIGGER quantities_inserted AFTER INSERT ON quantities BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('quantities', 'insert', NEW.incident);
END;
CREATE TRIGGER quantities_updated AFTER UPDATE ON quantities BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('quantities', 'update', NEW.incident);
END;
CREATE TRIGGER quantities_moved AFTER UPDATE ON quantities WHEN OLD.incident IS NOT NEW.incident BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('quantities', 'update', OLD.incident);
END;
CREATE TRIGGER quantities_deleted AFTER DELETE ON quantities BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('quantities', 'delete', OLD.incident);
END;

CREATE TRIGGER reports_inserted AFTER INSERT ON reports BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('reports', 'insert', NEW.incident);
END;
CREATE TRIGGER reports_updated AFTER UPDATE ON reports BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('reports', 'update', NEW.incident);
END;
CREATE TRIGGER reports_moved AFTER UPDATE ON reports WHEN OLD.incident IS NOT NEW.incident BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('reports', 'update', OLD.incident);
END;
CREATE TRIGGER reports_deleted AFTER DELETE ON reports BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('reports', 'delete', OLD.incident);
END;

CREATE TRIGGER aliases_inserted AFTER INSERT ON aliases BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('aliases', 'insert', NEW.incident);
END;
CREATE TRIGGER aliases_updated AFTER UPDATE ON aliases BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('aliases', 'update', NEW.incident);
END;
CREATE TRIGGER aliases_moved AFTER UPDATE ON aliases WHEN OLD.incident IS NOT NEW.incident BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('aliases', 'update', OLD.incident);
END;
CREATE TRIGGER aliases_deleted AFTER DELETE ON aliases BEGIN
  INSERT INTO incident_changes (layer, op, incident) VALUES ('aliases', 'delete', OLD.incident);
END;

CREATE TRIGGER areas_inserted AFTER INSERT ON areas BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('areas', 'insert');
END;
CREATE TRIGGER areas_updated AFTER UPDATE ON areas BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('areas', 'update');
END;
CREATE TRIGGER areas_deleted AFTER DELETE ON areas BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('areas', 'delete');
END;

CREATE TRIGGER parties_inserted AFTER INSERT ON parties BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('parties', 'insert');
END;
CREATE TRIGGER parties_updated AFTER UPDATE ON parties BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('parties', 'update');
END;
CREATE TRIGGER parties_deleted AFTER DELETE ON parties BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('parties', 'delete');
END;

CREATE TRIGGER series_inserted AFTER INSERT ON series BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('series', 'insert');
END;
CREATE TRIGGER series_updated AFTER UPDATE ON series BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('series', 'update');
END;
CREATE TRIGGER series_deleted AFTER DELETE ON series BEGIN
  INSERT INTO incident_changes (layer, op) VALUES ('series', 'delete');
END;

-- Tables of an exported GeoPackage beside incidents, which has the flat columns.

CREATE TABLE areas (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  id TEXT NOT NULL UNIQUE,
  name TEXT,
  level TEXT,
  country TEXT,
  repr_lon DOUBLE,
  repr_lat DOUBLE,
  incidents INTEGER NOT NULL
);

-- seq is the place in the list, from 0. Claims name reports and later claims,
-- quantities name claims, by their seq.
CREATE TABLE claims (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT NOT NULL,
  seq INTEGER NOT NULL,
  party TEXT,
  role TEXT,
  stance TEXT,
  proposition TEXT,
  detail TEXT,
  method TEXT,
  channel TEXT,
  stated_at TEXT,
  report INTEGER,
  evidence TEXT,
  superseded_by INTEGER,
  current BOOLEAN NOT NULL
);
CREATE INDEX claims_incident ON claims (incident, seq);

CREATE TABLE quantities (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  incident TEXT NOT NULL,
  seq INTEGER NOT NULL,
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
  incident TEXT NOT NULL,
  seq INTEGER NOT NULL,
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

CREATE TABLE parties (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT,
  country TEXT,
  kind TEXT
);

-- Runs of the command import. state is running, complete or stopped; files is a JSON
-- list of names; rows is how many entries were stored so far.
CREATE TABLE imports (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  id TEXT UNIQUE NOT NULL,
  started DATETIME NOT NULL,
  finished DATETIME,
  author TEXT NOT NULL,
  files TEXT NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL
);

-- The import a revision came with.
ALTER TABLE incident_revisions ADD COLUMN import TEXT;
CREATE INDEX incident_revisions_import ON incident_revisions (import) WHERE import IS NOT NULL;

-- Whether anything still refers to an area, when incidents are removed.
CREATE INDEX incident_revisions_area ON incident_revisions (area_id) WHERE area_id IS NOT NULL;

-- Paths and sort keys are BLOBs: the bytes of the file system, compared as bytes.
-- Times are milliseconds since 1970, but nanoseconds for `file.modified`, which is the file system's own.

-- One row: what is asked often and must not be counted.
CREATE TABLE site (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  generation  INTEGER NOT NULL,  -- grows with every write; stamped on what was written as its revision
  collections INTEGER NOT NULL DEFAULT 0,
  items       INTEGER NOT NULL DEFAULT 0,
  files       INTEGER NOT NULL DEFAULT 0,
  broken      INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO site (one, generation) VALUES (1, 1);

-- Every identifier ever given, kept after what it named is gone, so that it is never given again.
CREATE TABLE identifier (
  kind     INTEGER NOT NULL,  -- Catalog::Kind
  id       TEXT NOT NULL,
  path     BLOB NOT NULL,     -- what it names, or named last
  identity TEXT NOT NULL,     -- content, by which something that moved is recognised; '' if unknown
  retired  INTEGER NOT NULL,  -- 1: its path is gone; the same content elsewhere may take it along
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identifier_by_path ON identifier (kind, path);
CREATE INDEX identifier_by_identity ON identifier (kind, identity) WHERE identity <> '';

CREATE TABLE collection (
  id          TEXT PRIMARY KEY,
  parent      TEXT NOT NULL,
  path        BLOB NOT NULL,
  description TEXT NOT NULL,
  modified    INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  members     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX collection_by_path ON collection (path);

CREATE TABLE item (
  id          TEXT PRIMARY KEY,
  collection  TEXT NOT NULL,
  path        BLOB NOT NULL,
  description TEXT NOT NULL,
  seen        TEXT NOT NULL,
  digest      TEXT NOT NULL,     -- of all parts: tells whether a put changes anything
  duration    REAL NOT NULL,
  has_video   INTEGER NOT NULL,
  has_picture INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  modified    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX item_by_path ON item (path);
CREATE INDEX item_pictured ON item (path) WHERE has_picture;

-- The listing of each collection, in order.
CREATE TABLE member (
  collection    TEXT NOT NULL,
  sort_key      BLOB NOT NULL,     -- base::natural_key of the path
  is_collection INTEGER NOT NULL,
  id            TEXT NOT NULL,
  PRIMARY KEY (collection, sort_key, is_collection)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX member_by_id ON member (is_collection, id);

CREATE TABLE file (
  id         TEXT PRIMARY KEY,
  item       TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  position   INTEGER NOT NULL,
  path       BLOB NOT NULL,
  broken     INTEGER NOT NULL,
  reason     TEXT NOT NULL,
  size       INTEGER NOT NULL,
  modified   INTEGER NOT NULL,
  identity   TEXT NOT NULL,
  revision   TEXT NOT NULL,
  media_info TEXT NOT NULL,
  duration   REAL NOT NULL,
  has_video  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_by_item ON file (item, position);
CREATE UNIQUE INDEX file_by_path ON file (path);
CREATE INDEX file_broken ON file (path) WHERE broken;
CREATE INDEX file_by_identity ON file (identity);

CREATE TABLE text (
  file     TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind     INTEGER NOT NULL,  -- TextKind
  format   TEXT NOT NULL,
  language TEXT NOT NULL,
  label    TEXT NOT NULL,
  path     BLOB NOT NULL,
  revision TEXT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (file, name)
) STRICT;

CREATE TABLE picture (
  item     TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file     TEXT NOT NULL,     -- '': of the whole item
  path     BLOB NOT NULL,
  offset   INTEGER NOT NULL,
  bytes    INTEGER NOT NULL,
  type     TEXT NOT NULL,
  width    INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  revision TEXT NOT NULL,
  PRIMARY KEY (item, position)
) STRICT, WITHOUT ROWID;

-- Counts kept by the rows themselves.
CREATE TRIGGER collection_added AFTER INSERT ON collection BEGIN
  UPDATE site SET collections = collections + 1;
END;
CREATE TRIGGER collection_removed AFTER DELETE ON collection BEGIN
  UPDATE site SET collections = collections - 1;
END;
CREATE TRIGGER file_added AFTER INSERT ON file BEGIN
  UPDATE site SET files = files + 1, broken = broken + new.broken;
END;
CREATE TRIGGER file_removed AFTER DELETE ON file BEGIN
  UPDATE site SET files = files - 1, broken = broken - old.broken;
END;
CREATE TRIGGER member_added AFTER INSERT ON member BEGIN
  UPDATE collection SET members = members + 1 WHERE id = new.collection;
  UPDATE site SET items = items + 1 WHERE NOT new.is_collection;
END;
CREATE TRIGGER member_removed AFTER DELETE ON member BEGIN
  UPDATE collection SET members = members - 1 WHERE id = old.collection;
  UPDATE site SET items = items - 1 WHERE NOT old.is_collection;
END;

-- What takes long: asked for by someone, made in the background, taken up again after a restart.
CREATE TABLE job (
  id        TEXT PRIMARY KEY,  -- not to be guessed: who knows it may cancel it
  path      TEXT NOT NULL,     -- canonical, below /av/: where the result will be
  file      TEXT NOT NULL,     -- identifier
  revision  TEXT NOT NULL,     -- of the file: a newer one makes the job pointless
  state     INTEGER NOT NULL,  -- JobState
  progress  REAL NOT NULL,     -- 0..1
  estimated REAL NOT NULL,     -- seconds of work
  error     TEXT NOT NULL,
  created   INTEGER NOT NULL,  -- milliseconds since 1970
  updated   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX job_by_path ON job (path, revision);
CREATE INDEX job_by_created ON job (created);

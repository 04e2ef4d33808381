-- A file may be an access copy: the master in whose place it is played; an empty path: none.
ALTER TABLE file ADD COLUMN master BLOB NOT NULL DEFAULT X'';
ALTER TABLE file ADD COLUMN master_size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN master_modified INTEGER NOT NULL DEFAULT 0;  -- nanoseconds since 1970

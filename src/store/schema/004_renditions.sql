-- Renditions are made by jobs that are tried again after a while, and in the end parked (state 3).
ALTER TABLE job ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;      -- JobKind
ALTER TABLE job ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;  -- that failed
ALTER TABLE job ADD COLUMN due INTEGER NOT NULL DEFAULT 0;       -- not before: milliseconds since 1970

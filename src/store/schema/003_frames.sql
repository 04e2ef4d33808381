-- A picture may be a frame of its file: the instant at which it is shown, in microseconds; -1: an image file.
ALTER TABLE picture ADD COLUMN frame INTEGER NOT NULL DEFAULT -1;

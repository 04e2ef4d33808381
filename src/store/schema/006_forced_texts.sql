-- A text may hold only what all must read: signs, foreign speech.
ALTER TABLE text ADD COLUMN forced INTEGER NOT NULL DEFAULT 0;

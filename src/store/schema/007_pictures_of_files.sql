-- The pictures of a stretch of an item's files, without a look at all the others (Catalog::parts).
CREATE INDEX picture_by_file ON picture (item, file);

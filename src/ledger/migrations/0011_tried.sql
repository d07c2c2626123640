-- A letter is given up three days after its first try, however often it was tried in between.

ALTER TABLE letter ADD COLUMN tried INTEGER;                -- when it was first tried; NULL: not yet

-- Of those on their way nobody noted it: the three days begin anew at their next try.

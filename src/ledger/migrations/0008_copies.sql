-- Copies of what was sent, for the account's folder of sent mail.

ALTER TABLE letter ADD COLUMN copy TEXT NOT NULL DEFAULT 'none' CHECK (copy IN ('none', 'owed', 'kept'));
CREATE INDEX letter_copy ON letter (id) WHERE copy = 'owed';

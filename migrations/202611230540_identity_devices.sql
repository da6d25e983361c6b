-- On what kind of device somebody signed in, as `windows/edge`: two words out of a short list, never
-- what the browser says of itself. '' for sessions from before.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';

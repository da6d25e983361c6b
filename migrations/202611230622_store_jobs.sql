-- Ratings leave no jobs any more: a waiting one would hold what was said beside a time.
DELETE FROM jobs WHERE kind IN ('feedback.give', 'feedback.follow-up');

-- Keys of ratings kept a digest of the request, and few requests could have made it.
DELETE FROM act_keys WHERE key LIKE 'rating:%';

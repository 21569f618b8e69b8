-- Count the connections of each database and user, and how many of them do nothing.
SELECT datname AS database,
       usename AS "user",
       count(*) AS connections,
       count(*) FILTER (WHERE state = 'idle') AS idle
FROM pg_stat_activity
WHERE backend_type = 'client backend'
GROUP BY datname, usename
ORDER BY connections DESC

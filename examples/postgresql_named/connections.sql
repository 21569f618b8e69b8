-- Count the connections to this database: whose they are, and what they do.
SELECT application_name, usename, client_addr, state, count(*),
    date_trunc('second', max(now() - state_change)) AS longest
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
GROUP BY application_name, usename, client_addr, state
ORDER BY application_name, state;

-- Show the sessions that keep a transaction open and run nothing, the oldest first.
SELECT pid, application_name, client_port,
    date_trunc('second', now() - xact_start) AS transaction_for,
    date_trunc('second', now() - state_change) AS idle_for,
    query AS last_statement
FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'
ORDER BY xact_start;

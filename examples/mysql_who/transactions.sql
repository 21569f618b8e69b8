-- Show the connections that keep a transaction open and run nothing, the oldest first.
SELECT p.ID, p.USER, p.HOST, p.COMMAND, p.TIME AS seconds_idle, t.trx_started
FROM information_schema.INNODB_TRX AS t
JOIN information_schema.PROCESSLIST AS p ON p.ID = t.trx_mysql_thread_id
WHERE p.COMMAND = 'Sleep'
ORDER BY t.trx_started;

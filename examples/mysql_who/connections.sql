-- List the connections to databases, with the process that holds each.
SELECT p.ID, p.USER, p.HOST, p.DB, p.COMMAND, p.TIME, a.ATTR_VALUE AS client_pid
FROM information_schema.PROCESSLIST AS p
LEFT JOIN performance_schema.session_connect_attrs AS a
    ON a.PROCESSLIST_ID = p.ID AND a.ATTR_NAME = '_pid'
WHERE p.DB IS NOT NULL
ORDER BY p.TIME DESC;

-- Show how many connections the server allows, keeps back and has.
SELECT current_setting('max_connections') AS max_connections,
    (SELECT sum(setting::int) FROM pg_settings
     WHERE name IN ('superuser_reserved_connections', 'reserved_connections')
    ) AS kept_back,
    (SELECT sum(numbackends) FROM pg_stat_database) AS open_now,
    (SELECT rolconnlimit FROM pg_roles
     WHERE rolname = current_user) AS limit_of_role,
    (SELECT datconnlimit FROM pg_database
     WHERE datname = current_database()) AS limit_of_database;

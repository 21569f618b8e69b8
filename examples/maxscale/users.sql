-- The user as whom MaxScale reads who may log in, and watches the server.
EXECUTE IMMEDIATE CONCAT('CREATE USER maxscale IDENTIFIED BY ', QUOTE(@password));
GRANT SELECT ON mysql.user TO maxscale;
GRANT SELECT ON mysql.db TO maxscale;
GRANT SELECT ON mysql.tables_priv TO maxscale;
GRANT SELECT ON mysql.columns_priv TO maxscale;
GRANT SELECT ON mysql.procs_priv TO maxscale;
GRANT SELECT ON mysql.proxies_priv TO maxscale;
GRANT SELECT ON mysql.roles_mapping TO maxscale;
GRANT SHOW DATABASES, REPLICA MONITOR ON *.* TO maxscale;

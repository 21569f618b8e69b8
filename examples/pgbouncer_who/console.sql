-- Ask the console of PgBouncer who waits, who is connected, and over what connection.
SHOW POOLS;
SHOW CLIENTS;
SHOW SERVERS;

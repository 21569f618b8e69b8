# Create a database server in the folder "postgresql" and start it.
initdb --pgdata=postgresql --username="$DB_USER" --pwfile=<(echo "$DB_PASSWORD") \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-instructions \
    --set listen_addresses="$DB_HOST" --set port="$DB_PORT" \
    --set unix_socket_directories=
pg_ctl --pgdata=postgresql --log=postgresql.log start

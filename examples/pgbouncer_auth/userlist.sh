# Write the one password that PgBouncer needs itself; run it in /etc/pgbouncer.
umask 077
printf '"pgbouncer" "%s"\n' "$PGBOUNCER_PASSWORD" > userlist.txt

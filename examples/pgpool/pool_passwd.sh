# Write the passwords that Pgpool-II needs itself; run it in /etc/pgpool2.
umask 077
printf '%s:TEXT%s\n' "$DB_USER" "$DB_PASSWORD" > pool_passwd

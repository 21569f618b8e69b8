# Write a service file, and a password file that nobody else can read.
umask 077
cat > pg_service.conf <<END
[shop]
host=$DB_HOST
port=$DB_PORT
dbname=$DB_NAME
user=$DB_USER
END
echo "*:*:*:$DB_USER:$DB_PASSWORD" > passfile

-- Let PgBouncer look up the passwords of the users who log in through it.
CREATE ROLE pgbouncer LOGIN PASSWORD :'PGBOUNCER_PASSWORD';
CREATE SCHEMA pgbouncer;
GRANT USAGE ON SCHEMA pgbouncer TO pgbouncer;
CREATE FUNCTION pgbouncer.user_lookup(name text)
    RETURNS TABLE (uname text, phash text)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT rolname::text, rolpassword FROM pg_authid
        WHERE rolname = name AND rolcanlogin AND NOT rolsuper;
    END;
REVOKE ALL ON FUNCTION pgbouncer.user_lookup FROM public;
GRANT EXECUTE ON FUNCTION pgbouncer.user_lookup TO pgbouncer;

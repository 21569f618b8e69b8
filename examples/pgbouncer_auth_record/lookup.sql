-- Look up a password as many guides do, with a row of NULLs for an unknown user.
CREATE FUNCTION pgbouncer.record_lookup(IN name text, OUT uname text, OUT phash text)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
    BEGIN ATOMIC
        SELECT rolname::text, rolpassword FROM pg_authid
        WHERE rolname = name AND rolcanlogin AND NOT rolsuper;
    END;
REVOKE ALL ON FUNCTION pgbouncer.record_lookup FROM public;
GRANT EXECUTE ON FUNCTION pgbouncer.record_lookup TO pgbouncer;

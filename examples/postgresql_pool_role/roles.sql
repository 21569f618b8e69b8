-- Create the role that owns the tables, and let the login of the settings act as it.
CREATE ROLE app_owner;
GRANT app_owner TO :"DB_USER";

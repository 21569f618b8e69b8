-- Let PostgreSQL itself give the project's connections their search_path.
ALTER ROLE :"DB_USER" IN DATABASE :"DB_NAME" SET search_path = tenant, public;

-- End one session: its transaction is rolled back, its connection is closed.
SELECT pg_terminate_backend(:pid);

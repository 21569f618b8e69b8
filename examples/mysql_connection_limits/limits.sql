-- Show how many connections the server and this user may have, and how many are open.
SELECT @@max_connections, @@max_user_connections AS limit_of_user;
SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Max_used_connections');

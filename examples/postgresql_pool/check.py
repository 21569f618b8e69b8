"""Ten units of work, one after another, share the pool's four server processes."""

from django.db import close_old_connections, connection


def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


server_processes = set()
for _ in range(10):
    server_processes.add(server_process())
    close_old_connections()  # what Django does at the end of each request
connection.pool.wait()

print(connection.pool.get_stats()["requests_num"])
#> 10
print(len(server_processes) <= 4)
#> True
print(connection.pool.get_stats()["pool_size"])
#> 4

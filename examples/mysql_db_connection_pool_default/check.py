"""The six options with their defaults, and what a pool holds after ten requests."""

from dj_db_conn_pool.core import pool_container
from django.db import close_old_connections, connection

for option, default in pool_container.pool_default_params.items():
    print(option.upper(), default)
    #> PRE_PING True
    #> ECHO False
    #> TIMEOUT 30
    #> RECYCLE 900
    #> POOL_SIZE 10
    #> MAX_OVERFLOW 10

for _ in range(10):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    close_old_connections()  # what Django does at the end of each request

print(pool_container.get("default").checkedin())
#> 1

"""Ask whether the server is a replica, and how the kernel watches the connection."""

import os
import socket

from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("SELECT pg_is_in_recovery()")
    print(cursor.fetchone()[0])
    #> False

with socket.socket(fileno=os.dup(connection.connection.fileno())) as watched:
    print(watched.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE))
    #> 30
    print(watched.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT))
    #> 10000

"""Have psycopg2 let other green threads run while it waits for the database."""

wsgi_app = "mysite.wsgi:application"
worker_class = "gevent"
workers = 2
worker_connections = 100


def post_fork(server, worker):
    """Tell psycopg2 how to wait: as gevent does."""
    from gevent.socket import wait_read, wait_write
    from psycopg2 import OperationalError, extensions

    def wait(connection):
        while (state := connection.poll()) != extensions.POLL_OK:
            if state == extensions.POLL_READ:
                wait_read(connection.fileno())
            elif state == extensions.POLL_WRITE:
                wait_write(connection.fileno())
            else:
                raise OperationalError(
                    f"poll() returned {state}, which is unknown here"
                )

    extensions.set_wait_callback(wait)

"""Log, or fail, each request that holds a database connection for too long."""

import logging
import sys
import sysconfig
from time import perf_counter

from django.conf import settings
from django.db import connections

logger = logging.getLogger("held_connections")
STANDARD_LIBRARY = sysconfig.get_path("stdlib")


class ConnectionHeldTooLong(Exception):
    """A request held a connection for longer than CONNECTION_HELD_LIMIT seconds."""


def held_connections(get_response):
    limit = settings.CONNECTION_HELD_LIMIT  # seconds
    fails = settings.CONNECTION_HELD_FAILS

    def middleware(request):
        taken = {}

        def note_first_query(execute, sql, params, many, context):
            connection = context["connection"]
            if connection.alias not in taken:
                taken[connection.alias] = perf_counter(), place_in_project(request)
            return execute(sql, params, many, context)

        def check(response):
            for alias, (since, place) in taken.items():
                seconds = perf_counter() - since
                # None: the view has closed it, and holds it no more.
                if seconds > limit and connections[alias].connection is not None:
                    message = (
                        f"{request.method} {request.path} held a connection to "
                        f"{alias!r} for {seconds:.1f} s. It was taken {place}."
                    )
                    logger.warning(message)
                    if fails and not response.streaming:
                        raise ConnectionHeldTooLong(message)

        noted = connections.all()
        for connection in noted:  # as execute_wrapper() does, with less work
            connection.execute_wrappers.append(note_first_query)

        def stop_noting():
            for connection in noted:
                connection.execute_wrappers.remove(note_first_query)

        try:
            response = get_response(request)
        except BaseException:
            stop_noting()
            raise
        if response.streaming:  # what it sends may need the database, too
            close = response.close

            def check_and_close():
                check(response)
                close()
                stop_noting()

            response.close = check_and_close
        else:
            stop_noting()
            check(response)
        return response

    return middleware


def place_in_project(request):
    """The line that sent the query: the innermost outside of Django and packages.

    A query that an async view awaits runs without it, in a thread: it names the view.
    """
    frame = sys._getframe(2)
    while frame and (name := frame.f_code.co_filename) != __file__:
        if not name.startswith(STANDARD_LIBRARY) and "site-packages" not in name:
            return f"in {frame.f_code.co_name}, {name}:{frame.f_lineno}"
        frame = frame.f_back
    match = request.resolver_match
    return f"for the view {match.view_name}" if match else "before the view was known"

"""Serve one request at a time in one process, as a warm instance of a function does."""

wsgi_app = "mysite.wsgi:application"
workers = 1

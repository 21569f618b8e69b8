"""Load Django once and fork the workers from it, open connections included."""

wsgi_app = "mysite.wsgi:application"
workers = 2
preload_app = True

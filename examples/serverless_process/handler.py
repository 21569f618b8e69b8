"""Answer one request and end, as an instance of a function does that is not kept warm."""

from wsgiref.handlers import CGIHandler

from mysite.wsgi import application

CGIHandler().run(application)

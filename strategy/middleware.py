from django.shortcuts import render

from strategy.reading.published_texts import NothingPublishedError


class NothingPublishedMiddleware:
    """While no text is published, pages about it say so; files for machines give 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NothingPublishedError) and request.path.endswith("/"):
            return render(request, "strategy/nothing_published.html")
        return None

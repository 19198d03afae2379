"""What no page of the portal may do: complain, break its security policy, ask another host."""

from urllib.parse import urlsplit

REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event => {
  console.error(`Security policy: ${event.effectiveDirective} refuses ${event.blockedURI}`)
})
"""


class Watch:
    """Gathers the faults of every page of a browser context.

    An answer that is an error (422, 409 and so on) is no fault in itself: the test that provokes
    it looks at the page. `allow` is for what htmx says to the console about such an answer.
    """

    def __init__(self, context, origin: str):
        self.context = context
        self.host = urlsplit(origin).netloc
        self.faults = []
        self.allowed = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"Script error: {error.error}"))
        context.on("request", self._see_request)
        context.on("response", self._see_response)

    def allow(self, words: str):
        self.allowed.append(words)

    def _hear(self, message):
        is_answer = message.text.startswith("Failed to load resource: the server responded")
        is_allowed = any(words in message.text for words in self.allowed)
        if message.type == "error" and not is_answer and not is_allowed:
            self.faults.append(f"Console: {message.text}")

    def _see_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.netloc != self.host:
            self.faults.append(f"Request to another host: {request.url}")

    def _see_response(self, response):
        is_file = response.request.resource_type not in {"document", "xhr", "fetch"}
        if response.status == 500 or (is_file and response.status >= 400):
            self.faults.append(f"{response.status} for {response.url}")

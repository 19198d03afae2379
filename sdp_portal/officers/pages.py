"""Officers' own pages, in addition to those of Django's admin.

A decorator turns a method of a model's admin into a page:

    @officers_page("<int:pk>/revoke/", "Revoke", permissions=["consultation.change_invitation"])
    def revoke_page(self, request, invitation):
        return {"people": people}

The method's name gives the rest, as in Django's admin: the URL's name is
`admin:consultation_invitation_revoke`, and the template is
`admin/consultation/invitation/revoke.html`. `<int:pk>` in the route finds the row that the page is
about, and the method gets that row.

The method returns the template's context, or the context and a status, or a whole response, such
as a redirect or a file. `render_page` adds to the context. A test requests each page as somebody
without its permissions.
"""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

READ = ["GET", "HEAD"]
FORM = ["GET", "HEAD", "POST"]
POST = ["POST"]


@dataclass(frozen=True)
class Page:
    name: str
    route: str
    title: str
    permissions: Sequence[str]
    to_post: Sequence[str]
    methods: Sequence[str]
    template: str

    def needs(self, method: str) -> list[str]:
        return [*self.permissions, *(self.to_post if method == "POST" else [])]


def officers_page(route, title="", *, permissions, to_post=(), methods=READ, template=""):
    """The page needs `permissions`; sending its form also needs those in `to_post`.

    "outcome.add_release" is a permission of the officer. "view" and "change" are methods of the
    model's admin, as for Django's actions: `has_view_permission`.
    """

    def declare(method):
        name = method.__name__.removesuffix("_page")
        method.officers_page = Page(name, route, title, permissions, to_post, methods, template)
        return method

    return declare


class OfficersPages(admin.ModelAdmin):
    @classmethod
    def declared_pages(cls):
        """The methods with an `officers_page`."""
        return [
            method
            for _, method in inspect.getmembers(cls, lambda each: hasattr(each, "officers_page"))
        ]

    def get_urls(self):
        return [*map(self._path, self.declared_pages()), *super().get_urls()]

    def get_page_queryset(self, request):
        """The rows that a page can be about."""
        return self.get_queryset(request)

    def trail(self, row) -> list[tuple[str, str]]:
        """The links from Home to a page about `row`, or about no row: (address, words)."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        listed = (reverse(f"{name}_changelist"), capfirst(self.opts.verbose_name_plural))
        if row is None:
            return [listed]
        return [listed, (reverse(f"{name}_change", args=[row.pk]), getattr(row, "title", str(row)))]

    def render_page(self, request, template, context, *, row=None, status=200):
        """`context` needs a title. It can have `here`, a shorter name for the page in the trail."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "trail": self.trail(row),
            "here": context["title"],
            self.opts.model_name: row,
            **context,
        }
        return TemplateResponse(request, template, context, status=status)

    def may(self, request, permissions, row=None) -> bool:
        return all(
            request.user.has_perm(each)
            if "." in each
            else getattr(self, f"has_{each}_permission")(request, row)
            for each in permissions
        )

    def _path(self, method):
        page, opts = method.officers_page, self.opts

        @require_http_methods(page.methods)
        @wraps(method)  # copies attributes of other decorators, such as `takes_files`
        def view(request, **found):
            self._refuse_others(request, page)
            row = None
            if "pk" in found:
                row = get_object_or_404(self.get_page_queryset(request), pk=found.pop("pk"))
                self._refuse_others(request, page, row)
            answer = method(self, request, *([row] if row else []), **found)
            if isinstance(answer, HttpResponseBase):
                return answer
            context, status = answer if isinstance(answer, tuple) else (answer, 200)
            may_post = self.may(request, page.needs("POST"), row)
            frame = {"title": page.title, "here": page.title, "may_post": may_post}
            folder = f"admin/{opts.app_label}/{opts.model_name}"
            template = page.template or f"{folder}/{page.name}.html"
            return self.render_page(request, template, frame | context, row=row, status=status)

        name = f"{opts.app_label}_{opts.model_name}_{page.name}"
        return path(page.route, self.admin_site.admin_view(view), name=name)

    def _refuse_others(self, request, page, row=None):
        if not self.may(request, page.needs(request.method), row):
            raise PermissionDenied

"""Links to the pages on which an officer reads a change and takes it back."""

from django import template
from django.urls import reverse

register = template.Library()


@register.filter
def history_url(change):
    return _url(change, "history", change.record.id)


@register.filter
def take_back_url(change):
    return _url(change, "take_back", change.record.id, change.record.history_id)


def _url(change, view, *args):
    options = change.record.instance_type._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=args)

"""Numbers in words."""

from django import template

register = template.Library()

WORDS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]


@register.filter
def in_words(number: int, noun: str) -> str:
    """“One theme”, “Four themes”, “12 themes”, at the beginning of a sentence or heading."""
    words = WORDS[number] if number < len(WORDS) else number
    return f"{words} {noun}{'s' * (number != 1)}"

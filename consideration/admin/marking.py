"""What the pages share on which officers mark words and press one of many buttons."""

from django.forms.widgets import Media, Script

MARKING = Media(js=[Script("build/admin.js", type="module")])
OLD_PAGE = "That button belongs to an older page. Nothing was changed."

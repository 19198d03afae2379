"""The menu of the admin, in the order of an officer's work instead of that of our apps."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.urls import reverse

# What officers call models that are not ours.
NAMES = {"auth.group": "Roles", "socialaccount.socialaccount": "Council accounts"}

# The name of each group and its entries. “app.model” is the list of a model, with the link
# that adds one. The others are pages of ours: words, name of the address, and the right they need.
MENU = {
    "Strategy": [
        "strategy.strategy",
        "strategy.edition",
        "strategy.milestone",
        "strategy.document",
        "strategy.supportservice",
        "themes.subgroup",
    ],
    "Parts of the text": [
        "strategy.section",
        "themes.umbrellatheme",
        "themes.areaoffocus",
        "themes.areaofassurance",
        "themes.goal",
    ],
    "Consultation: set up": [
        "consultation.consultation",
        "consultation.window",
        "consultation.invitation",
        "consultation.circulationgroup",
        "consultation.equalityquestion",
    ],
    "Consultation: responses": [
        "consultation.response",
        "consultation.comment",
        ("Enter a response", "consultation_response_enter", "consultation.add_response"),
        "consultation.responseimport",
        "consideration.code",
        (
            "Counts and export",
            "consultation_consultation_counts_newest",
            "consultation.view_response",
        ),
    ],
    "Records": [
        "sdp_portal.act",
        "consultation.windowchange",
        "consultation.mail",
        "sdp_portal.oldaddress",
    ],
    "Settings": [
        "strategy.partnership",
        "strategy.sitetext",
        "strategy.synonym",
        "sdp_portal.officer",
        "auth.group",
        "socialaccount.socialaccount",
    ],
}


class OfficersSite(AdminSite):
    def get_app_list(self, request, app_label=None):
        """Django asks without `app_label` for the menu, and with it for the page of one app."""
        if app_label:
            return super().get_app_list(request, app_label)
        listed = {
            f"{app['app_label']}.{model['object_name'].lower()}": model
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }
        groups = [
            {
                "name": name,
                "app_label": f"menu-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": self._entries(request, entries, listed),
            }
            for number, (name, entries) in enumerate(MENU.items())
        ]
        self._mark_current(request, groups)
        return [group for group in groups if group["models"]]

    def _entries(self, request, entries, listed):
        found = []
        for entry in entries:
            if isinstance(entry, str):
                if entry in listed:
                    found.append(listed[entry] | {"name": NAMES.get(entry, listed[entry]["name"])})
                continue
            words, name, permission = entry
            if request.user.has_perm(permission):
                address = reverse(f"admin:{name}", current_app=self.name)
                found.append({"name": words, "object_name": name, "admin_url": address})
        return found

    def _mark_current(self, request, groups):
        """The entry whose address begins that of the page, and of several the longest."""
        entries = [entry for group in groups for entry in group["models"]]
        here = [e for e in entries if e["admin_url"] and request.path.startswith(e["admin_url"])]
        if here:
            max(here, key=lambda entry: len(entry["admin_url"]))["is_current"] = True


class OfficersSiteConfig(AdminConfig):
    default_site = "site_wide.navigation.OfficersSite"

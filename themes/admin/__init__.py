"""The admin of the text, from editions down to goals, and of subgroups."""

from django.contrib import admin

import themes.admin.strategies  # noqa: F401 registers itself
from sdp_portal import clock
from sdp_portal.officers.addresses import AddressForm, ChangeAddressPage
from strategy.models import Edition, Section
from themes.admin.editions import EditionAdmin
from themes.admin.item_forms import GoalForm, NewAreaOfFocusForm
from themes.admin.items import OutlineItemAdmin
from themes.drafting.new_subgroup import add_subgroup
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, Subgroup, UmbrellaTheme

admin.site.register(Edition, EditionAdmin)


@admin.register(Section)
class SectionAdmin(OutlineItemAdmin):
    list_display = ["title", "edition", "placement", "role", "key", "position"]
    list_filter = ["edition", "placement"]
    parents = ["parent", "placement"]
    others = ["role"]

    def save_model(self, request, item, form, change):
        """A subsection takes the placement of its section."""
        if item.parent_id:
            item.placement = item.parent.placement
        super().save_model(request, item, form, change)


@admin.register(UmbrellaTheme)
class UmbrellaThemeAdmin(OutlineItemAdmin):
    others = ["sensitive"]


@admin.register(AreaOfFocus)
class AreaOfFocusAdmin(OutlineItemAdmin):
    list_display = ["title", "theme", "lead", "edition", "position"]
    list_select_related = ["theme", "lead", "edition__strategy"]
    parents = ["theme"]
    others = ["lead", "sensitive"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if self._may_name_lead(request, obj):
            kwargs["form"] = NewAreaOfFocusForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self._may_name_lead(request, obj):
            fields = fieldsets[0][1]["fields"]
            fields.insert(fields.index("lead") + 1, "new_lead")
        return fieldsets

    def _may_name_lead(self, request, obj):
        return obj is None and request.user.has_perm("themes.add_subgroup")

    def save_model(self, request, item, form, change):
        if name := form.cleaned_data.get("new_lead"):
            item.lead = add_subgroup(strategy=item.edition.strategy, name=name)
            words = f"Named as the lead of “{item.title}”."
            self.admin_site.get_model_admin(Subgroup).log_addition(request, item.lead, words)
        super().save_model(request, item, form, change)


@admin.register(AreaOfAssurance)
class AreaOfAssuranceAdmin(OutlineItemAdmin):
    list_display = ["title", "theme", "arrangement", "edition", "position"]
    list_select_related = ["theme", "arrangement", "edition__strategy"]
    parents = ["theme"]
    others = ["arrangement", "sensitive"]


@admin.register(Goal)
class GoalAdmin(OutlineItemAdmin):
    form = GoalForm
    list_display = ["title", "area_of_focus", "position", "edition"]
    list_filter = ["edition", "area_of_focus"]
    list_select_related = ["area_of_focus", "edition__strategy"]
    ordering = ["edition", "area_of_focus", "position", "pk"]
    parents = ["area_of_focus"]
    prepopulated_fields = {}


class SubgroupForm(AddressForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "leads" in self.fields:
            self.fields["leads"].label = "Officers who lead it"
        if "slug" in self.fields and self.fields["slug"].disabled:
            self.fields["strategy"].disabled = True  # it is in the address

    def clean(self):
        if strategy := self.cleaned_data.get("strategy"):
            self.instance.strategy = strategy
        return super().clean()


@admin.register(Subgroup)
class SubgroupAdmin(ChangeAddressPage):
    """An officer who only leads a subgroup sees that one, and edits only its name and text."""

    once_deleted = "Its public page goes. Published texts that name it stay as they are."
    form = SubgroupForm
    list_display = ["name", "formal", "strategy", "position"]
    list_filter = ["strategy", "formal"]
    list_select_related = ["strategy"]
    search_fields = ["name", "text"]
    filter_horizontal = ["leads"]
    for_leads = ["name", "text"]

    def get_queryset(self, request):
        subgroups = super().get_queryset(request)
        sees_all = super().has_view_permission(request)
        return subgroups if sees_all else subgroups.led_by(request.user)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self._leads(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or self._leads(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if super().has_change_permission(request):
            return ["old_addresses"]
        return [name for name in self.get_fields(request, obj) if name not in self.for_leads]

    def get_fields(self, request, obj=None):
        old = ["old_addresses"] if obj and obj.old_slugs.exists() else []
        return ["strategy", "name", "slug", *old, "formal", "text", "position", "leads"]

    @admin.display(description="old addresses, which lead here")
    def old_addresses(self, subgroup):
        old = subgroup.old_slugs.order_by("slug").values_list("slug", flat=True)
        return ", ".join(subgroup.address_with(slug) for slug in old)

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["name"]} if super().has_change_permission(request) else {}

    def view_on_site(self, subgroup):
        published = subgroup.strategy.editions.published(at=clock.now())
        return subgroup.get_absolute_url() if published.exists() else None

    def _leads(self, request, obj):
        """Whether the officer leads `obj`; without `obj`, whether they lead any subgroup."""
        led = Subgroup.objects.led_by(request.user)
        return request.user.has_perm("themes.change_own_subgroup") and (
            led.exists() if obj is None else led.contains(obj)
        )

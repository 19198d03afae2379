from django.contrib import admin

from strategy.admin import OutlineItemAdmin
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, Subgroup, UmbrellaTheme


@admin.register(UmbrellaTheme)
class UmbrellaThemeAdmin(OutlineItemAdmin):
    pass


@admin.register(AreaOfFocus)
class AreaOfFocusAdmin(OutlineItemAdmin):
    list_display = ["title", "theme", "lead", "edition", "position"]
    list_select_related = ["theme", "lead", "edition__strategy"]


@admin.register(AreaOfAssurance)
class AreaOfAssuranceAdmin(OutlineItemAdmin):
    list_display = ["title", "theme", "arrangement", "edition", "position"]
    list_select_related = ["theme", "arrangement", "edition__strategy"]


@admin.register(Goal)
class GoalAdmin(OutlineItemAdmin):
    list_display = ["title", "area_of_focus", "position", "edition"]
    list_filter = ["edition", "area_of_focus"]
    list_select_related = ["area_of_focus", "edition__strategy"]
    ordering = ["edition", "area_of_focus", "position", "pk"]


@admin.register(Subgroup)
class SubgroupAdmin(admin.ModelAdmin):
    list_display = ["name", "formal", "strategy", "position"]
    list_filter = ["strategy", "formal"]
    list_select_related = ["strategy"]
    search_fields = ["name", "text"]
    prepopulated_fields = {"slug": ["name"]}

"""Every public page, as DESIGN.md names their addresses, on 10 April 2024."""

PAGES = [
    "/",
    "/themes/anti-social-behaviour-and-crime/",
    "/themes/hate-crime-and-cohesion/",
    "/themes/sexual-violence-and-violent-crime/",
    "/areas-of-focus/anti-social-behaviour/",
    "/areas-of-focus/hate-crime/",
    "/areas-of-focus/sexual-violence/",
    "/areas-of-assurance/reducing-reoffending/",
    "/areas-of-assurance/road-safety/",
    "/areas-of-assurance/counter-terrorism/",
    "/areas-of-assurance/serious-violence/",
    "/areas-of-assurance/domestic-abuse/",
    "/areas-of-assurance/combatting-drugs-and-alcohol/",
    "/areas-of-assurance/organised-crime/",
    "/how-we-work/",
    "/timeline/",
    "/subgroups/",
    "/subgroups/anti-social-behaviour-strategic-group/",
    "/subgroups/hate-crime-action-group/",
    "/subgroups/domestic-abuse-and-sexual-violence-executive-group/",
    "/subgroups/combatting-drugs-and-alcohol-strategic-partnership/",
    "/documents/",
    "/document/",
    "/editions/",
    "/consultations/",
    "/consultations/draft-strategy-2024-29/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/contact/",
]

# What a search engine need not be told of.
OTHER_PAGES = [
    "/search/",
    "/search/?q=reoffending",
    "/search/?q=zebra",
    "/editions/consultation-draft/",
    "/editions/consultation-draft/how-we-work/",
    "/editions/consultation-draft/document/",
    "/editions/consultation-draft/themes/hate-crime-and-cohesion/",
    "/editions/consultation-draft/areas-of-focus/hate-crime/",
    "/editions/consultation-draft/areas-of-assurance/road-safety/",
    "/editions/consultation-draft/compare/consultation-draft/",
]

FOR_MACHINES = {
    "/document.json": "application/json",
    "/editions/consultation-draft/document.json": "application/json",
    "/timeline.ics": "text/calendar; charset=utf-8",
    "/robots.txt": "text/plain; charset=utf-8",
    "/sitemap.xml": "application/xml",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
}

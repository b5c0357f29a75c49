// Rows that can be added and taken away: Wagtail's own script, begun without a script in the page.
for (const element of document.querySelectorAll("[data-inline-panel]")) {
    new window.InlinePanel(JSON.parse(element.dataset.inlinePanel));
}

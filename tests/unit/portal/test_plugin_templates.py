"""A plugin's templates stand on the layout and the parts of the hub, and on nothing else of it."""

import pytest
from jinja2 import TemplateNotFound

from hub.contract import Plugin
from hub.portal.plugin_folders import OPEN_TO_PLUGINS, open_to_plugins, plugin_environment
from hub.records import Text
from hub.reports.charts import Share

TITLE = Text("Brieven", "Letters")
PLUGIN = Plugin(key="letters", title=TITLE, description=TITLE, package="json.decoder")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", sorted(open_to_plugins()))
def test_what_a_plugin_may_use_loads_with_all_that_it_is_made_of(language: str, name: str) -> None:
    assert plugin_environment(PLUGIN, language).get_template(name).name == name


def test_the_promise_is_a_part_of_what_loads_and_other_pages_of_the_hub_are_not() -> None:
    assert open_to_plugins() >= OPEN_TO_PLUGINS
    with pytest.raises(TemplateNotFound):
        plugin_environment(PLUGIN, "nl").get_template("plugin.html")


def test_a_plugins_page_draws_pictures_with_the_hubs_macros_and_style() -> None:
    source = """{% from "chart_parts.html" import share %}{{ static("report.css") }}{{ share(of, language, "mine") }}"""
    told = Share(Text("Brieven", "Letters"), Text("3 van de 4 zijn gelezen.", "3 of 4 have been read."), 3, 4)
    written = plugin_environment(PLUGIN, "en").from_string(source).render(of=told)
    assert written.startswith("/static/")
    assert "3 of 4 have been read." in written
    assert "75%" in written

"""Finds plugins, and asks those that a school turned on, one at a time. The only room that calls pluggy."""

from hub.registry.answers import Answers, BrokenPlugin, Fault, PluginFailedError
from hub.registry.folders import folder_of
from hub.registry.registry import Registry
from hub.registry.switching import SwitchPlan

__all__ = ["Answers", "BrokenPlugin", "Fault", "PluginFailedError", "Registry", "SwitchPlan", "folder_of"]

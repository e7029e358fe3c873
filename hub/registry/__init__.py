"""Finds plugins, and asks those that a school turned on, one at a time. The only room that calls pluggy."""

from hub.registry.answers import Answers, BrokenPlugin, Fault
from hub.registry.registry import Registry
from hub.registry.switching import SwitchPlan

__all__ = ["Answers", "BrokenPlugin", "Fault", "Registry", "SwitchPlan"]

"""Programmes (申报项目): what a notice asks for as data, and what the facts of an enterprise make of it."""

"""Official forms: what a notice asks to be handed in, filled as far as the facts go, and checked by the notice's own rules.

Everything follows from the `Form` of a rule pack; nothing here names a notice. What is not known is marked, never invented.
"""

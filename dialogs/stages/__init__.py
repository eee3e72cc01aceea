"""One module per stage of the conversation. Each offers `show(scene)`, the screen of its phases, and `step(scene, inbound)`.

`step` gives the turn, or nothing where the stage does not understand the inbound. A turn whose effects end without a screen is given
the screen of the phase it leads to, so a stage never has to know the screens of another.
"""

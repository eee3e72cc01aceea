"""The authorisation matrix: who (role, relation) may do what, on which object, by which way in; each cell driven through the conversation.

What is expected stands written down here and in `tests/golden/desk/authorisation.txt`, never taken from the program while it is checked.
"""

"""The conversations beside the assessment: of liaisons, staff, reviewers and admins, and of contacts about their enterprise.

A page is one module here and a template for each of its effects in `phrases/*/desk`. Pages know no rights and no data: what they show and
what they change they ask of the shell with a `Wanted` effect, and `bot.usecases.desk` serves it or answers as if it were not there.
"""

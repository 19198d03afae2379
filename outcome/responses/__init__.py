"""Responses as they are published: releases, their figures, the list and the file."""

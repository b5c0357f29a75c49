"""Popolo (开放数据): people, memberships, organizations and areas in and out.

What becomes of each class is said in docs/operations.md. Source: popoloproject.com, schemas of
2023-02.
"""

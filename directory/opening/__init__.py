"""Opening hours (开放时间): phrases, rules, the days that follow from them, and who is on duty.

``recurrence`` holds an RRULE of RFC 5545, ``phrases`` reads and says it in Chinese, ``days`` finds
the days of one rule, ``timetable`` those of a station, ``state`` whether it is open now, ``rota``
who receives people. The first three know no models.
"""

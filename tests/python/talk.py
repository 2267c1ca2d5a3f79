"""Runs a program in a terminal of its own and answers its questions.

    talk.py ANSWERS PROGRAM [ARGUMENT…]

ANSWERS is a JSON object: the title of a question, such as "Currency", and what is typed in answer; other questions get
an empty line. What the terminal showed goes to standard output; the exit code is the program's.
"""

import json
import os
import pty
import re
import sys

STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
TITLE = re.compile(r"^(\S.*):\s*$", re.MULTILINE)


def main() -> int:
    answers = json.loads(sys.argv[1])
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[2], sys.argv[2:])
    shown, answered = b"", 0
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:
            break  # Linux says so when the program has ended.
        if not more:
            break
        shown += more
        since = STYLE.sub("", shown[answered:].decode(errors="replace")).replace("\r", "")
        if since.endswith(("] > ", ") > ")):
            titles = TITLE.findall(since)
            answer = answers.get(titles[-1], "") if titles else ""
            answered = len(shown)
            os.write(terminal, answer.encode() + b"\n")
    sys.stdout.write(STYLE.sub("", shown.decode(errors="replace")).replace("\r", ""))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


sys.exit(main())

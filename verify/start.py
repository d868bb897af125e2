# Runs main.py as the interpreter itself would. The interpreter is started
# without the module site, whose reading of installed packages' .pth files may
# take longer than all the rest; what that module gives a program is given here.
import sys


def start():
    import _sitebuiltins, builtins

    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    sys.argv[0] = "main.py"
    with open("main.py", "rb") as f:
        text = f.read()
    try:
        return compile(text, "main.py", "exec")
    except (SyntaxError, ValueError) as e:
        sys.excepthook(type(e), e.with_traceback(None), None)  # without a traceback: nothing ran
        sys.exit(1)


__file__ = "main.py"
code = start()
del start, sys
exec(code)

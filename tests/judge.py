"""Judges many exports in one run, by the independent verifier: NOW FOLDER; a line for each file, in their order."""

import importlib.util
import pathlib
import sys
from datetime import datetime

verifier = pathlib.Path(__file__).parent.parent / "examples" / "verify.py"
spec = importlib.util.spec_from_file_location("verify", verifier)
verify = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(verify)

now, folder = datetime.fromisoformat(sys.argv[1]), pathlib.Path(sys.argv[2])
for file in sorted(folder.iterdir()):
    _, said = verify.judge(file, (), now)
    print(said.replace("\n", " "))

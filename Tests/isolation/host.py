"""A host in namespaces of its own, with a systemd that has booted."""

import os
import pathlib
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}


class Failed(Exception):
    pass


def eventually(what, condition, seconds=60):
    """Asks again and again until the answer is true, and gives it."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed(f"not within {seconds} s: {what}")
        time.sleep(0.1)


class Host:
    def __init__(self, name, work, stick, cgroups):
        self.name = name
        folder = work / name
        folder.mkdir()
        # systemd needs a group of processes that it can divide as it likes.
        self.cgroup = cgroups / f"mint-isolation-{os.getpid()}-{name}"
        self.cgroup.mkdir()
        self.log = open(work / f"{name}.log", "w")
        enter = f'echo $BASHPID >"{self.cgroup}/cgroup.procs" && exec "$@"'
        self.unshare = subprocess.Popen(
            ["bash", "-c", enter, "boot", "unshare", "--mount", "--net", "--pid", "--fork", "--ipc", "--uts", "--cgroup",
             "--kill-child", HERE / "boot-host", name, folder, stick],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.pid = eventually(f"{name} has a first process", self.child, 10)
        eventually(f"{name} has booted", self.has_booted)

    def child(self):
        if self.unshare.poll() is not None:
            raise Failed(f"{self.name} does not boot: {pathlib.Path(self.log.name).read_text()}")
        pids = pathlib.Path(f"/proc/{self.unshare.pid}/task/{self.unshare.pid}/children").read_text().split()
        return int(pids[0]) if pids else None

    def has_booted(self):
        self.child()
        state = self.try_run("systemctl is-system-running").stdout.strip()
        return state in ("running", "degraded")

    def try_run(self, script, timeout=300):
        return subprocess.run(
            ["nsenter", "--target", str(self.pid), "--all", "bash", "-euo", "pipefail", "-c", "cd\n" + script],
            env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=timeout)

    def run(self, script, timeout=300):
        done = self.try_run(script, timeout)
        if done.returncode != 0:
            raise Failed(f"{self.name}: status {done.returncode} of\n{script}\n{done.stdout}{done.stderr}")
        return done.stdout

    def journal(self):
        return self.try_run("journalctl --no-pager --boot --lines 400 --output short-monotonic").stdout

    def stop(self):
        # The first process of a namespace takes all others with it.
        try:
            os.kill(self.pid, 9)
        except ProcessLookupError:
            pass
        self.unshare.wait()
        self.log.close()
        for folder, _, _ in os.walk(self.cgroup, topdown=False):
            eventually(f"{folder} is empty", lambda: remove(folder))


def remove(folder):
    try:
        os.rmdir(folder)
        return True
    except OSError:
        return False
